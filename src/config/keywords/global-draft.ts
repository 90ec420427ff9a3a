/**
 * global_defs while it is read: the model's settings, each of which may be missing, with the groups in place.
 */

import type {
  DumpSettings,
  FirewallSettings,
  GlobalSettings,
  LvsGlobals,
  LvsSyncDaemon,
  MailSettings,
  ReceiveBuffer,
  ReloadSettings,
  SchedulingSettings,
  SnmpSettings,
} from '../model-global.js';
import type { Writable } from './keyword.js';

export interface GlobalGroups {
  readonly vrrp: Writable<SchedulingSettings>;
  readonly checker: Writable<SchedulingSettings>;
  readonly bfd: Writable<SchedulingSettings>;
  readonly mail: Writable<MailSettings>;
  readonly netlinkCommandBuffer: Writable<ReceiveBuffer>;
  readonly netlinkMonitorBuffer: Writable<ReceiveBuffer>;
  readonly processMonitorBuffer: Writable<ReceiveBuffer>;
  readonly lvsNetlinkCommandBuffer: Writable<ReceiveBuffer>;
  readonly lvsNetlinkMonitorBuffer: Writable<ReceiveBuffer>;
  readonly firewall: Writable<FirewallSettings>;
  readonly lvs: Writable<LvsGlobals>;
  readonly snmp: Writable<SnmpSettings>;
  readonly dbus: Writable<GlobalSettings['dbus']>;
  readonly dumps: Writable<DumpSettings>;
  readonly reload: Writable<ReloadSettings>;
}

export type GlobalDraft = Writable<Omit<GlobalSettings, keyof GlobalGroups>> & GlobalGroups;

export type SyncDaemonDraft = Writable<LvsSyncDaemon>;

export function emptyGlobals(): GlobalDraft {
  return {
    vrrp: {},
    checker: {},
    bfd: {},
    mail: {},
    netlinkCommandBuffer: {},
    netlinkMonitorBuffer: {},
    processMonitorBuffer: {},
    lvsNetlinkCommandBuffer: {},
    lvsNetlinkMonitorBuffer: {},
    firewall: {},
    lvs: {},
    snmp: {},
    dbus: {},
    dumps: {},
    reload: {},
  };
}
