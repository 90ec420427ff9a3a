/** Routes and rules in the words of keepalived's listing. */

import { bitsOf, familyOf, type IpAddress, type Prefix } from '../../src/base/address.js';
import type { MetricName, NextHop, Route, RoutingRule } from '../../src/config/model-route.js';

/** Metrics in the order of the listing. */
const METRICS: readonly MetricName[] = [
  'mtu',
  'window',
  'ssthresh',
  'cwnd',
  'advmss',
  'reordering',
  'hoplimit',
  'initcwnd',
  'initrwnd',
  'quickack',
  'fastopen_no_cookie',
];
/** In milliseconds below a second, with six digits. */
const TIMES: Readonly<Partial<Record<MetricName, number>>> = { rtt: 8, rttvar: 4, rto_min: 1 };
const PREFERENCES: Readonly<Record<number, string>> = { 0: 'medium', 1: 'high', 3: 'low' };
/** keepalived's own. */
const PROTOCOL = 18;
/** Is not listed. */
const MAIN_TABLE = 254;

export function routeLine(route: Route): string {
  const { type, destination, source, preferredSource, tos, scope, metric, insertion, preference, expires } = route;
  return [
    // keepalived 2.2.7 has another default for routes that lead nowhere.
    type !== 'unicast' && insertion === 'prepend' ? 'add' : insertion,
    ...(type === 'unicast' ? [] : [type]),
    destination === undefined ? (route.family === 4 ? '0.0.0.0/0' : '::/0') : prefixText(destination),
    ...optional('from', source, prefixText),
    ...optional('src', preferredSource),
    ...optional('tos', tos),
    ...viaWords(route.via),
    ...optional('dev', route.device),
    ...optional('table', route.table === MAIN_TABLE ? undefined : route.table),
    ...(route.noTrack && route.protocol === undefined ? [] : [`proto ${route.protocol ?? PROTOCOL}`]),
    ...optional('scope', scope),
    ...optional('metric', metric),
    ...(route.onlink ? ['onlink'] : []),
    ...(route.realms === undefined ? [] : [routeRealms(route.realms)]),
    ...(route.congestionControl === undefined ? [] : [`congctl ${route.congestionControl.name}`]),
    ...Object.entries(TIMES).flatMap(([name, units]) => {
      return optional(name, route.metrics[name as MetricName], ({ value, locked }) => {
        return `${locked ? 'lock ' : ''}${timeText(value / units)}`;
      });
    }),
    ...(route.ecn ? ['features ecn'] : []),
    ...METRICS.flatMap((name) =>
      optional(name, route.metrics[name], ({ value, locked }) => `${locked ? 'lock ' : ''}${value}`),
    ),
    ...(expires === undefined ? [] : [`expires ${expires}sec`]),
    ...optional('pref', preference, (value) => PREFERENCES[value] ?? `${value}`),
    ...(route.ttlPropagate === undefined ? [] : [`ttl-propagate ${route.ttlPropagate ? 'enabled' : 'disabled'}`]),
    ...route.nextHops.flatMap((hop) => hopWords(hop, route.realms ?? 0)),
    ...(route.noTrack ? ['no_track'] : []),
  ].join(' ');
}

function timeText(millis: number): string {
  const [value, unit] = millis < 1000 ? [millis, 'ms'] : [millis / 1000, 's'];
  return `${Number(value.toPrecision(6))}${unit}`;
}

/** @param outer realms of the route: keepalived writes those of the hop as long as these */
function hopWords({ via, device, weight, onlink, realms }: NextHop, outer: number): readonly string[] {
  return [
    'nexthop',
    ...viaWords(via),
    ...optional('dev', device),
    ...(weight === 1 ? [] : [`weight ${weight}`]),
    ...(onlink ? ['onlink'] : []),
    ...(realms === undefined ? [] : [outer >>> 16 === 0 ? routeRealms(realms) : `realms ${realmsText(realms)}`]),
  ];
}

export function ruleLine(rule: RoutingRule): string {
  const { action, mark, uidRange, sourcePorts, destinationPorts } = rule;
  return [
    ...(rule.not ? ['not'] : []),
    `from ${rule.from === undefined ? 'all' : prefixText(rule.from)}`,
    ...optional('to', rule.to, prefixText),
    `priority ${rule.preference}`,
    `tos 0x${(rule.tos ?? 0).toString(16)}`,
    ...optional(
      'fwmark',
      mark,
      ({ value, mask }) => `0x${value.toString(16)}${mask === undefined ? '' : `/0x${mask.toString(16)}`}`,
    ),
    ...optional('iif', rule.inputInterface),
    ...optional('oif', rule.outputInterface),
    ...optional('suppress_prefixlen', rule.suppressPrefixLength),
    ...optional('suppress_ifgroup', rule.suppressInterfaceGroup),
    ...optional('tunnel-id', rule.tunnelId),
    ...optional('uidrange', uidRange, rangeText),
    ...(rule.l3mdev ? ['l3mdev'] : []),
    ...(rule.noTrack && rule.protocol === undefined ? [] : [`protocol ${rule.protocol ?? PROTOCOL}`]),
    ...optional('ipproto', rule.ipProtocol),
    ...optional('sport', sourcePorts, rangeText),
    ...optional('dport', destinationPorts, rangeText),
    ...optional('realms', rule.realms, realmsText),
    actionText(action),
    ...(rule.noTrack ? ['no_track'] : []),
  ].join(' ');
}

function actionText(action: RoutingRule['action']): string {
  if (action.type === 'table') return `lookup ${action.table}`;
  if (action.type === 'goto') return `goto ${action.target}`;
  return action.type === 'nop' ? 'nop' : `type ${action.type}`;
}

function viaWords(via: IpAddress | undefined): readonly string[] {
  return via === undefined ? [] : [`via ${familyOf(via) === 4 ? 'inet' : 'inet6'} ${via}`];
}

function prefixText({ address, length }: Prefix): string {
  return length === bitsOf(familyOf(address)) ? address : `${address}/${length}`;
}

function realmsText(realms: number): string {
  return `${realms >>> 16}/${realms & 0xffff}`;
}

/** Of one realm only the destination's. */
function routeRealms(realms: number): string {
  return realms >>> 16 === 0 ? `realm ${realms}` : `realms ${realmsText(realms)}`;
}

function rangeText({ first, last }: { readonly first: number; readonly last: number }): string {
  return `${first}-${last}`;
}

function optional<T>(word: string, value: T | undefined, format: (value: T) => string = String): readonly string[] {
  return value === undefined ? [] : [`${word} ${format(value)}`];
}
