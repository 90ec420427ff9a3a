/**
 * A host's configuration as it runs in a rehearsal: the election untouched, everything that would reach out of the lab
 * taken out. A check becomes a switch: a file that is there while the check is well.
 */

import { join } from 'node:path';
import type { Micros } from '../base/micros.js';
import type {
  Command,
  Configuration,
  Instance,
  InstanceNotifyScripts,
  NotifyScripts,
  ScriptDefinition,
  SyncGroup,
  Tracking,
} from '../config/model.js';

const SILENT: NotifyScripts = {
  master: undefined,
  backup: undefined,
  fault: undefined,
  stop: undefined,
  any: undefined,
};
const SILENT_INSTANCE: InstanceNotifyScripts = {
  ...SILENT,
  deleted: false,
  deletedCommand: undefined,
  lowerPriorityHeard: undefined,
};
/** How often a switch that stands for something else than a script is looked at. */
const SWITCH_INTERVAL = 1_000_000 as Micros;

/** The check that stands for something else that is tracked. Whether up is good is said where it is tracked. */
export function switchCheck(
  { name, weight }: Pick<ScriptDefinition, 'name' | 'weight'>,
  command: Command,
): ScriptDefinition {
  return {
    name,
    command,
    interval: SWITCH_INTERVAL,
    timeout: SWITCH_INTERVAL,
    rise: 1,
    fall: 1,
    weight,
    reverse: false,
    initFail: false,
    span: undefined,
  };
}

/** Where the switch of a check is; the file's absence is the failure. */
export function switchOf(directory: string, check: string): string {
  return join(directory, `check-${encodeURIComponent(check)}`);
}

/** The file that stands for a tracked file. */
export function trackedFileOf(directory: string, name: string): string {
  return join(directory, `file-${encodeURIComponent(name)}`);
}

/** @param testProgram path of test(1), which looks whether the switch is there */
export function withSwitches(configuration: Configuration, directory: string, testProgram: string): Configuration {
  const asSwitch = (name: string): Command => {
    return { argv: [testProgram, '-e', switchOf(directory, name)], user: 'root', group: undefined, span: undefined };
  };
  const scripts = configuration.scripts.map((script) => ({
    ...script,
    reverse: false,
    command: asSwitch(script.name),
  }));
  const processes = configuration.trackedProcesses.map((tracked) => switchCheck(tracked, asSwitch(tracked.name)));
  const { globals } = withoutOutside(configuration);
  return {
    ...withoutOutside(configuration),
    globals: {
      ...globals,
      startupScript: undefined,
      shutdownScript: undefined,
      notifyFifo: undefined,
      notifyFifoScript: undefined,
      vrrpNotifyFifo: undefined,
      vrrpNotifyFifoScript: undefined,
      scriptUser: undefined,
    },
    scripts: [...scripts, ...processes],
    trackedProcesses: [],
    trackedFiles: configuration.trackedFiles.map((file) => ({ ...file, path: trackedFileOf(directory, file.name) })),
    instances: configuration.instances.map(
      (instance): Instance => ({ ...quiet(instance), ...processesAsScripts(instance), notify: SILENT_INSTANCE }),
    ),
    syncGroups: configuration.syncGroups.map(
      (group): SyncGroup => ({ ...quiet(group), ...processesAsScripts(group), notify: SILENT }),
    ),
  };
}

/** The same without switches: scripts run as they are written, and nothing else leaves the lab. */
export function withoutOutside(configuration: Configuration): Configuration {
  const { globals } = configuration;
  return {
    ...configuration,
    globals: {
      ...globals,
      netNamespace: undefined,
      netNamespaceIpvs: undefined,
      instance: undefined,
      lvsNotifyFifo: undefined,
      lvsNotifyFifoScript: undefined,
      smtpAlert: undefined,
      smtpAlertVrrp: undefined,
    },
    instances: configuration.instances.map((instance) => quiet(instance)),
    syncGroups: configuration.syncGroups.map((group) => quiet(group)),
    lvs: { ssl: undefined, virtualServerGroups: [], virtualServers: [] },
  };
}

/** What a rehearsal of these files leaves out, one sentence each. */
export function leftOut({ globals, instances, lvs }: Configuration): readonly string[] {
  const said: string[] = [];
  if (lvs.virtualServers.length > 0) said.push('virtual_server blocks are left out');
  if (globals.netNamespace !== undefined) said.push('net_namespace is left out: the lab has its own');
  for (const { name, strictMode, acceptMode, vrf } of instances) {
    if (vrf !== undefined) said.push(`${name}: the lab has no VRF ${vrf}`);
    if (strictMode || !acceptMode)
      said.push(`${name}: its addresses take no packets (strict mode), so no client can ask`);
  }
  return said;
}

function quiet<T extends { readonly smtpAlert: boolean }>(one: T): T {
  return { ...one, smtpAlert: false };
}

/** A switch says whether the process runs: up and down as the file weighs them. */
function processesAsScripts(tracking: Tracking): Pick<Tracking, 'trackedScripts' | 'trackedProcesses'> {
  const scripts = tracking.trackedScripts;
  return { trackedScripts: [...scripts, ...tracking.trackedProcesses], trackedProcesses: [] };
}
