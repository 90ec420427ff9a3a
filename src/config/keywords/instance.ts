/**
 * Keywords of vrrp_instance.
 */

import { familyOf } from '../../base/address.js';
import type { Micros } from '../../base/micros.js';
import type { AnnouncementParameters } from '../../vrrp/parameters.js';
import { didYouMean } from '../did-you-mean.js';
import type { InstanceNotifyScripts } from '../model.js';
import { address, interfaceName } from '../read/address-reader.js';
import { blockOf, eachItemOf, expectNoWords, itemsOf, readBlock } from '../read/block.js';
import { command } from '../read/command-reader.js';
import type { Cursor } from '../read/cursor.js';
import { boolean, flag, integer, oneOf, type Reader, seconds } from '../read/reader.js';
import { shown } from '../read/text.js';
import { ipv4LineTaker, readAddressLine, virtualAddressTable } from './address-line.js';
import { authenticationTable, hmacTable } from './authentication.js';
import { extraAnnouncements } from './global-readers.js';
import type { AddressDraft, InstanceDraft } from './instance-draft.js';
import {
  IGNORED,
  type Row,
  type RowHelp,
  setting,
  special,
  type Table,
  table,
  type Writable,
  within,
} from './keyword.js';
import { ipvlan, vmac } from './link-layer.js';
import { readRoutes, routeTable } from './route.js';
import { readRules, ruleTable } from './rule.js';
import { trackingRows } from './tracking.js';
import { peerTable, readPeers } from './unicast-peer.js';

const UINT = 4_294_967_295;
const INT = 2_147_483_647;
const lenient = { junk: 'lenient' } as const;
const wholeSeconds = (most: number, invalid?: number): Reader<Micros> =>
  seconds(0, most, { places: 0, ...lenient, ...(invalid !== undefined && { invalid }) });

/** A keyword of unicast: an instance that has one but no peer was meant for unicast. */
function unicast(row: Row<InstanceDraft>): Row<InstanceDraft> {
  return {
    ...row,
    read(cursor, draft) {
      draft.unicastMeant = true;
      row.read(cursor, draft);
    },
  };
}

function atLeastOne(): Reader<number> {
  const reader = integer(0, UINT, lenient);
  return {
    ...reader,
    range: `1-${UINT}`,
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

const basics: readonly Row<InstanceDraft>[] = [
  special<InstanceDraft>(
    'state',
    {
      tier: 1,
      args: 'MASTER|BACKUP',
      default: 'BACKUP; MASTER with priority 255',
      invalid: 'BACKUP',
      help: 'What the instance expects to be. It starts as backup in any case, except with priority 255; MASTER also clears nopreempt and preempt_delay.',
      example: 'state BACKUP',
    },
    readState,
    (draft) => (draft.state === undefined ? [] : [`state ${draft.state}`]),
  ),
  setting('interface', 'interfaceName', interfaceName, {
    tier: 1,
    default: 'none; required, unless unicast_src_ip and peers are given',
    help: 'Interface that adverts go out of and come in by.',
    example: 'interface eth0',
  }),
  setting('virtual_router_id', 'vrid', integer(1, 255), {
    tier: 1,
    default: 'none; required',
    help: 'Number of the virtual router. Hosts that share an address must have the same, and nobody else on the segment.',
    example: 'virtual_router_id 91',
  }),
  setting('priority', 'priority', integer(1, 255, { invalid: 100 }), {
    tier: 1,
    default: '100; 255 with state MASTER',
    invalid: '100',
    help: 'The highest becomes master. 255 is for the owner of the addresses: it takes over at once and ignores nopreempt.',
    example: 'priority 120',
  }),
  setting('advert_int', 'advertisementInterval', seconds(0.01, 255, lenient), {
    tier: 1,
    default: '1',
    invalid: 'version 2 rounds to whole seconds, version 3 to 10 ms and at most 40.95',
    help: 'Seconds between two adverts of the master. All hosts of a virtual router must have the same.',
    example: 'advert_int 1',
  }),
  setting('version', 'version', oneOf({ 2: 2, 3: 3 }), {
    tier: 1,
    default: 'vrrp_version for IPv4, 3 for IPv6',
    help: 'Protocol version. Hosts of different versions do not hear one another.',
  }),
  special<InstanceDraft>(
    'native_ipv6',
    {
      deprecated: 'version 3 with IPv6 addresses',
      default: 'off',
      invalid: 'ignored behind IPv4 addresses',
      help: 'Old way to ask for IPv6. The family follows from the addresses.',
    },
    (cursor, draft) => {
      if (draft.family === 4) {
        cursor.report('family-mismatch', cursor.span, 'the instance already has IPv4 addresses', {
          keepalived: 'ignores the line',
        });
        return;
      }
      draft.family = 6;
      draft.version = 3;
    },
  ),
];

function readState(cursor: Cursor, draft: InstanceDraft): void {
  const word = cursor.required();
  if (word === undefined) return;
  if (word.text === 'MASTER') {
    draft.state = 'MASTER';
    return;
  }
  if (word.text !== 'BACKUP') {
    const guess = didYouMean(word.text.toUpperCase(), ['MASTER', 'BACKUP']);
    cursor.report('unknown-state', word.span, `a state is MASTER or BACKUP in capitals, not ${shown(word.text)}`, {
      keepalived: 'takes it as BACKUP',
      hint: guess === undefined ? 'write BACKUP' : `did you mean ${guess}?`,
    });
  } else if (draft.state === 'MASTER') {
    cursor.report('repeated', word.span, 'state BACKUP comes after state MASTER', {
      severity: 'warning',
      keepalived: 'stays with MASTER',
    });
  }
  draft.state ??= 'BACKUP';
}

const preemption: readonly Row<InstanceDraft>[] = [
  setting('nopreempt', 'preempt', noFlag(), {
    tier: 1,
    default: 'off: the better router takes over',
    invalid: 'cleared with state MASTER and with priority 255',
    help: 'A router that comes back does not take the addresses from a working master, however good its priority.',
  }),
  special<InstanceDraft>(
    'preempt',
    { tier: 3, default: 'on', help: 'Takes back an earlier nopreempt.' },
    (_, draft) => {
      draft.preempt = true;
    },
  ),
  setting('preempt_delay', 'preemptDelay', seconds(0, 1000, { ...lenient, invalid: 0 }), {
    tier: 1,
    default: '0',
    invalid: '0; cleared with state MASTER, nopreempt and strict_mode',
    help: 'Seconds that a better router waits before it takes over from a worse one.',
  }),
  setting('down_timer_adverts', 'downTimerAdverts', integer(1, 100, lenient), {
    tier: 3,
    default: 'vrrp_down_timer_adverts, 3',
    invalid: 'strict_mode has 3',
    help: 'Adverts that may be missed before a backup takes over.',
  }),
  setting('timer_expired_backup', 'timerExpiredBackup', integer(1, 254, { alone: 254 }), {
    tier: 3,
    default: 'off; without a number 254',
    invalid: 'cleared without nopreempt',
    help: 'A master that was asleep so long that another may have taken over steps down first. The number is the priority that is reckoned with.',
  }),
  setting('thread_timer_expired', 'timerExpiredBackup', integer(1, 254, { alone: 254 }), {
    aliasOf: 'timer_expired_backup',
    deprecated: 'timer_expired_backup',
    help: 'Old spelling of timer_expired_backup.',
  }),
];

function noFlag(): Reader<boolean> {
  return { args: '', read: () => false, print: (value) => (value ? [] : ['']) };
}

function addressBlock(field: 'addressLines' | 'excludedLines') {
  return (cursor: Cursor, draft: InstanceDraft): void => {
    expectNoWords(cursor);
    const lines: AddressDraft[] = draft[field];
    const take = (line: AddressDraft | undefined): void => {
      if (line === undefined) return;
      if (field === 'addressLines' && !takesFamily(cursor, draft, line)) return;
      lines.push(line);
    };
    eachItemOf(cursor, ipv4LineTaker(take), (node) => {
      take(readAddressLine(cursor.reading, node, virtualAddressTable));
    });
  };
}

function takesFamily(cursor: Cursor, draft: InstanceDraft, line: AddressDraft): boolean {
  const family = line.prefix.address.includes(':') ? 6 : 4;
  draft.family ??= family;
  if (draft.family === family) return true;
  cursor.report(
    'family-mismatch',
    line.span,
    `${line.prefix.address} is not of the instance's family, IPv${draft.family}`,
    {
      keepalived: 'skips the address',
      hint: `put it into virtual_ipaddress_excluded, or into an instance of IPv${family}`,
    },
  );
  return false;
}

const addresses: readonly Row<InstanceDraft>[] = [
  special<InstanceDraft>(
    'virtual_ipaddress',
    {
      tier: 1,
      args: '{ <ADDRESS>[/<LENGTH>] [brd ..] [dev ..] [scope ..] [label ..] ... }',
      default: 'none',
      invalid: 'addresses that an advert has no room for are bound but not advertised',
      help: 'Addresses that the master holds and names in its adverts, one a line. All of one family, in the same order on every host.',
      example: 'virtual_ipaddress { 192.0.2.10/24 }',
    },
    addressBlock('addressLines'),
    undefined,
    { opensBlock: true, inner: virtualAddressTable },
  ),
  special<InstanceDraft>(
    'virtual_ipaddress_excluded',
    {
      tier: 1,
      args: '{ as virtual_ipaddress }',
      default: 'none',
      help: 'Addresses that the master holds without naming them in adverts; of either family.',
    },
    addressBlock('excludedLines'),
    undefined,
    { opensBlock: true, inner: virtualAddressTable },
  ),
  setting('no_virtual_ipaddress', 'noVirtualAddress', flag, {
    tier: 3,
    default: 'off',
    invalid: 'cleared by strict_mode',
    help: 'Allows an instance without any address to advertise.',
  }),
  setting('promote_secondaries', 'promoteSecondaries', flag, {
    tier: 2,
    default: 'off',
    invalid: 'ignored on virtual MAC and ipvlan interfaces',
    help: 'Keeps further addresses of a network when its first one is removed.',
  }),
  special<InstanceDraft>(
    'virtual_routes',
    {
      tier: 2,
      args: '{ <ROUTE> ... }',
      default: 'none',
      help: 'Routes that exist while the instance is master, one a line, as for "ip route add".',
      example: 'virtual_routes { 198.51.100.0/24 via 192.0.2.1 dev eth0 }',
    },
    (cursor, draft) => {
      expectNoWords(cursor);
      draft.routes.push(...readRoutes(cursor, itemsOf(cursor), 'virtual'));
    },
    undefined,
    { opensBlock: true, inner: routeTable },
  ),
  special<InstanceDraft>(
    'virtual_rules',
    {
      tier: 2,
      args: '{ <RULE> ... }',
      default: 'none',
      help: 'Routing rules that exist while the instance is master, one a line, as for "ip rule add".',
      example: 'virtual_rules { from 192.0.2.0/24 table 100 preference 1000 }',
    },
    (cursor, draft) => {
      expectNoWords(cursor);
      draft.rules.push(...readRules(cursor, itemsOf(cursor), 'virtual'));
    },
    undefined,
    { opensBlock: true, inner: ruleTable },
  ),
];

const senders: readonly Row<InstanceDraft>[] = [
  source('mcast_src_ip', {
    tier: 2,
    default: 'first address of the interface',
    invalid: 'of another family: ignored',
    help: 'Source address of adverts.',
  }),
  unicast(
    source('unicast_src_ip', {
      tier: 1,
      default: 'first address of the interface',
      invalid: 'of another family: ignored',
      help: 'Source address of adverts sent by unicast. The other hosts must have it among their peers.',
    }),
  ),
  setting('mcast_dst_ip', 'multicastGroup', address({ multicast: true }), {
    tier: 3,
    default: 'vrrp_mcast_group4 or vrrp_mcast_group6',
    invalid: 'ignored with unicast peers',
    help: 'Group that the adverts of this instance go to.',
  }),
  setting('track_src_ip', 'trackSourceAddress', flag, {
    tier: 3,
    default: 'off',
    invalid: 'cleared without a source address',
    help: 'Goes to FAULT when the configured source address disappears.',
  }),
  unicast(
    special<InstanceDraft>(
      'unicast_peer',
      {
        tier: 1,
        args: '{ <ADDRESS> [min_ttl <0..255>] [max_ttl <0..255>] ... }',
        default: 'none: adverts go to the multicast group',
        help: 'Sends adverts to these hosts instead of the multicast group, one a line.',
        example: 'unicast_peer { 192.0.2.2 }',
      },
      (cursor, draft) => {
        expectNoWords(cursor);
        readPeers(cursor, itemsOf(cursor), draft);
      },
      undefined,
      { opensBlock: true, inner: peerTable },
    ),
  ),
  unicast(
    setting('unicast_ttl', 'unicastTtl', integer(0, 255), {
      tier: 2,
      default: '255 for IPv4, as the kernel has it for IPv6',
      help: 'TTL of adverts sent by unicast.',
    }),
  ),
  unicast(
    setting('check_unicast_src', 'checkUnicastSource', flag, {
      tier: 2,
      default: 'vrrp_check_unicast_src, off',
      help: 'Drops unicast adverts from an address that is not among the peers.',
    }),
  ),
  setting('unicast_fault_no_peer', 'unicastFaultNoPeer', flag, {
    tier: 3,
    default: 'off',
    help: 'Goes to FAULT, instead of using multicast, when unicast was meant but no peer is given.',
  }),
  unicast(
    setting(
      'old_unicast_checksum',
      'oldUnicastChecksum',
      oneOf({ always: 'always', never: 'never' } as const, { alone: 'always' }),
      {
        args: '[never]',
        default: 'found out by itself',
        help: 'Uses, or with never does not use, the checksum of unicast version 3 that keepalived had before 1.3.7.',
      },
    ),
  ),
  setting('vrf', 'vrf', interfaceName, {
    default: 'none',
    invalid: 'ignored with an interface, or without unicast',
    help: 'VRF that an instance without an interface runs in.',
  }),
];

/** A source address; the first address of an instance decides its family. */
function source(name: string, help: RowHelp): Row<InstanceDraft> {
  return special<InstanceDraft>(name, { args: '<IP ADDRESS>', ...help }, (cursor, draft) => {
    const value = address().read(cursor, undefined);
    if (value === undefined) return;
    const family = familyOf(value);
    draft.family ??= family;
    if (draft.family === family) draft.sourceAddress = value;
    else {
      cursor.report('family-mismatch', cursor.span, `${value} is not of the instance's family, IPv${draft.family}`, {
        keepalived: 'ignores the line',
      });
    }
  });
}

const linkLayer: readonly Row<InstanceDraft>[] = [
  setting('use_vmac', 'vmac', vmac, {
    tier: 2,
    default: 'off; named vrrp.VRID',
    invalid: 'a bad name or MAC is ignored',
    help: 'Runs the instance on an interface of its own with the virtual MAC of the RFC, so that neighbours need not learn a new one.',
  }),
  setting('use_vmac_addr', 'vmacForAddresses', flag, {
    tier: 3,
    default: 'off',
    help: 'Makes virtual MAC interfaces also for addresses on other interfaces or of the other family.',
  }),
  setting('vmac_xmit_base', 'vmacTransmitBase', flag, {
    tier: 2,
    default: 'off',
    invalid: 'cleared without use_vmac and by strict_mode',
    help: 'Sends and receives adverts on the underlying interface, not on the virtual MAC one.',
  }),
  setting('use_ipvlan', 'ipvlan', ipvlan, {
    once: true,
    default: 'off; mode bridge',
    invalid: 'IPv4 without an address is a FAULT',
    help: 'Runs the instance on an ipvlan interface, which shares the MAC of the one below.',
  }),
  setting('dont_track_primary', 'dontTrackPrimary', flag, {
    tier: 3,
    default: 'off',
    help: 'Does not go to FAULT when the interface of the instance is down.',
  }),
  setting('linkbeat_use_polling', 'linkbeatPolling', flag, {
    deprecated: 'linkbeat_interfaces',
    default: 'off',
    help: 'Asks for the state of the link once a second, for drivers that do not report it.',
  }),
  setting('kernel_rx_buf_size', 'kernelReceiveBuffer', integer(0, UINT), {
    missing: IGNORED,
    args: '<BYTES>',
    default: 'as vrrp_rx_bufs_policy says',
    help: 'What this instance adds to the receive buffer of adverts.',
  }),
];

const answers: readonly Row<InstanceDraft>[] = [
  setting('strict_mode', 'strictMode', boolean, {
    tier: 2,
    default: 'vrrp_strict, off',
    help: 'Holds the instance to the letter of the RFC.',
  }),
  setting('accept', 'accept', flag, {
    tier: 2,
    default: 'on; off with strict_mode unless the priority is 255',
    help: 'Takes packets to the virtual addresses although they are not our own.',
  }),
  special<InstanceDraft>(
    'no_accept',
    { tier: 3, default: 'off', help: 'Drops packets to the virtual addresses unless the priority is 255.' },
    (_, draft) => {
      draft.accept = false;
    },
    (draft) => (draft.accept === false ? ['no_accept'] : []),
  ),
  setting('skip_check_adv_addr', 'skipCheckAdvertAddresses', boolean, {
    tier: 2,
    default: 'vrrp_skip_check_adv_addr, off',
    help: 'Compares the address list of an advert only when its sender is a new one. keepalived 2.4.3 takes off for on here.',
  }),
  setting('v3_checksum_as_v2', 'checksumAsV2', boolean, {
    tier: 2,
    default: 'v3_checksum_as_v2 of global_defs, off',
    help: 'Leaves the pseudo header out of the checksum of version 3 over IPv4, as some routers do.',
  }),
  setting('lower_prio_no_advert', 'lowerPriorityNoAdvert', boolean, {
    tier: 3,
    default: 'vrrp_lower_prio_no_advert, off; strict_mode has on',
    help: 'A master does not answer the advert of a worse router.',
  }),
  setting('higher_prio_send_advert', 'higherPrioritySendAdvert', boolean, {
    tier: 3,
    default: 'vrrp_higher_prio_send_advert, off; strict_mode has off',
    help: 'A master sends one more advert before it yields to any better router; without it, only to one that had fallen silent.',
  }),
  setting('owner_ignore_adverts', 'ownerIgnoreAdverts', boolean, {
    default: 'vrrp_owner_ignore_adverts, off; strict_mode with priority 255 has on',
    invalid: 'ignored unless the priority is 255',
    help: 'Drops whatever is heard while the priority is 255.',
  }),
];

const announcements: readonly Row<InstanceDraft>[] = [
  ...(
    [
      setting('garp_master_delay', 'delay', wholeSeconds(4294), {
        tier: 2,
        default: 'vrrp_garp_master_delay, 5',
        help: 'Seconds from the announcements on becoming master to a second block of them; 0 sends no second block.',
      }),
      setting('garp_master_repeat', 'repeat', atLeastOne(), {
        tier: 2,
        default: 'vrrp_garp_master_repeat, 5',
        invalid: '0 becomes 1',
        help: 'Announcements for each address in a block.',
      }),
      setting('garp_master_refresh', 'refresh', wholeSeconds(UINT, 0), {
        tier: 2,
        default: 'vrrp_garp_master_refresh, 0 which is never',
        invalid: '0',
        help: 'Seconds between further announcements while master.',
      }),
      setting('garp_master_refresh_repeat', 'refreshRepeat', atLeastOne(), {
        tier: 2,
        default: 'vrrp_garp_master_refresh_repeat, 1',
        invalid: '0 becomes 1',
        help: 'Announcements for each address at a refresh.',
      }),
      setting('garp_lower_prio_delay', 'lowerPriorityDelay', wholeSeconds(4294), {
        tier: 3,
        default: 'vrrp_garp_lower_prio_delay',
        invalid: 'strict_mode has 0',
        help: 'Seconds to the second block of announcements after a worse router was heard.',
      }),
      setting('garp_lower_prio_repeat', 'lowerPriorityRepeat', integer(0, INT, lenient), {
        tier: 3,
        default: 'vrrp_garp_lower_prio_repeat',
        invalid: 'strict_mode has 0',
        help: 'Announcements for each address after a worse router was heard; 0 sends none.',
      }),
    ] as readonly Row<Writable<AnnouncementParameters>>[]
  ).map((row) => within((draft: InstanceDraft) => draft.announcements, row)),
  special<InstanceDraft>(
    'garp_extra_if',
    {
      tier: 3,
      args: '[all] <SECONDS>',
      range: '0-86400 s',
      default: 'vrrp_garp_extra_if, off',
      help: 'Announces addresses on other interfaces of the instance at this period: virtual MAC ones, or all. 0 switches it off.',
    },
    readExtra,
    (draft) =>
      draft.extraAnnouncements === undefined
        ? draft.extraAnnouncementsOff
          ? ['garp_extra_if 0']
          : []
        : extraAnnouncements(0)
            .print(draft.extraAnnouncements)
            .map((words) => `garp_extra_if ${words}`),
  ),
  special<InstanceDraft>(
    'vmac_garp_intvl',
    {
      args: '[all] <SECONDS>',
      range: '0-86400 s',
      aliasOf: 'garp_extra_if',
      deprecated: 'garp_extra_if',
      help: 'Old spelling of garp_extra_if.',
    },
    readExtra,
  ),
];

function readExtra(cursor: Cursor, draft: InstanceDraft): void {
  const value = extraAnnouncements(0).read(cursor, undefined);
  if (value === undefined) return;
  draft.extraAnnouncementsOff = value.interval === 0;
  draft.extraAnnouncements = value.interval === 0 ? undefined : value;
}

const deletedHelp: RowHelp = {
  args: '[<COMMAND> [<USER> [[:]<GROUP>]]]',
  default: 'off: FAULT is reported',
  help: 'A reload that removes the instance reports DELETED instead of FAULT, to this command or to notify.',
};

const notifications: readonly Row<InstanceDraft>[] = [
  ...(
    [
      notify('notify_master', 'master', 1, 'Runs when the instance becomes master.'),
      notify('notify_backup', 'backup', 1, 'Runs when the instance becomes backup.'),
      notify('notify_fault', 'fault', 1, 'Runs when the instance goes to FAULT.'),
      notify('notify_stop', 'stop', 2, 'Runs when the daemon stops.'),
      notify(
        'notify',
        'any',
        1,
        'Runs at every change with four more arguments: INSTANCE, the name, the state, the priority.',
      ),
      notify(
        'notify_master_rx_lower_pri',
        'lowerPriorityHeard',
        3,
        'Runs when a master hears the advert of a worse router.',
      ),
      special<Writable<InstanceNotifyScripts>>(
        'notify_deleted',
        { ...deletedHelp, once: true },
        (cursor, draft) => {
          draft.deleted = true;
          if (!cursor.atEnd) draft.deletedCommand = command.read(cursor, undefined);
        },
        (draft) =>
          draft.deletedCommand !== undefined
            ? command.print(draft.deletedCommand).map((words) => `notify_deleted ${words}`)
            : draft.deleted === true
              ? ['notify_deleted']
              : [],
      ),
    ] as readonly Row<Writable<InstanceNotifyScripts>>[]
  ).map((row) => within((draft: InstanceDraft) => draft.notify, row)),
  setting('smtp_alert', 'smtpAlert', boolean, {
    tier: 2,
    default: 'smtp_alert_vrrp, then smtp_alert, else off',
    help: 'Sends mail when the state changes.',
  }),
  setting('notify_priority_changes', 'notifyPriorityChanges', boolean, {
    tier: 3,
    default: 'that of the sync group, then vrrp_notify_priority_changes, off',
    help: 'Writes a line to the pipes whenever the effective priority changes.',
  }),
  special<InstanceDraft>(
    'debug',
    { args: '<NUMBER>', range: '0-4', default: '0', help: 'Read, and without any effect, in keepalived too.' },
    (cursor) => void integer(0, 4, lenient).read(cursor, undefined),
  ),
  setting('lvs_sync_daemon_interface', 'lvsSyncDaemonInterface', interfaceName, {
    family: 'lvs',
    deprecated: 'lvs_sync_daemon in global_defs',
    invalid: 'ignored when lvs_sync_daemon is given',
    help: 'Old way to say lvs_sync_daemon.',
  }),
];

function notify(
  name: string,
  field: 'master' | 'backup' | 'fault' | 'stop' | 'any' | 'lowerPriorityHeard',
  tier: 1 | 2 | 3,
  help: string,
): Row<Writable<InstanceNotifyScripts>> {
  return setting(name, field, command, { tier, once: true, help });
}

const authentication: readonly Row<InstanceDraft>[] = [
  special<InstanceDraft>(
    'authentication',
    {
      tier: 1,
      args: '{ auth_type PASS|AH  auth_pass <PASSWORD> }',
      default: 'none',
      invalid: 'dropped with version 3, strict_mode and auth_hmac',
      help: 'Password of version 2. It goes over the wire in clear and guards against mistakes only.',
    },
    (cursor, draft) => {
      expectNoWords(cursor);
      readBlock(cursor.reading, blockOf(cursor), authenticationTable, draft);
    },
    undefined,
    { opensBlock: true, inner: authenticationTable },
  ),
  special<InstanceDraft>(
    'auth_hmac',
    {
      tier: 3,
      once: true,
      args: '{ key ..  active_key ..  ... }',
      default: 'none',
      invalid: 'off without a valid active_key',
      help: 'Signs adverts with a keyed hash behind the packet and checks the signature of others. Replaces authentication.',
    },
    (cursor, draft) => {
      expectNoWords(cursor);
      draft.hmac = { keys: [] };
      readBlock(cursor.reading, blockOf(cursor), hmacTable, draft.hmac);
    },
    undefined,
    { opensBlock: true, inner: hmacTable },
  ),
];

export const instanceTable: Table<InstanceDraft> = table('vrrp_instance', 'vrrp', [
  ...basics,
  ...preemption,
  ...senders,
  ...linkLayer,
  ...answers,
  ...announcements,
  ...authentication,
  ...trackingRows<InstanceDraft>((draft) => draft.tracking, 'vrrp_instance', {
    interface: 1,
    script: 1,
    file: 2,
    process: 2,
    bfd: 3,
  }),
  ...addresses,
  ...notifications,
]);
