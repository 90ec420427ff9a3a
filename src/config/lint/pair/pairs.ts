/** Lints over the configurations of several hosts. */

import type { Diagnostic } from '../../diagnostic.js';
import type { Instance } from '../../model.js';
import { lintReport } from '../lint.js';
import { type LintReport, relatedPlaces } from '../subject.js';
import { lintAgreement, lintRivalry } from './agreement.js';
import { type Host, type Member, matchRouters, shareAddress } from './match.js';
import { lintMovement } from './movement.js';
import { lintReach } from './reach.js';

export interface PairFindings {
  /** In the order of the hosts. */
  readonly findings: readonly (readonly Diagnostic[])[];
  /** Instances that have a counterpart on another host. */
  readonly paired: ReadonlySet<Instance>;
}

/** Compares any number of hosts. Instances without a counterpart are left alone. */
export function lintPairs(hosts: readonly Host[]): PairFindings {
  const reports = new Map(hosts.map((host) => [host, lintReport()]));
  const reportOf = ({ host }: Member): LintReport => reports.get(host)?.report ?? (() => {});
  const groups = matchRouters(hosts);
  for (const group of groups) {
    for (const [index, member] of group.entries()) {
      const [first] = group;
      if (first !== undefined && index > 0) lintAgreement(first, member, reportOf(member));
      for (const before of group.slice(0, index)) {
        lintReach(before, member, reportOf);
        lintRivalry(before, member, reportOf(member));
      }
      lintMovement(
        member,
        group.filter((other) => other !== member),
        reportOf(member),
      );
    }
  }
  const paired = new Set(groups.flat().map(({ instance }) => instance));
  for (const [index, host] of hosts.entries()) lintVrids(host, hosts.slice(0, index), paired, reportOf);
  return { findings: hosts.map((host) => reports.get(host)?.found() ?? []), paired };
}

/** One virtual IP under two numbers: two virtual routers that fight for it. */
function lintVrids(
  host: Host,
  before: readonly Host[],
  paired: ReadonlySet<Instance>,
  reportOf: (member: Member) => LintReport,
): void {
  for (const instance of host.configuration.instances) {
    for (const other of before) {
      const same = other.configuration.instances.find(
        (candidate) =>
          candidate.vrid !== instance.vrid && candidate.family === instance.family && shareAddress(candidate, instance),
      );
      if (same === undefined || (paired.has(instance) && paired.has(same))) continue;
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
