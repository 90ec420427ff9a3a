/**
 * Texts in which a keyword or an option stands without its value, each in a file that is otherwise sound.
 */

import { allKeywords } from '../../src/config/keywords/index.js';
import type { KeywordHelp } from '../../src/config/keywords/keyword.js';

/** A text and the keyword that lacks its value, with its block. */
export interface MissingValue {
  readonly name: string;
  readonly text: string;
}

const block = (head: string, ...lines: readonly string[]): string =>
  `${head} {\n${lines.filter((line) => line !== '').join('\n')}\n}\n`;
const ADDRESSES = 'virtual_ipaddress {\n192.0.2.220\n}';
const instance = (lines: string, name = ''): string =>
  block(
    'vrrp_instance VI_1',
    name === 'interface' ? '' : 'interface eth0',
    name === 'virtual_router_id' ? '' : 'virtual_router_id 91',
    ADDRESSES,
    lines,
  );
const WHOLE = instance('');

const server = (lines: string, inner = 'weight 1'): string =>
  block(
    'virtual_server 192.0.2.7 80',
    'lvs_sched rr',
    'lvs_method NAT',
    'protocol TCP',
    lines,
    block('real_server 192.0.2.8 80', inner),
  ) + WHOLE;
const URL_LINES = 'path /\nstatus_code 200';

/** Lines without which a block is dropped; the line of the keyword itself is left out. */
const NEEDED: Readonly<Record<string, string>> = {
  vrrp_script: 'script /usr/bin/true',
  track_file: 'file /tmp/x',
  vrrp_track_file: 'file /tmp/x',
  vrrp_track_process: 'process sleep',
  bfd_instance: 'neighbor_ip 192.0.2.9',
  HTTP_GET: block('url', URL_LINES),
  SSL_GET: block('url', URL_LINES),
  MISC_CHECK: 'misc_path /usr/bin/true',
  FILE_CHECK: 'track_file tf',
  BFD_CHECK: 'name b',
};
const DEFINITIONS = block('track_file tf', 'file /tmp/x') + block('bfd_instance b', 'neighbor_ip 192.0.2.9');

type Around = (line: string, name: string) => string;

const needed = (kind: string, name: string): string => {
  const line = NEEDED[kind] ?? '';
  return line.startsWith(`${name} `) ? '' : line;
};
const definition =
  (kind: string): Around =>
  (line, name) =>
    block(`${kind} c`, needed(kind, name), line) + WHOLE;

const AROUND: Readonly<Record<string, Around>> = {
  global_defs: (line) => block('global_defs', line) + WHOLE,
  'global_defs/lvs_sync_daemon': (line) => block('global_defs', `lvs_sync_daemon eth0 ${line}`) + WHOLE,
  'global_defs/lvs_timeouts': (line) => block('global_defs', `lvs_timeouts ${line}`) + WHOLE,
  vrrp_instance: instance,
  'vrrp_instance/authentication': (line) => instance(block('authentication', line)),
  'vrrp_instance/unicast_peer': (line) => instance(block('unicast_peer', `192.0.2.9 ${line}`)),
  'vrrp_instance/track_interface': (line) => instance(block('track_interface', `eth1 ${line}`)),
  'vrrp_instance/track_file': (line) => DEFINITIONS + instance(block('track_file', `tf ${line}`)),
  vrrp_sync_group: (line, name) =>
    WHOLE + block('vrrp_sync_group G', name === 'group' ? '' : block('group', 'VI_1'), line),
  vrrp_script: definition('vrrp_script'),
  track_file: definition('track_file'),
  vrrp_track_file: definition('vrrp_track_file'),
  vrrp_track_process: definition('vrrp_track_process'),
  bfd_instance: definition('bfd_instance'),
  garp_group: (line) => block('garp_group', 'interface eth0', 'garp_interval 1', line) + WHOLE,
  SSL: (line) => block('SSL', line) + WHOLE,
  virtual_ipaddress: (line) => WHOLE.replace('220', `220 ${line}`),
  static_ipaddress: (line, name) =>
    block('static_ipaddress', `192.0.2.77 ${name === 'dev' ? '' : 'dev eth0 '}${line}`) + WHOLE,
  virtual_routes: (line) => instance(block('virtual_routes', `192.0.2.128/25 dev eth0 ${line}`)),
  'virtual_routes/nexthop': (line) =>
    instance(
      block('virtual_routes', `192.0.2.128/25 nexthop via 192.0.2.9 dev eth0 nexthop via 192.0.2.10 dev eth0 ${line}`),
    ),
  static_routes: (line) => block('static_routes', `192.0.2.128/25 dev eth0 ${line}`) + WHOLE,
  virtual_rules: (line) => instance(block('virtual_rules', `from 192.0.2.128/25 table 5 ${line}`)),
  static_rules: (line) => block('static_rules', `from 192.0.2.128/25 table 5 ${line}`) + WHOLE,
  virtual_server: (line) => server(line),
  'virtual_server/lvs_method TUN': (line) => server(`lvs_method TUN ${line}`),
  real_server: (line) => server('', line),
};

function aroundOf(path: string): Around | undefined {
  const [checker = '', inner] = path.split('/');
  if (!/^[A-Z]+_(CHECK|GET)$/.test(checker)) return AROUND[path];
  if (inner === undefined) return (line, name) => DEFINITIONS + server('', block(checker, needed(checker, name), line));
  if (inner !== 'url') return undefined;
  return (line, name) => server('', block(checker, block('url', name === 'path' ? '' : URL_LINES, line)));
}

/** Names, and values that are a word of their own kind. */
const OTHERS: Readonly<Record<string, string>> = {
  'a name of vrrp_script': block('vrrp_script', 'script /usr/bin/true') + WHOLE,
  'a name of track_file': block('track_file', 'file /tmp/x') + WHOLE,
  'a name of vrrp_track_file': block('vrrp_track_file', 'file /tmp/x') + WHOLE,
  'a name of vrrp_track_process': block('vrrp_track_process', 'process sleep') + WHOLE,
  'a name of vrrp_sync_group': block('vrrp_sync_group', block('group', 'VI_1')) + WHOLE,
  'a name of vrrp_instance': block('vrrp_instance', 'priority 7') + WHOLE,
  'one name of virtual_server_group': block('virtual_server_group a b', '192.0.2.7 80') + WHOLE,
  'a destination behind blackhole': instance(block('virtual_routes', 'blackhole')),
  'an address behind inet6': instance(block('virtual_routes', '192.0.2.128/25 via inet6')),
  'labels of encap mpls': instance(block('virtual_routes', '192.0.2.128/25 dev eth0 encap mpls')),
  'an end of encap ip': instance(block('virtual_routes', '192.0.2.128/25 dev eth0 encap ip dst')),
  'a time of an interface': block('interface_up_down_delays', 'eth1') + WHOLE,
};

/** Each keyword of the tables that takes words, without them, where a text around it is known. */
export function missingValues(): readonly MissingValue[] {
  return [...Object.entries(OTHERS).map(([name, text]) => ({ name, text })), ...missingWords()];
}

function missingWords(): readonly MissingValue[] {
  return allKeywords.filter(takesWords).flatMap(({ block: path, name }) => {
    const around = aroundOf(path);
    return around === undefined ? [] : [{ name: `${path} ${name}`, text: around(name, name) }];
  });
}

function takesWords({ args }: KeywordHelp): boolean {
  return /^[^{]+$/.test(args) && /[<|]/.test(args);
}
