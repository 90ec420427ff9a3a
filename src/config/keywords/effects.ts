/**
 * Which keywords have an effect in vrrpd. Everything is read and checked; this is the one list of what is read only.
 * A keyword is named as BLOCK/NAME, at the top level without a block; a block stands for all that is in it.
 */

import type { KeywordHelp } from './keyword.js';

export type Effect =
  /** The daemon does what the keyword says. */
  | 'acts'
  /** vrrpd needs nothing of what it says: it is about keepalived's processes or its kernel. */
  | 'accepted'
  /** Read and checked, without effect. */
  | 'not-yet';

export interface Feature {
  /** What it is, for a sentence: `load balancing`. */
  readonly name: string;
  /** Whether a router without it behaves otherwise than the file says. */
  readonly grave: boolean;
  readonly keywords: readonly string[];
}

/** What vrrpd does not do. */
export const UNSUPPORTED: readonly Feature[] = [
  {
    name: 'load balancing (LVS)',
    grave: false,
    keywords: [
      'virtual_server',
      'virtual_server_group',
      'SSL',
      'net_namespace_ipvs',
      'namespace_with_ipsets',
      'global_defs/lvs_timeouts',
      'global_defs/lvs_flush',
      'global_defs/lvs_flush_on_stop',
      'global_defs/lvs_flush_onstop',
      'global_defs/lvs_sync_daemon',
      'global_defs/lvs_notify_fifo',
      'global_defs/lvs_notify_fifo_script',
      'global_defs/lvs_netlink_cmd_rcv_bufs',
      'global_defs/lvs_netlink_cmd_rcv_bufs_force',
      'global_defs/lvs_netlink_monitor_rcv_bufs',
      'global_defs/lvs_netlink_monitor_rcv_bufs_force',
      'global_defs/rs_init_notifies',
      'global_defs/no_checker_emails',
      'global_defs/checker_log_all_failures',
      'global_defs/smtp_alert_checker',
      'global_defs/nftables_ipvs',
      'global_defs/nftables_ipvs_priority',
      'global_defs/nftables_ipvs_start_fwmark',
      'vrrp_instance/lvs_sync_daemon_interface',
    ],
  },
  {
    name: 'SNMP',
    grave: false,
    keywords: [
      'global_defs/snmp_socket',
      'global_defs/enable_traps',
      'global_defs/enable_snmp_vrrp',
      'global_defs/enable_snmp_keepalived',
      'global_defs/enable_snmp_rfc',
      'global_defs/enable_snmp_rfcv2',
      'global_defs/enable_snmp_rfcv3',
      'global_defs/enable_snmp_checker',
      'global_defs/snmp_vs_stats_update_interval',
      'global_defs/snmp_rs_stats_update_interval',
    ],
  },
  {
    name: 'D-Bus',
    grave: false,
    keywords: ['global_defs/enable_dbus', 'global_defs/dbus_service_name', 'global_defs/dbus_no_interface_name'],
  },
];

/** What vrrpd has no need of, and why, as the end of a sentence. */
export const NOT_NEEDED: readonly { readonly reason: string; readonly keywords: readonly string[] }[] = [
  {
    reason: 'vrrpd is one process, which vrrp_priority and its sisters are for',
    keywords: [
      'child_wait_time',
      'global_defs/checker_process_name',
      'global_defs/lvs_process_name',
      'global_defs/bfd_process_name',
      'global_defs/checker_priority',
      'global_defs/checker_no_swap',
      'global_defs/checker_rt_priority',
      'global_defs/checker_cpu_affinity',
      'global_defs/checker_rlimit_rttime',
      'global_defs/checker_rlimit_rtime',
      'global_defs/bfd_priority',
      'global_defs/bfd_no_swap',
      'global_defs/bfd_rt_priority',
      'global_defs/bfd_cpu_affinity',
      'global_defs/bfd_rlimit_rttime',
      'global_defs/bfd_rlimit_rtime',
      'global_defs/tmp_config_directory',
    ],
  },
  {
    reason: 'scripts always run by the path that is written, so that a link that is moved counts at the next run',
    keywords: ['global_defs/use_symlink_paths'],
  },
  { reason: 'it filters with nftables', keywords: ['global_defs/vrrp_iptables', 'global_defs/vrrp_ipsets'] },
  { reason: 'keepalived keeps the number and does nothing with it either', keywords: ['vrrp_instance/debug'] },
];

const notYet = new Map(
  UNSUPPORTED.flatMap((feature) => feature.keywords.map((keyword) => [keyword, feature] as const)),
);
const notNeeded = new Map(
  NOT_NEEDED.flatMap(({ reason, keywords }) => keywords.map((keyword) => [keyword, reason] as const)),
);

/** The feature that a keyword belongs to and vrrpd has not; undefined when it has an effect or needs none. */
export function missingFeature(keyword: KeywordHelp): Feature | undefined {
  return notYet.get(keyOf(keyword));
}

/** Why vrrpd has no need of a keyword; undefined where it is of use. */
export function reasonNotNeeded(keyword: KeywordHelp): string | undefined {
  return notNeeded.get(keyOf(keyword));
}

/** What a keyword does in vrrpd. A word inside an unsupported block is as unsupported as the block. */
export function effectOf(keyword: KeywordHelp): Effect {
  if (notNeeded.has(keyOf(keyword))) return 'accepted';
  if (notYet.has(keyOf(keyword)) || keyword.family === 'lvs') return 'not-yet';
  for (let block = keyword.block; block !== ''; block = block.slice(0, Math.max(block.lastIndexOf('/'), 0))) {
    if (notYet.has(block)) return 'not-yet';
  }
  return 'acts';
}

function keyOf({ block, name }: KeywordHelp): string {
  return block === '' ? name : `${block}/${name}`;
}
