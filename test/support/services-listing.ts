/**
 * Virtual servers in the words of keepalived's listing: its lines, without what changes while it runs.
 */

import {
  addressBytes,
  bitsOf,
  familyOf,
  formatIpAddress,
  type IpAddress,
  type Prefix,
} from '../../src/base/address.js';
import type { Configuration, FileDefinition } from '../../src/config/model.js';
import type {
  ForwardingMethod,
  GroupEntry,
  LvsConfiguration,
  RealServer,
  VirtualServer,
  VirtualServerGroup,
} from '../../src/config/model-lvs.js';
import { listCheckers, sslLines, trio } from './checkers-listing.js';
import { commandText, decimal, onOff, optional } from './listing-words.js';

/** Lines that say how keepalived fares, or what it reckons for itself. */
const VOLATILE =
  /^ +(alive|quorum_state_up|reloaded|Reloaded|effective weight|previous effective_weight|num failed checkers|RS set|Alive:|Enabled|Up|Has run|Current weight|Retries iterations|Default delay before retry|Last ran|Last status|Status|Fwmark TCP:)/;

/** The part of the checker process's listing that is compared. */
export function comparedLines(text: string): readonly string[] {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: /, '').trimEnd())
    .filter((line) => !VOLATILE.test(line));
  const section = (name: string): readonly string[] => {
    const begin = lines.indexOf(`------< ${name} >------`) + 1;
    const rest = begin === 0 ? [] : lines.slice(begin);
    const end = rest.findIndex((line) => line.startsWith('------<'));
    // Another process of keepalived may say something in between.
    const own = (end < 0 ? rest : rest.slice(0, end)).filter((line) => line.startsWith(' '));
    return own.map((line) => line.replace(/, WEIGHT = .*/, '').replace(/^( VS GROUP = )?( ?\[[a-z]+\]):\d+/, '$1$2:0'));
  };
  return [
    // Beside SSL_GET without SSL it says that it has nothing to show.
    ...section('SSL definitions').filter((line) => !/autogen/.test(line)),
    ...section('LVS Topology').slice(1),
    ...withoutUnusedTimes(section('Health checkers')),
    ...withoutTrackers(section('Checker track files')),
  ].map((line) =>
    line
      .trim()
      .replace('forwarding method =  0x7', 'default forwarding method = NAT')
      .replace('(duplicates rs) ', '')
      // Where there is one option, this keepalived lists all that it knows.
      .replace(/^(Regex options:) .+/, '$1 some'),
  );
}

/** Who tracks a file stands beside its real server already. */
function withoutTrackers(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !/^ {3}Tracking instances|^ {5}/.test(line));
}

/** What follows something else has no times of its own; keepalived lists them unset. */
function withoutUnusedTimes(lines: readonly string[]): readonly string[] {
  const starts = lines.flatMap((line, index) => (/^ \S/.test(line) ? [index] : []));
  return starts.flatMap((start, index) => {
    const checker = lines.slice(start, starts[index + 1]);
    const method = checker.findIndex((line) => /= (BFD|FILE)_CHECK$/.test(line));
    return method < 0 ? checker : [...checker.slice(0, 1), ...checker.slice(method, method + 2)];
  });
}

export function listServices(configuration: Configuration): readonly string[] {
  const { lvs } = configuration;
  return [
    ...sslLines(lvs.ssl),
    ...lvs.virtualServerGroups.flatMap(groupLines),
    ...lvs.virtualServers.flatMap((server) => serverLines(server, configuration)),
    ...listCheckers(configuration),
  ];
}

function groupLines({ name, entries }: VirtualServerGroup): readonly string[] {
  const families = new Set(entries.map(familyOfEntry));
  const yes = (has: boolean): string => (has ? 'yes' : 'no');
  return [
    '------< Virtual server group >------',
    `Virtual Server Group = ${name}, IPv4 = ${yes(families.has(4))}, IPv6 = ${yes(families.has(6))}`,
    ...entries.filter(({ type }) => type !== 'mark').map(entryLine),
    ...entries.filter(({ type }) => type === 'mark').map(entryLine),
  ];
}

function familyOfEntry(entry: GroupEntry): number | undefined {
  if (entry.type === 'mark') return entry.family;
  if (entry.type === 'network') return familyOf(entry.network.address);
  return familyOf(entry.type === 'range' ? entry.first : entry.address);
}

function entryLine(entry: GroupEntry): string {
  if (entry.type === 'mark')
    return `FWMARK = ${entry.mark}${entry.family === undefined ? '' : entry.family === 4 ? ' IPv4' : ' IPv6'}`;
  if (entry.type === 'address') return `VIP = ${entry.address}, VPORT = ${entry.port}`;
  if (entry.type === 'range') return `VIP Range = ${entry.first}-${entry.last}, VPORT = ${entry.port}`;
  return `VIP Range = ${entry.network.address}-${lastAddress(entry.network)}, VPORT = ${entry.port}`;
}

function lastAddress({ address, length }: Prefix): IpAddress {
  const bytes = addressBytes(address);
  for (let bit = length; bit < bitsOf(familyOf(address)); bit += 1)
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return formatIpAddress(bytes);
}

function serverLines(server: VirtualServer, { lvs, trackedFiles }: Configuration): readonly string[] {
  const { service, scheduler, schedulerFlags, sorryServer } = server;
  const on = (flag: string): string => (schedulerFlags.includes(flag) ? 'enabled' : 'disabled');
  const flags =
    scheduler === 'sh' || scheduler === 'mh'
      ? [`${scheduler}-port`, `${scheduler}-fallback`]
      : ['flag-1', 'flag-2', 'flag-3'];
  const inactive = server.onePacket && server.protocol !== 'UDP' ? ' (inactive due to not UDP)' : '';
  return [
    '------< Virtual server >------',
    service.type === 'group'
      ? `VS GROUP = [${service.group}]:0`
      : service.type === 'mark'
        ? `VS FWMARK = ${service.mark}`
        : `VS VIP = ${service.address}, VPORT = ${service.port}`,
    ...optional('VirtualHost = ', server.virtualHost),
    ...(server.snmpName === undefined ? [] : [`SNMP name = '${server.snmpName}'`]),
    `Address family = ${familyText(server, lvs)}`,
    `connection timeout = ${decimal(server.connectTimeout)}`,
    `delay_loop = ${decimal(server.delayLoop)}`,
    `lvs_sched = ${scheduler}`,
    'Hashed = disabled',
    ...flags.map((flag) => `${flag} = ${on(flag)}`),
    `One packet scheduling = ${server.onePacket ? 'enabled' : 'disabled'}${inactive}`,
    ...optional('persistence timeout = ', server.persistenceTimeout),
    ...optional('persistence granularity = ', server.persistenceGranularity),
    `protocol = ${server.protocol ?? 'none'}`,
    `alpha is ${onOff(server.alpha)}`,
    `omega is ${onOff(server.omega)}`,
    ...optional('Retry count = ', server.retry),
    ...optional('Retry delay = ', server.delayBeforeRetry, decimal),
    ...optional('Warmup = ', server.warmup, decimal),
    `Inhibit on failure is ${onOff(server.inhibitOnFailure)}`,
    quorumLine(server),
    ...optional('Quorum up notify script = ', server.quorumUp, commandText),
    ...optional('Quorum down notify script = ', server.quorumDown, commandText),
    ...(server.haSuspend ? ['Using HA suspend'] : []),
    `Using smtp notification = ${server.smtpAlert ? 'yes' : 'no'}`,
    methodLine(server.forwarding, 'default '),
    ...(sorryServer === undefined
      ? []
      : [
          `sorry server = ${trio(sorryServer.address, sorryServer.port, server)}`,
          methodLine(sorryServer.forwarding ?? server.forwarding, ''),
          `Inhibit on failure is ${onOff(sorryServer.inhibit)}`,
        ]),
    ...server.realServers.flatMap((real) => realLines(server, real, trackedFiles)),
  ];
}

function familyText({ family, service }: VirtualServer, { virtualServerGroups }: LvsConfiguration): string {
  if (family !== undefined) return family === 4 ? 'inet' : 'inet6';
  const group = virtualServerGroups.find(({ name }) => service.type === 'group' && name === service.group);
  const families = new Set(group?.entries.flatMap((entry) => familyOfEntry(entry) ?? []));
  return families.size === 2 ? 'IPv4 & IPv6' : 'unknown';
}

/** keepalived reckons below 0 where nothing has a weight. */
function quorumLine({ quorum, hysteresis, realServers }: VirtualServer): string {
  const total = realServers.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? 'quorum = 0, hysteresis = 4294967295' : `quorum = ${quorum}, hysteresis = ${hysteresis}`;
}

function realLines(server: VirtualServer, real: RealServer, files: readonly FileDefinition[]): readonly string[] {
  const followed = trackedFileLines(real, files);
  const sessions = real.checkers.flatMap((checker) => (checker.type === 'BFD_CHECK' ? [checker.session] : []));
  return [
    '------< Real server >------',
    `RIP = ${real.address}, RPORT = ${real.port}`,
    methodLine(real.forwarding, ''),
    `Alpha is ${onOff(real.alpha ?? server.alpha)}`,
    `connection timeout = ${decimal(real.connectTimeout ?? server.connectTimeout)}`,
    `connection limit range = ${real.lowerThreshold} -> ${real.upperThreshold}`,
    `Delay loop = ${decimal(real.delayLoop ?? server.delayLoop)}`,
    ...optional('Retry count = ', real.retry ?? server.retry),
    ...optional('Retry delay = ', real.delayBeforeRetry ?? server.delayBeforeRetry, decimal),
    ...optional('Warmup = ', real.warmup ?? server.warmup, decimal),
    `Inhibit on failure is ${onOff(real.inhibitOnFailure)}`,
    ...optional('RS up notify script = ', real.notifyUp, commandText),
    ...optional('RS down notify script = ', real.notifyDown, commandText),
    ...(real.virtualHost === undefined ? [] : [`VirtualHost = '${real.virtualHost}'`]),
    ...optional('SNMP name = ', real.snmpName),
    `Using smtp notification = ${real.smtpAlert ? 'yes' : 'no'}`,
    `initial weight = ${real.weight}`,
    ...(followed.length === 0 ? [] : ['Tracked Files', ...followed]),
    ...(sessions.length === 0 ? [] : ['Tracked BFDs', ...new Set(sessions)]),
  ];
}

/** What a check does not say of its weight, the definition of the file says. */
function trackedFileLines({ checkers }: RealServer, files: readonly FileDefinition[]): readonly string[] {
  return checkers.flatMap((checker) => {
    if (checker.type !== 'FILE_CHECK') return [];
    const said = checker.weight === undefined ? files.find(({ name }) => name === checker.file) : checker;
    return [`${checker.file}, weight ${said?.weight}${said?.reverse === true ? ' reverse' : ''}`];
  });
}

function methodLine({ method, tunnel, port, checksum }: ForwardingMethod, prefix: string): string {
  if (method !== 'TUN') return `${prefix}forwarding method = ${method}`;
  if (tunnel === 'ipip') return `${prefix}forwarding method = TUN, type = IPIP`;
  const sum = checksum === undefined ? ', no checksum' : checksum === 'csum' ? ', checksum' : ', remote checksum';
  return `forwarding method = TUN, type = ${tunnel?.toUpperCase()}${tunnel === 'gue' ? `, port = ${port}` : ''}${sum}`;
}
