/**
 * Completes global_defs: fills defaults, and lets later settings follow earlier ones.
 */

import type { IpAddress } from '../../base/address.js';
import { type Micros, micros } from '../../base/micros.js';
import type { GlobalDraft } from '../keywords/global-draft.js';
import type { Writable } from '../keywords/keyword.js';
import type { GlobalSettings, ReceiveBuffer, SchedulingSettings } from '../model-global.js';

const NOTHING = micros(0);
const second = (count: number): Micros => micros(count * 1_000_000);

/** Makes settings of what was read. */
export function completeGlobals(draft: GlobalDraft): GlobalSettings {
  const announcements = announcementDefaults(draft);
  return {
    routerId: draft.routerId,
    vrrpVersion: draft.vrrpVersion ?? 2,
    scriptUser: draft.scriptUser,
    enableScriptSecurity: draft.enableScriptSecurity ?? false,
    supplementaryGroups: draft.supplementaryGroups ?? false,
    useSymlinkPaths: draft.useSymlinkPaths ?? false,
    multicastGroup4: draft.multicastGroup4 ?? ('224.0.0.18' as IpAddress),
    multicastGroup6: draft.multicastGroup6 ?? ('ff02::12' as IpAddress),
    startupDelay: draft.startupDelay ?? NOTHING,
    delayAfterBoot: draft.delayAfterBoot ?? NOTHING,
    netNamespace: draft.netNamespace,
    netNamespaceIpvs: draft.netNamespaceIpvs,
    namespaceWithIpsets: draft.namespaceWithIpsets ?? false,
    instance: draft.instance,
    usePidDir: draft.usePidDir ?? (draft.instance !== undefined || draft.netNamespace !== undefined),
    childWaitTime: draft.childWaitTime ?? second(5),
    linkbeatUsePolling: draft.linkbeatUsePolling ?? false,
    processName: draft.processName,
    processNames: draft.processNames ?? false,
    vrrp: scheduling(draft.vrrp),
    checker: scheduling(draft.checker),
    bfd: scheduling(draft.bfd),
    maxAutoPriority: draft.maxAutoPriority === 0 ? undefined : draft.maxAutoPriority,
    minAutoPriorityDelay: draft.minAutoPriorityDelay ?? second(1),
    mail: {
      from: draft.mail.from,
      to: draft.mail.to ?? [],
      span: draft.mail.span,
      server: draft.mail.server,
      heloName: draft.mail.heloName,
      connectTimeout: draft.mail.connectTimeout ?? second(30),
      noFaults: draft.mail.noFaults ?? false,
    },
    smtpAlert: draft.smtpAlert,
    smtpAlertVrrp: draft.smtpAlertVrrp,
    startupScript: draft.startupScript,
    startupScriptTimeout: draft.startupScriptTimeout ?? second(10),
    shutdownScript: draft.shutdownScript,
    shutdownScriptTimeout: draft.shutdownScriptTimeout ?? second(10),
    notifyFifo: draft.notifyFifo,
    notifyFifoScript: draft.notifyFifoScript,
    vrrpNotifyFifo: draft.vrrpNotifyFifo,
    vrrpNotifyFifoScript: draft.vrrpNotifyFifoScript,
    lvsNotifyFifo: draft.lvsNotifyFifo,
    lvsNotifyFifoScript: draft.lvsNotifyFifoScript,
    notifyPriorityChanges: draft.notifyPriorityChanges ?? false,
    fifoStatesOnReload: draft.fifoStatesOnReload ?? false,
    dynamicInterfaces: draft.dynamicInterfaces ?? 'no',
    defaultInterface: draft.defaultInterface ?? 'eth0',
    disableLocalIgmp: draft.disableLocalIgmp ?? false,
    checksumAsV2: draft.checksumAsV2 ?? false,
    strict: draft.strict ?? false,
    checkUnicastSource: draft.checkUnicastSource ?? false,
    skipCheckAdvertAddresses: draft.skipCheckAdvertAddresses ?? false,
    lowerPriorityNoAdvert: draft.lowerPriorityNoAdvert ?? false,
    higherPrioritySendAdvert: draft.higherPrioritySendAdvert ?? false,
    ownerIgnoreAdverts: draft.ownerIgnoreAdverts ?? false,
    logUnknownVrids: draft.logUnknownVrids ?? false,
    downTimerAdverts: draft.downTimerAdverts ?? 3,
    ...announcements,
    garpInterval: draft.garpInterval ?? NOTHING,
    gnaInterval: draft.gnaInterval ?? NOTHING,
    minGarp: draft.minGarp ?? false,
    extraAnnouncements: draft.extraAnnouncements,
    vmacPrefix: draft.vmacPrefix ?? 'vrrp',
    vmacAddressPrefix: draft.vmacAddressPrefix ?? draft.vmacPrefix ?? 'vrrp',
    receiveBufferPolicy: draft.receiveBufferPolicy ?? 'default',
    receiveBufferMultiplier: draft.receiveBufferMultiplier ?? 3,
    netlinkCommandBuffer: buffer(draft.netlinkCommandBuffer),
    netlinkMonitorBuffer: buffer(draft.netlinkMonitorBuffer),
    processMonitorBuffer: buffer(draft.processMonitorBuffer),
    lvsNetlinkCommandBuffer: buffer(draft.lvsNetlinkCommandBuffer),
    lvsNetlinkMonitorBuffer: buffer(draft.lvsNetlinkMonitorBuffer),
    ...services(draft),
    umask: draft.umask ?? 0o177,
    randomSeed: draft.randomSeed,
    dumps: {
      stateFile: draft.dumps.stateFile,
      statsFile: draft.dumps.statsFile,
      jsonFile: draft.dumps.jsonFile,
      jsonVersion: draft.dumps.jsonVersion ?? 1,
      useInstance: draft.dumps.useInstance ?? false,
    },
    reload: {
      checkConfig: draft.reload.checkConfig,
      timeFile: draft.reload.timeFile,
      repeat: draft.reload.repeat ?? false,
      file: draft.reload.file,
    },
    includeCheck: draft.includeCheck ?? 0,
    configSaveDirectory: draft.configSaveDirectory,
    temporaryDirectory: draft.temporaryDirectory,
    iprouteUserDirectory: draft.iprouteUserDirectory,
    iprouteEtcDirectory: draft.iprouteEtcDirectory,
  };
}

type AnnouncementSettings = Pick<
  GlobalSettings,
  | 'garpMasterDelay'
  | 'garpMasterRepeat'
  | 'garpMasterRefresh'
  | 'garpMasterRefreshRepeat'
  | 'garpLowerPriorityDelay'
  | 'garpLowerPriorityRepeat'
>;

/** vrrp_min_garp changes only what has its built-in value. */
function announcementDefaults(draft: GlobalDraft): AnnouncementSettings {
  const least = draft.minGarp === true;
  const delay = draft.garpMasterDelay ?? second(5);
  const repeat = draft.garpMasterRepeat ?? 5;
  const masterDelay = least && delay === 5_000_000 ? NOTHING : delay;
  const masterRepeat = least && repeat === 5 ? 1 : repeat;
  const refreshRepeat = draft.garpMasterRefreshRepeat ?? 1;
  return {
    garpMasterDelay: masterDelay,
    garpMasterRepeat: masterRepeat,
    garpMasterRefresh: draft.garpMasterRefresh ?? NOTHING,
    garpMasterRefreshRepeat: least && refreshRepeat === 1 ? 0 : refreshRepeat,
    garpLowerPriorityDelay: draft.garpLowerPriorityDelay ?? masterDelay,
    garpLowerPriorityRepeat: draft.garpLowerPriorityRepeat ?? masterRepeat,
  };
}

function scheduling(draft: Writable<SchedulingSettings>): SchedulingSettings {
  return {
    nice: draft.nice,
    noSwap: draft.noSwap ?? false,
    realTimePriority: draft.realTimePriority,
    cpuAffinity: draft.cpuAffinity ?? [],
    realTimeLimit: draft.realTimeLimit ?? 10_000,
    processName: draft.processName,
  };
}

function buffer(draft: Writable<ReceiveBuffer>): ReceiveBuffer {
  return { size: draft.size === 0 ? undefined : draft.size, force: draft.force ?? false };
}

function services(draft: GlobalDraft): Pick<GlobalSettings, 'firewall' | 'lvs' | 'snmp' | 'dbus'> {
  const { firewall, lvs, snmp, dbus } = draft;
  const statsInterval = snmp.virtualServerStatsInterval ?? second(5);
  return {
    firewall: {
      iptables: firewall.iptables,
      ipsets: firewall.ipsets,
      nftablesTable: firewall.nftablesTable,
      nftablesPriority: firewall.nftablesPriority ?? -1,
      nftablesIfindex: firewall.nftablesIfindex ?? false,
      nftablesCounters: firewall.nftablesCounters ?? false,
      ipvsTable: firewall.ipvsTable,
      ipvsPriority: firewall.ipvsPriority ?? -1,
      ipvsFirstMark: firewall.ipvsFirstMark ?? 1000,
    },
    lvs: {
      timeouts: lvs.timeouts,
      flush: lvs.flush ?? false,
      flushOnStop: lvs.flushOnStop ?? 'no',
      syncDaemon: lvs.syncDaemon,
      realServerInitNotifies: lvs.realServerInitNotifies ?? false,
      noCheckerEmails: lvs.noCheckerEmails ?? false,
      checkerLogAllFailures: lvs.checkerLogAllFailures ?? false,
      smtpAlertChecker: lvs.smtpAlertChecker,
    },
    snmp: {
      socket: snmp.socket,
      traps: snmp.traps ?? false,
      vrrp: snmp.vrrp ?? false,
      rfc2: snmp.rfc2 ?? false,
      rfc3: snmp.rfc3 ?? false,
      checker: snmp.checker ?? false,
      virtualServerStatsInterval: statsInterval,
      realServerStatsInterval: snmp.realServerStatsInterval ?? statsInterval,
    },
    dbus: {
      enabled: dbus.enabled ?? false,
      serviceName: dbus.serviceName,
      noInterfaceName: dbus.noInterfaceName,
    },
  };
}
