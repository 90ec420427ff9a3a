/** Our table in the language of nft(8): two families, one transaction. */

import { familyOf, isLinkLocal } from '../base/address.js';
import type { FirewallPlan } from '../runtime/ports/firewall.js';

const LISTENER_REPORTS = 'icmpv6 type { mld-listener-report, mld-listener-reduction, mld2-listener-report }';

type Family = 'ip' | 'ip6';

const NEIGHBOUR_DISCOVERY = 'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept';

/** The commands that replace the table; those that remove it when the plan is empty. */
export function formatFirewall(plan: FirewallPlan): string {
  return `${formatRemoval(plan.table)}${formatTable('ip', plan)}${formatTable('ip6', plan)}`;
}

/** Removing what is not there is an error, so it is made sure of first. */
export function formatRemoval(table: string): string {
  const families: readonly Family[] = ['ip', 'ip6'];
  return families.map((family) => `add table ${family} ${table}\ndelete table ${family} ${table}\n`).join('');
}

function formatTable(family: Family, plan: FirewallPlan): string {
  const input = dropRules(family, plan, 'daddr');
  const output = [...reportRules(family, plan), ...dropRules(family, plan, 'saddr')];
  if (input.length + output.length === 0) return '';
  return [
    `table ${family} ${plan.table} {`,
    ...sets(family, plan),
    ...chain('in', 'input', plan.priority, input),
    ...chain('out', 'output', plan.priority, output),
    '}',
    '',
  ].join('\n');
}

function sets(family: Family, plan: FirewallPlan): readonly string[] {
  const addresses = droppedOf(family, plan);
  const scoped = family === 'ip6' ? plan.droppedLinkLocal : [];
  const key = plan.byIndex ? 'iface_index' : 'ifname';
  return [
    ...set('vips', family === 'ip' ? 'ipv4_addr' : 'ipv6_addr', addresses),
    ...set(
      'vips_link_local',
      `ipv6_addr . ${key}`,
      scoped.map(({ address, interfaceName }) => `${address} . ${quoted(interfaceName)}`),
    ),
  ];
}

function set(name: string, type: string, elements: readonly string[]): readonly string[] {
  if (elements.length === 0) return [];
  return [`  set ${name} {`, `    type ${type}`, `    elements = { ${elements.join(', ')} }`, '  }'];
}

function chain(name: string, hook: string, priority: number, rules: readonly string[]): readonly string[] {
  if (rules.length === 0) return [];
  const head = `    type filter hook ${hook} priority ${priority}; policy accept;`;
  return [`  chain ${name} {`, head, ...rules.map((rule) => `    ${rule}`), '  }'];
}

function dropRules(family: Family, plan: FirewallPlan, side: 'daddr' | 'saddr'): readonly string[] {
  const drop = plan.counters ? 'counter drop' : 'drop';
  const plain = droppedOf(family, plan).length > 0 ? [`${family} ${side} @vips ${drop}`] : [];
  if (family === 'ip') return plain;
  const where = `${side === 'daddr' ? 'i' : 'o'}if${plan.byIndex ? '' : 'name'}`;
  const scoped = plan.droppedLinkLocal.length > 0 ? [`ip6 ${side} . ${where} @vips_link_local ${drop}`] : [];
  return plain.length + scoped.length === 0 ? [] : [NEIGHBOUR_DISCOVERY, ...plain, ...scoped];
}

/** A report with a virtual MAC as its source would move the address to us in every switch on the way. */
function reportRules(family: Family, { reports, counters }: FirewallPlan): readonly string[] {
  const drop = counters ? 'counter drop' : 'drop';
  const wanted = reports.filter((one) => (one.family === 4) === (family === 'ip'));
  if (wanted.length === 0) return [];
  // One look-up for all interfaces: every packet of the host passes here.
  const below = wanted.map(({ interfaceName, lower }) => `${quoted(interfaceName)} : ${quoted(lower)}`).join(', ');
  const redirect = `dup to ${family} daddr device oifname map { ${below} } ${drop}`;
  if (family === 'ip') return [`ip protocol igmp ${redirect}`];
  const names = wanted.map(({ interfaceName }) => quoted(interfaceName)).join(', ');
  return [`${LISTENER_REPORTS} ${redirect}`, `icmpv6 type nd-router-solicit oifname { ${names} } ${drop}`];
}

function droppedOf(family: Family, { dropped }: FirewallPlan): readonly string[] {
  return dropped.filter((address) => !isLinkLocal(address) && (familyOf(address) === 4) === (family === 'ip'));
}

function quoted(name: string): string {
  return `"${name}"`;
}
