/** Where an example of each block stands in a file that is without a mistake otherwise. */

const HEAD = `vrrp_script chk_haproxy {
script /bin/true
}
track_file load {
file /run/load
}
vrrp_track_process haproxy {
process haproxy
}
bfd_instance gateway {
neighbor_ip 192.0.2.1
}
`;
const instance = (text: string, name = 'VI_1', vrid = 91): string => `vrrp_instance ${name} {
interface eth0
virtual_router_id ${vrid}
virtual_ipaddress {
192.0.2.99
}
${text}
}
`;
const INSTANCES = HEAD + instance('') + instance('', 'VI_2', 92);
const inBlock = (head: string, text: string): string => `${head} {\n${text}\n}\n`;
const server = (text: string): string => {
  const algorithm = /^mh/.test(text) ? 'mh' : /^(sh|hashed)/.test(text) ? 'sh' : 'rr';
  const sorry = /^sorry_server_/.test(text) ? 'sorry_server 198.51.100.9 80\n' : '';
  const quorum = text.startsWith('hysteresis') ? 'quorum 2\n' : '';
  return inBlock(
    'virtual_server 192.0.2.10 80',
    `lb_algo ${algorithm}\nlb_kind NAT\nprotocol TCP\n${sorry}${quorum}${text}`,
  );
};
const real = (text: string): string => server(inBlock('real_server 198.51.100.2 80', text));
const checker =
  (name: string, rest = '') =>
  (text: string) =>
    HEAD + real(inBlock(name, `${rest}${text}`));
const page = (name: string) => (text: string) =>
  HEAD + real(inBlock(name, inBlock('url', /^path\b/.test(text) ? text : `path /\n${text}`)));
const tracked = (place: (text: string) => string) =>
  Object.entries({
    track_interface: 'eth1',
    track_script: 'chk_haproxy',
    track_file: 'load',
    track_process: 'haproxy',
    track_bfd: 'gateway',
  }).map(
    ([block, name]) =>
      [
        block,
        (text: string) => place(inBlock(block, `${name} ${/reverse/.test(text) ? `weight 5 ${text}` : text}`)),
      ] as const,
  );
const group = (text: string): string =>
  INSTANCES + inBlock('vrrp_sync_group G', text.startsWith('group') ? text : `group {\nVI_1\nVI_2\n}\n${text}`);
const route = (text: string): string => {
  if (/^\d/.test(text)) return text;
  const prefix = text.includes(':') || /inet6/.test(text) ? '2001:db8:1::/48' : '198.51.100.0/24';
  if (/ [\d.]+\/24$/.test(text)) return `${text} dev eth0`;
  return /^(dev|oif)/.test(text) ? `${prefix} ${text}` : `${prefix} dev eth0 ${text}`;
};
const rule = (text: string): string => {
  const action = /^(table|lookup|goto|nop|blackhole|unreachable|prohibit|l3mdev)/.test(text) ? '' : ' table 100';
  const preference = /^(preference|priority|order)/.test(text) ? '' : ' preference 1000';
  return `${text.startsWith('inet6') ? 'inet6 ' : text.startsWith('from') ? '' : 'from 192.0.2.0/24 '}${text}${preference}${action}`;
};
const statics = (name: string, text: string): string =>
  `${INSTANCES}track_group example {\ngroup {\nVI_1\n}\n}\n${inBlock(name, text)}`;

type Place = (example: string) => string;

/** Lines of the language itself, among definitions of the names that they refer to. */
const anyLine: Place = (text) => {
  const defined = `$PRIORITY=120\n$NUMBER=1\n`;
  if (text === '}' || text.endsWith('{')) return text === '}' ? 'global_defs {\n}\n' : instance(`${text}\n}\n`);
  if (text.startsWith('router_id')) return inBlock('global_defs', text);
  if (text.startsWith('auth_pass')) return instance(inBlock('authentication', `auth_type PASS\n${text}`));
  if (text.startsWith('~')) return instance(inBlock('virtual_ipaddress_excluded', text));
  if (/^(\$|include)/.test(text)) return `${text}\n`;
  return defined + instance(text).replace(/virtual_router_id 91\n(?=[\s\S]*virtual_router_id)/, '');
};

const TRACKERS: Readonly<Record<string, readonly [head: string, first: string, keyword: RegExp]>> = {
  vrrp_script: ['vrrp_script c', 'script /bin/true', /^script\b/],
  track_file: ['track_file f', 'file /run/f', /^file\b/],
  vrrp_track_file: ['vrrp_track_file f', 'file /run/f', /^file\b/],
  vrrp_track_process: ['vrrp_track_process p', 'process p', /^process\b/],
  bfd_instance: ['bfd_instance b', 'neighbor_ip 192.0.2.1', /^neighbou?r_ip\b/],
};

/** By block; undefined for blocks whose lines are options of a line. */
export const EXAMPLE_PLACES: Readonly<Record<string, Place>> = {
  'any line': anyLine,
  '': (text) => (/^(vrrp_sync|track)_group/.test(text) ? INSTANCES + text : text),
  global_defs: (text) => inBlock('global_defs', text),
  ...Object.fromEntries(
    Object.entries(TRACKERS).map(([block, [head, first, keyword]]) => [
      block,
      (text: string) => inBlock(head, keyword.test(text) ? text : `${first}\n${text}`),
    ]),
  ),
  vrrp_instance: (text) => HEAD + instance(text),
  ...Object.fromEntries(
    tracked((text) => HEAD + instance(text)).map(([block, place]) => [`vrrp_instance/${block}`, place]),
  ),
  'vrrp_instance/authentication': (text) =>
    instance(inBlock('authentication', /^auth_type/.test(text) ? `${text}\nauth_pass x` : `auth_type PASS\n${text}`)),
  'vrrp_instance/auth_hmac': (text) => {
    const key = 'key 1 0123456789abcdef0123456789abcdef';
    const rest = [/^key/.test(text) ? [] : [key], text, /^active_key/.test(text) ? [] : ['active_key 1']];
    return instance(`version 3\n${inBlock('auth_hmac', rest.flat().join('\n'))}`);
  },
  'vrrp_instance/unicast_peer': (text) => instance(inBlock('unicast_peer', `192.0.2.2 ${text}`)),
  virtual_ipaddress: (text) =>
    instance(inBlock('virtual_ipaddress', /^\d/.test(text) ? text : `192.0.2.20/24 ${text}`)),
  virtual_routes: (text) => HEAD + instance(inBlock('virtual_routes', route(text))),
  static_routes: (text) => statics('static_routes', route(text)),
  static_rules: (text) => statics('static_rules', rule(text)),
  virtual_rules: (text) => HEAD + instance(inBlock('virtual_rules', rule(text))),
  vrrp_sync_group: group,
  ...Object.fromEntries(tracked(group).map(([block, place]) => [`vrrp_sync_group/${block}`, place])),
  track_group: (text) => INSTANCES + inBlock('track_group G', text),
  static_ipaddress: (text) =>
    statics(
      'static_ipaddress',
      /^\d/.test(text) ? text : `192.0.2.20/24 ${/^dev/.test(text) ? text : `dev eth0 ${text}`}`,
    ),
  linkbeat_interfaces: (text) => inBlock('linkbeat_interfaces', `eth0 ${text}`),
  garp_group: (text) =>
    inBlock(
      'garp_group',
      [/_interval/.test(text) ? [] : ['garp_interval 1'], text, /interface/.test(text) ? [] : ['interface eth0']]
        .flat()
        .join('\n'),
    ),
  SSL: (text) => inBlock('SSL', text),
  virtual_server_group: (text) => inBlock('virtual_server_group g', text),
  virtual_server: (text) =>
    text.startsWith('real_server') ? server(text) : server(`${text}\nreal_server 198.51.100.2 80 {\nweight 5\n}`),
  real_server: (text) => HEAD + real(text),
  MISC_CHECK: (text) => checker('MISC_CHECK', /^misc_path/.test(text) ? '' : 'misc_path /bin/true\n')(text),
  SMTP_CHECK: checker('SMTP_CHECK'),
  'SMTP_CHECK/host': (text) => checker('SMTP_CHECK')(inBlock('host', text)),
  TCP_CHECK: checker('TCP_CHECK'),
  PING_CHECK: checker('PING_CHECK'),
  UDP_CHECK: checker('UDP_CHECK'),
  DNS_CHECK: checker('DNS_CHECK'),
  HTTP_GET: (text) => checker('HTTP_GET', text.startsWith('url') ? '' : 'url {\npath /\n}\n')(text),
  SSL_GET: (text) => checker('SSL_GET', text.startsWith('url') ? '' : 'url {\npath /\n}\n')(text),
  'HTTP_GET/url': page('HTTP_GET'),
  'SSL_GET/url': page('SSL_GET'),
  FILE_CHECK: (text) => checker('FILE_CHECK', text.startsWith('track_file') ? '' : 'track_file load\n')(text),
  BFD_CHECK: (text) => checker('BFD_CHECK', text.startsWith('name') ? '' : 'name gateway\n')(text),
};
