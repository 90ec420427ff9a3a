/**
 * Keywords of global_defs that concern VRRP, scripts, mail and the process. LVS, SNMP and D-Bus ones are in
 * global-services.ts.
 */

import type { Micros } from '../../base/micros.js';
import type { ReceiveBuffer, SchedulingSettings } from '../model-global.js';
import { address } from '../read/address-reader.js';
import { command, userAndGroup } from '../read/command-reader.js';
import { boolean, flag, integer, oneOf, optionalWord, type Reader, seconds, word } from '../read/reader.js';
import type { GlobalDraft } from './global-draft.js';
import {
  cpuSet,
  extraAnnouncements,
  fifo,
  includeCheck,
  mailServer,
  receiveBufferPolicy,
  UMASK_BITS,
  umask,
  wordBlock,
} from './global-readers.js';
import { serviceRows } from './global-services.js';
import {
  IGNORED,
  IGNORED_SILENTLY,
  type Row,
  setting,
  special,
  type Table,
  table,
  type Writable,
  within,
} from './keyword.js';

const UINT = 4_294_967_295;
const INT = 2_147_483_647;
const lenient = { junk: 'lenient' } as const;
const wholeSeconds = (least: number, most: number): Reader<Micros> =>
  seconds(least, most, { places: 0, junk: 'lenient' });

function scheduling(
  prefix: 'vrrp' | 'checker' | 'bfd',
  process: string,
  tiers: readonly [1 | 2 | 3 | 4, 1 | 2 | 3 | 4, 1 | 2 | 3 | 4, 1 | 2 | 3 | 4, 1 | 2 | 3 | 4],
): readonly Row<GlobalDraft>[] {
  const family = prefix === 'checker' ? 'lvs' : prefix === 'bfd' ? 'bfd' : 'global';
  const rows: readonly Row<Writable<SchedulingSettings>>[] = [
    setting(`${prefix}_priority`, 'nice', integer(-20, 19, { ...lenient, invalid: 0 }), {
      missing: IGNORED,
      family,
      tier: tiers[0],
      default: prefix === 'vrrp' ? '-20' : 'as started',
      invalid: 'set to 0',
      help: `Nice value of the ${process}; smaller gets more processor time.`,
    }),
    setting(`${prefix}_no_swap`, 'noSwap', flag, {
      family,
      tier: tiers[1],
      default: 'off',
      help: `Locks the memory of the ${process} so that it is never swapped out.`,
    }),
    setting(`${prefix}_rt_priority`, 'realTimePriority', integer(1, 99, { ...lenient, clamp: true }), {
      missing: IGNORED,
      family,
      tier: tiers[2],
      default: 'no real-time scheduling',
      invalid: 'moved to the nearest end',
      help: `Runs the ${process} under real-time round-robin scheduling at this priority.`,
    }),
    setting(`${prefix}_cpu_affinity`, 'cpuAffinity', cpuSet, {
      missing: IGNORED,
      family,
      tier: tiers[3],
      default: 'every processor',
      invalid: 'the whole set is dropped',
      help: `Keeps the ${process} on these processors.`,
    }),
    setting(`${prefix}_rlimit_rttime`, 'realTimeLimit', runtimeLimit, {
      family,
      tier: tiers[4],
      default: '10000',
      invalid: '1 becomes 2; anything else is no limit',
      help: `Microseconds that the ${process} may run under real-time scheduling without waiting for anything.`,
    }),
    setting(`${prefix}_rlimit_rtime`, 'realTimeLimit', runtimeLimit, {
      family,
      deprecated: `${prefix}_rlimit_rttime`,
      aliasOf: `${prefix}_rlimit_rttime`,
      default: '10000',
      help: `Old spelling of ${prefix}_rlimit_rttime.`,
    }),
  ];
  return rows.map((row) => within((draft: GlobalDraft) => draft[prefix], row));
}

const runtimeLimit: Reader<number> = {
  ...integer(1, UINT, { ...lenient, invalid: 0 }),
  read(cursor, before) {
    const value = integer(1, UINT, { ...lenient, invalid: 0 }).read(cursor, before);
    return value === 1 ? 2 : value;
  },
};

type BufferField = 'netlinkCommandBuffer' | 'netlinkMonitorBuffer' | 'processMonitorBuffer';

function buffer(name: string, field: BufferField, what: string): readonly Row<GlobalDraft>[] {
  const rows: readonly Row<Writable<ReceiveBuffer>>[] = [
    setting(name, 'size', integer(0, UINT), {
      missing: IGNORED,
      args: '<BYTES>',
      default: 'as the kernel has it',
      help: `Receive buffer of the ${what}. Raise it when the log tells of lost kernel messages.`,
    }),
    setting(`${name}_force`, 'force', boolean, {
      default: 'off',
      help: `Lets the buffer of the ${what} exceed the system's limit.`,
    }),
  ];
  return rows.map((row) => within((draft: GlobalDraft) => draft[field], row));
}

/** Names of mode bits, for the documentation. */
export const umaskTable: Table<GlobalDraft> = table(
  'global_defs/umask',
  'global',
  Object.entries(UMASK_BITS).map(([name, bits]) =>
    special<GlobalDraft>(
      name,
      {
        args: '',
        help: `Takes away mode ${bits.toString(8).padStart(3, '0')} from files that are made; joined to other bits with |.`,
      },
      () => undefined,
    ),
  ),
);

const processRows: readonly Row<GlobalDraft>[] = [
  setting('process_names', 'processNames', flag, {
    default: 'off',
    help: "Gives keepalived's child processes names of their own. vrrpd is one process.",
  }),
  setting('process_name', 'processName', word('<NAME>', { most: 15 }), {
    default: 'name of the program',
    invalid: 'cut to 15 bytes',
    help: 'Name of the main process in ps and killall.',
  }),
  within((draft: GlobalDraft) => draft.vrrp, processName('vrrp_process_name', 'VRRP')),
  within((draft: GlobalDraft) => draft.checker, processName('checker_process_name', 'checker', 'lvs')),
  within(
    (draft: GlobalDraft) => draft.checker,
    setting('lvs_process_name', 'processName', word('<NAME>', { most: 15 }), {
      family: 'lvs',
      aliasOf: 'checker_process_name',
      deprecated: 'checker_process_name',
      help: 'Old spelling of checker_process_name.',
    }),
  ),
  within((draft: GlobalDraft) => draft.bfd, processName('bfd_process_name', 'BFD', 'bfd')),
  ...scheduling('vrrp', 'VRRP process', [3, 3, 2, 3, 3]),
  ...scheduling('checker', 'checker process', [3, 4, 3, 4, 4]),
  ...scheduling('bfd', 'BFD process', [4, 4, 4, 4, 4]),
  setting('max_auto_priority', 'maxAutoPriority', integer(-1, 99, { ...lenient, alone: 99 }), {
    tier: 3,
    default: '0, which is off; without a number 99',
    help: 'Highest real-time priority that the daemon raises itself to, by one for each timer that runs late. `vrrpd status` says when it did.',
  }),
  setting(
    'min_auto_priority_delay',
    'minAutoPriorityDelay',
    seconds(1, 10_000_000, { ...lenient, places: 0, unit: 1, unitName: 'us' }),
    {
      missing: IGNORED,
      args: '<MICROSECONDS>',
      default: '1000000',
      help: 'How late a timer must run before the priority is raised.',
    },
  ),
  setting('umask', 'umask', umask, {
    tier: 3,
    default: '0177',
    help: 'Mode bits that files made by the daemon do not get. The -u option wins over it.',
  }),
];

function processName(name: string, which: string, family?: 'lvs' | 'bfd'): Row<Writable<SchedulingSettings>> {
  return setting(name, 'processName', word('<NAME>', { most: 15 }), {
    ...(family !== undefined && { family }),
    default: 'name of the program',
    invalid: 'cut to 15 bytes',
    help: `Name of the ${which} process.`,
  });
}

const scriptRows: readonly Row<GlobalDraft>[] = [
  setting('script_user', 'scriptUser', userAndGroup, {
    missing: IGNORED,
    tier: 1,
    default: 'the user keepalived_script if there is one, else the identity of the daemon',
    help: 'User and group that scripts run as, unless they name their own.',
    example: 'script_user nobody',
  }),
  setting('enable_script_security', 'enableScriptSecurity', flag, {
    tier: 1,
    default: 'off',
    help: 'Refuses a script that would run as root while somebody else than root could change it or a directory above it.',
  }),
  setting('use_symlink_paths', 'useSymlinkPaths', boolean, {
    tier: 3,
    default: 'off',
    help: 'Runs scripts by the path as written; otherwise keepalived follows links in it first. vrrpd always runs them as written.',
  }),
  setting('set_supplementary_groups', 'supplementaryGroups', boolean, {
    default: 'off',
    help: 'Gives scripts the further groups of their user too.',
  }),
  setting('startup_script', 'startupScript', command, {
    missing: IGNORED,
    tier: 3,
    once: true,
    help: 'Runs once before anything else starts; the start waits for its end.',
  }),
  setting('startup_script_timeout', 'startupScriptTimeout', wholeSeconds(1, 1000), {
    missing: IGNORED,
    default: '10',
    help: 'Seconds until the startup script is stopped.',
  }),
  setting('shutdown_script', 'shutdownScript', command, {
    missing: IGNORED,
    tier: 3,
    once: true,
    help: 'Runs once after everything else has stopped.',
  }),
  setting('shutdown_script_timeout', 'shutdownScriptTimeout', wholeSeconds(1, 1000), {
    missing: IGNORED,
    default: '10',
    help: 'Seconds until the shutdown script is stopped.',
  }),
  setting('notify_fifo', 'notifyFifo', fifo, {
    missing: IGNORED,
    tier: 2,
    once: true,
    help: 'Named pipe that gets one line for each state change, of VRRP and of LVS.',
    example: 'notify_fifo /run/vrrp_events',
  }),
  setting('notify_fifo_script', 'notifyFifoScript', command, {
    missing: IGNORED,
    tier: 2,
    once: true,
    help: 'Program started to read notify_fifo; the path of the pipe is its last argument.',
  }),
  setting('vrrp_notify_fifo', 'vrrpNotifyFifo', fifo, {
    missing: IGNORED,
    tier: 2,
    once: true,
    invalid: 'the path of notify_fifo is ignored',
    help: 'Named pipe that gets the state changes of VRRP only.',
  }),
  setting('vrrp_notify_fifo_script', 'vrrpNotifyFifoScript', command, {
    missing: IGNORED,
    tier: 2,
    once: true,
    help: 'Program started to read vrrp_notify_fifo; the path of the pipe is its last argument.',
  }),
  setting('vrrp_notify_priority_changes', 'notifyPriorityChanges', boolean, {
    tier: 3,
    default: 'off',
    help: 'Writes a line to the pipes whenever an effective priority changes.',
  }),
  setting('fifo_write_vrrp_states_on_reload', 'fifoStatesOnReload', flag, {
    tier: 3,
    default: 'off',
    help: 'Writes every state to the pipes again after a reload.',
  }),
];

/** The row, which also notes where the first of its kind is. */
function placed(row: Row<GlobalDraft['mail']>): Row<GlobalDraft['mail']> {
  return {
    ...row,
    read(cursor, draft) {
      draft.span ??= cursor.span;
      row.read(cursor, draft);
    },
  };
}

const mailRows: readonly Row<GlobalDraft>[] = [
  setting('router_id', 'routerId', word('<NAME>'), {
    missing: IGNORED,
    tier: 1,
    default: 'the full host name',
    help: 'Name of this host in mails. It has nothing to do with virtual_router_id.',
    example: 'router_id lb-1',
  }),
  ...(
    [
      placed(
        setting('notification_email_from', 'from', word('<ADDRESS>'), {
          missing: IGNORED,
          tier: 2,
          default: 'user of the daemon at the host name',
          help: 'Sender of mails.',
        }),
      ),
      placed(
        setting('notification_email', 'to', wordBlock('<ADDRESS>', 'complains'), {
          tier: 2,
          help: 'Receivers of mails. An address with a name must stand in double quotes.',
          example: 'notification_email { ops@example.net }',
        }),
      ),
      setting('smtp_server', 'server', mailServer, {
        tier: 2,
        default: 'no mail; port 25',
        help: 'Mail server that alerts are handed to. A failover never waits for it.',
      }),
      setting('smtp_helo_name', 'heloName', word('<NAME>'), {
        missing: IGNORED_SILENTLY,
        tier: 3,
        default: 'the host name',
        help: 'Name given to the mail server.',
      }),
      setting('smtp_connect_timeout', 'connectTimeout', seconds(0, 4294, { places: 0, junk: 'lenient', zero: 1 }), {
        tier: 2,
        default: '30',
        invalid: '0 becomes 1',
        help: 'Seconds for each step of the talk with the mail server.',
      }),
      setting('no_email_faults', 'noFaults', flag, {
        tier: 3,
        default: 'off',
        help: 'Sends no mail when something goes to FAULT.',
      }),
    ] as readonly Row<GlobalDraft['mail']>[]
  ).map((row) => within((draft: GlobalDraft) => draft.mail, row)),
  setting('smtp_alert', 'smtpAlert', boolean, {
    tier: 2,
    default: 'as smtp_alert_vrrp and smtp_alert_checker say',
    help: 'Whether instances, groups and servers send mail unless they say otherwise.',
  }),
  setting('smtp_alert_vrrp', 'smtpAlertVrrp', boolean, {
    tier: 2,
    default: 'smtp_alert, else off',
    help: 'Whether instances and sync groups send mail unless they say otherwise.',
  }),
];

const vrrpRows: readonly Row<GlobalDraft>[] = [
  setting('vrrp_version', 'vrrpVersion', oneOf({ 2: 2, 3: 3 }), {
    tier: 1,
    default: '2 for IPv4; IPv6 always has 3',
    help: 'Protocol version of IPv4 instances that name none.',
  }),
  setting('vrrp_mcast_group4', 'multicastGroup4', address({ family: 4, multicast: true }), {
    tier: 3,
    default: '224.0.0.18',
    help: 'Group that IPv4 adverts are sent to.',
  }),
  setting('vrrp_mcast_group6', 'multicastGroup6', address({ family: 6, multicast: true }), {
    tier: 3,
    default: 'ff02::12',
    help: 'Group that IPv6 adverts are sent to.',
  }),
  setting('vrrp_strict', 'strict', boolean, {
    tier: 2,
    default: 'off',
    help: 'Holds every instance to the letter of the RFC unless it says strict_mode off. Without accept, nobody but the owner answers to the addresses then.',
  }),
  setting('vrrp_skip_check_adv_addr', 'skipCheckAdvertAddresses', boolean, {
    tier: 2,
    default: 'off',
    help: 'Compares the address list of an advert only when its sender is a new one.',
  }),
  setting('vrrp_check_unicast_src', 'checkUnicastSource', flag, {
    tier: 3,
    default: 'off',
    help: 'Drops unicast adverts from an address that is not among the peers.',
  }),
  setting('vrrp_startup_delay', 'startupDelay', seconds(0.001, 4294.967295, lenient), {
    tier: 3,
    default: '0',
    help: 'Time after the start in which adverts are ignored and nobody becomes master. The longer of this and vrrp_delay_after_boot counts.',
  }),
  setting('vrrp_delay_after_boot', 'delayAfterBoot', seconds(0.001, 4294.967295, lenient), {
    tier: 3,
    default: '0',
    help: 'Like vrrp_startup_delay, counted from the boot of the host.',
  }),
  setting('vrrp_down_timer_adverts', 'downTimerAdverts', integer(1, 100, lenient), {
    tier: 3,
    default: '3',
    help: 'Adverts that may be missed before a backup takes over.',
  }),
  setting('vrrp_lower_prio_no_advert', 'lowerPriorityNoAdvert', boolean, {
    tier: 3,
    default: 'off',
    help: 'A master does not answer the advert of a worse router.',
  }),
  setting('vrrp_higher_prio_send_advert', 'higherPrioritySendAdvert', boolean, {
    tier: 3,
    default: 'off',
    help: 'A master sends one more advert before it yields to any better router; without it, only to one that had fallen silent.',
  }),
  setting('vrrp_owner_ignore_adverts', 'ownerIgnoreAdverts', boolean, {
    default: 'off',
    help: 'Instances of priority 255 drop whatever they hear.',
  }),
  setting('log_unknown_vrids', 'logUnknownVrids', flag, {
    tier: 3,
    default: 'off',
    help: 'Logs adverts for virtual routers that are not configured here.',
  }),
  setting('vrrp_garp_master_delay', 'garpMasterDelay', wholeSeconds(0, 4294), {
    tier: 2,
    default: '5',
    help: 'Time from the announcements on becoming master to a second block of them; 0 sends no second block.',
  }),
  setting('vrrp_garp_master_repeat', 'garpMasterRepeat', atLeastOne(UINT), {
    tier: 2,
    default: '5',
    invalid: '0 becomes 1',
    help: 'Announcements for each address in a block.',
  }),
  setting('vrrp_garp_master_refresh', 'garpMasterRefresh', seconds(0, UINT, { places: 0, ...lenient, invalid: 0 }), {
    tier: 2,
    default: '0, which is never',
    invalid: 'set to 0',
    help: 'Period of further announcements while master.',
  }),
  setting('vrrp_garp_master_refresh_repeat', 'garpMasterRefreshRepeat', atLeastOne(UINT), {
    tier: 2,
    default: '1',
    invalid: '0 becomes 1',
    help: 'Announcements for each address at a refresh.',
  }),
  setting('vrrp_garp_lower_prio_delay', 'garpLowerPriorityDelay', wholeSeconds(0, 4294), {
    tier: 3,
    default: 'vrrp_garp_master_delay',
    help: 'Time to the second block of announcements after a worse router was heard.',
  }),
  setting('vrrp_garp_lower_prio_repeat', 'garpLowerPriorityRepeat', integer(0, INT, lenient), {
    tier: 3,
    default: 'vrrp_garp_master_repeat',
    help: 'Announcements for each address after a worse router was heard; 0 sends none.',
  }),
  setting('vrrp_garp_interval', 'garpInterval', seconds(0.000001, 4294.967295, lenient), {
    tier: 3,
    default: '0',
    help: 'Least gap between two gratuitous ARPs on an interface.',
  }),
  setting('vrrp_gna_interval', 'gnaInterval', seconds(0.000001, 4294.967295, lenient), {
    tier: 3,
    default: '0',
    help: 'Least gap between two unsolicited neighbour advertisements on an interface.',
  }),
  setting('vrrp_min_garp', 'minGarp', boolean, {
    tier: 3,
    default: 'off',
    help: 'Sends one announcement for each address, once. Only counts and delays that still have their default change.',
  }),
  setting('vrrp_garp_extra_if', 'extraAnnouncements', extraAnnouncements(1), {
    tier: 3,
    default: 'off',
    help: 'Announces addresses on other interfaces of the instance at this period: virtual MAC ones, or all.',
  }),
  setting('vrrp_vmac_garp_intvl', 'extraAnnouncements', extraAnnouncements(1), {
    aliasOf: 'vrrp_garp_extra_if',
    deprecated: 'vrrp_garp_extra_if',
    help: 'Old spelling of vrrp_garp_extra_if.',
  }),
  setting('v3_checksum_as_v2', 'checksumAsV2', boolean, {
    tier: 3,
    default: 'off',
    help: 'Version 3 adverts over IPv4 leave the pseudo header out of their checksum, as some routers do. keepalived 2.4.3 takes off for on here.',
  }),
  setting('dynamic_interfaces', 'dynamicInterfaces', dynamicInterfaces(), {
    tier: 2,
    default: 'off',
    help: 'Accepts interfaces that do not exist yet; the instance waits for them. vrrpd waits for a missing interface in any case.',
  }),
  setting('default_interface', 'defaultInterface', word('<INTERFACE>', { most: 15 }), {
    missing: IGNORED,
    tier: 3,
    default: 'eth0',
    help: 'Interface of static addresses that name none.',
  }),
  setting('disable_local_igmp', 'disableLocalIgmp', flag, {
    default: 'off',
    help: 'Stops the kernel from reporting its membership of 224.0.0.0/24 while the daemon runs.',
  }),
  setting('vmac_prefix', 'vmacPrefix', word('<NAME>'), {
    once: true,
    default: 'vrrp',
    help: 'First part of the names of virtual MAC interfaces.',
  }),
  setting('vmac_addr_prefix', 'vmacAddressPrefix', word('<NAME>'), {
    once: true,
    default: 'vmac_prefix',
    help: 'First part of the names of virtual MAC interfaces made for single addresses.',
  }),
  setting('vrrp_rx_bufs_policy', 'receiveBufferPolicy', receiveBufferPolicy, {
    missing: IGNORED,
    default: 'as the kernel has it',
    help: 'How large the receive buffer of adverts is: by the MTU, by the size of an advert, or so many bytes.',
  }),
  setting('vrrp_rx_bufs_multiplier', 'receiveBufferMultiplier', integer(1, UINT), {
    missing: IGNORED,
    default: '3',
    help: 'How many packets of that size the receive buffer holds.',
  }),
  ...buffer('vrrp_netlink_cmd_rcv_bufs', 'netlinkCommandBuffer', 'netlink socket for commands'),
  ...buffer('vrrp_netlink_monitor_rcv_bufs', 'netlinkMonitorBuffer', 'netlink socket for kernel events'),
  ...buffer('process_monitor_rcv_bufs', 'processMonitorBuffer', 'socket for process events'),
];

function atLeastOne(most: number): Reader<number> {
  const reader = integer(0, most, lenient);
  return {
    ...reader,
    read(cursor, before) {
      const at = cursor.peek();
      const value = reader.read(cursor, before);
      if (value !== 0 || at === undefined) return value;
      cursor.report('out-of-range', at.span, `"${cursor.subject.text}" cannot be 0`, {
        keepalived: 'uses 1',
        hint: 'write 1',
      });
      return 1;
    },
  };
}

function dynamicInterfaces(): Reader<'no' | 'yes' | 'allow-if-changes'> {
  return {
    args: '[allow_if_changes]',
    read(cursor) {
      const option = cursor.next();
      if (option === undefined) return 'yes';
      if (option.text === 'allow_if_changes') return 'allow-if-changes';
      cursor.badValue(option, 'nothing or allow_if_changes', { keepalived: 'ignores the word' });
      return 'yes';
    },
    print: (value) => (value === 'no' ? [] : [value === 'yes' ? '' : 'allow_if_changes']),
  };
}

const fileRows: readonly Row<GlobalDraft>[] = [
  ...(
    [
      setting('state_dump_file', 'stateFile', word('<PATH>'), {
        tier: 3,
        default: 'keepalived.data in the directory for temporary files',
        help: 'File that SIGUSR1 writes. A path that ends in a slash is a directory.',
      }),
      setting('stats_dump_file', 'statsFile', word('<PATH>'), {
        default: 'keepalived.stats in the directory for temporary files',
        help: 'File that SIGUSR2 writes. keepalived 2.4.3 reads this keyword and writes the default file all the same.',
      }),
      setting('json_dump_file', 'jsonFile', word('<PATH>'), {
        default: 'keepalived.json in the directory for temporary files',
        help: 'File that the JSON signal writes. keepalived 2.4.3 reads this keyword and writes the default file all the same.',
      }),
      setting('json_version', 'jsonVersion', oneOf({ 1: 1, 2: 2 }), {
        tier: 3,
        default: '1',
        help: 'Layout of the JSON file: 1 is a list, 2 an object with a list in it.',
      }),
      setting('data_use_instance', 'useInstance', boolean, {
        default: 'off',
        help: 'Puts the namespace and the name of the daemon instance into the name of the data file: keepalived.NAMESPACE_NAME.data.',
      }),
    ] as readonly Row<GlobalDraft['dumps']>[]
  ).map((row) => within((draft: GlobalDraft) => draft.dumps, row)),
  ...(
    [
      setting('reload_check_config', 'checkConfig', optionalWord('<LOG FILE>', '/dev/null'), {
        tier: 3,
        default: 'off',
        help: 'Checks the file before a reload and keeps the old configuration on any finding. vrrpd always checks first.',
      }),
      setting('reload_time_file', 'timeFile', word('<PATH>'), {
        missing: IGNORED,
        help: 'File whose first line is the time of the next reload.',
      }),
      setting('reload_repeat', 'repeat', flag, {
        default: 'off',
        help: 'Leaves reload_time_file in place, so that a time of day reloads every day.',
      }),
      setting('reload_file', 'file', optionalWord('<PATH>', ''), {
        default: 'off; without a path keepalived.reload in the run directory',
        help: 'File that exists while the configuration is being read.',
      }),
    ] as readonly Row<GlobalDraft['reload']>[]
  ).map((row) => within((draft: GlobalDraft) => draft.reload, row)),
  setting('include_check', 'includeCheck', includeCheck, {
    tier: 3,
    default: 'no check; without a word all of them',
    help: 'What later include lines must find: readable files, a match for a plain path, for a pattern, for each alternative in braces.',
  }),
  setting('config_save_dir', 'configSaveDirectory', word('<DIRECTORY>'), {
    default: 'off',
    help: 'Keeps a copy of configuration and state before and after each reload there.',
  }),
  setting('tmp_config_directory', 'temporaryDirectory', word('<DIRECTORY>'), {
    missing: IGNORED,
    once: true,
    default: 'in memory',
    help: 'Where keepalived keeps the copy of the configuration that its children read. vrrpd needs none.',
  }),
  setting('random_seed', 'randomSeed', integer(0, UINT), {
    default: 'by the clock',
    help: 'Start of the numbers that the definition _RANDOM gives.',
  }),
  setting('iproute_usr_dir', 'iprouteUserDirectory', word('<DIRECTORY>'), {
    default: '/usr/share/iproute2',
    help: 'Where names of routing tables and the like are looked up last.',
  }),
  setting('iproute_etc_dir', 'iprouteEtcDirectory', word('<DIRECTORY>'), {
    default: '/etc/iproute2',
    help: 'Where names of routing tables and the like are looked up first.',
  }),
];

/** Names that only keepalived's manual has; its parser does not know them. */
const manualOnlyRows: readonly Row<GlobalDraft>[] = (['state', 'stats', 'json'] as const).map((which) =>
  special<GlobalDraft>(
    `${which}_file_location`,
    {
      help: `Stands in keepalived's manual only; the keyword is ${which}_dump_file.`,
      aliasOf: `${which}_dump_file`,
      args: '<PATH>',
    },
    (cursor) => {
      cursor.report('unknown-keyword', cursor.span, `"${which}_file_location" is a name that only the manual has`, {
        keepalived: 'does not know the keyword and ignores the line',
        hint: `write ${which}_dump_file`,
      });
      cursor.next();
    },
  ),
);

export const globalTable: Table<GlobalDraft> = table('global_defs', 'global', [
  ...mailRows,
  ...scriptRows,
  ...vrrpRows,
  ...processRows,
  ...fileRows,
  ...serviceRows,
  ...manualOnlyRows,
]);
