/**
 * From the configuration's instance to what the core is told, and which objects it watches.
 */

import { type Micros, micros } from '../base/micros.js';
import type { Configuration, GlobalSettings, Instance } from '../config/model.js';
import type { RoutingRule } from '../config/model-route.js';
import type { TrackedObject, VirtualRouterParameters } from '../vrrp/parameters.js';
import { ownInterface, transmitInterface } from './placement.js';

/**
 * @param sinceBoot for vrrp_delay_after_boot
 * @param holdsStart whether the start-up delay applies, and an unweighted script that owes its first result holds the
 * router until then: at the daemon's start, not for what a reload brings
 */
export function routerParameters(
  instance: Instance,
  configuration: Configuration,
  holdsStart: boolean,
  sinceBoot: Micros,
): VirtualRouterParameters {
  return {
    name: instance.name,
    vrid: instance.vrid,
    family: instance.family,
    version: instance.version,
    priority: instance.priority,
    advertisementInterval: instance.advertisementInterval,
    preemptMode: instance.preemptMode,
    preemptDelay: instance.preemptDelay,
    downTimerAdverts: instance.downTimerAdverts,
    startupDelay: holdsStart ? startupDelay(configuration.globals, sinceBoot) : micros(0),
    announcements: instance.announcements,
    lowerPriorityNoAdvert: instance.lowerPriorityNoAdvert,
    higherPrioritySendAdvert: instance.higherPrioritySendAdvert,
    ownerIgnoreAdverts: instance.ownerIgnoreAdverts,
    timerExpiredBackup: instance.timerExpiredBackup,
    trackedObjects: trackedObjects(instance, configuration, holdsStart),
    syncGroup: instance.syncGroup,
    configurationFault: instance.configurationFault,
  };
}

function startupDelay(globals: GlobalSettings, sinceBoot: Micros): Micros {
  return micros(Math.max(globals.startupDelay, globals.delayAfterBoot - sinceBoot));
}

function trackedObjects(
  instance: Instance,
  configuration: Configuration,
  holdsStart: boolean,
): readonly TrackedObject[] {
  const objects = new Map<string, TrackedObject>();
  const add = (object: TrackedObject): void => {
    if (!objects.has(object.id)) objects.set(object.id, object);
  };
  const own = new Set([instance.interfaceName, ownInterface(instance), transmitInterface(instance)]);
  if (!instance.dontTrackPrimary) {
    for (const name of own) if (name !== '') add(trackedInterface(name, 0, false));
  }
  for (const { name, weight, reverse } of instance.trackedInterfaces) add(trackedInterface(name, weight, reverse));
  for (const address of [...instance.addresses, ...instance.excludedAddresses]) {
    if (!address.noTrack && !own.has(address.device)) add(trackedInterface(address.device, 0, false));
  }
  for (const name of routingDevices(instance)) {
    if (!own.has(name)) add(trackedInterface(name, 0, false));
  }
  for (const name of staticDevices(instance, configuration)) add(trackedInterface(name, 0, false));
  const defined = new Set(configuration.scripts.map((script) => script.name));
  for (const { name, weight, reverse } of instance.trackedScripts) {
    if (!defined.has(name)) continue;
    add({ id: `script:${name}`, kind: 'script', name, weight, reverse, holdsStart: holdsStart && weight === 0 });
  }
  for (const { name, weight, reverse } of instance.trackedFiles) {
    add({ id: `file:${name}`, kind: 'file', name, weight, reverse, holdsStart: false });
  }
  for (const { name, weight, reverse } of instance.trackedProcesses) {
    add({ id: `process:${name}`, kind: 'process', name, weight, reverse, holdsStart: false });
  }
  for (const { name, weight, reverse } of instance.trackedBfds) {
    add({ id: `bfd:${name}`, kind: 'bfd', name, weight, reverse, holdsStart: false });
  }
  return [...objects.values()];
}

function trackedInterface(name: string, weight: number, reverse: boolean): TrackedObject {
  return { id: `interface:${name}`, kind: 'interface', name, weight, reverse, holdsStart: false };
}

/** Interfaces of routes and rules, but for those with no_track. */
function routingDevices({ routes, rules }: Instance): readonly string[] {
  return [
    ...routes.flatMap((route) => (route.noTrack ? [] : (route.device ?? []))),
    ...rules.flatMap((rule) => (rule.noTrack ? [] : interfacesOf(rule))),
  ];
}

/** Interfaces of static objects whose track_group the instance is in. */
function staticDevices({ name }: Instance, configuration: Configuration): readonly string[] {
  const { trackGroups, staticAddresses, staticRoutes, staticRules } = configuration;
  const groups = new Set(trackGroups.filter(({ members }) => members.includes(name)).map((group) => group.name));
  const mine = ({ trackGroup }: { readonly trackGroup: string | undefined }): boolean => {
    return trackGroup !== undefined && groups.has(trackGroup);
  };
  return [
    ...staticAddresses.filter(mine).map(({ device }) => device),
    ...staticRoutes.filter(mine).flatMap(({ device }) => device ?? []),
    ...staticRules.filter(mine).flatMap(interfacesOf),
  ];
}

function interfacesOf({ inputInterface, outputInterface }: RoutingRule): readonly string[] {
  return [inputInterface, outputInterface].filter((one) => one !== undefined);
}
