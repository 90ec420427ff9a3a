/**
 * Which packets count as the same advert again.
 */

import t from 'tap';
import type { IpAddress } from '../../src/base/address.js';
import { micros } from '../../src/base/micros.js';
import { AdvertMemory } from '../../src/runtime/advert-memory.js';
import type { HeardAdvertisement } from '../../src/runtime/codec.js';
import type { ReceivedPacket } from '../../src/runtime/ports/network.js';

const HEARD: HeardAdvertisement = {
  type: 'advertisement',
  priority: 100,
  advertisementInterval: micros(1_000_000),
  addresses: [],
  checksum: 'pseudo-header',
  remarks: [],
};

/** An IPv4 header with identification 0x1234 and a checksum, and the first bytes of a message behind it. */
const BYTES = Uint8Array.from(Buffer.from('45c0001c12340000ff70abcd0a000001e000001221336401', 'hex'));

function packet(change: Partial<ReceivedPacket> = {}): ReceivedPacket {
  return {
    family: 4,
    bytes: BYTES.slice(),
    source: '10.0.0.1' as IpAddress,
    destination: '224.0.0.18' as IpAddress,
    hopLimit: 255,
    arrivedAt: undefined,
    interfaceIndex: 2,
    ...change,
  };
}

function changed(index: number): Uint8Array {
  const bytes = BYTES.slice();
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return bytes;
}

t.test('an equal packet is recalled, whatever the kernel put into identification and header checksum', (t) => {
  const memory = new AdvertMemory();
  t.equal(memory.recall(packet()), undefined, 'nothing was heard yet');
  memory.remember(packet(), HEARD);
  t.equal(memory.recall(packet()), HEARD);
  for (const index of [4, 5, 10, 11]) t.equal(memory.recall(packet({ bytes: changed(index) })), HEARD, `byte ${index}`);
  t.end();
});

t.test('anything else that differs is another packet', (t) => {
  const memory = new AdvertMemory();
  memory.remember(packet(), HEARD);
  for (const index of [0, 1, 2, 3, 6, 7, 8, 9, 12, 15, 16, 19, 20, 21, 22, 23]) {
    t.equal(memory.recall(packet({ bytes: changed(index) })), undefined, `byte ${index}`);
  }
  t.equal(memory.recall(packet({ bytes: BYTES.subarray(0, 23) })), undefined, 'shorter');
  t.equal(memory.recall(packet({ source: '10.0.0.2' as IpAddress })), undefined, 'another sender');
  t.equal(memory.recall(packet({ hopLimit: 254 })), undefined, 'another TTL');
  t.equal(memory.recall(packet({ destination: '10.0.0.3' as IpAddress })), undefined, 'another destination');
  t.equal(memory.recall(packet({ family: 6, bytes: changed(4) })), undefined, 'IPv6 has no header in front');
  t.end();
});

t.test('what is remembered is a copy: the next receive overwrites the buffer', (t) => {
  const memory = new AdvertMemory();
  const buffer = BYTES.slice();
  memory.remember(packet({ bytes: buffer }), HEARD);
  buffer.fill(0);
  t.equal(memory.recall(packet()), HEARD);
  t.end();
});
