/**
 * Keywords of global_defs that concern firewall tables, LVS, SNMP and D-Bus.
 */

import type { LvsGlobals, LvsSyncDaemon } from '../model-global.js';
import { formatWord } from '../print/statement.js';
import { address, readInterfaceName } from '../read/address-reader.js';
import { readWords } from '../read/block.js';
import { command } from '../read/command-reader.js';
import type { Cursor } from '../read/cursor.js';
import { plainInteger } from '../read/number.js';
import { boolean, flag, integer, optionalWord, type Reader, seconds, word } from '../read/reader.js';
import { shown, textOf } from '../read/text.js';
import type { GlobalDraft, SyncDaemonDraft } from './global-draft.js';
import { fifo } from './global-readers.js';
import { IGNORED, type Row, setting, special, type Table, table, type Writable, within } from './keyword.js';

const UINT = 4_294_967_295;
const INT = 2_147_483_647;

/** Chain or set names, each short enough and no two alike. */
function names(args: string, most: number, alone: readonly string[]): Reader<readonly string[]> {
  return {
    args,
    read(cursor) {
      const words = cursor.rest();
      if (words.length === 0) return alone;
      const seen = new Set<string>();
      for (const found of words) {
        if (found.text.length > most) {
          cursor.badValue(found, `a name of at most ${most} bytes`);
          return undefined;
        }
        if (seen.has(found.text)) {
          cursor.badValue(found, 'names that differ');
          return undefined;
        }
        seen.add(found.text);
      }
      return words.map((found) => textOf(found.text));
    },
    print: (value) => [value.map(formatWord).join(' ')],
  };
}

const chains = names('[<INPUT CHAIN> [<OUTPUT CHAIN>]]', 27, ['INPUT', 'OUTPUT']);
const iptables: Reader<{ readonly input: string; readonly output: string | undefined }> = {
  args: chains.args,
  read(cursor) {
    const value = chains.read(cursor, undefined);
    return value === undefined ? undefined : { input: value[0] ?? 'INPUT', output: value[1] };
  },
  print: (value) => [value.output === undefined ? value.input : `${value.input} ${value.output}`],
};

const firewallRows: readonly Row<GlobalDraft['firewall']>[] = [
  setting('vrrp_iptables', 'iptables', iptables, {
    tier: 3,
    once: true,
    default: 'off; without names INPUT and OUTPUT',
    help: 'Filters packets to addresses that are not accepted. vrrpd always does so in a table of nftables of its own.',
  }),
  setting('vrrp_ipsets', 'ipsets', names('[<SET4> [<SET6> [<SET IF6> [<SET IGMP> [<SET MLD> [<SET ND>]]]]]]', 30, []), {
    default: 'sets named keepalived, keepalived6 and so on, together with vrrp_iptables',
    help: 'Names of the address sets that the iptables rules use; without names no sets.',
  }),
  setting('nftables', 'nftablesTable', optionalWord('<TABLE>', 'keepalived'), {
    tier: 3,
    once: true,
    default: 'off; without a name keepalived',
    help: 'Table of nftables for the filters of no_accept and virtual MACs.',
  }),
  setting('nftables_priority', 'nftablesPriority', integer(-INT - 1, INT), {
    default: '-1',
    help: 'Priority of the chains in that table.',
  }),
  setting('nftables_ifindex', 'nftablesIfindex', flag, {
    default: 'off',
    help: 'Uses numbers of interfaces instead of names for link-local addresses in the sets.',
  }),
  setting('nftables_counters', 'nftablesCounters', flag, {
    default: 'off',
    help: 'Counts packets in each rule that is made.',
  }),
  setting('nftables_ipvs', 'ipvsTable', optionalWord('<TABLE>', 'keepalived_ipvs'), {
    family: 'lvs',
    tier: 3,
    once: true,
    default: 'off; without a name keepalived_ipvs',
    help: 'Marks packets of a virtual_server_group in nftables so that IPVS needs one service for all of them.',
  }),
  setting('nftables_ipvs_priority', 'ipvsPriority', integer(-INT - 1, INT), {
    family: 'lvs',
    default: '-1',
    help: 'Priority of the chains in that table.',
  }),
  setting('nftables_ipvs_start_fwmark', 'ipvsFirstMark', integer(1, UINT), {
    family: 'lvs',
    default: '1000',
    help: 'First packet mark that is given out.',
  }),
];

const timeoutTable: Table<{ tcp?: number; tcpfin?: number; udp?: number }> = table('global_defs/lvs_timeouts', 'lvs', [
  setting('tcp', 'tcp', integer(0, 2_678_400), {
    missing: IGNORED,
    tier: 3,
    default: 'unchanged',
    help: 'Seconds an idle TCP connection is kept.',
  }),
  setting('tcpfin', 'tcpfin', integer(0, 2_678_400), {
    missing: IGNORED,
    tier: 3,
    default: 'unchanged',
    help: 'Seconds a TCP connection is kept after its end was seen.',
  }),
  setting('udp', 'udp', integer(0, 2_678_400), {
    missing: IGNORED,
    tier: 3,
    default: 'unchanged',
    help: 'Seconds a UDP flow is kept.',
  }),
]);

const timeouts: Reader<NonNullable<LvsGlobals['timeouts']>> = {
  args: '[tcp <SECONDS>] [tcpfin <SECONDS>] [udp <SECONDS>]',
  inner: timeoutTable,
  read(cursor) {
    const draft: { tcp?: number; tcpfin?: number; udp?: number } = {};
    if (cursor.atEnd) cursor.required();
    else readWords(cursor, timeoutTable, draft);
    return Object.keys(draft).length === 0 ? undefined : draft;
  },
  print: (value) => {
    const words = timeoutTable.rows.flatMap((row) => row.print(value));
    return words.length === 0 ? [] : [words.join(' ')];
  },
};

const syncTable: Table<SyncDaemonDraft> = table('global_defs/lvs_sync_daemon', 'lvs', [
  setting('inst', 'instance', word('<INSTANCE>'), {
    tier: 3,
    default: 'both directions run',
    help: 'Instance whose state says whether connections are sent or received. The word inst may be left out.',
  }),
  setting('id', 'id', integer(0, 255), {
    missing: IGNORED,
    tier: 3,
    default: 'VRID of the instance, else 0',
    help: 'Sync id.',
  }),
  setting('maxlen', 'maxLength', integer(1, 65_507), {
    missing: IGNORED,
    default: 'as the kernel has it',
    help: 'Longest sync packet.',
  }),
  setting('port', 'port', integer(1, 65_535), { missing: IGNORED, default: '8848', help: 'UDP port of sync packets.' }),
  setting('ttl', 'ttl', integer(1, 255), {
    missing: IGNORED,
    default: 'as the kernel has it',
    help: 'TTL of sync packets.',
  }),
  setting('group', 'group', address({ multicast: true }), {
    missing: IGNORED,
    default: '224.0.0.81',
    help: 'Group of sync packets.',
  }),
]);

const syncDaemon: Reader<LvsSyncDaemon> = {
  args: '<INTERFACE> [[inst] <INSTANCE>] [id <NUMBER>] [maxlen <BYTES>] [port <PORT>] [ttl <TTL>] [group <GROUP>]',
  inner: syncTable,
  read(cursor) {
    const first = cursor.required();
    if (first === undefined) return undefined;
    const interfaceName = readInterfaceName(cursor, first);
    if (interfaceName === undefined) return undefined;
    const draft: SyncDaemonDraft = {};
    readWords(cursor, syncTable, draft, (found) => readBareSyncWord(cursor, draft, found));
    return {
      interfaceName,
      instance: draft.instance,
      id: draft.id,
      maxLength: draft.maxLength,
      port: draft.port,
      ttl: draft.ttl,
      group: draft.group,
    };
  },
  print: (value) => [[formatWord(value.interfaceName), ...syncTable.rows.flatMap((row) => row.print(value))].join(' ')],
};

/** The instance may stand without `inst`, and an id without `id`. */
function readBareSyncWord(
  cursor: Cursor,
  draft: SyncDaemonDraft,
  found: { text: string; span: Cursor['span'] },
): boolean {
  const number = plainInteger(found.text);
  if (draft.instance === undefined) draft.instance = textOf(found.text);
  else if (draft.id === undefined && number !== undefined && number >= 0 && number <= 255) {
    draft.id = number;
    cursor.report('deprecated', found.span, `the sync id ${shown(found.text)} stands without the word id`, {
      severity: 'warning',
      keepalived: 'accepts it and complains',
      hint: `write id ${number}`,
    });
  } else cursor.badValue(found as never, 'no further word here', { keepalived: 'ignores the word' });
  return true;
}

const flushOnStop: Reader<LvsGlobals['flushOnStop']> = {
  args: '[VS]',
  read(cursor) {
    const found = cursor.next();
    if (found === undefined) return 'all';
    if (found.text === 'VS') return 'virtual-servers';
    cursor.badValue(found, 'nothing or VS', { keepalived: 'ignores the word' });
    return 'all';
  },
  print: (value) => (value === 'no' ? [] : [value === 'all' ? '' : 'VS']),
};

const lvsRows: readonly Row<Writable<LvsGlobals>>[] = [
  setting('lvs_timeouts', 'timeouts', timeouts, {
    missing: IGNORED,
    tier: 3,
    default: 'as the kernel has them',
    help: 'How long IPVS keeps idle connections.',
  }),
  setting('lvs_flush', 'flush', flag, { tier: 3, default: 'off', help: 'Empties the IPVS table at start.' }),
  setting('lvs_flush_on_stop', 'flushOnStop', flushOnStop, {
    tier: 3,
    default: 'off',
    help: 'Empties the IPVS table at the end in one go, or with VS service by service.',
  }),
  setting('lvs_flush_onstop', 'flushOnStop', flushOnStop, {
    aliasOf: 'lvs_flush_on_stop',
    deprecated: 'lvs_flush_on_stop',
    help: 'Old spelling of lvs_flush_on_stop.',
  }),
  setting('lvs_sync_daemon', 'syncDaemon', syncDaemon, {
    missing: IGNORED,
    tier: 3,
    once: true,
    help: 'Copies the connection table of IPVS to the other host, following an instance.',
  }),
  setting('rs_init_notifies', 'realServerInitNotifies', boolean, {
    tier: 3,
    default: 'off',
    help: 'Runs notify_up for real servers that are there from the start.',
  }),
  setting('no_checker_emails', 'noCheckerEmails', boolean, {
    tier: 3,
    default: 'off',
    help: 'Mails when a real server changes, not for each of its checks.',
  }),
  setting('checker_log_all_failures', 'checkerLogAllFailures', boolean, {
    tier: 3,
    default: 'off',
    help: 'Logs each failed check, not only the one that changes something.',
  }),
  setting('smtp_alert_checker', 'smtpAlertChecker', boolean, {
    tier: 2,
    default: 'smtp_alert, else off for virtual servers and on for real servers',
    help: 'Whether virtual and real servers send mail unless they say otherwise.',
  }),
];

const snmpRows: readonly Row<GlobalDraft['snmp']>[] = [
  setting('snmp_socket', 'socket', word('<TRANSPORT>'), {
    missing: IGNORED,
    tier: 3,
    once: true,
    default: 'unix:/var/agentx/master',
    help: 'Where the SNMP master agent listens.',
  }),
  setting('enable_traps', 'traps', flag, { tier: 3, default: 'off', help: 'Sends SNMP notifications.' }),
  setting('enable_snmp_vrrp', 'vrrp', flag, {
    tier: 3,
    default: 'off',
    help: 'Serves the VRRP part of the KEEPALIVED-MIB.',
  }),
  setting('enable_snmp_keepalived', 'vrrp', flag, {
    aliasOf: 'enable_snmp_vrrp',
    deprecated: 'enable_snmp_vrrp',
    help: 'Old spelling of enable_snmp_vrrp.',
  }),
  special('enable_snmp_rfc', { default: 'off', help: 'Serves the MIBs of RFC 2787 and RFC 6527.' }, (_, draft) => {
    draft.rfc2 = true;
    draft.rfc3 = true;
  }),
  setting('enable_snmp_rfcv2', 'rfc2', flag, { default: 'off', help: 'Serves the VRRP MIB of RFC 2787.' }),
  setting('enable_snmp_rfcv3', 'rfc3', flag, { default: 'off', help: 'Serves the VRRPv3 MIB of RFC 6527.' }),
  setting('enable_snmp_checker', 'checker', flag, {
    tier: 3,
    default: 'off',
    help: 'Serves the checker part of the KEEPALIVED-MIB.',
  }),
  setting('snmp_vs_stats_update_interval', 'virtualServerStatsInterval', seconds(0.001, 30, { junk: 'lenient' }), {
    default: '5',
    help: 'Oldest figures of virtual servers that SNMP is given.',
  }),
  setting('snmp_rs_stats_update_interval', 'realServerStatsInterval', seconds(0.001, 30, { junk: 'lenient' }), {
    default: 'snmp_vs_stats_update_interval',
    help: 'Oldest figures of real servers that SNMP is given.',
  }),
];

const dbusRows: readonly Row<GlobalDraft['dbus']>[] = [
  setting('enable_dbus', 'enabled', flag, { default: 'off', help: 'Shows instances on the system bus.' }),
  setting('dbus_service_name', 'serviceName', word('<NAME>'), {
    missing: IGNORED,
    default: 'org.keepalived.Vrrp1',
    help: 'Name on the bus.',
  }),
  setting('dbus_no_interface_name', 'noInterfaceName', word('<NAME>'), {
    default: 'none',
    help: 'Path element of instances without an interface.',
  }),
];

export const serviceRows: readonly Row<GlobalDraft>[] = [
  ...firewallRows.map((row) => within((draft: GlobalDraft) => draft.firewall, row)),
  ...lvsRows.map((row) => within((draft: GlobalDraft) => draft.lvs, { ...row, family: 'lvs' as const })),
  setting('lvs_notify_fifo', 'lvsNotifyFifo', fifo, {
    missing: IGNORED,
    family: 'lvs',
    tier: 3,
    once: true,
    invalid: 'the path of notify_fifo is ignored',
    help: 'Named pipe that gets the state changes of virtual and real servers only.',
  }),
  setting('lvs_notify_fifo_script', 'lvsNotifyFifoScript', command, {
    missing: IGNORED,
    family: 'lvs',
    tier: 3,
    once: true,
    help: 'Program started to read lvs_notify_fifo; the path of the pipe is its last argument.',
  }),
  ...buffers(),
  ...snmpRows.map((row) => within((draft: GlobalDraft) => draft.snmp, row)),
  ...dbusRows.map((row) => within((draft: GlobalDraft) => draft.dbus, row)),
];

function buffers(): readonly Row<GlobalDraft>[] {
  const rows = (what: string, name: string): readonly Row<GlobalDraft['lvsNetlinkCommandBuffer']>[] => [
    setting(name, 'size', integer(0, UINT), {
      missing: IGNORED,
      family: 'lvs',
      args: '<BYTES>',
      default: 'as the kernel has it',
      help: `Receive buffer of the checkers' netlink socket for ${what}.`,
    }),
    setting(`${name}_force`, 'force', boolean, {
      family: 'lvs',
      default: 'off',
      help: `Lets the buffer of the checkers' socket for ${what} exceed the system's limit.`,
    }),
  ];
  return [
    ...rows('commands', 'lvs_netlink_cmd_rcv_bufs').map((row) =>
      within((draft: GlobalDraft) => draft.lvsNetlinkCommandBuffer, row),
    ),
    ...rows('kernel events', 'lvs_netlink_monitor_rcv_bufs').map((row) =>
      within((draft: GlobalDraft) => draft.lvsNetlinkMonitorBuffer, row),
    ),
  ];
}

/** Tables of the words that lines of global_defs take. */
export const serviceWordTables = [timeoutTable, syncTable] as const;
