/**
 * Checkers and what they need, in the words of keepalived's listing.
 */

import type { IpAddress } from '../../src/base/address.js';
import type { Configuration, FileDefinition } from '../../src/config/model.js';
import type { Checker, CheckUrl, RealServer, SslSettings, VirtualServer } from '../../src/config/model-lvs.js';
import { decimal, optional, words } from './listing-words.js';

/** Files are followed by checkers that are made when all others are there. */
export function listCheckers({ lvs, trackedFiles }: Configuration): readonly string[] {
  const all = lvs.virtualServers.flatMap((server) =>
    server.realServers.flatMap((real) => real.checkers.map((checker) => ({ server, real, checker }))),
  );
  const uses = patternUses(all.map(({ checker }) => checker));
  const list = (files: boolean): readonly string[] =>
    all
      .filter(({ checker }) => (checker.type === 'FILE_CHECK') === files)
      .flatMap(({ server, real, checker }) => checkerLines(server, real, checker, uses));
  const followed = new Set(all.map(({ checker }) => ('file' in checker ? checker.file : undefined)));
  return [...list(false), ...list(true), ...trackedFiles.filter(({ name }) => followed.has(name)).flatMap(fileLines)];
}

export function sslLines(ssl: SslSettings | undefined): readonly string[] {
  return ssl === undefined
    ? []
    : [
        ...optional('Password : ', ssl.password, (bytes) => Buffer.from(bytes).toString('latin1')),
        ...optional('CA-file : ', ssl.authority),
        ...optional('Certificate file : ', ssl.certificate),
        ...optional('Key file : ', ssl.key),
      ];
}

function fileLines({ name, path, weight, reverse }: FileDefinition): readonly string[] {
  return [`Track file = ${name}`, `File = ${path}`, `Weight = ${weight}${reverse ? ' reverse' : ''}`];
}

/** How often each pattern is there: keepalived shares one between URLs that agree in its text and its options. */
type PatternUses = ReadonlyMap<string, number>;

function patternUses(checkers: readonly Checker[]): PatternUses {
  const uses = new Map<string, number>();
  for (const checker of checkers)
    if ('urls' in checker)
      for (const url of checker.urls) uses.set(patternKey(url), (uses.get(patternKey(url)) ?? 0) + 1);
  return uses;
}

function patternKey({ regex, regexOptions }: CheckUrl): string {
  return JSON.stringify([regex, [...regexOptions].sort()]);
}

function serviceText(server: VirtualServer): string {
  const { service } = server;
  if (service.type === 'group') return `[${service.group}]:0`;
  return service.type === 'mark' ? `FWM ${service.mark}` : trio(service.address, service.port, server);
}

export function trio(address: IpAddress, port: number, { protocol }: VirtualServer): string {
  return `[${address}]:${protocol?.toLowerCase() ?? 'none'}:${port}`;
}

/** Tries and pauses of a checker that says nothing, as its type has them; undefined is delay_loop. */
const DEFAULTS: Readonly<Record<string, { readonly retry: number; readonly delay: number | undefined }>> = {
  HTTP_GET: { retry: 1, delay: 3_000_000 },
  SSL_GET: { retry: 1, delay: 3_000_000 },
  DNS_CHECK: { retry: 3, delay: undefined },
  MISC_CHECK: { retry: 0, delay: 1_000_000 },
};

function checkerLines(server: VirtualServer, real: RealServer, checker: Checker, uses: PatternUses): readonly string[] {
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
    ...methodLines(checker, uses),
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

function methodLines(
  checker: Exclude<Checker, { type: 'FILE_CHECK' | 'BFD_CHECK' }>,
  uses: PatternUses,
): readonly string[] {
  const method = `Keepalive method = ${checker.type}`;
  switch (checker.type) {
    case 'HTTP_GET':
    case 'SSL_GET':
      return [
        `${method}, http protocol ${checker.httpProtocol}`,
        ...optional('Virtualhost = ', checker.virtualHost),
        `Enable SNI ${checker.enableSni ? 'set' : 'unset'}`,
        `Fast recovery ${checker.fastRecovery ? 'set' : 'unset'}`,
        ...checker.urls.flatMap((url) => urlLines(url, uses)),
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

function urlLines(url: CheckUrl, uses: PatternUses): readonly string[] {
  return [
    `Checked url = ${url.path}`,
    ...optional('digest = ', url.digest),
    'HTTP Status Code(s)',
    ...url.statusCodes.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)),
    ...optional('Virtual host = ', url.virtualHost),
    ...patternLines(url, uses),
  ];
}

function patternLines(url: CheckUrl, uses: PatternUses): readonly string[] {
  const { regex, regexMinOffset: least, regexMaxOffset: most, regexStack: stack } = url;
  if (regex === undefined) return [];
  const end = most === undefined ? '' : `, max_offset = ${most}`;
  return [
    `Regex = "${regex}"`,
    ...(url.regexNoMatch ? ['Regex no match'] : []),
    ...(least === 0 && most === undefined ? [] : [`Regex min offset = ${least}${end}`]),
    `Regex options:${url.regexOptions.length === 0 ? '' : ' some'}`,
    `Regex ref count = ${uses.get(patternKey(url))}`,
    ...(stack === undefined ? [] : [`Regex stack start ${stack.start}, max ${stack.most}`]),
  ];
}
