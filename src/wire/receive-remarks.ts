/**
 * What is odd about an advertisement that passed every check: worth a line in the log, once until it changes.
 */

import type { IpAddress } from '../base/address.js';
import { toSeconds } from '../base/micros.js';
import type { CheckInput } from './receive-checks.js';
import type { ReceivedAdvertisement } from './received-advertisement.js';

/** What is odd about an accepted advertisement, for the log, once until it changes. */
export interface Remark {
  readonly code: 'advertisement-interval-differs' | 'address-list-differs' | 'checksum-of-group' | 'unsigned';
  readonly counter: string | undefined;
  readonly source: string;
  readonly expected: string;
  readonly actual: string;
}

const NO_REMARKS: readonly Remark[] = [];

/**
 * Everything odd about it.
 * @param trustedSource sender whose list of addresses need not be compared
 */
export function remarksOn(
  advertisement: ReceivedAdvertisement,
  { message, rules, hmac }: CheckInput,
  trustedSource: IpAddress | undefined,
): readonly Remark[] {
  const remarks: Remark[] = [];
  if (advertisement.advertisementInterval !== rules.advertisementInterval) {
    remarks.push({
      code: 'advertisement-interval-differs',
      counter: undefined,
      source: 'RFC 9568 section 7.1',
      expected: `${toSeconds(rules.advertisementInterval)} s`,
      actual: `${toSeconds(advertisement.advertisementInterval)} s`,
    });
  }
  if (advertisement.checksum === 'group') {
    remarks.push({
      code: 'checksum-of-group',
      counter: undefined,
      source: 'keepalived old_unicast_checksum',
      expected: `checksum made with ${message.destination ?? 'our address'}`,
      actual: `checksum made with ${rules.group}`,
    });
  }
  if (advertisement.addresses !== rules.addresses && message.source !== trustedSource) {
    const difference = listDifference(rules.addresses, advertisement.addresses);
    if (difference !== undefined) remarks.push(difference);
  }
  if (rules.hmac !== undefined && hmac === undefined) {
    remarks.push({
      code: 'unsigned',
      counter: 'auth_ext_missing',
      source: 'keepalived auth_hmac',
      expected: 'a signature',
      actual: 'none',
    });
  }
  return remarks.length === 0 ? NO_REMARKS : remarks;
}

/** Order does not matter, as in keepalived: another order is the same list. */
function listDifference(ours: readonly IpAddress[], theirs: readonly IpAddress[]): Remark | undefined {
  const missing = ours.filter((address) => !theirs.includes(address));
  const surplus = theirs.filter((address) => !ours.includes(address));
  if (missing.length === 0 && surplus.length === 0 && ours.length === theirs.length) return undefined;
  const doubt = surplus.length > 0 && surplus.length === theirs.length ? '; another pair with this VRID?' : '';
  return {
    code: 'address-list-differs',
    counter: 'addr_list_err',
    source: 'RFC 9568 section 7.1',
    expected: `${ours.length} addresses${list(missing, 'missing there')}`,
    actual: `${theirs.length} addresses${list(surplus, 'unknown here')}${doubt}`,
  };
}

function list(addresses: readonly IpAddress[], label: string): string {
  if (addresses.length === 0) return '';
  const shown = addresses.slice(0, 4).join(', ');
  return `, ${label}: ${shown}${addresses.length > 4 ? `, and ${addresses.length - 4} more` : ''}`;
}
