/** What the checks of all instances can move. Members of a sync group move together, so they are looked at together. */

import type { Instance, TrackedReference } from '../../model.js';
import { type Group, GroupedInstances, type WeightedCheck, weightedChecks } from '../priority-range.js';
import type { LintReport } from '../subject.js';
import type { Host, Member } from './match.js';
import { type Judgement, judge, reportMovement, type Verdict } from './movement.js';

export function lintMovements(
  hosts: readonly Host[],
  routers: readonly (readonly Member[])[],
  reportOf: (member: Member) => LintReport,
): void {
  const grouped = new Map(hosts.map((host) => [host, new GroupedInstances(host.configuration)]));
  const whole = ({ host, instance }: Member): Member => ({
    host,
    instance: grouped.get(host)?.whole(instance) ?? instance,
  });
  const judgements = new Map<Instance, Judgement>();
  for (const router of routers) {
    const members = router.map(whole);
    for (const [index, { instance }] of router.entries()) {
      const member = members[index];
      const judgement =
        member &&
        judge(
          member,
          members.filter((other) => other !== member),
        );
      if (judgement !== undefined) judgements.set(instance, judgement);
    }
  }
  for (const host of hosts) {
    const groups = grouped.get(host);
    if (groups !== undefined) reportHost(host, groups, judgements, reportOf);
  }
}

function reportHost(
  host: Host,
  grouped: GroupedInstances,
  judgements: ReadonlyMap<Instance, Judgement>,
  reportOf: (member: Member) => LintReport,
): void {
  const moving = new Map<Group, ReadonlyMap<string, Verdict>>();
  // What a sync group tracks is one mistake, however many members it has.
  const told = new Set<TrackedReference>();
  for (const instance of host.configuration.instances) {
    const judgement = judgements.get(instance);
    if (judgement === undefined) continue;
    const group = grouped.groupOf(instance);
    if (group !== undefined && !moving.has(group)) moving.set(group, strongest(group, grouped, judgements));
    reportMovement(
      judgement,
      (check) => {
        if (told.has(check.reference)) return false;
        const inGroup = group && moving.get(group)?.get(check.name);
        if (group?.uneven.has(check.name) || (inGroup !== undefined && inGroup !== judgement.verdicts.get(check)))
          return false;
        told.add(check.reference);
        return true;
      },
      reportOf({ host, instance }),
    );
  }
}

/** The most that a check of each name does in any member of the group; what nobody knows may move it alone. */
function strongest(
  { members }: Group,
  grouped: GroupedInstances,
  judgements: ReadonlyMap<Instance, Judgement>,
): ReadonlyMap<string, Verdict> {
  const found = new Map<string, Verdict>();
  for (const member of members) {
    const judged = judgements.get(member)?.verdicts;
    const checks: Iterable<WeightedCheck> = judged?.keys() ?? weightedChecks(grouped.whole(member));
    for (const check of checks) {
      const verdict = judged?.get(check) ?? 'alone';
      if (RANKS[verdict] > RANKS[found.get(check.name) ?? 'never']) found.set(check.name, verdict);
      else if (!found.has(check.name)) found.set(check.name, verdict);
    }
  }
  return found;
}

const RANKS: Readonly<Record<Verdict, number>> = { never: 0, together: 1, alone: 2 };
