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
import type { Command, Configuration } from '../../src/config/model.js';
import type {
  Checker,
  CheckUrl,
  ForwardingMethod,
  GroupEntry,
  RealServer,
  VirtualServer,
  VirtualServerGroup,
} from '../../src/config/model-lvs.js';

/** Lines that say how keepalived fares, or what it reckons for itself. */
const VOLATILE =
  /^ +(alive|quorum_state_up|reloaded|Reloaded|effective weight|previous effective_weight|num failed checkers|RS set|Alive:|Enabled|Up|Has run|Current weight|Retries iterations|Default delay before retry|Last ran|Last status|Regex options:|Regex ref count|Fwmark TCP:)/;

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
  return [...section('LVS Topology').slice(1), ...withoutUnusedTimes(section('Health checkers'))].map((line) =>
    line.trim().replace('forwarding method =  0x7', 'default forwarding method = NAT').replace('(duplicates rs) ', ''),
  );
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

export function listServices({ lvs }: Configuration): readonly string[] {
  return [
    ...lvs.virtualServerGroups.flatMap(groupLines),
    ...lvs.virtualServers.flatMap(serverLines),
    ...lvs.virtualServers.flatMap((server) =>
      server.realServers.flatMap((real) => real.checkers.flatMap((checker) => checkerLines(server, real, checker))),
    ),
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

function serverLines(server: VirtualServer): readonly string[] {
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
    `Address family = ${server.family === undefined ? 'unknown' : server.family === 4 ? 'inet' : 'inet6'}`,
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
    ...server.realServers.flatMap((real) => realLines(server, real)),
  ];
}

/** keepalived reckons below 0 where nothing has a weight. */
function quorumLine({ quorum, hysteresis, realServers }: VirtualServer): string {
  const total = realServers.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? 'quorum = 0, hysteresis = 4294967295' : `quorum = ${quorum}, hysteresis = ${hysteresis}`;
}

function realLines(server: VirtualServer, real: RealServer): readonly string[] {
  const files = real.checkers.flatMap((checker) => (checker.type === 'FILE_CHECK' ? [checker] : []));
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
    ...(files.length === 0
      ? []
      : [
          'Tracked Files',
          ...files.map(
            ({ file, weight, reverse }) => `${file}, weight ${weight ?? 1}${reverse === true ? ' reverse' : ''}`,
          ),
        ]),
    ...(sessions.length === 0 ? [] : ['Tracked BFDs', ...new Set(sessions)]),
  ];
}

/** Tries and pauses of a checker that says nothing, as its type has them; undefined is delay_loop. */
const DEFAULTS: Readonly<Record<string, { readonly retry: number; readonly delay: number | undefined }>> = {
  HTTP_GET: { retry: 1, delay: 3_000_000 },
  SSL_GET: { retry: 1, delay: 3_000_000 },
  DNS_CHECK: { retry: 3, delay: undefined },
  MISC_CHECK: { retry: 0, delay: 1_000_000 },
};

function checkerLines(server: VirtualServer, real: RealServer, checker: Checker): readonly string[] {
  const head = `${serviceText(server)} -> ${trio(real.address, real.port, server)}`;
  if (checker.type === 'FILE_CHECK' || checker.type === 'BFD_CHECK') return [head, ...trackedLines(checker)];
  const fallback = DEFAULTS[checker.type] ?? { retry: 1, delay: 1_000_000 };
  const loop = checker.delayLoop ?? real.delayLoop ?? server.delayLoop;
  const retry = checker.retry ?? real.retry ?? server.retry ?? fallback.retry;
  const delay = checker.delayBeforeRetry ?? real.delayBeforeRetry ?? server.delayBeforeRetry ?? fallback.delay ?? loop;
  return [
    head,
    `Alpha = ${(checker.alpha ?? real.alpha ?? server.alpha) ? 'yes' : 'no'}`,
    `Delay loop = ${loop} us`,
    `Warmup = ${checker.warmup ?? real.warmup ?? server.warmup ?? loop} us`,
    `Retries = ${retry}`,
    ...(retry === 0 ? [] : [`Delay before retry = ${delay} us`]),
    `Log all failures = ${checker.logAllFailures ? 'yes' : 'no'}`,
    ...('mark' in checker ? connectionLines(server, real, checker) : []),
    ...methodLines(checker),
  ];
}

function trackedLines(checker: Extract<Checker, { type: 'FILE_CHECK' | 'BFD_CHECK' }>): readonly string[] {
  return checker.type === 'FILE_CHECK'
    ? ['Keepalive method = FILE_CHECK', `Tracked file = ${checker.file}`]
    : ['Keepalive method = BFD_CHECK', `Name = ${checker.session}`];
}

function connectionLines(
  server: VirtualServer,
  real: RealServer,
  checker: Extract<Checker, { mark: number }>,
): readonly string[] {
  const { connectAddress, connectPort, bindAddress, bindPort, bindInterface, mark, connectTimeout } = checker;
  return [
    'Connection',
    `Dest = [${connectAddress ?? real.address}]:${connectPort ?? real.port}`,
    ...(bindAddress === undefined ? [] : [`Bind to = [${bindAddress}]:${bindPort ?? 0}`]),
    ...optional('Bind i/f = ', bindInterface),
    ...(mark === 0 ? [] : [`Mark = ${mark}`]),
    `Timeout = ${decimal(connectTimeout ?? real.connectTimeout ?? server.connectTimeout)}`,
  ];
}

function methodLines(checker: Exclude<Checker, { type: 'FILE_CHECK' | 'BFD_CHECK' }>): readonly string[] {
  const method = `Keepalive method = ${checker.type}`;
  switch (checker.type) {
    case 'HTTP_GET':
    case 'SSL_GET':
      return [
        `${method}, http protocol ${checker.httpProtocol}`,
        ...optional('Virtualhost = ', checker.virtualHost),
        `Enable SNI ${checker.enableSni ? 'set' : 'unset'}`,
        `Fast recovery ${checker.fastRecovery ? 'set' : 'unset'}`,
        ...checker.urls.flatMap(urlLines),
      ];
    case 'SMTP_CHECK':
      return [method, `helo = ${checker.heloName}`];
    case 'DNS_CHECK':
      return [
        method,
        `Type = ${checker.queryType}`,
        `Name = ${checker.queryName === '.' ? '' : checker.queryName}`.trim(),
      ];
    case 'MISC_CHECK':
      return [
        method,
        `script = ${words(checker.command)}`,
        `timeout = ${(checker.timeout ?? 0) / 1_000_000}`,
        `dynamic = ${checker.dynamic ? 'YES' : 'NO'}`,
        'uid:gid = 0:0',
      ];
    case 'UDP_CHECK':
      return [method, ...replyLines(checker)];
    default:
      return [method];
  }
}

function replyLines({
  payload,
  requireReply,
  minReplyLength,
  maxReplyLength,
}: Extract<Checker, { type: 'UDP_CHECK' }>): readonly string[] {
  return [
    payload === undefined ? 'Payload specified = no' : `Payload len = ${payload.length / 2}`,
    `Require reply = ${requireReply === undefined ? 'no' : 'yes'}`,
    ...(requireReply === undefined
      ? []
      : [
          `Min reply length = ${minReplyLength}`,
          `Max reply length = ${maxReplyLength}`,
          `Reply data len = ${requireReply.length / 2}`,
          ...(requireReply === '' ? [] : [`Reply data mask = ${requireReply.includes('x') ? 'yes' : 'no'}`]),
        ]),
  ];
}

function urlLines(url: CheckUrl): readonly string[] {
  return [
    `Checked url = ${url.path}`,
    ...optional('digest = ', url.digest),
    'HTTP Status Code(s)',
    ...url.statusCodes.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)),
    ...optional('Virtual host = ', url.virtualHost),
    ...(url.regex === undefined ? [] : [`Regex = "${url.regex}"`, ...(url.regexNoMatch ? ['Regex no match'] : [])]),
  ];
}

function serviceText(server: VirtualServer): string {
  const { service } = server;
  if (service.type === 'group') return `[${service.group}]:0`;
  return service.type === 'mark' ? `FWM ${service.mark}` : trio(service.address, service.port, server);
}

function trio(address: IpAddress, port: number, { protocol }: VirtualServer): string {
  return `[${address}]:${protocol?.toLowerCase() ?? 'none'}:${port}`;
}

function methodLine({ method, tunnel, port, checksum }: ForwardingMethod, prefix: string): string {
  if (method !== 'TUN') return `${prefix}forwarding method = ${method}`;
  if (tunnel === 'ipip') return `${prefix}forwarding method = TUN, type = IPIP`;
  const sum = checksum === undefined ? ', no checksum' : checksum === 'csum' ? ', checksum' : ', remote checksum';
  return `forwarding method = TUN, type = ${tunnel?.toUpperCase()}${tunnel === 'gue' ? `, port = ${port}` : ''}${sum}`;
}

function optional<T>(label: string, value: T | undefined, format: (value: T) => string = String): readonly string[] {
  return value === undefined ? [] : [`${label}${format(value)}`];
}

function decimal(micros: number | undefined = 0): string {
  return (micros / 1_000_000).toFixed(6);
}

function onOff(value: boolean | undefined): string {
  return value ? 'ON' : 'OFF';
}

function words({ argv }: Command): string {
  return argv.map((word) => `'${word}'`).join(' ');
}

function commandText(command: Command): string {
  return `${words(command)}, uid:gid 0:0`;
}
