/**
 * Texts of virtual servers and BFD sessions made by chance, with values in their ranges, at their edges and
 * beyond them. Left out is what keepalived 2.2.7 does not know yet.
 */

import type { AddressFamily } from '../../src/base/address.js';
import { checkerText, TIMING } from './config-checkers.js';
import { block, type Choices, chooseLines, ODD, ON_OFF } from './config-choices.js';
import { PLACES, type Places } from './config-places.js';
import type { Random } from './random.js';
import { PASS_PHRASE } from './ssl-files.js';

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

const SERVER: Choices = {
  ...TIMING,
  lvs_sched: ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'dh', 'fo', 'ovf', 'lblcr', 'sed', 'nq', 'roundrobin'],
  lvs_method: [...METHODS, ...ODD_METHODS],
  protocol: ['TCP', 'TCP', 'UDP', 'SCTP', 'tcp', 'icmp'],
  persistence_timeout: ['20', '', '2678400'],
  ip_family: ['inet', 'inet6', 'ipv6'],
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

/** Here keepalived 2.2.7 takes nearly everything: for a hexadecimal number, and for a mask. */
const NO_PAYLOAD = /payload (?!0a0b|00\n).*/g;
const NO_MASK = /persistence_granularity (?!255|(64|64x|128|129|1|0)\n).*/g;

/** For this keepalived a first label of one letter is an empty one. */
const SHORT_LABEL = /(?<= name )1\.5$/gm;

const FILE: Choices = {
  weight: ['2', '-2 reverse', '0', '254', '255', '2 odd', '-254'],
  init_file: ['3', '3 overwrite', ''],
};

/**
 * Virtual servers, mostly of one family, of which the last is sound and has a checker.
 * @param directory with what `makeSslFiles` made
 */
export function configServices(directory: string): (random: Random) => string {
  return (random) => {
    const services = serviceTexts(random).join('\n');
    const global = { smtp_alert: ON_OFF, smtp_alert_checker: ON_OFF, checker_log_all_failures: ON_OFF };
    const files = ['f1', 'f2', 'f3'].map((name) =>
      block(`track_file ${name}`, [
        ...(random.chance(0.95) ? [`file ${directory}/${name}`] : []),
        ...chooseLines(random, FILE, 0.4, ODD),
      ]),
    );
    const followed = [block('bfd_instance b1', ['neighbor_ip 192.0.2.9']), ...files];
    // What is defined below its use is not found.
    const late = followed.filter(() => random.chance(0.05));
    return [
      block('global_defs', ['script_user root', 'enable_script_security', ...chooseLines(random, global, 0.2, ODD)]),
      ...sslTexts(random, directory, services.includes('SSL_GET')),
      ...followed.filter((text) => !late.includes(text)),
      services,
      ...late,
      '',
    ]
      .join('\n')
      .replace(NO_PAYLOAD, 'payload 0a0b')
      .replace(SHORT_LABEL, '15')
      .replace(NO_MASK, 'persistence_granularity 255.0.0.0');
  };
}

/** @param used files that cannot be loaded end keepalived where a checker needs them */
function sslTexts(random: Random, directory: string, used: boolean): readonly string[] {
  if (random.chance(0.4)) return [];
  const key = random.pick([['key key.pem'], ['key locked.pem', `password ${PASS_PHRASE}`]]);
  const files = [...key, 'certificate cert.pem', ...(random.chance(0.5) ? ['ca cert.pem'] : [])];
  const sound = files.map((line) => line.replace(/(\w+\.pem)/, `${directory}/$1`));
  const odd = { password: ['"a b"', 'one two', '1'], ca: ['/nowhere'], certificate: ['a b', '"a b"'], key: ['x', 'y'] };
  if (used) return [...(random.chance(0.1) ? [block('SSL', [])] : []), block('SSL', sound)];
  return Array.from({ length: random.integer(1, 2) }, () =>
    block('SSL', [...(random.chance(0.5) ? sound : []), ...chooseLines(random, odd, 0.4, ODD)]),
  );
}

type Place = (kind: 'services' | 'reals' | 'sorry' | 'entries' | 'oddEntries') => string;

/** What a text is about. */
interface Around {
  readonly places: Places;
  readonly place: Place;
  /** Lines of the group that there is. */
  readonly entries: readonly string[];
}

function serviceTexts(random: Random): readonly string[] {
  const family: AddressFamily = random.chance(0.5) ? 4 : 6;
  const place: Place = (kind) => {
    const other = family === 4 ? 6 : 4;
    return random.pick(PLACES[random.chance(0.05) ? other : family][kind]);
  };
  const entries = Array.from({ length: random.integer(1, 4) }, () =>
    place(random.chance(0.3) ? 'oddEntries' : 'entries'),
  );
  const around = { places: PLACES[family], place, entries };
  const servers = Array.from({ length: random.integer(1, 2) }, () => serverText(random, around));
  return [
    block('virtual_server_group vsg', entries),
    ...servers,
    block('virtual_server 192.0.2.99 80', [
      'lvs_sched rr',
      'lvs_method NAT',
      'protocol TCP',
      block('real_server 192.0.2.98 80', ['TCP_CHECK {\n}']),
    ]),
  ];
}

function serverText(random: Random, around: Around): string {
  const { places, place } = around;
  const service = random.pick([place('services'), place('services'), 'fwmark 5', 'group vsg', 'group nobody']);
  const lines = chooseLines(random, SERVER, 0.25, ODD);
  const granularities = /\d\.\d/.test(service) ? PLACES[4].granularities : places.granularities;
  if (random.chance(0.2)) lines.push(`persistence_granularity ${random.pick(granularities)}`);
  if (random.chance(0.7)) lines.push('lvs_sched wlc', 'lvs_method NAT', 'protocol TCP');
  if (random.chance(0.1)) lines.push('lvs_sched mh', 'mh-port', 'sh-port');
  if (random.chance(0.3)) {
    lines.push(`sorry_server ${place('sorry')}`);
    if (random.chance(0.5)) lines.push('sorry_server_inhibit');
    if (random.chance(0.5)) lines.push(`sorry_server_lvs_method ${random.pick(['DR', 'NAT', 'TUN', 'TUN type odd'])}`);
  }
  const reals = Array.from({ length: random.integer(0, 3) }, () => place('reals'));
  const checked = isKept(service, [...lines, ...reals], around);
  lines.push(...reals.map((address) => realText(random, places, address, checked)));
  return block(`virtual_server ${service}`, lines);
}

/** Checkers of what keepalived 2.2.7 leaves out for its group or its family stay behind and point nowhere. */
function isKept(service: string, lines: readonly string[], { entries }: Around): boolean {
  const known = [...PLACES[4].entries, ...PLACES[6].entries];
  const group = service === 'group vsg' ? entries : [];
  if (service === 'group nobody' || (group.length > 0 && !group.some((entry) => known.includes(entry)))) return false;
  return !mixesFamilies([service, ...group, ...lines]);
}

function mixesFamilies(texts: readonly string[]): boolean {
  return texts.some((text) => /:|inet6/.test(text)) && texts.some((text) => /\d\.\d+\.|inet$/.test(text));
}

function realText(random: Random, places: Places, address: string, checked: boolean): string {
  // Without a port keepalived checks port 0.
  const most = checked && / /.test(address) ? 2 : 0;
  const made = Array.from({ length: random.integer(0, most) }, () => checkerText(random, places));
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
