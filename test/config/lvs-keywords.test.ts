/** Keywords of load balancing and BFD are read: each makes another model than the file without it. */

import t from 'tap';
import { build, withoutSpans } from '../support/configurations.js';

const SERVER = [
  'virtual_server 192.0.2.10 80 {\nlvs_sched rr\nlvs_method NAT\nprotocol TCP',
  'real_server 192.0.2.18 80 {\n}\n}',
];
const REAL = [
  'virtual_server 192.0.2.10 80 {\nlvs_sched rr\nlvs_method NAT\nprotocol TCP\nreal_server 192.0.2.18 80 {',
  '}\n}',
];
const SECOND = 'real_server 192.0.2.20 80 {\n}';
const ALONE = ['', ''];

function inReal(head: string): readonly string[] {
  return [`${REAL[0]}\n${head} {`, `}\n${REAL[1]}`];
}

function inPage(head: string): readonly string[] {
  const [before, after] = inReal(head);
  return [`${before}\nurl {\npath /`, `}\n${after}`];
}

/** Of every checker. */
const ANY_CHECKER = ['retry 7', 'delay_before_retry 7', 'warmup 7', 'delay_loop 7', 'alpha on', 'log_all_failures on'];
/** Of those that open a connection. */
const CONNECTION = [
  'connect_ip 192.0.2.19',
  'connect_port 81',
  'bindto 192.0.2.1',
  'bind_port 2000',
  'bind_if eth0',
  'connect_timeout 2.5',
  'fwmark 3',
];
const PAGE = [
  'path /a',
  'digest 0123456789abcdef0123456789abcdef',
  'status_code 200-204',
  'virtualhost a.example.net',
  'regex a.b',
  'regex x\nregex_no_match',
  'regex x\nregex_options caseless',
  'regex x\nregex_min_offset 2',
  'regex x\nregex_max_offset 10',
  'regex x\nregex_stack 1000 2000',
];
const WEB = [
  'nb_get_retry 7',
  'virtualhost a.example.net',
  'http_protocol 1.1',
  'enable_sni on',
  'sni_name b.example.net',
  'fast_recovery on',
  'url {\npath /b\n}',
];
const TUNNEL = [
  'type gue port 5555',
  'type gue port 5555 nocsum',
  'type gue port 5555 csum',
  'type gue port 5555 remcsum',
];
const TLS = 'tls_compliant on';

/** Lines by what stands around them. */
const CASES: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    ALONE,
    [
      'bfd_instance b1 {\nneighbor_ip 192.0.2.9\n}',
      'SSL {\nca /etc/ca.pem\n}',
      'virtual_server_group g {\n192.0.2.40 80\n}',
      `${SERVER.join('\n')}`,
      'global_defs {\nlvs_timeouts tcp 7200\n}',
      'global_defs {\nlvs_timeouts tcpfin 30\n}',
      'global_defs {\nlvs_timeouts udp 60\n}',
      'global_defs {\nlvs_sync_daemon eth1\n}',
    ],
  ],
  [
    [
      'global_defs {\nlvs_sync_daemon eth1',
      '}\nvrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n192.0.2.1\n}\n}',
    ],
    ['inst VI_1', 'id 5', 'maxlen 1000', 'port 9000', 'ttl 3', 'group 224.0.0.90'].map((words) => ` ${words}`),
  ],
  [
    ['SSL {\nca /a', '}'],
    ['password secret', 'ca /etc/ca.pem', 'certificate /etc/cert.pem', 'key /etc/key.pem'],
  ],
  [
    ['virtual_server_group g {\n192.0.2.1 80', '}'],
    ['192.0.2.40 80', '192.0.2.41-45 81', 'fwmark 7'],
  ],
  [
    SERVER,
    [
      'retry 3',
      'delay_before_retry 2',
      'warmup 1',
      'delay_loop 3',
      'connect_timeout 4',
      'inhibit_on_failure',
      'lb_algo wlc',
      'lvs_sched mh',
      'lvs_sched sh\nhashed',
      'protocol UDP\nops',
      'lvs_sched sh\nflag-1',
      'lvs_sched sh\nflag-2',
      'lvs_sched sh\nflag-3',
      'lvs_sched sh\nsh-port',
      'lvs_sched sh\nsh-fallback',
      'lvs_sched mh\nmh-port',
      'lvs_sched mh\nmh-fallback',
      'lb_kind DR',
      'lvs_method DR',
      'persistence_engine sip',
      'persistence_timeout 50',
      'persistence_granularity 255.255.255.0',
      'protocol UDP',
      'ha_suspend',
      'smtp_alert on',
      'virtualhost www.example.net',
      'snmp_name web',
      'alpha',
      'omega',
      'quorum_up /usr/bin/up',
      'quorum_down /usr/bin/down',
      `${SECOND}\nquorum 2`,
      `${SECOND}\nquorum 2\nhysteresis 1`,
      'weight 3',
      'sorry_server 192.0.2.50 81',
      'sorry_server 192.0.2.50 81\nsorry_server_inhibit',
      'sorry_server 192.0.2.50 81\nsorry_server_lvs_method DR',
      'real_server 192.0.2.20 80 {\n}',
      ...TUNNEL.flatMap((words) => [
        `lb_kind TUN ${words}`,
        `lvs_method TUN ${words}`,
        `sorry_server 192.0.2.50 81\nsorry_server_lvs_method TUN ${words}`,
      ]),
    ],
  ],
  [['virtual_server fwmark 5 {\nlvs_sched rr\nlvs_method DR', 'real_server 192.0.2.18 {\n}\n}'], ['ip_family inet6']],
  [
    REAL,
    [
      'weight 2',
      'lvs_method DR',
      'uthreshold 100',
      'lthreshold 50',
      'inhibit_on_failure on',
      'notify_up /usr/bin/up',
      'notify_down /usr/bin/down',
      'alpha on',
      'retry 3',
      'delay_before_retry 2',
      'warmup 1',
      'delay_loop 3',
      'connect_timeout 4',
      'smtp_alert off',
      'virtualhost www.example.net',
      'snmp_name one',
      'MISC_CHECK {\nmisc_path /usr/bin/true\n}',
      'SMTP_CHECK {\n}',
      'TCP_CHECK {\n}',
      'PING_CHECK {\n}',
      'UDP_CHECK {\n}',
      'HTTP_GET {\nurl {\npath /\n}\n}',
      'SSL_GET {\nurl {\npath /\n}\n}',
      'DNS_CHECK {\n}',
      ...TUNNEL.map((words) => `lvs_method TUN ${words}`),
    ],
  ],
  [
    [`track_file tf {\nfile /f\n}\nbfd_instance b1 {\nneighbor_ip 192.0.2.9\n}\n${REAL[0]}`, `${REAL[1]}`],
    ['FILE_CHECK {\ntrack_file tf\n}', 'BFD_CHECK {\nname b1\n}'],
  ],
  [
    inReal('MISC_CHECK'),
    [
      'misc_path /usr/bin/misc',
      ...['misc_timeout 3', 'misc_dynamic', 'user root', ...ANY_CHECKER].map((line) => `misc_path /x\n${line}`),
    ],
  ],
  [inReal('SMTP_CHECK'), ['helo_name me', 'host {\nconnect_ip 192.0.2.19\n}', ...CONNECTION, ...ANY_CHECKER]],
  [
    [inReal('SMTP_CHECK')[0] ?? '', inReal('SMTP_CHECK')[1] ?? ''],
    [...CONNECTION, ...ANY_CHECKER].map((line) => `host {\n${line}\n}`),
  ],
  [inReal('TCP_CHECK'), [...CONNECTION, ...ANY_CHECKER]],
  [inReal('PING_CHECK'), [...CONNECTION, ...ANY_CHECKER]],
  [
    inReal('UDP_CHECK'),
    ['payload 0a0b', 'require_reply 0aXX', 'min_reply_length 1', 'max_reply_length 100', ...CONNECTION, ...ANY_CHECKER],
  ],
  [inReal('HTTP_GET'), [...WEB, ...CONNECTION, ...ANY_CHECKER].map((line) => `url {\npath /\n}\n${line}`)],
  [inPage('HTTP_GET'), PAGE],
  [inReal('SSL_GET'), [...WEB, TLS, ...CONNECTION, ...ANY_CHECKER].map((line) => `url {\npath /\n}\n${line}`)],
  [inPage('SSL_GET'), [...PAGE, TLS]],
  [inReal('DNS_CHECK'), ['type AAAA', 'name www.example.net', ...CONNECTION, ...ANY_CHECKER]],
  [
    [`track_file tf {\nfile /f\n}\n${inReal('FILE_CHECK')[0]}`, inReal('FILE_CHECK')[1] ?? ''],
    ['track_file tf', 'track_file tf\nweight -3'],
  ],
  [
    [`bfd_instance b1 {\nneighbor_ip 192.0.2.9\n}\n${inReal('BFD_CHECK')[0]}`, inReal('BFD_CHECK')[1] ?? ''],
    ['name b1', 'name b1\nalpha on'],
  ],
  [
    ['bfd_instance b1 {', '}'],
    ['neighbor_ip 192.0.2.9', 'neighbour_ip 192.0.2.9'],
  ],
  [
    ['bfd_instance b1 {\nneighbor_ip 192.0.2.9', '}'],
    [
      'source_ip 192.0.2.1',
      'min_rx 50.5',
      'min_tx 60',
      'idle_tx 2000',
      'multiplier 3',
      'passive',
      'ttl 64',
      'hoplimit 64',
      'max_hops 4',
      'multihop on',
      'weight -5',
      'weight -5 reverse',
      'vrrp',
      'checker',
    ],
  ],
];

function modelOf(text: string): string {
  return JSON.stringify(withoutSpans(build(text).configuration));
}

/** The lines before the last one, which must make another model without it; none where the last one ends a block. */
function neededFor(line: string): string {
  return line.endsWith('}') ? '' : line.slice(0, Math.max(line.lastIndexOf('\n'), 0));
}

t.test('each keyword of load balancing and of BFD stands in the model', async (t) => {
  for (const [[before = '', after = ''], lines] of CASES) {
    for (const line of lines) {
      const joint = line.startsWith(' ') ? '' : '\n';
      const modelWith = (text: string): string => modelOf(`${before}${joint}${text}\n${after}\n`);
      t.ok(modelWith(line) !== modelWith(neededFor(line)), `${before} ... ${line}`);
    }
  }
});
