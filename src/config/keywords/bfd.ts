/**
 * Keywords of bfd_instance.
 */

import type { Micros } from '../../base/micros.js';
import { address } from '../read/address-reader.js';
import { boolean, flag, integer, type Reader, seconds } from '../read/reader.js';
import { setting, special, type Table, table } from './keyword.js';
import type { BfdDraft } from './lvs-draft.js';
import { weightRow } from './script.js';

const LONGEST_MS = 4_294_967;

const milliseconds = (least: number): Reader<Micros> =>
  seconds(least, LONGEST_MS, { places: 3, junk: 'strict', unit: 1000, unitName: 'ms' });

function listener(name: 'vrrp' | 'checker', help: string) {
  return special<BfdDraft>(
    name,
    { default: 'both hear of it', help },
    (_, draft) => {
      draft.listeners = draft.listeners === undefined || draft.listeners === name ? name : 'both';
    },
    (draft) => (draft.listeners === name ? [name] : []),
  );
}

export const bfdTable: Table<BfdDraft> = table('bfd_instance', 'bfd', [
  setting('neighbor_ip', 'neighbor', address(), {
    tier: 3,
    default: 'none; required',
    invalid: 'the session is dropped',
    help: 'Address of the other end.',
  }),
  setting('neighbour_ip', 'neighbor', address(), { tier: 3, aliasOf: 'neighbor_ip', help: 'The same as neighbor_ip.' }),
  setting('source_ip', 'source', address(), {
    tier: 3,
    default: 'as the kernel chooses',
    invalid: 'of another family: the session is switched off',
    help: 'Our own address.',
  }),
  setting('min_rx', 'minReceive', milliseconds(1), {
    tier: 3,
    default: '10',
    help: 'Milliseconds between packets of the other end that we can follow.',
  }),
  setting('min_tx', 'minTransmit', milliseconds(1), {
    tier: 3,
    default: '10',
    help: 'Milliseconds between our packets while the session is up.',
  }),
  setting('idle_tx', 'idleTransmit', milliseconds(1000), {
    tier: 3,
    default: '1000',
    help: 'Milliseconds between our packets while the session is not up.',
  }),
  setting('multiplier', 'multiplier', integer(1, 255), {
    tier: 3,
    default: '5',
    help: 'Packets that may be missed before the session is down.',
  }),
  setting('passive', 'passive', flag, { default: 'off', help: 'Waits for the other end to begin.' }),
  setting('ttl', 'ttl', integer(1, 255), { default: '255 for IPv4, 64 for IPv6', help: 'TTL of our packets.' }),
  setting('hoplimit', 'ttl', integer(1, 255), { aliasOf: 'ttl', default: '64', help: 'The same as ttl, for IPv6.' }),
  setting('max_hops', 'maxHops', integer(-1, 255), {
    default: '0',
    invalid: 'above ttl it is ttl',
    help: 'Hops that packets of the other end may have behind them; 255 allows any.',
  }),
  setting('multihop', 'multihop', boolean, { default: 'off', help: 'Uses the port for sessions over several hops.' }),
  weightRow<BfdDraft>({
    most: 253,
    outOfRange: 'kept',
    block: 'bfd_instance',
    tier: 3,
    reverseTier: 4,
    default: '0',
    help: 'Weight in track_bfd, unless the reference has its own.',
  }),
  listener('vrrp', 'Only VRRP hears of changes.'),
  listener('checker', 'Only checkers hear of changes: track_bfd does not find the session.'),
]);
