/**
 * Completes a vrrp_instance by the rules that two hosts must agree on. Which keyword wins over which is keepalived's;
 * each time a setting is dropped, it is said.
 */

import { type AddressFamily, familyOf, type MacAddress } from '../../base/address.js';
import type { VrrpVersion } from '../../vrrp/parameters.js';
import { didYouMean } from '../did-you-mean.js';
import type { InterfaceFacts } from '../host-facts.js';
import { type InstanceDraft, placeOf } from '../keywords/instance-draft.js';
import type { Authentication, HmacAuthentication, Instance, Tracking, VirtualAddress } from '../model.js';
import type { GlobalSettings } from '../model-global.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';
import { addressesThatFit, completeAddress, withoutRepeatedAddresses } from './addresses.js';
import { completeAuthentication, completeHmac } from './authentication.js';
import { completeElection, completeInterval } from './election.js';
import { checkInterface } from './interface.js';
import { receiveBufferPolicy } from './receive-buffer.js';

/** Undefined: it lacks what no instance can be without. */
export function completeInstance(
  reading: Reading,
  draft: InstanceDraft,
  globals: GlobalSettings,
  tracking: Tracking,
): Instance | undefined {
  const identified = hasIdentity(reading, draft);
  const family = draft.family ?? 4;
  const strict = draft.strictMode ?? globals.strict;
  const version = completeVersion(reading, draft, globals, family, strict);
  const facts = checkInterface(reading, draft, globals);
  const election = completeElection(reading, draft, strict);
  const advertisementInterval = completeInterval(reading, draft, version);
  const hmac = completeHmac(reading, draft, strict, advertisementInterval);
  const authentication = completeAuthentication(reading, draft, { family, version, strict, hmac: hmac !== undefined });
  const state = authentication.type === 'ah' && election.priority !== 255 ? 'BACKUP' : election.state;
  const owner = election.priority === 255;
  const unicastPeers = withoutSelf(reading, draft, facts);
  const unicast = unicastPeers.length > 0;
  const faults = configurationFaults(reading, draft, family, unicast);
  if (strict && unicast && facts?.multicast !== false) reportStrictUnicast(reading, draft);
  const held = completeAddresses(reading, draft, { family, version, authentication, hmac, facts, strict });
  const vmac = completeVmac(reading, draft, strict);
  const multicastGroup = completeGroup(reading, draft, globals, family, unicast);
  const tracked = ownTracking(reading, draft, tracking);
  // Only here, so that one mistake does not hide the others.
  if (!identified) return undefined;

  // Every field by its name: an object that grows by others' fields is copied again and again, and there may be very many.
  return {
    name: draft.name,
    interfaceName: draft.interfaceName ?? '',
    vrid: draft.vrid ?? 0,
    family,
    version,
    state,
    priority: election.priority,
    preemptMode: election.preemptMode,
    preemptDelay: election.preemptDelay,
    timerExpiredBackup: election.timerExpiredBackup,
    advertisementInterval,
    downTimerAdverts: strict ? 3 : (draft.downTimerAdverts ?? globals.downTimerAdverts),
    announcements: announcementsOf(draft, globals, strict),
    extraAnnouncements: draft.extraAnnouncementsOff
      ? undefined
      : (draft.extraAnnouncements ?? globals.extraAnnouncements),
    lowerPriorityNoAdvert: strict || (draft.lowerPriorityNoAdvert ?? globals.lowerPriorityNoAdvert),
    higherPrioritySendAdvert: !strict && (draft.higherPrioritySendAdvert ?? globals.higherPrioritySendAdvert),
    ownerIgnoreAdverts: owner && (draft.ownerIgnoreAdverts ?? (strict || globals.ownerIgnoreAdverts)),
    skipCheckAdvertAddresses: draft.skipCheckAdvertAddresses ?? globals.skipCheckAdvertAddresses,
    strictMode: strict,
    acceptMode: strict ? owner || (version === 3 && draft.accept === true) : (draft.accept ?? true),
    checksumAsV2: draft.checksumAsV2 ?? globals.checksumAsV2,
    dontTrackPrimary: draft.dontTrackPrimary ?? false,
    trackSourceAddress: (draft.trackSourceAddress ?? false) && draft.sourceAddress !== undefined,
    linkbeatPolling: (draft.linkbeatPolling ?? false) || globals.linkbeatUsePolling,
    authentication,
    hmac,
    addresses: held.addresses,
    excludedAddresses: held.excludedAddresses,
    noVirtualAddress: held.noVirtualAddress,
    promoteSecondaries: draft.promoteSecondaries ?? false,
    routes: draft.routes,
    rules: draft.rules,
    vmac,
    vmacForAddresses: draft.vmacForAddresses ?? false,
    vmacTransmitBase: !strict && draft.vmac !== undefined && ((draft.vmacTransmitBase ?? false) || unicast),
    ipvlan: draft.ipvlan,
    vrf: draft.interfaceName === undefined && unicast ? draft.vrf : undefined,
    sourceAddress: draft.sourceAddress,
    multicastGroup,
    unicastPeers,
    unicastTtl: unicast ? draft.unicastTtl : undefined,
    checkUnicastSource: unicast && (draft.checkUnicastSource ?? globals.checkUnicastSource),
    unicastFaultNoPeer: draft.unicastFaultNoPeer ?? false,
    oldUnicastChecksum: draft.oldUnicastChecksum ?? 'automatic',
    kernelReceiveBuffer: draft.kernelReceiveBuffer,
    receiveBufferPolicy: receiveBufferPolicy(globals),
    trackedInterfaces: tracked.trackedInterfaces,
    trackedScripts: tracked.trackedScripts,
    trackedFiles: tracked.trackedFiles,
    trackedProcesses: tracked.trackedProcesses,
    trackedBfds: tracked.trackedBfds,
    notify: {
      master: draft.notify.master,
      backup: draft.notify.backup,
      fault: draft.notify.fault,
      stop: draft.notify.stop,
      any: draft.notify.any,
      deleted: draft.notify.deleted ?? false,
      deletedCommand: draft.notify.deletedCommand,
      lowerPriorityHeard: draft.notify.lowerPriorityHeard,
    },
    notifyPriorityChanges: draft.notifyPriorityChanges ?? globals.notifyPriorityChanges,
    smtpAlert: draft.smtpAlert ?? globals.smtpAlertVrrp ?? globals.smtpAlert ?? false,
    lvsSyncDaemonInterface: draft.lvsSyncDaemonInterface,
    syncGroup: undefined,
    configurationFault: faults,
    span: draft.word.span,
  };
}

/** A virtual_router_id, and an interface unless it is unicast with a source address. */
function hasIdentity(reading: Reading, draft: InstanceDraft): boolean {
  const unicastOnly = draft.sourceAddress !== undefined && (draft.unicastPeers ?? []).length > 0;
  const vrid =
    draft.vrid !== undefined ||
    lacks(reading, draft, 'virtual_router_id', 'a number from 1 to 255, the same on every host');
  const named =
    draft.interfaceName !== undefined ||
    unicastOnly ||
    lacks(reading, draft, 'interface', 'the name that "ip link" shows');
  return vrid && named;
}

/** Says that a keyword is missing, or that nothing runs because its value is not accepted. */
function lacks(reading: Reading, draft: InstanceDraft, keyword: string, value: string): false {
  const keepalived = 'does not start any instance of the file';
  const written = draft.node?.block?.find((node) => node.keyword.text === keyword);
  if (written !== undefined && reading.makeFatal(written.keyword.span, keepalived)) return false;
  reading.report('incomplete-instance', draft.word.span, `vrrp_instance ${shown(draft.word.text)} has no ${keyword}`, {
    severity: 'fatal',
    keepalived,
    hint: `add ${keyword} with ${value}`,
  });
  return false;
}

function completeVersion(
  reading: Reading,
  draft: InstanceDraft,
  globals: GlobalSettings,
  family: AddressFamily,
  strict: boolean,
): VrrpVersion {
  const version = draft.version ?? (family === 6 ? 3 : globals.vrrpVersion);
  if (family === 4 || version === 3 || !strict) return version;
  reading.report('strict-mode', placeOf(draft, 'version'), 'IPv6 has version 3 only in strict mode', {
    keepalived: 'uses version 3',
    hint: 'write version 3',
  });
  return 3;
}

function announcementsOf(draft: InstanceDraft, globals: GlobalSettings, strict: boolean): Instance['announcements'] {
  const { announcements: own } = draft;
  return {
    repeat: own.repeat ?? globals.garpMasterRepeat,
    delay: own.delay ?? globals.garpMasterDelay,
    refresh: own.refresh ?? globals.garpMasterRefresh,
    refreshRepeat: own.refreshRepeat ?? globals.garpMasterRefreshRepeat,
    lowerPriorityRepeat: strict ? 0 : (own.lowerPriorityRepeat ?? globals.garpLowerPriorityRepeat),
    lowerPriorityDelay: strict
      ? (0 as Instance['preemptDelay'])
      : (own.lowerPriorityDelay ?? globals.garpLowerPriorityDelay),
  };
}

interface AddressContext {
  readonly family: AddressFamily;
  readonly version: VrrpVersion;
  readonly authentication: Authentication;
  readonly hmac: HmacAuthentication | undefined;
  readonly facts: InterfaceFacts | undefined;
  readonly strict: boolean;
}

function completeAddresses(
  reading: Reading,
  draft: InstanceDraft,
  context: AddressContext,
): Pick<Instance, 'addresses' | 'excludedAddresses' | 'noVirtualAddress'> {
  const device = draft.interfaceName ?? '';
  const seen = new Map<string, InstanceDraft['addressLines'][number]>();
  const complete = (lines: InstanceDraft['addressLines']): readonly VirtualAddress[] => {
    const kept = withoutRepeatedAddresses(reading, lines, seen);
    kept.forEach((line) => {
      completeAddress(line, device);
    });
    return kept;
  };
  const addresses = complete(draft.addressLines);
  const excluded = complete(draft.excludedLines);
  const noVirtualAddress = (draft.noVirtualAddress ?? false) && !context.strict;
  if (addresses.length === 0 && !noVirtualAddress) reportNoAddress(reading, draft, context);
  const room = addressesThatFit({
    family: context.family,
    version: context.version,
    mtu: context.facts?.mtu ?? 1500,
    authentication: context.hmac !== undefined ? 28 : context.authentication.type === 'ah' ? 24 : 0,
  });
  const moved = addresses[room];
  if (moved === undefined) return { addresses, excludedAddresses: excluded, noVirtualAddress };
  reading.report(
    'too-many-addresses',
    moved.span,
    `an advert has room for ${room} addresses, and there are ${addresses.length}`,
    {
      keepalived: `takes the last ${addresses.length - room} as if they stood in virtual_ipaddress_excluded, and so does vrrpd`,
      hint: 'write them into virtual_ipaddress_excluded, the same on every host',
    },
  );
  return {
    addresses: addresses.slice(0, room),
    excludedAddresses: [...addresses.slice(room), ...excluded],
    noVirtualAddress,
  };
}

function reportNoAddress(reading: Reading, draft: InstanceDraft, context: AddressContext): void {
  const refused = context.version === 3 || context.strict;
  if (!refused && hasBadAddresses(draft)) return;
  reading.report('no-address', draft.word.span, `vrrp_instance ${shown(draft.word.text)} has no virtual_ipaddress`, {
    severity: refused ? 'fatal' : 'warning',
    keepalived: refused ? 'does not start any instance of the file' : 'runs the instance without an address',
    hint: 'add virtual_ipaddress { ... }, or no_virtual_ipaddress if that is meant',
  });
}

/** Whether there are addresses that have been told to be wrong, or stand behind a misspelt keyword. */
function hasBadAddresses({ node }: InstanceDraft): boolean {
  const meant = 'virtual_ipaddress';
  const written = node?.block?.find(
    ({ keyword }) => keyword.text === meant || didYouMean(keyword.text, [meant]) !== undefined,
  );
  return written !== undefined && written.block?.length !== 0;
}

function completeVmac(reading: Reading, draft: InstanceDraft, strict: boolean): Instance['vmac'] {
  const { vmac } = draft;
  if (vmac === undefined && draft.vmacTransmitBase === true) {
    reading.report('no-effect', placeOf(draft, 'vmac_xmit_base'), 'vmac_xmit_base needs use_vmac', {
      keepalived: 'ignores it',
      hint: 'remove it, or add use_vmac',
    });
  }
  if (strict && vmac?.mac !== undefined) {
    reading.report('cleared', placeOf(draft, 'use_vmac'), 'the MAC address of use_vmac has no effect in strict mode', {
      keepalived: "takes the RFC's virtual MAC, and so does vrrpd",
      hint: 'remove the address',
    });
    return { ...vmac, mac: undefined };
  }
  if (vmac?.mac === undefined || vmac.mac.length === 17) return vmac;
  return { ...vmac, mac: `${vmac.mac}:${(draft.vrid ?? 0).toString(16).padStart(2, '0')}` as MacAddress };
}

function completeGroup(
  reading: Reading,
  draft: InstanceDraft,
  globals: GlobalSettings,
  family: AddressFamily,
  unicast: boolean,
): Instance['multicastGroup'] {
  const inherited = family === 4 ? globals.multicastGroup4 : globals.multicastGroup6;
  const { multicastGroup } = draft;
  if (multicastGroup === undefined) return inherited;
  if (familyOf(multicastGroup) === family && !unicast) return multicastGroup;
  reading.report(
    'no-effect',
    placeOf(draft, 'mcast_dst_ip'),
    unicast
      ? 'mcast_dst_ip has no effect with unicast peers'
      : `${multicastGroup} is not of the instance's family, IPv${family}`,
    { ...(!unicast && { severity: 'error' }), keepalived: 'ignores the line' },
  );
  return inherited;
}

function withoutSelf(
  reading: Reading,
  draft: InstanceDraft,
  facts: InterfaceFacts | undefined,
): Instance['unicastPeers'] {
  const written = draft.unicastPeers ?? [];
  const isOwn = ({ address }: Instance['unicastPeers'][number]): boolean =>
    address === draft.sourceAddress || facts?.addresses.some((prefix) => prefix.address === address) === true;
  const others = written.filter((peer) => !isOwn(peer));
  const fault = others.length === 0 && draft.unicastFaultNoPeer === true;
  const without = fault ? 'leaves the instance in FAULT' : 'sends adverts to the multicast group';
  for (const peer of written.filter(isOwn)) {
    reading.report('own-address-as-peer', peer.span, `${peer.address} is this host's own address`, {
      severity: fault ? 'error' : 'warning',
      exitClass: 0,
      keepalived: 'sends adverts to itself',
      hint:
        others.length > 0
          ? 'remove it here; vrrpd skips it'
          : `write the addresses of the other hosts here; vrrpd skips this one and ${without}`,
    });
  }
  return others;
}

/** The own interface is watched in any case. */
function ownTracking(reading: Reading, draft: InstanceDraft, tracking: Tracking): Tracking {
  const own = tracking.trackedInterfaces.find((reference) => reference.name === draft.interfaceName);
  if (own === undefined) return tracking;
  reading.report(
    'no-effect',
    own.span,
    `${shown(own.name)} is the instance's own interface and is watched in any case`,
    {
      keepalived: 'ignores the line',
      hint: 'remove it; dont_track_primary is the keyword for not watching it',
    },
  );
  return { ...tracking, trackedInterfaces: tracking.trackedInterfaces.filter((reference) => reference !== own) };
}

function configurationFaults(
  reading: Reading,
  draft: InstanceDraft,
  family: AddressFamily,
  unicast: boolean,
): string | undefined {
  if (draft.unicastMeant && !unicast) {
    const fault = draft.unicastFaultNoPeer === true;
    // A list that holds our own address only has been told.
    if ((draft.unicastPeers ?? []).length === 0) reportNoPeer(reading, draft, fault);
    if (fault) return 'unicast is configured without a peer';
  }
  if (draft.ipvlan !== undefined && family === 4 && draft.ipvlan.address === undefined) {
    reading.report('ipvlan-without-address', placeOf(draft, 'use_ipvlan'), 'use_ipvlan with IPv4 needs an address', {
      keepalived: 'leaves the instance in FAULT',
      hint: 'write use_ipvlan ADDRESS/LENGTH',
    });
    return 'use_ipvlan has no IPv4 address';
  }
  return undefined;
}

function reportNoPeer(reading: Reading, draft: InstanceDraft, fault: boolean): void {
  reading.report(
    'unicast-without-peer',
    placeOf(draft, 'unicast_peer'),
    `vrrp_instance ${shown(draft.word.text)} has unicast keywords but no peer`,
    {
      severity: fault ? 'error' : 'warning',
      keepalived: fault ? 'leaves the instance in FAULT' : 'sends adverts to the multicast group',
      hint: 'write the addresses of the other hosts into unicast_peer { ... }',
    },
  );
}

function reportStrictUnicast(reading: Reading, draft: InstanceDraft): void {
  reading.report(
    'strict-mode',
    placeOf(draft, 'unicast_peer'),
    'strict mode has no unicast on an interface that can do multicast',
    {
      severity: 'fatal',
      keepalived: 'does not start any instance of the file',
      hint: 'remove unicast_peer, or strict_mode and vrrp_strict',
    },
  );
}
