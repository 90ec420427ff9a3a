// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how the language writes it

/**
 * Examples of keywords whose grammar does not say enough to make one: blocks, words of the language itself, and values
 * that must fit to each other. By `BLOCK/KEYWORD`; in a block of options an example is the option alone.
 */

const ROUTE = '198.51.100.0/24 via 192.0.2.1';

/** Lines of an example, the inner ones indented. */
function block(head: string, ...lines: readonly string[]): string {
  return [`${head} {`, ...lines.map((line) => `    ${line}`), '}'].join('\n');
}

const LANGUAGE: Readonly<Record<string, string>> = {
  '#': 'priority 120 # the other host has 110',
  '!': 'priority 120 ! the other host has 110',
  '{': 'virtual_ipaddress {',
  '}': '}',
  '""': 'router_id "lb 1"',
  '\\ escapes': String.raw`notify_master '/usr/bin/logger master\tof VI_1'`,
  include: 'include conf.d/*.conf',
  includer: 'includer conf.d/*.conf',
  includem: 'includem vips.conf',
  includew: 'includew conf.d/*.conf',
  includeb: 'includeb {vips,checks}.conf',
  includea: 'includea conf.d/*.conf',
  '$NAME=': '$VIP=192.0.2.10',
  '$NAME= \\ (multi-line)': '$VIPS= \\\n192.0.2.10 \\\n192.0.2.11',
  $NAME: 'priority $PRIORITY',
  '${NAME}': 'virtual_router_id 5${NUMBER}',
  '@ID': '@ha1 priority 120',
  '@^ID': '@^ha1 priority 110',
  '~SEQ': '~SEQ(N,10,12) 192.0.2.$N',
  '~SEQx': '~SEQx(N,10,12) 2001:db8::$N',
  '~LST': '~LST(N,2,3) 198.51.100.$N dev eth$N',
  '${_PWD}': 'include ${_PWD}/vips.conf',
  '${_INSTANCE}': 'router_id ${_INSTANCE}',
  '${_RANDOM}': 'priority ${_RANDOM 1 254}',
  '${_ENV}': 'router_id lb-${_ENV SITE}',
  '${_HASH}': 'router_id "lb ${_HASH}1"',
  '${_BANG}': 'router_id "lb${_BANG}"',
};

const CHECKERS = ['DNS_CHECK', 'PING_CHECK', 'SMTP_CHECK', 'TCP_CHECK', 'UDP_CHECK'];

const TRACKING: Readonly<Record<string, string>> = {
  track_interface: block('track_interface', 'eth1'),
  track_script: block('track_script', 'chk_haproxy'),
  track_file: block('track_file', 'load'),
  track_process: block('track_process', 'haproxy'),
  track_bfd: block('track_bfd', 'gateway'),
};

/** Of a page that HTTP_GET and SSL_GET ask for. */
const PAGE: Readonly<Record<string, string>> = {
  path: 'path /status',
  digest: 'digest 9b3a0c85a887a256d6939da88aabd8cd',
  status_code: 'status_code 200',
  virtualhost: 'virtualhost www.example.net',
  regex: 'regex "in service"',
  regex_options: 'regex_options caseless',
};

/** Options of a route. */
const ROUTES: Readonly<Record<string, string>> = {
  '<PREFIX>': ROUTE,
  or: 'via 192.0.2.1 or 192.0.2.2',
  encap: 'encap ip id 1 dst 192.0.2.1',
  rtt: 'rtt 300ms',
  rttvar: 'rttvar 300ms',
  rto_min: 'rto_min 300ms',
  lock: 'mtu lock 1400',
  realms: 'realms 5',
};

/** Options of a rule. */
const RULES: Readonly<Record<string, string>> = {
  table: 'table 100',
  lookup: 'lookup 100',
  realms: 'realms 5',
  suppress_ifgroup: 'suppress_ifgroup 1',
  sup_group: 'sup_group 1',
  preference: 'preference 1000',
  priority: 'priority 1000',
  order: 'order 1000',
  goto: 'goto 2000',
  uidrange: 'uidrange 1000-1999',
  sport: 'sport 1024-65535',
  dport: 'dport 80-90',
};

function inBlock(name: string, examples: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(examples).map(([keyword, example]) => [`${name}/${keyword}`, example]));
}

export const EXAMPLES: Readonly<Record<string, string>> = {
  ...inBlock('any line', LANGUAGE),
  ...inBlock('', {
    global_defs: block('global_defs', 'router_id lb-1'),
    vrrp_script: block('vrrp_script chk_haproxy', 'script "/usr/bin/pgrep -x haproxy"', 'interval 2'),
    track_file: block('track_file load', 'file /run/load'),
    vrrp_track_file: block('vrrp_track_file load', 'file /run/load'),
    vrrp_track_process: block('vrrp_track_process haproxy', 'process haproxy'),
    vrrp_instance: block(
      'vrrp_instance VI_1',
      'interface eth0',
      'virtual_router_id 91',
      'priority 120',
      'virtual_ipaddress {',
      '    192.0.2.10/24',
      '}',
    ),
    vrrp_sync_group: block('vrrp_sync_group G', 'group {', '    VI_1', '    VI_2', '}'),
    track_group: block('track_group G', 'group {', '    VI_1', '}'),
    static_ipaddress: block('static_ipaddress', '192.0.2.20/24 dev eth0'),
    static_routes: block('static_routes', `${ROUTE} dev eth0`),
    static_rules: block('static_rules', 'from 192.0.2.0/24 table 100 preference 1000'),
    garp_group: block('garp_group', 'garp_interval 0.01', 'interfaces {', '    eth0', '    eth1', '}'),
    linkbeat_interfaces: block('linkbeat_interfaces', 'eth0 MII'),
    interface_up_down_delays: block('interface_up_down_delays', 'eth0 2 5'),
    bfd_instance: block('bfd_instance gateway', 'neighbor_ip 192.0.2.1'),
    SSL: block('SSL', 'certificate /etc/ssl/client.pem', 'key /etc/ssl/client.key'),
    virtual_server_group: block('virtual_server_group web', '192.0.2.10 80', '192.0.2.11 80'),
    virtual_server: block(
      'virtual_server 192.0.2.10 80',
      'lb_algo rr',
      'lb_kind NAT',
      'protocol TCP',
      'real_server 198.51.100.2 80 {',
      '    TCP_CHECK {',
      '    }',
      '}',
    ),
  }),
  ...inBlock('global_defs', {
    notification_email_from: 'notification_email_from keepalived@example.net',
    smtp_server: 'smtp_server 192.0.2.25',
    lvs_timeouts: 'lvs_timeouts tcp 900 udp 300',
    snmp_socket: 'snmp_socket udp:localhost:161',
    umask: 'umask 022',
  }),
  ...inBlock('vrrp_instance', {
    ...TRACKING,
    authentication: block('authentication', 'auth_type PASS', 'auth_pass "s3cret"'),
    auth_hmac: block('auth_hmac', 'key 1 file:/etc/keepalived/vrrp.key', 'active_key 1'),
    use_vmac: 'use_vmac vrrp.91',
    use_ipvlan: 'use_ipvlan ipvl.91 192.0.2.9/24',
    virtual_ipaddress_excluded: block('virtual_ipaddress_excluded', '2001:db8::10/64'),
  }),
  ...inBlock('vrrp_instance/auth_hmac', { key: 'key 1 file:/etc/keepalived/vrrp.key' }),
  ...inBlock('vrrp_sync_group', { ...TRACKING, group: block('group', 'VI_1', 'VI_2') }),
  ...inBlock('track_group', { group: block('group', 'VI_1') }),
  ...inBlock('garp_group', { interfaces: block('interfaces', 'eth0', 'eth1') }),
  ...inBlock('bfd_instance', { min_rx: 'min_rx 50', min_tx: 'min_tx 50', multiplier: 'multiplier 5' }),
  ...inBlock('virtual_server', {
    persistence_granularity: 'persistence_granularity 255.255.255.0',
    persistence_engine: 'persistence_engine sip',
  }),
  ...inBlock('virtual_server', { real_server: block('real_server 198.51.100.2 80', 'TCP_CHECK {', '}') }),
  ...inBlock('real_server', {
    ...Object.fromEntries(CHECKERS.map((name) => [name, block(name, 'connect_timeout 3')])),
    HTTP_GET: block('HTTP_GET', 'url {', '    path /', '    status_code 200', '}'),
    SSL_GET: block('SSL_GET', 'url {', '    path /', '    status_code 200', '}'),
    MISC_CHECK: block('MISC_CHECK', 'misc_path "/usr/local/bin/check-service"'),
    FILE_CHECK: block('FILE_CHECK', 'track_file load'),
    BFD_CHECK: block('BFD_CHECK', 'name gateway'),
  }),
  ...inBlock('FILE_CHECK', { track_file: 'track_file load' }),
  ...inBlock('BFD_CHECK', { name: 'name gateway' }),
  ...inBlock('DNS_CHECK', { name: 'name www.example.net' }),
  ...inBlock('UDP_CHECK', { payload: 'payload 0a00', require_reply: 'require_reply 0axx' }),
  ...inBlock('HTTP_GET', { url: block('url', 'path /', 'status_code 200') }),
  ...inBlock('SSL_GET', { url: block('url', 'path /', 'status_code 200') }),
  ...inBlock('HTTP_GET/url', PAGE),
  ...inBlock('SSL_GET/url', PAGE),
  ...inBlock('SMTP_CHECK', { host: block('host', 'connect_ip 192.0.2.1') }),
  ...inBlock('virtual_server_group', { '<ADDRESS>': '192.0.2.10 80', '<RANGE>': '192.0.2.10-20 80' }),
  ...inBlock('virtual_ipaddress', { '<ADDRESS>[/<LENGTH>]': '192.0.2.10/24' }),
  ...inBlock('static_ipaddress', { '<ADDRESS>[/<LENGTH>]': '192.0.2.20/24' }),
  ...inBlock('virtual_routes', ROUTES),
  ...inBlock('static_routes', ROUTES),
  ...inBlock('virtual_routes/encap mpls', { '<LABELS>': '100/200' }),
  ...inBlock('virtual_routes/nexthop/encap mpls', { '<LABELS>': '100/200' }),
  ...inBlock('virtual_routes/encap ila', { '<LOCATOR>': '2001:db8:1:2' }),
  ...inBlock('virtual_routes/nexthop/encap ila', { '<LOCATOR>': '2001:db8:1:2' }),
  ...inBlock('virtual_routes/nexthop', { realms: 'realms 5' }),
  ...inBlock('virtual_rules', RULES),
  ...inBlock('static_rules', RULES),
};
