/** What is read without effect is said, with every keyword by its name. */

import t from 'tap';
import { build, instanceText } from '../support/configurations.js';

/** Lines of global_defs, of the top level and of an instance. */
interface Lines {
  readonly global?: readonly string[];
  readonly top?: readonly string[];
  readonly instance?: readonly string[];
}

/** What is said of each line alone: the code and the message. */
function said({ global = [], top = [], instance = [] }: Lines): readonly (readonly [string, string, string])[] {
  const texts: readonly (readonly [string, string])[] = [
    ...global.map((line) => [line, `global_defs {\n ${line}\n}\n${instanceText()}`] as const),
    ...top.map((line) => [line, `${line}\n${instanceText()}`] as const),
    ...instance.map((line) => [line, instanceText(line)] as const),
  ];
  return texts.map(([line, text]) => {
    const [first, ...more] = build(text).diagnostics.filter(({ code }) => code !== 'deprecated');
    if (more.length > 0) throw new Error(`${line}: ${more.map(({ message }) => message).join(', ')}`);
    return [line.split(' ')[0] ?? '', first?.code ?? '', first?.message ?? ''];
  });
}

const LOAD_BALANCING: Lines = {
  global: [
    'lvs_timeouts tcp 7200 tcpfin 30 udp 60',
    'lvs_flush',
    'lvs_flush_on_stop VS',
    'lvs_flush_onstop VS',
    'lvs_sync_daemon eth1 inst VI_1 id 5 maxlen 1000 port 9000 ttl 3 group 224.0.0.90',
    'lvs_notify_fifo /run/lvs',
    'lvs_notify_fifo_script /usr/bin/lvs',
    'lvs_netlink_cmd_rcv_bufs 100000',
    'lvs_netlink_cmd_rcv_bufs_force on',
    'lvs_netlink_monitor_rcv_bufs 100000',
    'lvs_netlink_monitor_rcv_bufs_force on',
    'rs_init_notifies on',
    'no_checker_emails on',
    'checker_log_all_failures on',
    'smtp_alert_checker on',
    'nftables_ipvs',
    'nftables_ipvs_priority -5',
    'nftables_ipvs_start_fwmark 2000',
  ],
  top: ['net_namespace_ipvs red', 'namespace_with_ipsets'],
  instance: ['lvs_sync_daemon_interface eth1'],
};

const SNMP: Lines = {
  global: [
    'snmp_socket unix:/run/agentx',
    'enable_traps',
    'enable_snmp_vrrp',
    'enable_snmp_keepalived',
    'enable_snmp_rfc',
    'enable_snmp_rfcv2',
    'enable_snmp_rfcv3',
    'enable_snmp_checker',
    'snmp_vs_stats_update_interval 2.5',
    'snmp_rs_stats_update_interval 2.5',
  ],
};

const DBUS: Lines = {
  global: ['enable_dbus', 'dbus_service_name org.example.Vrrp', 'dbus_no_interface_name none'],
};

t.test('a feature that is missing is said', async (t) => {
  for (const [feature, lines] of [
    ['load balancing (LVS)', LOAD_BALANCING],
    ['SNMP', SNMP],
    ['D-Bus', DBUS],
  ] as const) {
    for (const [keyword, code, message] of said(lines)) {
      t.equal(code, 'not-supported', keyword);
      const text = `vrrpd reads and checks ${keyword} but does not act on it: there is no support for ${feature}`;
      t.equal(message, text);
    }
  }
});

t.test('a file for one of several daemons is told what each of them needs', async (t) => {
  for (const [keyword, code, message] of said({ top: ['instance blue', 'net_namespace red'] })) {
    t.equal(code, 'own-run-directory', keyword);
    t.equal(message, `${keyword} alone does not let a second vrrpd run on this host`);
  }
});

const ONE_PROCESS: Lines = {
  global: [
    'checker_process_name c',
    'lvs_process_name l',
    'bfd_process_name b',
    'checker_priority 3',
    'checker_no_swap',
    'checker_rt_priority 4',
    'checker_cpu_affinity 0',
    'checker_rlimit_rttime 20000',
    'checker_rlimit_rtime 20000',
    'bfd_priority 3',
    'bfd_no_swap',
    'bfd_rt_priority 4',
    'bfd_cpu_affinity 0',
    'bfd_rlimit_rttime 20000',
    'bfd_rlimit_rtime 20000',
    'tmp_config_directory /var/tmp',
  ],
  top: ['child_wait_time 7'],
};

t.test('what is not needed is said, with the reason', async (t) => {
  for (const [reason, lines] of [
    ['vrrpd is one process, which vrrp_priority and its sisters are for', ONE_PROCESS],
    [
      'scripts always run by the path that is written, so that a link that is moved counts at the next run',
      { global: ['use_symlink_paths on'] },
    ],
    ['it filters with nftables', { global: ['vrrp_iptables IN OUT', 'vrrp_ipsets a b c'] }],
    ['keepalived keeps the number and does nothing with it either', { instance: ['debug 2'] }],
  ] as const) {
    for (const [keyword, code, message] of said(lines)) {
      t.equal(code, 'not-needed', keyword);
      t.equal(message, `vrrpd has no need of ${keyword}: ${reason}`);
    }
  }
});

t.test('what only the manual of keepalived knows is refused, with what to write instead', async (t) => {
  const rule = 'from 192.0.2.0/24 table 5 preference 5 ip_proto tcp';
  for (const [text, hint] of [
    ['global_defs {\n state_file_location /x\n}', 'write state_dump_file'],
    ['global_defs {\n stats_file_location /x\n}', 'write stats_dump_file'],
    ['global_defs {\n json_file_location /x\n}', 'write json_dump_file'],
    ['vrrp_sync_group G {\n group {\n VI_1\n }\n notify_deleted\n}', 'write it into the instances of the group'],
    [fileCheck('dynamic'), 'remove it: the weight always follows the file'],
    [`static_rules {\n ${rule}\n}`, 'write ipproto'],
    [instanceText(`virtual_rules {\n ${rule}\n}`), 'write ipproto'],
  ] as const) {
    const errors = build(text.includes('vrrp_instance') ? text : `${text}\n${instanceText()}`).diagnostics;
    t.same(
      errors.filter(({ severity }) => severity === 'error').map((finding) => finding.hint),
      [hint],
    );
  }
});

function fileCheck(line: string): string {
  return `track_file tf {
  file /f
}
virtual_server 192.0.2.1 80 {
  lvs_method NAT
  lvs_sched rr
  protocol TCP
  real_server 192.0.2.2 80 {
    FILE_CHECK {
      track_file tf
      ${line}
    }
  }
}`;
}
