/** Lines of routes and rules, as they are read back. */

import { formatPrefix } from '../../base/address.js';
import type { Encapsulation } from '../../base/encapsulation.js';
import {
  type MetricName,
  type NextHop,
  type PortRange,
  type Route,
  type RoutingRule,
  TIME_METRICS,
} from '../model-route.js';
import { formatWord } from './statement.js';

type Value = string | number | bigint | undefined;

/** Collects `NAME VALUE` for what is there. */
class Words {
  readonly #words: string[] = [];

  word(word: string, present = true): this {
    if (present) this.#words.push(word);
    return this;
  }

  option(name: string, value: Value): this {
    if (value !== undefined) this.#words.push(name, typeof value === 'string' ? formatWord(value) : String(value));
    return this;
  }

  toString(): string {
    return this.#words.join(' ');
  }
}

export function formatRoute(route: Route): string {
  const family = route.family === 6 ? 'inet6' : 'inet';
  const words = new Words()
    .word(family, !showsFamily(route))
    .word(route.type, route.type !== 'unicast')
    .word(route.destination === undefined ? 'default' : formatPrefix(route.destination))
    .option('src', route.preferredSource)
    .option('from', route.source && formatPrefix(route.source))
    .option('via', route.via)
    .option('dev', route.device)
    .option('table', route.table)
    .option('metric', route.metric)
    .option('scope', route.scope)
    .option('tos', route.tos)
    .option('protocol', route.protocol)
    .word('onlink', route.onlink)
    .word(formatEncapsulation(route.encapsulation), route.encapsulation !== undefined)
    .option('expires', route.expires);
  for (const [name, metric] of Object.entries(route.metrics)) {
    words.word(`${name} ${metric.locked ? 'lock ' : ''}${formatMetric(name as MetricName, metric.value)}`);
  }
  words
    .option('realms', formatRealms(route.realms))
    .word('features ecn', route.ecn)
    .option('pref', route.preference)
    .option('ttl-propagate', route.ttlPropagate === undefined ? undefined : route.ttlPropagate ? 'enabled' : 'disabled')
    .word(route.insertion, route.insertion !== 'prepend')
    .option('vrf', route.vrf)
    .word('no_track', route.noTrack)
    .option('track_group', route.trackGroup);
  const { congestionControl } = route;
  if (congestionControl !== undefined) {
    words.word(`congctl ${congestionControl.locked ? 'lock ' : ''}${formatWord(congestionControl.name)}`);
  }
  for (const hop of route.nextHops) words.word(formatNextHop(hop));
  return words.toString();
}

/** Without a unit a time is in units of the kernel, which are not always whole milliseconds. */
function formatMetric(name: MetricName, value: number): string {
  const units = TIME_METRICS[name];
  return units === undefined || value % units !== 0 ? String(value) : `${value / units}ms`;
}

/** keepalived 2.4.3 skips the word behind inet and inet6, so they are written only where nothing else says the family. */
function showsFamily(route: Route): boolean {
  const { destination, via, preferredSource, source, nextHops } = route;
  return [destination, via, preferredSource, source, ...nextHops.map((hop) => hop.via)].some(
    (part) => part !== undefined,
  );
}

function formatNextHop(hop: NextHop): string {
  return new Words()
    .word('nexthop')
    .option('via', hop.via)
    .option('dev', hop.device)
    .option('weight', hop.weight)
    .word('onlink', hop.onlink)
    .word(formatEncapsulation(hop.encapsulation), hop.encapsulation !== undefined)
    .option('realms', formatRealms(hop.realms))
    .toString();
}

function formatEncapsulation(encapsulation: Encapsulation | undefined): string {
  if (encapsulation === undefined) return '';
  if (encapsulation.type === 'mpls') return `encap mpls ${encapsulation.labels.join('/')}`;
  if (encapsulation.type === 'ila') return `encap ila ${encapsulation.locator}`;
  const v4 = encapsulation.type === 'ip';
  return new Words()
    .word(`encap ${encapsulation.type}`)
    .option('id', encapsulation.id)
    .option('dst', encapsulation.destination)
    .option('src', encapsulation.source)
    .option(v4 ? 'tos' : 'tc', encapsulation.trafficClass)
    .option(v4 ? 'ttl' : 'hoplimit', encapsulation.hopLimit)
    .option('flags', encapsulation.flags)
    .toString();
}

function formatRealms(realms: number | undefined): string | undefined {
  if (realms === undefined) return undefined;
  const from = Math.floor(realms / 0x1_0000);
  return from === 0 ? String(realms) : `${from}/${realms % 0x1_0000}`;
}

export function formatRule(rule: RoutingRule): string {
  const mark = rule.mark;
  const range = (ports: PortRange | undefined): string | undefined => ports && `${ports.first}-${ports.last}`;
  return new Words()
    .word(rule.family === 6 ? 'inet6' : 'inet', rule.from === undefined && rule.to === undefined)
    .word('not', rule.not)
    .option('from', rule.from && formatPrefix(rule.from))
    .option('to', rule.to && formatPrefix(rule.to))
    .option('preference', rule.preference)
    .option('tos', rule.tos)
    .option('fwmark', mark && (mark.mask === undefined ? String(mark.value) : `${mark.value}/${mark.mask}`))
    .option('realms', formatRealms(rule.realms))
    .option('suppress_prefixlength', rule.suppressPrefixLength)
    .option('suppress_ifgroup', rule.suppressInterfaceGroup)
    .option('iif', rule.inputInterface)
    .option('oif', rule.outputInterface)
    .option('tunnel-id', rule.tunnelId)
    .option('uidrange', range(rule.uidRange))
    .option('protocol', rule.protocol)
    .option('ipproto', rule.ipProtocol)
    .option('sport', range(rule.sourcePorts))
    .option('dport', range(rule.destinationPorts))
    .word('no_track', rule.noTrack)
    .option('track_group', rule.trackGroup)
    .word(formatAction(rule))
    .toString();
}

function formatAction({ action, l3mdev }: RoutingRule): string {
  if (l3mdev) return 'l3mdev';
  if (action.type === 'table') return `table ${action.table}`;
  return action.type === 'goto' ? `goto ${action.target}` : action.type;
}
