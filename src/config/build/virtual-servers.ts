/**
 * Completes virtual servers.
 */

import { micros } from '../../base/micros.js';
import { didYouMean } from '../did-you-mean.js';
import type { RealServerDraft, VirtualServerDraft } from '../keywords/lvs-draft.js';
import type { RootDraft } from '../keywords/root.js';
import type { Command } from '../model.js';
import type { ModelCode } from '../model-codes.js';
import type { GlobalSettings } from '../model-global.js';
import type { ForwardingMethod, LvsConfiguration, RealServer, VirtualServer } from '../model-lvs.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';
import { type LvsService, lvsService } from './lvs-service.js';
import { completeRealServer, completeSorryServer, isOfFamily, referenceExists } from './real-servers.js';
import type { ScriptCheck } from './scripts.js';

const NAT: ForwardingMethod = { method: 'NAT', tunnel: undefined, port: undefined, checksum: undefined };

/** Persistence that is switched on without a time. */
const PERSISTENCE = 360;

export function completeLvs(
  reading: Reading,
  root: RootDraft,
  globals: GlobalSettings,
  scripts: ScriptCheck,
): LvsConfiguration {
  const { ssl, groups, virtualServers } = root.lvs;
  return {
    ssl:
      ssl === undefined
        ? undefined
        : {
            password: ssl.password,
            authority: ssl.authority,
            certificate: ssl.certificate,
            key: ssl.key,
            span: undefined,
          },
    virtualServerGroups: [...groups.values()].map(({ name, entries, word }) => ({ name, entries, span: word.span })),
    virtualServers: virtualServers.flatMap(
      (draft) => withUsableScripts(completeVirtualServer(reading, root, globals, draft), scripts) ?? [],
    ),
  };
}

/** The server without the scripts that may not run, and without checks by such scripts. */
function withUsableScripts(server: VirtualServer | undefined, scripts: ScriptCheck): VirtualServer | undefined {
  if (server === undefined) return undefined;
  const notify = (command: Command | undefined): Command | undefined =>
    scripts.usable(command, 'virtual_server, notify', false);
  return {
    ...server,
    quorumUp: notify(server.quorumUp),
    quorumDown: notify(server.quorumDown),
    realServers: server.realServers.map((real) => ({
      ...real,
      notifyUp: notify(real.notifyUp),
      notifyDown: notify(real.notifyDown),
      checkers: real.checkers.filter(
        (checker) => checker.type !== 'MISC_CHECK' || scripts.usable(checker.command, 'MISC_CHECK', true) !== undefined,
      ),
    })),
  };
}

type Say = (code: ModelCode, message: string, keepalived: string, hint?: string) => void;

function completeVirtualServer(
  reading: Reading,
  root: RootDraft,
  globals: GlobalSettings,
  draft: VirtualServerDraft,
): VirtualServer | undefined {
  const say: Say = (code, message, keepalived, hint) =>
    reading.report(code, draft.span, message, { keepalived, ...(hint !== undefined && { hint }) });
  const group = draft.service.type === 'group' ? draft.service.group : undefined;
  if (group !== undefined && !root.lvs.groups.has(group)) {
    const guess = didYouMean(group, root.lvs.groups.keys());
    reading.report('undefined-reference', draft.span, `there is no virtual_server_group ${shown(group)}`, {
      keepalived: 'ignores the virtual server',
      exitClass: 0,
      ...(guess !== undefined && { hint: `did you mean "${guess}"?` }),
    });
    // What its checkers follow is looked for all the same.
    for (const { checkers } of draft.realServers)
      for (const checker of checkers) referenceExists(reading, root, checker, draft.order);
    return undefined;
  }
  if (draft.realServers.length === 0) {
    sayNoServer(say);
    return undefined;
  }
  const service = lvsService(draft, root.lvs.groups.get(group ?? '')?.entries ?? []);
  if (service.otherFamily) {
    reading.report(
      'family-mismatch',
      draft.span,
      `virtual_server_group ${shown(group ?? '')} has addresses of another family than the virtual server`,
      {
        keepalived: 'ignores the virtual server',
        exitClass: 0,
      },
    );
    return undefined;
  }
  if (draft.scheduler === undefined)
    say('missing-value', 'the virtual_server has no lvs_sched', 'uses wlc', 'add lvs_sched wlc');
  return settingsOf(reading, root, globals, draft, service, say);
}

function sayNoServer(say: Say): void {
  say(
    'no-real-server',
    'the virtual_server has no real_server',
    'ignores the virtual server',
    'add real_server { ... }',
  );
}

function settingsOf(
  reading: Reading,
  root: RootDraft,
  globals: GlobalSettings,
  draft: VirtualServerDraft,
  service: LvsService,
  say: Say,
): VirtualServer | undefined {
  const inherited = { service, forwarding: forwardingOf(draft, say), weight: draft.weight ?? 1 };
  const fitting = draft.realServers.filter((server) => isOfFamily(reading, server, inherited));
  const realServers = withoutRepeats(reading, fitting).map((server) =>
    completeRealServer(reading, root, globals, draft, server, inherited),
  );
  if (realServers.length === 0) {
    sayNoServer(say);
    return undefined;
  }
  return {
    service: service.service,
    family: service.family,
    retry: draft.retry,
    delayBeforeRetry: draft.delayBeforeRetry,
    warmup: draft.warmup,
    connectTimeout: draft.connectTimeout ?? micros(5_000_000),
    delayLoop: draft.delayLoop ?? micros(60_000_000),
    alpha: draft.alpha ?? false,
    inhibitOnFailure: draft.inhibitOnFailure ?? false,
    scheduler: draft.scheduler ?? 'wlc',
    schedulerFlags: [...draft.schedulerFlags].sort(),
    ...protocolOf(draft, service, say),
    forwarding: inherited.forwarding,
    persistenceEngine: draft.persistenceEngine,
    persistenceTimeout: persistenceOf(draft, service, say),
    persistenceGranularity: draft.persistenceGranularity,
    haSuspend: haSuspendOf(draft, service, say),
    smtpAlert: draft.smtpAlert ?? globals.lvs.smtpAlertChecker ?? globals.smtpAlert ?? false,
    virtualHost: draft.virtualHost,
    snmpName: draft.snmpName,
    omega: draft.omega ?? false,
    quorumUp: draft.quorumUp,
    quorumDown: draft.quorumDown,
    ...quorumOf(draft, realServers, say),
    weight: inherited.weight,
    sorryServer: completeSorryServer(reading, draft, inherited),
    realServers,
    span: draft.span,
  };
}

function withoutRepeats(reading: Reading, realServers: readonly RealServerDraft[]): readonly RealServerDraft[] {
  const seen = new Set<string>();
  return realServers.filter(({ address, port, span }) => {
    const key = `${address}${port === 0 ? '' : ` port ${port}`}`;
    if (!seen.has(key)) {
      seen.add(key);
      return true;
    }
    reading.report('repeated', span, `the real server ${key} is given twice`, { keepalived: 'removes the second' });
    return false;
  });
}

/** The method of what has none of its own. */
function forwardingOf(draft: VirtualServerDraft, say: Say): ForwardingMethod {
  const { sorryServer, realServers } = draft;
  if (draft.forwarding !== undefined) return draft.forwarding;
  const withoutMethod = realServers.some(({ forwarding }) => forwarding === undefined);
  if (withoutMethod || (sorryServer !== undefined && sorryServer.forwarding === undefined))
    say('missing-value', 'the virtual_server has no lvs_method', 'uses NAT', 'add lvs_method NAT');
  return NAT;
}

function protocolOf(
  draft: VirtualServerDraft,
  { hasAddress, hasMark }: LvsService,
  say: Say,
): Pick<VirtualServer, 'protocol' | 'onePacket'> {
  const onePacket = draft.onePacket ?? false;
  if (!hasAddress) {
    if (hasMark && draft.protocol !== undefined)
      say('no-effect', 'a service by mark has no protocol', 'ignores protocol', 'remove protocol');
    return { protocol: undefined, onePacket };
  }
  if (draft.protocol === undefined)
    say('missing-value', 'the virtual_server has no protocol', 'uses UDP', 'add protocol TCP');
  const protocol = draft.protocol ?? 'UDP';
  if (onePacket && protocol !== 'UDP') say('no-effect', 'ops is for UDP and marks only', 'clears ops');
  return { protocol, onePacket: onePacket && protocol === 'UDP' };
}

function haSuspendOf(draft: VirtualServerDraft, { hasMark }: LvsService, say: Say): boolean {
  if (draft.haSuspend !== true) return false;
  if (hasMark) say('no-effect', 'ha_suspend is not for marks', 'clears ha_suspend');
  return !hasMark;
}

function persistenceOf(draft: VirtualServerDraft, { hasAnyPort }: LvsService, say: Say): number | undefined {
  if (draft.persistenceTimeout !== undefined) return draft.persistenceTimeout;
  if (draft.persistenceGranularity !== undefined) return PERSISTENCE;
  if (!hasAnyPort) return undefined;
  say(
    'missing-value',
    'a service on every port needs persistence',
    `sets persistence_timeout ${PERSISTENCE}`,
    `write persistence_timeout ${PERSISTENCE}`,
  );
  return PERSISTENCE;
}

/** A quorum that the weights can reach, and a hysteresis below it. */
function quorumOf(
  draft: VirtualServerDraft,
  servers: readonly RealServer[],
  say: Say,
): Pick<VirtualServer, 'quorum' | 'hysteresis'> {
  const total = servers.reduce((sum, server) => sum + server.weight, 0);
  const written = draft.quorum ?? 1;
  const quorum = Math.max(1, Math.min(written, total));
  if (written > total) {
    const what = total === 0 ? 'all weights are 0: no quorum is ever reached' : `more than all weights, ${total}`;
    say('out-of-range', `quorum ${written}: ${what}`, `uses ${total}`);
  }
  const hysteresis = Math.min(draft.hysteresis ?? 0, quorum - 1);
  if ((draft.hysteresis ?? 0) >= quorum)
    say('out-of-range', `hysteresis must be below quorum ${quorum}`, `uses ${quorum - 1}`);
  return { quorum, hysteresis };
}
