/** Addresses that generated services stand at and point to, sound and not, for each family. */

import type { AddressFamily } from '../../src/base/address.js';

export interface Places {
  readonly services: readonly string[];
  readonly reals: readonly string[];
  readonly sorry: readonly string[];
  /** Lines of a group, sound ones and others. */
  readonly entries: readonly string[];
  readonly oddEntries: readonly string[];
  readonly granularities: readonly string[];
  readonly connect: readonly string[];
  readonly bind: readonly string[];
}

const IPV4: Places = {
  services: ['192.0.2.10 80', '192.0.2.11 443', '192.0.2.12', '192.0.2.13 0'],
  reals: [
    '192.0.2.60 80',
    '192.0.2.61 80',
    '192.0.2.62 8080',
    '192.0.2.63',
    '192.0.2.60 80',
    '192.0.2 80',
    '192.0.2.64 65536',
  ],
  sorry: ['192.0.2.90 80', '192.0.2.90 81', '192.0.2.90', '192.0.2.60 80'],
  entries: [
    '192.0.2.40 80',
    '192.0.2.41-45 80',
    '192.0.2.46-192.0.2.47 80',
    '192.0.2.48/28 80',
    '192.0.2.64/28',
    'fwmark 7',
    'fwmark 8 inet',
  ],
  oddEntries: [
    '192.0.2.49/28',
    '192.0.2.0/33',
    '0.0.0.0/0',
    'fwmark 9 ipv4',
    'fwmark 4294967296',
    '192.0.2.50-40 80',
    '192.0.2.51 99999',
  ],
  granularities: ['255.255.255.0', '255.255.0.255'],
  connect: ['192.0.2.77', '192.0.2.300'],
  bind: ['192.0.2.1'],
};

const IPV6: Places = {
  services: ['2001:db8::10 80', '2001:DB8:0:0::11 443', '2001:db8::12', '2001:db8::13 0', 'fe80::10 80'],
  reals: [
    '2001:db8::60 80',
    '2001:db8:0::61 80',
    '2001:db8::62 8080',
    '2001:db8::63',
    '2001:db8:0:0:0:0:0:60 80',
    '2001:db8:::64 80',
    '::ffff:192.0.2.65 80',
    '2001:db8:0:1:1:1:1:1 80',
    '2001:db8::66 65536',
  ],
  sorry: ['2001:db8::90 80', '2001:db8::90 81', '2001:db8::90', '2001:db8::60 80'],
  entries: [
    '2001:db8::40 80',
    '2001:db8::41-4f 80',
    '2001:db8::41-ffff 80',
    '2001:db8::50-2001:db8::5f 80',
    '2001:db8:1::/124 80',
    '2001:db8:2::/64',
    'fwmark 9',
    'fwmark 10 inet6',
  ],
  oddEntries: [
    '2001:db8:2::/129',
    '2001:db8:2::/0',
    '2001:db8::41-10000 80',
    'fwmark 11 inet7',
    '2001:db8:1::1/124',
    '2001:db8::50-40 80',

    '2001:db8::51 99999',
  ],
  granularities: ['64', '128', '1', '129', '0', '64x', '255.255.255.0'],
  connect: ['2001:db8::77', '2001:DB8::0:78', '2001:db8::12345'],
  bind: ['2001:db8::1', '::'],
};

export const PLACES: Readonly<Record<AddressFamily, Places>> = { 4: IPV4, 6: IPV6 };
