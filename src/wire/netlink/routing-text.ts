/** Routes and rules in words, as `ip` would name them. */

import { formatPrefix } from '../../base/address.js';
import type { RouteRequest, RuleRequest } from './route-request.js';

const TABLE_MAIN = 254;

/** `route 10.9.0.0/16 via 192.0.2.1 table 100`. */
export function describeRoute({ destination, via, table }: RouteRequest): string {
  return [
    'route',
    destination === undefined ? 'default' : formatPrefix(destination),
    ...(via === undefined ? [] : ['via', via]),
    ...(table === TABLE_MAIN ? [] : ['table', String(table)]),
  ].join(' ');
}

/** `rule from 10.9.0.0/16 to 192.0.2.0/24 preference 100`. */
export function describeRule({ from, to, preference }: RuleRequest): string {
  return [
    'rule',
    'from',
    from === undefined ? 'all' : formatPrefix(from),
    ...(to === undefined ? [] : ['to', formatPrefix(to)]),
    'preference',
    String(preference),
  ].join(' ');
}
