/**
 * Texts of virtual servers, checkers and BFD sessions made by chance, with values in their ranges, at their edges and
 * beyond them. Left out is what keepalived 2.2.7 does not know yet.
 */

import { block, type Choices, chooseLines } from './config-choices.js';
import type { Random } from './random.js';

const ODD = ['0', '-1', '"7"', '1 2', '4294967296', '1.5'];
const ON_OFF = ['on', 'off', 'true', 'false', 'yes', 'no', ''];

const METHODS = [
  'NAT',
  'NAT',
  'DR',
  'TUN',
  'TUN type gue port 5555',
  'TUN type gue port 5 remcsum',
  'TUN type gre csum',
];
const ODD_METHODS = ['TUN type gue', 'TUN type gre port 5', 'nat', 'TUN type ipip csum', 'TUN type odd'];

const TIMING: Choices = {
  retry: ['1', '2', '7'],
  delay_before_retry: ['0', '2', '0.5'],
  warmup: ['0', '3', '2.25'],
  delay_loop: ['1', '6', '0.25', '61'],
  connect_timeout: ['1', '2.5', '30'],
};

const SERVER: Choices = {
  ...TIMING,
  lvs_sched: ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'dh', 'fo', 'ovf', 'lblcr', 'sed', 'nq', 'roundrobin'],
  lvs_method: [...METHODS, ...ODD_METHODS],
  protocol: ['TCP', 'TCP', 'UDP', 'SCTP', 'tcp', 'icmp'],
  persistence_timeout: ['20', '', '2678400'],
  persistence_granularity: ['255.255.255.0', '255.255.0.255'],
  inhibit_on_failure: [''],
  alpha: [''],
  omega: [''],
  ops: [''],
  ha_suspend: [''],
  hashed: [''],
  quorum: ['1', '2', '9'],
  hysteresis: ['0', '1', '5'],
  weight: ['3', '1'],
  smtp_alert: ON_OFF,
  virtualhost: ['www.example.net', '"a b"'],
  quorum_up: ['"/usr/bin/true up"', '/usr/bin/true'],
  quorum_down: ['"/usr/bin/true \'in two\'" root'],
};

const REAL: Choices = {
  ...TIMING,
  weight: ['0', '1', '100'],
  lvs_method: [...METHODS, ...ODD_METHODS],
  uthreshold: ['0', '100'],
  lthreshold: ['0', '50'],
  inhibit_on_failure: ON_OFF,
  alpha: ON_OFF,
  smtp_alert: ON_OFF,
  virtualhost: ['rs.example.net'],
  notify_up: ['"/usr/bin/true up"'],
  notify_down: ['"/usr/bin/true down" root'],
};

const CHECK: Choices = {
  ...TIMING,
  retry: ['0', '1', '4'],
  alpha: ON_OFF,
  log_all_failures: ON_OFF,
};

const CONNECTION: Choices = {
  ...CHECK,
  connect_ip: ['192.0.2.77', '192.0.2.300'],
  connect_port: ['81', '65535', '65536'],
  bindto: ['192.0.2.1'],
  bind_port: ['2000'],
  fwmark: ['3', '0'],
};

const HTTP: Choices = {
  ...CONNECTION,
  virtualhost: ['check.example.net'],
  http_protocol: ['1.0', '1.1', '2'],
  enable_sni: ON_OFF,
  fast_recovery: ON_OFF,
};

const URL: Choices = {
  digest: ['0123456789abcdef0123456789abcdef', '0123'],
  status_code: ['200', '200-204', '200 301-302', '99', '300-200'],
  virtualhost: ['url.example.net'],
  regex: ['ok', '"a b"'],
  regex_no_match: [''],
};

type Check = (random: Random) => string;

const withLines =
  (type: string, choices: Choices, always: readonly string[] = []): Check =>
  (random) =>
    block(type, [...always, ...chooseLines(random, choices, 0.2, ODD)]);

const http =
  (type: string): Check =>
  (random) => {
    const urls = Array.from({ length: random.integer(1, 2) }, () =>
      block('url', [random.pick(['path /x', 'path "/b c"']), ...chooseLines(random, URL, 0.3, ['0', 'x'])]),
    );
    return block(type, [...urls, ...chooseLines(random, HTTP, 0.2, ODD)]);
  };

const CHECKS: readonly Check[] = [
  withLines('TCP_CHECK', CONNECTION),
  withLines('PING_CHECK', CHECK),
  http('HTTP_GET'),
  http('SSL_GET'),
  withLines('SMTP_CHECK', { ...CONNECTION, helo_name: ['me.example.net'] }),
  withLines('DNS_CHECK', {
    ...CONNECTION,
    type: ['A', 'NS', 'CNAME', 'SOA', 'MX', 'TXT', 'AAAA', 'a'],
    name: ['www.example.net'],
  }),
  withLines('UDP_CHECK', {
    ...CONNECTION,
    payload: ['0a0b', '00'],
    require_reply: ['', '0aXX', '0a'],
    min_reply_length: ['1', '0'],
    max_reply_length: ['100'],
  }),
  withLines('MISC_CHECK', { ...CHECK, misc_timeout: ['3', '1'], misc_dynamic: [''] }, [
    'misc_path "/usr/bin/true one"',
  ]),
  withLines('MISC_CHECK', CHECK),
  withLines('BFD_CHECK', { alpha: ON_OFF }, ['name b1']),
  withLines('BFD_CHECK', {}, ['name nobody']),
];

const ENTRIES = [
  '192.0.2.40 80',
  '192.0.2.41-45 80',
  '192.0.2.46-192.0.2.47 80',
  '192.0.2.48/28 80',
  '192.0.2.64/28',
  'fwmark 7',
  'fwmark 8 inet',
  '192.0.2.49/28',
  '192.0.2.50-40 80',
  '192.0.2.51 99999',
];

const SERVICES = [
  '192.0.2.10 80',
  '192.0.2.11 443',
  '192.0.2.12',
  '192.0.2.13 0',
  'fwmark 5',
  'group vsg',
  'group nobody',
];
const REAL_ADDRESSES = [
  '192.0.2.60 80',
  '192.0.2.61 80',
  '192.0.2.62 8080',
  '192.0.2.63',
  '192.0.2.60 80',
  '192.0.2 80',
];

/** Here keepalived 2.2.7 takes nearly everything: for a hexadecimal number, and for a mask. */
const NO_PAYLOAD = /payload (?!0a0b|00\n).*/g;
const NO_MASK = /persistence_granularity (?!255).*/g;

/** Virtual servers of which the last is sound and has a checker. */
export function configServices(random: Random): string {
  const servers = Array.from({ length: random.integer(1, 2) }, () => serverText(random));
  const entries = Array.from({ length: random.integer(1, 4) }, () => random.pick(ENTRIES));
  return [
    block('global_defs', [
      'script_user root',
      'enable_script_security',
      ...chooseLines(
        random,
        { smtp_alert: ON_OFF, smtp_alert_checker: ON_OFF, checker_log_all_failures: ON_OFF },
        0.2,
        ODD,
      ),
    ]),
    block('bfd_instance b1', ['neighbor_ip 192.0.2.9']),
    block('virtual_server_group vsg', entries),
    ...servers,
    block('virtual_server 192.0.2.99 80', [
      'lvs_sched rr',
      'lvs_method NAT',
      'protocol TCP',
      block('real_server 192.0.2.98 80', ['TCP_CHECK {\n}']),
    ]),
    '',
  ]
    .join('\n')
    .replace(NO_PAYLOAD, 'payload 0a0b')
    .replace(NO_MASK, 'persistence_granularity 255.0.0.0');
}

function serverText(random: Random): string {
  const lines = chooseLines(random, SERVER, 0.25, ODD);
  if (random.chance(0.7)) lines.push('lvs_sched wlc', 'lvs_method NAT', 'protocol TCP');
  if (random.chance(0.1)) lines.push('lvs_sched mh', 'mh-port', 'sh-port');
  if (random.chance(0.3)) {
    lines.push(`sorry_server ${random.pick(['192.0.2.90 80', '192.0.2.90 81', '192.0.2.90', '192.0.2.60 80'])}`);
    if (random.chance(0.5)) lines.push('sorry_server_inhibit');
    if (random.chance(0.5)) lines.push(`sorry_server_lvs_method ${random.pick(['DR', 'NAT', 'TUN'])}`);
  }
  for (let count = random.integer(0, 3); count > 0; count -= 1) lines.push(realText(random));
  return block(`virtual_server ${random.pick(SERVICES)}`, lines);
}

function realText(random: Random): string {
  const address = random.pick(REAL_ADDRESSES);
  // Without a port keepalived checks port 0.
  const most = / /.test(address) ? 2 : 0;
  const made = Array.from({ length: random.integer(0, most) }, () => random.pick(CHECKS)(random));
  const sessions = made.filter((text) => text.startsWith('BFD_CHECK'));
  const checks = made.filter((text) => !sessions.slice(1).includes(text));
  return block(`real_server ${address}`, [...chooseLines(random, REAL, 0.2, ODD), ...checks]);
}

const SESSION: Choices = {
  source_ip: ['192.0.2.1', '192.0.2.300'],
  min_rx: ['50', '1', '1000', '1001', '50.5'],
  min_tx: ['60', '0'],
  idle_tx: ['2000', '1000', '10001'],
  multiplier: ['3', '1', '10', '11'],
  passive: [''],
  ttl: ['64', '255', '256'],
  max_hops: ['4', '255', '70'],
  weight: ['-5', '5 reverse', '253', '254'],
};

/** BFD sessions, now and then without a neighbour or with that of another. */
export function configSessions(random: Random): string {
  return ['b1', 'b2', 'b3']
    .slice(0, random.integer(1, 3))
    .map((name, index) =>
      block(`bfd_instance ${name}`, [
        ...(random.chance(0.9) ? [`neighbor_ip ${random.chance(0.2) ? '2001:db8::9' : `192.0.2.${10 + index}`}`] : []),
        ...chooseLines(random, SESSION, 0.25, ODD),
      ]),
    )
    .join('\n')
    .concat('\n');
}
