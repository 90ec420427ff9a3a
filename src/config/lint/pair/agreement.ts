/** What all hosts of a virtual router must have in common. Compared with the first host that was named. */

import type { Authentication, HmacAuthentication, Instance, VirtualAddress } from '../../model.js';
import type { LintCode } from '../codes.js';
import { type LintReport, relatedPlaces } from '../subject.js';
import type { Member } from './match.js';

export function lintAgreement(first: Member, other: Member, report: LintReport): void {
  const differ = (code: LintCode, what: string, hint: string): void =>
    report(code, other.instance.span, what, { ...relatedPlaces(placeOf(first)), hint });
  const { instance: a } = first;
  const { instance: b } = other;
  if (a.version !== b.version) {
    differ(
      'pair-version',
      `${title(other)} speaks version ${b.version} and ${title(first)} version ${a.version}: neither hears the other, and both become master`,
      'write the same version on every host',
    );
  }
  if (a.advertisementInterval !== b.advertisementInterval) {
    const outcome =
      a.version === 2 && b.version === 2 ? ': neither takes the adverts of the other, and both become master' : '';
    differ(
      'pair-interval',
      `${title(other)} advertises every ${seconds(b)} s and ${title(first)} every ${seconds(a)} s${outcome}`,
      'write the same advert_int on every host',
    );
  }
  const authentication = authenticationDifference(a, b);
  if (authentication !== undefined && a.version === b.version) {
    differ(
      'pair-authentication',
      `${title(other)} and ${title(first)} ${authentication}: neither takes the adverts of the other, and both become master`,
      'write the same authentication on every host',
    );
  }
  lintAddressLists(first, other, report);
}

/** What hosts must not have in common, told once for all that have it. */
export function lintRivalry(members: readonly Member[], reportOf: (member: Member) => LintReport): void {
  const tell = (code: LintCode, same: readonly Member[], what: string, hint: string): void => {
    const [first, at, ...more] = same;
    if (first === undefined || at === undefined) return;
    const names = [at, first, ...more].map(title);
    const all = more.length === 0 ? `${names.join(' and ')} both` : `${names.join(', ')} all`;
    const places = relatedPlaces(...[first, ...more].map(placeOf));
    reportOf(at)(code, at.instance.span, `${all} have ${what}`, { ...places, hint });
  };
  for (const priority of new Set(members.map(({ instance }) => instance.priority))) {
    tell(
      'pair-priority',
      members.filter(({ instance }) => instance.priority === priority),
      `priority ${priority}: which of them is master is decided by chance of timing, or by the higher address`,
      'give each of them another priority',
    );
  }
  tell(
    'pair-state',
    members.filter(({ instance: { state, priority } }) => state === 'MASTER' && priority !== 255),
    'state MASTER',
    'write state BACKUP on every host: the priority decides',
  );
}

function placeOf({ host, instance }: Member): readonly [Instance['span'], string] {
  return [instance.span, `the instance of ${host.name}`];
}

function lintAddressLists(first: Member, other: Member, report: LintReport): void {
  const lists = [
    ['virtual_ipaddress', first.instance.addresses, other.instance.addresses],
    ['virtual_ipaddress_excluded', first.instance.excludedAddresses, other.instance.excludedAddresses],
  ] as const;
  for (const [keyword, mine, theirs] of lists) {
    const missing = without(mine, theirs);
    const extra = without(theirs, mine);
    if (missing.length + extra.length > 0) {
      const parts = [
        ...(missing.length > 0 ? [`${title(other)} lacks ${listOf(missing)} of ${title(first)}`] : []),
        ...(extra.length > 0 ? [`${title(first)} lacks ${listOf(extra)} of ${title(other)}`] : []),
      ];
      report(
        'pair-addresses',
        extra[0]?.span ?? other.instance.span,
        `${parts.join(', and ')}, so a failover moves only a part`,
        {
          ...relatedPlaces([missing[0]?.span ?? first.instance.span, `${keyword} of ${first.host.name}`]),
          hint: `write the same ${keyword} on every host`,
        },
      );
    }
    for (const theirAddress of theirs) {
      const same = mine.find(({ prefix }) => prefix.address === theirAddress.prefix.address);
      if (same === undefined || same.prefix.length === theirAddress.prefix.length) continue;
      report(
        'pair-mask',
        theirAddress.span,
        `${theirAddress.prefix.address} has the mask /${theirAddress.prefix.length} on ${other.host.name} and /${same.prefix.length} on ${first.host.name}`,
        { ...relatedPlaces([same.span, `on ${first.host.name}`]), hint: 'write the same mask on every host' },
      );
    }
  }
}

function without(list: readonly VirtualAddress[], other: readonly VirtualAddress[]): readonly VirtualAddress[] {
  const known = new Set(other.map(({ prefix }) => prefix.address));
  return list.filter(({ prefix }) => !known.has(prefix.address));
}

function listOf(addresses: readonly VirtualAddress[]): string {
  const shown = addresses.slice(0, 4).map(({ prefix }) => prefix.address);
  return addresses.length > shown.length
    ? `${shown.join(', ')} and ${addresses.length - shown.length} more`
    : shown.join(', ');
}

/** How the authentication of two instances differs, without a word of the secrets. */
function authenticationDifference(a: Instance, b: Instance): string | undefined {
  const kinds = [kindOf(a), kindOf(b)];
  if (kinds[0] !== kinds[1]) return `authenticate differently (${kinds[1]} and ${kinds[0]})`;
  if (a.hmac !== undefined && b.hmac !== undefined) return hmacDifference(a.hmac, b.hmac);
  return samePassword(a.authentication, b.authentication) ? undefined : 'have different passwords';
}

function kindOf({ authentication, hmac }: Instance): string {
  if (hmac !== undefined) return 'auth_hmac';
  return authentication.type === 'none' ? 'no authentication' : authentication.type.toUpperCase();
}

function samePassword(a: Authentication, b: Authentication): boolean {
  if (a.type === 'none' || b.type === 'none') return true;
  // Trailing zero bytes fill the field on the wire.
  return (
    Buffer.from(a.password)
      .toString('hex')
      .replace(/(?:00)+$/, '') ===
    Buffer.from(b.password)
      .toString('hex')
      .replace(/(?:00)+$/, '')
  );
}

/** Each must have the key that the other signs with. A key in a file cannot be compared. */
function hmacDifference(a: HmacAuthentication, b: HmacAuthentication): string | undefined {
  for (const [signer, checker] of [
    [a, b],
    [b, a],
  ] as const) {
    if (signer.mode === 'receive-only') continue;
    const key = signer.keys.find(({ id }) => id === signer.activeKey);
    const known = checker.keys.find(({ id }) => id === signer.activeKey);
    if (known === undefined) return `do not share the key ${signer.activeKey}, which one of them signs with`;
    if (key?.type !== 'bytes' || known.type !== 'bytes') continue;
    if (Buffer.compare(key.secret, known.secret) !== 0) return `have different keys ${signer.activeKey}`;
  }
  return undefined;
}

function title({ host, instance }: Member): string {
  return `${instance.name} of ${host.name}`;
}

function seconds({ advertisementInterval }: Instance): number {
  return advertisementInterval / 1_000_000;
}
