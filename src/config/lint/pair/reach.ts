/** Whether the adverts of two hosts reach each other: multicast and its group, or peers that name each other. */

import type { Instance } from '../../model.js';
import { type LintReport, relatedPlaces } from '../subject.js';
import type { Member } from './match.js';

export function lintReach(first: Member, other: Member, reportOf: (member: Member) => LintReport): void {
  const tell = (at: Member, from: Member, what: string, hint: string): void =>
    reportOf(at)('pair-peers', at.instance.span, what, {
      ...relatedPlaces([from.instance.span, `the instance of ${from.host.name}`]),
      hint,
    });
  const unicast = isUnicast(first.instance);
  if (unicast !== isUnicast(other.instance)) {
    const [by, not] = unicast ? [first, other] : [other, first];
    tell(
      not,
      by,
      `${title(by)} sends to peers and ${title(not)} to the multicast group: neither hears the other, and both become master`,
      'use unicast_peer on every host, or on none',
    );
    return;
  }
  if (!unicast) {
    const { multicastGroup: group } = first.instance;
    if (group === other.instance.multicastGroup) return;
    tell(
      other,
      first,
      `${title(other)} sends to ${other.instance.multicastGroup} and ${title(first)} to ${group}: neither hears the other, and both become master`,
      'write the same group on every host',
    );
    return;
  }
  for (const [from, to] of [
    [first, other],
    [other, first],
  ] as const) {
    const source = to.instance.sourceAddress;
    if (source === undefined || from.instance.unicastPeers.some(({ address }) => address === source)) continue;
    tell(
      from,
      to,
      `${title(from)} does not name ${source}, which ${title(to)} sends from, among its peers`,
      `add ${source} to unicast_peer`,
    );
  }
}

function isUnicast({ unicastPeers }: Instance): boolean {
  return unicastPeers.length > 0;
}

function title({ host, instance }: Member): string {
  return `${instance.name} of ${host.name}`;
}
