/**
 * Files with the oddities of real ones, written anew, each complete for a host with eth0 and eth1. `differs` names what
 * vrrpd does otherwise, as docs/differences.md explains; there only the reading without a crash is compared.
 */

export interface WildFile {
  readonly name: string;
  readonly text: string;
  readonly differs?: string;
}

const instance = (lines: string, more = ''): string =>
  `vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 91\n${lines}\n  virtual_ipaddress {\n    192.0.2.220\n  }\n}\n${more}`;
const password = (type: string, secret: string): string =>
  instance(`  authentication {\n    auth_type ${type}\n    auth_pass ${secret}\n  }`);
const addresses = (...lines: string[]): string =>
  `vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 91\n  virtual_ipaddress {\n${lines.map((line) => `    ${line}\n`).join('')}  }\n}\n`;
const script = (lines: string, track: string): string =>
  `global_defs {\n  script_user root\n  enable_script_security\n}\nvrrp_script chk {\n  script "/usr/bin/true"\n${lines}\n}\n${instance(`  track_script {\n    ${track}\n  }`)}`;

export const WILD_FILES: readonly WildFile[] = [
  { name: '1 comments glued to words', text: instance('  state BACKUP#####\n  priority 77!x') },
  { name: '2 a password cut by a comment sign', text: password('PASS', 'P@##D321!') },
  { name: '3 a value that is only a comment', text: instance('  state #STATE#') },
  { name: '4 a directive behind an exclamation mark', text: instance('  ! priority 7\n!nopreempt') },
  { name: '5 an escaped comment sign in a password', text: password('PASS', 'ab\\#cd') },
  { name: '6 CR LF', text: instance('  priority 120\n  nopreempt').replaceAll('\n', '\r\n') },
  { name: '7 tabs, blanks, no final newline', text: `${instance('\t\tpriority\t120  ').trimEnd()}` },
  { name: '8 comments in other scripts', text: instance('  # 优先级\n  priority 120 # ưu tiên') },
  { name: '9 a password of other letters', text: password('PASS', '£6nj7^5') },
  { name: '10 a brace on its own line', text: instance('  track_interface\n  {\n    eth1\n  }') },
  { name: '11 no blank before the brace', text: instance('  track_interface{\n    eth1\n  }') },
  { name: '12 blocks on one line', text: instance('  track_interface { eth1 }') },
  { name: '13 a semicolon', text: password('PASS;', 'k8s;') },
  { name: '14 single quotes', text: script('', 'chk').replaceAll('"', "'") },
  { name: '15 blanks in quotes', text: password('PASS', '"my pass"') },
  { name: '16 a dollar', text: password('PASS', '12345@$') },
  { name: '17 definitions and conditions', text: `$P=121\n${instance('  @other priority 7\n  priority $P')}` },
  { name: '18 a fragment of one instance', text: instance('') },
  { name: '19 a state of another kind', text: instance('  state SLAVE\n  priority 99') },
  { name: '20 two states', text: instance('  state MASTER\n  state BACKUP\n  priority 99') },
  { name: '21 a long password', text: password('PASS', '8c7f2f4e-11aa') },
  { name: '22 addresses without a mask', text: addresses('192.0.2.7', '198.51.100.7 dev eth1') },
  {
    name: '23 a peer with a mask',
    text: instance('  unicast_src_ip 192.0.2.1\n  unicast_peer {\n    192.0.2.9/24\n  }'),
    differs: 'keepalived 2.2.7 says nothing about the mask',
  },
  {
    name: '24 the own address as a peer',
    text: instance('  unicast_src_ip 192.0.2.1\n  unicast_peer {\n    192.0.2.1\n    192.0.2.9\n  }'),
    differs: 'own address',
  },
  { name: '25 one name twice', text: instance('  priority 120', instance('  priority 90').replace('id 91', 'id 92')) },
  { name: '25 one VRID twice', text: instance('', instance('').replace('VI_1', 'VI_2').replace('.220', '.221')) },
  {
    name: '26 two scripts of one name',
    text: `vrrp_script chk {\n  script "/usr/bin/true x"\n}\n${script('', 'chk')}`,
    differs: 'keepalived 2.2.7 says nothing about the second',
  },
  { name: '27 a script that is not defined', text: instance('  track_script {\n    chk\n  }') },
  { name: '28 an equals sign', text: script('', 'chk weight=0') },
  { name: '29 the weight of a reference', text: script('  weight 3', 'chk weight -7') },
  { name: '30 no weight', text: script('', 'chk') },
  {
    name: '31 nopreempt with MASTER',
    text: instance('  state MASTER\n  priority 100\n  nopreempt\n  preempt_delay 5'),
  },
  { name: '31 nopreempt with preempt_delay', text: instance('  nopreempt\n  preempt_delay 5') },
  {
    name: '32 nopreempt and weights only',
    text: script('  weight 5', 'chk').replace('interface eth0', 'interface eth0\n  nopreempt'),
  },
  { name: '33 peers without a source', text: instance('  unicast_peer {\n    192.0.2.9\n  }') },
  { name: '34 priority 255', text: instance('  priority 255') },
  { name: '35 priority 0', text: instance('  priority 0') },
  { name: '35 a priority with text behind it', text: instance('  priority 99 / 22') },
  { name: '35 VRID 0', text: instance('').replace('id 91', 'id 0') },
  {
    name: '36 options of addresses',
    text: addresses(
      '192.0.2.7/24 brd 192.0.2.255 dev eth0 label eth0:1',
      '192.0.2.8/24 dev eth0 label eth0:2',
      '192.0.2.9/32 scope global dev eth0',
    ),
  },
  { name: '38 a broadcast that is none', text: addresses('192.0.2.19/28 brd 192.0.2.17') },
  { name: '37 a label of letters', text: addresses('192.0.2.7/24 dev eth0 label eth0:vip') },
  { name: '39 words that are no keywords', text: instance('  nat_mask 255.255.255.0\n  inerval 2\n  priority 88') },
  {
    name: '40 an unknown block',
    text: instance('  foo {\n    a b\n  }\n  priority 77'),
    differs: 'unknown block',
  },
  { name: '41 prose among the addresses', text: addresses('the address', '192.0.2.7') },
  {
    name: '42 what the sample has',
    text: `global_defs {\n  notification_email {\n    acassen@firewall.loc\n  }\n  notification_email_from Alexandre.Cassen@firewall.loc\n  smtp_server 192.168.200.1\n  smtp_connect_timeout 30\n  router_id LVS_DEVEL\n  vrrp_garp_interval 0\n  vrrp_gna_interval 0\n}\n${instance('  priority 120')}`,
  },
  {
    name: '43 a virtual server beside',
    text: instance(
      '  priority 120',
      'virtual_server 192.0.2.220 80 {\n  lb_algo rr\n  lb_kind NAT\n  nat_mask 255.255.255.0\n  protocol TCP\n  real_server 192.0.2.60 80 {\n    HTTP_GET {\n      url {\n        path /\n      }\n    }\n  }\n}\n',
    ),
  },
  { name: '44 placeholders', text: instance('  state CHANGE_STATE\n  priority %PRIORITY%') },
  {
    name: '45 an address for an interface',
    text: instance('').replace('interface eth0', 'interface 192.0.2.1'),
    differs: 'keepalived does not start without an interface',
  },
  { name: '46 no priority', text: instance('  state BACKUP') },
  { name: '47 other signs', text: instance('  priority 150;\n  // no comment\n  Priority 7') },
  { name: '48 an open quote', text: instance('  priority "7'), differs: 'open quote' },
  { name: '49 a byte order mark', text: `\ufeff${instance('  priority 7')}`, differs: 'byte order mark' },
  { name: '50 a brace too few', text: instance('  priority 7').trimEnd().slice(0, -1) },
  { name: '50 a brace too many', text: `${instance('  priority 7')}}\n` },
  { name: '51 half a second with version 2', text: instance('  advert_int 0.5') },
  { name: '52 an include that matches nothing', text: `include /nowhere/*.conf\n${instance('  priority 7')}` },
];
