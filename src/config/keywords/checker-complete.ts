/**
 * Makes a checker of what was read; one that lacks what it needs is left out.
 */

import type { Checker } from '../model-lvs.js';
import type { Cursor } from '../read/cursor.js';
import type { CheckDraft, ConnectionDraft } from './check-draft.js';
import { completeUrl } from './check-url.js';

export function completeChecker(cursor: Cursor, draft: CheckDraft): Checker | undefined {
  const common = { ...timing(draft), span: draft.span };
  const connected = { ...common, ...connection(draft) };
  const { type } = draft;
  switch (type) {
    case 'TCP_CHECK':
    case 'PING_CHECK':
      return { type, ...connected };
    case 'HTTP_GET':
    case 'SSL_GET': {
      const urls = draft.urls.flatMap((url) => completeUrl(url) ?? []);
      if (urls.length === 0) return incomplete(cursor, draft, 'url');
      return {
        type,
        ...connected,
        virtualHost: draft.virtualHost,
        httpProtocol: draft.httpProtocol ?? '1.0',
        enableSni: draft.enableSni ?? false,
        sniName: draft.sniName,
        fastRecovery: draft.fastRecovery ?? false,
        tlsCompliant: draft.tlsCompliant ?? false,
        urls,
      };
    }
    case 'SMTP_CHECK':
      return {
        type,
        ...connected,
        heloName: draft.heloName ?? 'smtpchecker.keepalived.org',
        hosts: draft.hosts.map((host) => ({ ...timing(host), ...connection(host) })),
      };
    case 'UDP_CHECK':
      return {
        type,
        ...connected,
        payload: draft.payload,
        requireReply: draft.requireReply,
        minReplyLength: draft.minReplyLength ?? 0,
        maxReplyLength: draft.maxReplyLength ?? 255,
      };
    case 'DNS_CHECK':
      return { type, ...connected, queryType: draft.queryType ?? 'SOA', queryName: draft.queryName ?? '.' };
    case 'MISC_CHECK':
      if (draft.command === undefined) return incomplete(cursor, draft, 'misc_path');
      return {
        type,
        ...common,
        command: { ...draft.command, user: draft.user?.user, group: draft.user?.group },
        timeout: draft.timeout,
        dynamic: draft.dynamic ?? false,
      };
    case 'FILE_CHECK':
      if (draft.file === undefined) return incomplete(cursor, draft, 'track_file');
      return { type, ...common, file: draft.file, weight: draft.weight, reverse: draft.reverse };
    case 'BFD_CHECK':
      if (draft.session === undefined) return incomplete(cursor, draft, 'name');
      return { type, ...common, session: draft.session };
  }
}

function incomplete(cursor: Cursor, draft: CheckDraft, what: string): undefined {
  cursor.report('incomplete-definition', cursor.span, `${draft.type} has no ${what}`, {
    keepalived: 'removes the checker',
    hint: `add ${what}`,
  });
  return undefined;
}

function timing(draft: ConnectionDraft) {
  return {
    retry: draft.retry,
    delayBeforeRetry: draft.delayBeforeRetry,
    warmup: draft.warmup,
    connectTimeout: draft.connectTimeout,
    delayLoop: draft.delayLoop,
    alpha: draft.alpha,
    logAllFailures: draft.logAllFailures ?? false,
  };
}

function connection(draft: ConnectionDraft) {
  return {
    connectAddress: draft.connectAddress,
    connectPort: draft.connectPort,
    bindAddress: draft.bindAddress,
    bindPort: draft.bindPort,
    bindInterface: draft.bindInterface,
    mark: draft.mark ?? 0,
  };
}
