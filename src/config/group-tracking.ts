/**
 * What a sync group tracks, given to its members: each counts it as its own, with the group's weight. The model keeps the
 * two apart, as they were written.
 */

import type { Configuration, Instance, SyncGroup, TrackedReference, Tracking } from './model.js';

const OWNER_PRIORITY = 255;

/** The configuration with each instance tracking what its group tracks. */
export function withGroupTracking(configuration: Configuration): Configuration {
  if (configuration.syncGroups.every((group) => !tracksAnything(group))) return configuration;
  const groups = new Map(configuration.syncGroups.map((group) => [group.name, group]));
  const instances = configuration.instances.map((instance) => {
    const group = instance.syncGroup === undefined ? undefined : groups.get(instance.syncGroup);
    return group === undefined ? instance : memberOf(instance, group);
  });
  return { ...configuration, instances };
}

/** The instance with what its group tracks. The group's weight holds, unless it is 0 and the instance has one. */
export function memberOf(instance: Instance, group: SyncGroup): Instance {
  const merge = (
    own: readonly TrackedReference[],
    groups: readonly TrackedReference[],
  ): readonly TrackedReference[] => {
    if (groups.length === 0) return own;
    const known = new Map(own.map((reference) => [reference.name, reference]));
    for (const reference of groups) {
      if (reference.weight === 0 && known.has(reference.name)) continue;
      const owner = instance.priority === OWNER_PRIORITY;
      known.set(reference.name, owner ? { ...reference, weight: 0 } : reference);
    }
    return [...known.values()];
  };
  return {
    ...instance,
    trackedScripts: merge(instance.trackedScripts, group.trackedScripts),
    trackedInterfaces: merge(instance.trackedInterfaces, group.trackedInterfaces),
    trackedFiles: merge(instance.trackedFiles, group.trackedFiles),
    trackedProcesses: merge(instance.trackedProcesses, group.trackedProcesses),
    trackedBfds: merge(instance.trackedBfds, group.trackedBfds),
  };
}

/** Whether an instance or group tracks anything of its own. */
export function tracksAnything(tracking: Tracking): boolean {
  const { trackedScripts, trackedInterfaces, trackedFiles, trackedProcesses, trackedBfds } = tracking;
  const files = trackedFiles.length + trackedProcesses.length;
  return trackedScripts.length + trackedInterfaces.length + files + trackedBfds.length > 0;
}
