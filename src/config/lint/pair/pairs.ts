/** Lints over the configurations of several hosts. */

import type { Diagnostic } from '../../diagnostic.js';
import type { Instance } from '../../model.js';
import { lintReport } from '../lint.js';
import { type LintReport, relatedPlaces } from '../subject.js';
import { lintAgreement, lintRivalry } from './agreement.js';
import { AddressHolders, type Host, type Member, matchRouters } from './match.js';
import { lintMovements } from './movements.js';
import { lintReach } from './reach.js';

export interface PairFindings {
  /** In the order of the hosts. */
  readonly findings: readonly (readonly Diagnostic[])[];
  /** Instances that have a counterpart on another host. */
  readonly paired: ReadonlySet<Instance>;
}

type ReportOf = (member: Member) => LintReport;

/** Compares any number of hosts. */
export function lintPairs(hosts: readonly Host[]): PairFindings {
  const reports = new Map(hosts.map((host) => [host, lintReport()]));
  const reportOf: ReportOf = ({ host }) => reports.get(host)?.report ?? (() => {});
  const holders = new AddressHolders(hosts);
  const routers = matchRouters(hosts, holders);
  for (const router of routers) {
    const [first] = router;
    for (const [index, member] of router.entries()) {
      if (first !== undefined && index > 0) lintAgreement(first, member, reportOf(member));
      for (const before of router.slice(0, index)) lintReach(before, member, reportOf);
    }
    lintRivalry(router, reportOf);
  }
  lintMovements(hosts, routers, reportOf);
  const routerOf = new Map(routers.flatMap((router) => router.map(({ instance }) => [instance, router] as const)));
  const told = lintVrids(hosts, routerOf, holders, reportOf);
  lintAlone(hosts, new Set([...routerOf.keys(), ...told]), routerOf, reportOf);
  return { findings: hosts.map((host) => reports.get(host)?.found() ?? []), paired: new Set(routerOf.keys()) };
}

type RouterOf = ReadonlyMap<Instance, readonly Member[]>;

/**
 * One virtual IP under two numbers: two virtual routers that fight for it, told once for the two.
 * @returns the instances that it concerns
 */
function lintVrids(
  hosts: readonly Host[],
  routerOf: RouterOf,
  holders: AddressHolders,
  reportOf: ReportOf,
): ReadonlySet<Instance> {
  const concerned = new Set<Instance>();
  const told = new Map<unknown, Set<unknown>>();
  for (const [index, host] of hosts.entries()) {
    for (const instance of host.configuration.instances) {
      const router = routerOf.get(instance) ?? instance;
      for (const other of hosts.slice(0, index)) {
        const same = holders.underOtherVrid(other, instance);
        if (same === undefined || (routerOf.has(instance) && routerOf.has(same))) continue;
        concerned.add(instance).add(same);
        const rivals = told.get(router) ?? new Set();
        if (rivals.has(routerOf.get(same) ?? same)) continue;
        told.set(router, rivals.add(routerOf.get(same) ?? same));
        reportOf({ host, instance })(
          'pair-vrid',
          instance.span,
          `${instance.name} of ${host.name} has the VRID ${instance.vrid} and ${same.name} of ${other.name} the VRID ${same.vrid}, with the same virtual IP: both become master`,
          {
            ...relatedPlaces([same.span, `the instance of ${other.name}`]),
            hint: 'write the same virtual_router_id on every host',
          },
        );
      }
    }
  }
  return concerned;
}

/** An instance that only one of the hosts has, where the host shares others. */
function lintAlone(
  hosts: readonly Host[],
  explained: ReadonlySet<Instance>,
  routerOf: RouterOf,
  reportOf: ReportOf,
): void {
  for (const host of hosts) {
    const { instances } = host.configuration;
    const partners = new Set(
      instances.flatMap((instance) => routerOf.get(instance) ?? []).map((member) => member.host),
    );
    partners.delete(host);
    if (partners.size === 0) continue;
    const names = [...partners].map(({ name }) => name).join(', ');
    for (const instance of instances) {
      if (explained.has(instance)) continue;
      reportOf({ host, instance })(
        'pair-addresses',
        instance.span,
        `${instance.name} of ${host.name} has no counterpart on ${names}, so nobody takes its addresses over`,
        { hint: 'write the instance on another host too, or name the file of the host that has it' },
      );
    }
  }
}
