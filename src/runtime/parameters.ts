/**
 * From the configuration's instance to what the core is told, and which objects it watches.
 */

import { type Micros, micros } from '../base/micros.js';
import type { Configuration, GlobalSettings, Instance } from '../config/model.js';
import type { RoutingRule } from '../config/model-route.js';
import type { LastAdvert, TrackedObject, VirtualRouterParameters } from '../vrrp/parameters.js';
import { ownInterface, transmitInterface } from './placement.js';

/** What the parameters of all instances depend on beside their own lines. */
export interface CommonGround {
  readonly globals: GlobalSettings;
  readonly definedScripts: ReadonlySet<string>;
  /** Interfaces of static objects, by the instances in their track_group. */
  readonly staticDevices: ReadonlyMap<string, readonly string[]>;
}

export function commonGround(configuration: Configuration): CommonGround {
  const { globals, scripts } = configuration;
  const definedScripts = new Set(scripts.map(({ name }) => name));
  return { globals, definedScripts, staticDevices: staticDevices(configuration) };
}

/** The same objects can be tracked on both. */
export function sameGround(first: CommonGround, second: CommonGround): boolean {
  const text = ({ definedScripts, staticDevices: devices }: CommonGround): string =>
    JSON.stringify([[...definedScripts].sort(), [...devices].sort()]);
  return text(first) === text(second);
}

/**
 * @param sinceBoot for vrrp_delay_after_boot
 * @param holdsStart whether the start-up delay applies, and an unweighted script that owes its first result holds the
 * router until then: at the daemon's start, not for what a reload brings
 */
export function routerParameters(
  instance: Instance,
  ground: CommonGround,
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
    startupDelay: holdsStart ? startupDelay(ground.globals, sinceBoot) : micros(0),
    announcements: instance.announcements,
    lowerPriorityNoAdvert: instance.lowerPriorityNoAdvert,
    lastAdvert: lastAdvert(instance),
    ownerIgnoreAdverts: instance.ownerIgnoreAdverts,
    timerExpiredBackup: instance.timerExpiredBackup,
    trackedObjects: trackedObjects(instance, ground, holdsStart),
    syncGroup: instance.syncGroup,
    configurationFault: instance.configurationFault,
  };
}

function startupDelay(globals: GlobalSettings, sinceBoot: Micros): Micros {
  return micros(Math.max(globals.startupDelay, globals.delayAfterBoot - sinceBoot));
}

function trackedObjects(
  instance: Instance,
  { definedScripts, staticDevices: devices }: CommonGround,
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
    if (!address.options.noTrack && !own.has(address.device)) add(trackedInterface(address.device, 0, false));
  }
  for (const name of routingDevices(instance)) {
    if (!own.has(name)) add(trackedInterface(name, 0, false));
  }
  for (const name of devices.get(instance.name) ?? []) add(trackedInterface(name, 0, false));
  for (const { name, weight, reverse } of instance.trackedScripts) {
    if (!definedScripts.has(name)) continue;
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

/** vrrp_strict keeps to the RFC, which has a master yield in silence. */
function lastAdvert({ higherPrioritySendAdvert, strictMode }: Instance): LastAdvert {
  if (higherPrioritySendAdvert) return 'always';
  return strictMode ? 'never' : 'returned';
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

function staticDevices(configuration: Configuration): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, members } of configuration.trackGroups) {
    const devices = devicesOf(name, configuration);
    for (const member of members) found.set(member, [...(found.get(member) ?? []), ...devices]);
  }
  return found;
}

/** Interfaces of the static objects with this track_group. */
function devicesOf(group: string, configuration: Configuration): readonly string[] {
  const mine = ({ trackGroup }: { readonly trackGroup: string | undefined }): boolean => trackGroup === group;
  return [
    ...configuration.staticAddresses.filter(mine).map(({ device }) => device),
    ...configuration.staticRoutes.filter(mine).flatMap(({ device }) => device ?? []),
    ...configuration.staticRules.filter(mine).flatMap(interfacesOf),
  ];
}

function interfacesOf({ inputInterface, outputInterface }: RoutingRule): readonly string[] {
  return [inputInterface, outputInterface].filter((one) => one !== undefined);
}
