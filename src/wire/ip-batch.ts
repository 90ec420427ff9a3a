/** Address changes in the language of `ip -batch`. @see ip-address(8) */

import { familyOf, formatPrefix } from '../base/address.js';
import { type AddressStep, stepsOf } from './address-change.js';

/** Whether the batch language can say it: it would read some names as something else. */
export function isSayable({ interfaceName, label = '' }: AddressStep): boolean {
  return isPlain(interfaceName) && isPlain(label);
}

/** The lines of one change, one for each step in the kernel. What cannot be said is a line that does nothing. */
export function batchLines(change: AddressStep): readonly string[] {
  return stepsOf(change).map((step) => (isSayable(step) ? `${words(step).join(' ')}\n` : '\n'));
}

// The batch language knows comments, quotes and line continuation and has no way to escape them.
function isPlain(text: string): boolean {
  return !/[\s#"'\\]/.test(text);
}

function words(change: AddressStep): string[] {
  const { prefix, peer } = change;
  const address = peer === undefined ? [formatPrefix(prefix)] : [prefix.address, 'peer', formatPrefix(peer)];
  const device = ['dev', change.interfaceName];
  const label = change.label === undefined || familyOf(prefix.address) === 6 ? [] : ['label', change.label];
  if (change.operation === 'remove') return ['address', 'delete', ...address, ...device, ...label];
  return [
    'address',
    'replace',
    ...address,
    ...details(change),
    ...device,
    ...label,
    ...lifetimes(change),
    ...flags(change),
  ];
}

// `ip` of Debian 12 does not know an address's protocol, so the mark is left out here.
function details({ broadcast, scope }: AddressStep): string[] {
  return [
    ...(broadcast === undefined ? [] : ['broadcast', broadcast]),
    ...(scope === undefined ? [] : ['scope', String(scope)]),
  ];
}

function lifetimes({ validLifetime, preferredLifetime }: AddressStep): string[] {
  if (validLifetime === undefined && preferredLifetime === undefined) return [];
  const preferred = Math.min(preferredLifetime ?? Infinity, validLifetime ?? Infinity);
  const word = (value: number | undefined): string =>
    value === undefined || value === Infinity ? 'forever' : String(value);
  return ['valid_lft', word(validLifetime), 'preferred_lft', word(preferred)];
}

function flags({ prefix, noDad, home, noPrefixRoute, manageTemporary, autoJoin }: AddressStep): string[] {
  const six = familyOf(prefix.address) === 6;
  return [
    ...(six && noDad === true ? ['nodad'] : []),
    ...(six && home === true ? ['home'] : []),
    ...(six && manageTemporary === true ? ['mngtmpaddr'] : []),
    ...(noPrefixRoute === true ? ['noprefixroute'] : []),
    ...(autoJoin === true ? ['autojoin'] : []),
  ];
}
