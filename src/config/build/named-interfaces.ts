/**
 * Asks the host about interfaces that addresses, routes, rules and checks name. The instances' own are asked about
 * where those are completed.
 */

import type { Span } from '../diagnostic.js';
import type { Configuration, Instance, VirtualAddress } from '../model.js';
import type { Route, RoutingRule } from '../model-route.js';
import type { Reading } from '../read/reading.js';
import { reportMissingInterface } from './interface.js';

interface Place {
  readonly name: string | undefined;
  readonly span: Span | undefined;
}

/** Says of each interface once that it is missing, where it is first named. */
export function reportMissingDevices(reading: Reading, configuration: Configuration): void {
  const { host } = reading;
  if (host === undefined || configuration.globals.dynamicInterfaces !== 'no') return;
  const settled = madeByInstances(configuration);
  for (const { interfaceName } of configuration.instances) settled.add(interfaceName);
  const check = ({ name, span }: Place): void => {
    if (name === undefined || name === '' || settled.has(name)) return;
    settled.add(name);
    if (host.networkInterface(name) !== undefined) return;
    // A line is told at its first word otherwise.
    const named = reading.interfacePlaces.get(name);
    const place = named?.file === span?.file && named?.line === span?.line ? named : span;
    reportMissingInterface(reading, name, place, 'does not start any instance of the file');
  };
  checkAll(configuration, check);
}

/** All that a configuration names, whether they are there or not. */
export function namedInterfaces(configuration: Configuration): ReadonlySet<string> {
  const names = new Set(configuration.instances.map(({ interfaceName }) => interfaceName));
  checkAll(configuration, ({ name }) => {
    if (name !== undefined) names.add(name);
  });
  return names;
}

function checkAll(configuration: Configuration, check: (place: Place) => void): void {
  for (const instance of configuration.instances) checkInstance(instance, check);
  for (const group of configuration.syncGroups) group.trackedInterfaces.forEach(check);
  for (const address of configuration.staticAddresses) check(placeOfAddress(address));
  for (const route of configuration.staticRoutes) checkRoute(route, check);
  for (const rule of configuration.staticRules) checkRule(rule, check);
}

function checkInstance(instance: Instance, check: (place: Place) => void): void {
  // Nearly all are on the instance's own interface, which is settled, and there may be very many.
  const checkAddress = (address: VirtualAddress): void => {
    if (address.device !== instance.interfaceName) check(placeOfAddress(address));
  };
  instance.addresses.forEach(checkAddress);
  instance.excludedAddresses.forEach(checkAddress);
  instance.trackedInterfaces.forEach(check);
  for (const route of instance.routes) checkRoute(route, check);
  for (const rule of instance.rules) checkRule(rule, check);
}

function placeOfAddress({ device, span }: VirtualAddress): Place {
  return { name: device, span };
}

function checkRoute({ device, vrf, nextHops, span }: Route, check: (place: Place) => void): void {
  check({ name: device, span });
  check({ name: vrf, span });
  for (const hop of nextHops) check({ name: hop.device, span });
}

function checkRule({ inputInterface, outputInterface, span }: RoutingRule, check: (place: Place) => void): void {
  check({ name: inputInterface, span });
  check({ name: outputInterface, span });
}

/** Interfaces that the daemon makes itself. */
function madeByInstances({ instances, globals }: Configuration): Set<string> {
  const names = instances.flatMap(({ vmac, ipvlan, vrid }) =>
    vmac === undefined && ipvlan === undefined ? [] : [(vmac ?? ipvlan)?.name ?? `${globals.vmacPrefix}.${vrid}`],
  );
  return new Set(names);
}
