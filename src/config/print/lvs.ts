/** BFD sessions and virtual servers as text. */

import { formatPrefix } from '../../base/address.js';
import { bfdTable } from '../keywords/bfd.js';
import type { CheckDraft } from '../keywords/check-draft.js';
import { checkerTables } from '../keywords/checker.js';
import { sslTable } from '../keywords/lvs.js';
import { realServerTable } from '../keywords/real-server.js';
import { virtualServerTable } from '../keywords/virtual-server.js';
import type {
  BfdSession,
  Checker,
  GroupEntry,
  LvsConfiguration,
  RealServer,
  ServiceAddress,
  VirtualServer,
} from '../model-lvs.js';
import { blockUnlessEmpty, formatWord, type Statement } from './statement.js';

const NOWHERE = { file: '', line: 0, column: 0, length: 0 };

export function formatBfd(session: BfdSession): Statement {
  const draft = { ...session, word: { text: session.name, quoted: false, span: NOWHERE } };
  return { head: `bfd_instance ${formatWord(session.name)}`, body: bfdTable.rows.flatMap((row) => row.print(draft)) };
}

export function formatLvs(lvs: LvsConfiguration): readonly Statement[] {
  const { ssl } = lvs;
  return [
    ...(ssl === undefined ? [] : [{ head: 'SSL', body: sslTable.rows.flatMap((row) => row.print({ ...ssl })) }]),
    ...lvs.virtualServerGroups.map((group) => ({
      head: `virtual_server_group ${formatWord(group.name)}`,
      body: group.entries.map(formatEntry),
    })),
    ...lvs.virtualServers.map(formatVirtualServer),
  ];
}

function formatEntry(entry: GroupEntry): string {
  if (entry.type === 'mark') {
    return `fwmark ${entry.mark}${entry.family === undefined ? '' : entry.family === 4 ? ' inet' : ' inet6'}`;
  }
  const port = entry.port === 0 ? '' : ` ${entry.port}`;
  if (entry.type === 'network') return `${formatPrefix(entry.network)}${port}`;
  return entry.type === 'range' ? `${entry.first}-${entry.last}${port}` : `${entry.address}${port}`;
}

function formatService(service: ServiceAddress): string {
  if (service.type === 'mark') return `fwmark ${service.mark}`;
  if (service.type === 'group') return `group ${formatWord(service.group)}`;
  return service.port === 0 ? service.address : `${service.address} ${service.port}`;
}

function formatVirtualServer(server: VirtualServer): Statement {
  const draft = {
    ...server,
    span: NOWHERE,
    order: 0,
    realServers: [],
    schedulerFlags: [...server.schedulerFlags],
    sorryServer: server.sorryServer === undefined ? undefined : { ...server.sorryServer, span: NOWHERE },
  };
  return {
    head: `virtual_server ${formatService(server.service)}`,
    body: [...virtualServerTable.rows.flatMap((row) => row.print(draft)), ...server.realServers.map(formatRealServer)],
  };
}

function formatRealServer(server: RealServer): Statement {
  const draft = { ...server, span: NOWHERE, checkers: [] };
  return {
    head: `real_server ${server.address} ${server.port}`,
    body: [...realServerTable.rows.flatMap((row) => row.print(draft)), ...server.checkers.flatMap(formatChecker)],
  };
}

function formatChecker(checker: Checker): readonly Statement[] {
  const user = checker.type === 'MISC_CHECK' ? checker.command.user : undefined;
  const draft: CheckDraft = {
    ...checker,
    urls: 'urls' in checker ? [...checker.urls] : [],
    hosts: 'hosts' in checker ? [...checker.hosts] : [],
    ...(checker.type === 'MISC_CHECK' && user !== undefined && { user: { user, group: checker.command.group } }),
  };
  const body = checkerTables[checker.type].rows.flatMap((row) => row.print(draft));
  return body.length === 0 ? [{ head: checker.type, body }] : blockUnlessEmpty(checker.type, body);
}
