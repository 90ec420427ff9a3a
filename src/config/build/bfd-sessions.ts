/**
 * Completes BFD sessions.
 */

import { familyOf } from '../../base/address.js';
import { micros } from '../../base/micros.js';
import type { BfdDraft } from '../keywords/lvs-draft.js';
import type { RootDraft } from '../keywords/root.js';
import type { BfdSession } from '../model-lvs.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';

/** keepalived keeps it as a byte. */
const ANY_HOPS = -1;

/** Sessions that have a neighbour; a pair of addresses counts once. */
export function completeBfd(reading: Reading, root: RootDraft): readonly BfdSession[] {
  const pairs = new Map<string, BfdDraft>();
  return [...root.lvs.bfds.values()].flatMap(({ draft }) => {
    const { neighbor, source } = draft;
    const without = (message: string, keepalived: string): [] => {
      reading.report('incomplete-definition', draft.word.span, message, { keepalived });
      return [];
    };
    const title = `bfd_instance ${shown(draft.word.text)}`;
    if (neighbor === undefined) return without(`${title} has no neighbor_ip`, 'drops the session');
    if (source !== undefined && familyOf(source) !== familyOf(neighbor)) {
      return without(`${title} has addresses of different families`, 'switches the session off');
    }
    const pair = `${neighbor} ${source ?? ''}`;
    if (pairs.has(pair)) return without(`${title} has the addresses of another session`, 'drops the second session');
    pairs.set(pair, draft);
    return [completeSession(reading, draft, neighbor)];
  });
}

function completeSession(reading: Reading, draft: BfdDraft, neighbor: BfdSession['neighbor']): BfdSession {
  const ttl = draft.ttl ?? (familyOf(neighbor) === 4 ? 255 : 64);
  const maxHops = draft.maxHops === ANY_HOPS ? 255 : (draft.maxHops ?? 0);
  if (maxHops > ttl) {
    reading.report('out-of-range', draft.word.span, `max_hops ${draft.maxHops} is more than the TTL, ${ttl}`, {
      keepalived: `uses ${ttl}`,
      hint: `write max_hops ${ttl}, or a greater ttl`,
    });
  }
  return {
    name: draft.name,
    neighbor,
    source: draft.source,
    minReceive: draft.minReceive ?? micros(10_000),
    minTransmit: draft.minTransmit ?? micros(10_000),
    idleTransmit: draft.idleTransmit ?? micros(1_000_000),
    multiplier: draft.multiplier ?? 5,
    passive: draft.passive ?? false,
    ttl,
    maxHops: Math.min(maxHops, ttl),
    multihop: draft.multihop ?? false,
    weight: draft.weight ?? 0,
    reverse: draft.reverse ?? false,
    listeners: draft.listeners ?? 'both',
    span: draft.word.span,
  };
}
