/**
 * What every AdvertisementTransport keeps, as tests over real packets between two namespaces. Run for each adapter
 * with what it can do.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Test } from 'tap';
import { addressBytes, type IpAddress, parseIpAddress } from '../../src/base/address.js';
import type {
  AdvertisementEndpoint,
  AdvertisementSocket,
  AdvertisementTransport,
  ReceivedPacket,
} from '../../src/runtime/ports/network.js';
import { makeNamespacePair, type NamespaceEnd, type NamespacePair, namespacesMissing } from './namespace-pair.js';

export interface TransportAbilities {
  readonly ipv6: boolean;
}

const FIRST = address('192.0.2.1');
const SECOND = address('192.0.2.2');
const GROUP = address('224.0.0.18');

export function testTransport(t: Test, name: string, transport: AdvertisementTransport, can: TransportAbilities): void {
  const skip = namespacesMissing();
  t.test(`${name}: transport contract`, skip === false ? {} : { skip }, async (t) => {
    const pair = makeNamespacePair('t');
    t.teardown(() => pair.remove());
    await t.test('IPv4 multicast reaches the other host and not the sender', (t) => multicast4(t, pair, transport));
    await t.test('IPv4 unicast is routed to the peer', (t) => unicast4(t, pair, transport));
    await t.test('a drain takes a whole burst, with bytes that stay', (t) => burst(t, pair, transport));
    await t.test('failures of a batch are returned by index', (t) => failures(t, pair, transport));
    await t.test('a closed socket is drained to nothing and closes again', (t) => closed(t, pair, transport));
    await t.test('scripts inherit no socket', (t) => inherited(t, pair, transport));
    if (can.ipv6) await t.test('IPv6 multicast', (t) => multicast6(t, pair, transport));
    if (can.ipv6) await t.test('IPv6 unicast', (t) => unicast6(t, pair, transport));
  });
}

async function multicast4(t: Test, pair: NamespacePair, transport: AdvertisementTransport) {
  const sender = open(t, pair.first, transport, endpoint4(pair.first, FIRST, GROUP));
  const receiver = open(t, pair.second, transport, endpoint4(pair.second, SECOND, GROUP));
  t.strictSame(receiver.socket.drain(), [], 'nothing waits');
  t.strictSame(sender.socket.send([{ bytes: packet4(FIRST, GROUP, 7), destination: GROUP }]), []);
  const [packet] = await receiver.next();
  t.equal(packet?.family, 4);
  t.equal(packet?.source, FIRST);
  t.equal(packet?.hopLimit, 255);
  t.equal(packet?.bytes[0], 0x45, 'from the IP header on');
  t.equal(packet?.bytes[1], 0xc0, 'internetwork control');
  t.strictSame([...(packet?.bytes.subarray(20) ?? [])], [0x21, 7, 100, 0, 0, 1, 0, 0]);
  t.equal(packet?.destination, GROUP);
  t.equal(packet?.interfaceIndex, pair.second.interfaceIndex);
  t.strictSame(receiver.socket.drain(), [], 'taken once');
  t.strictSame(sender.socket.drain(), [], 'the sender does not hear itself');
}

async function unicast4(t: Test, pair: NamespacePair, transport: AdvertisementTransport) {
  const sender = open(t, pair.first, transport, endpoint4(pair.first, FIRST, undefined));
  const receiver = open(t, pair.second, transport, endpoint4(pair.second, SECOND, undefined));
  t.strictSame(sender.socket.send([{ bytes: packet4(FIRST, SECOND, 9), destination: SECOND }]), []);
  const [packet] = await receiver.next();
  t.equal(packet?.source, FIRST);
  t.equal(packet?.bytes[21], 9);
}

async function burst(t: Test, pair: NamespacePair, transport: AdvertisementTransport) {
  const sender = open(t, pair.first, transport, endpoint4(pair.first, FIRST, GROUP));
  const receiver = open(t, pair.second, transport, endpoint4(pair.second, SECOND, GROUP));
  const vrids = Array.from({ length: 150 }, (_, index) => index + 1);
  const packets = vrids.map((vrid) => ({ bytes: packet4(FIRST, GROUP, vrid), destination: GROUP }));
  t.strictSame(sender.socket.send(packets), []);
  t.strictSame(await receiver.vrids(vrids.length), vrids, 'all, in order');
}

async function failures(t: Test, pair: NamespacePair, transport: AdvertisementTransport) {
  const sender = open(t, pair.first, transport, endpoint4(pair.first, FIRST, undefined));
  const receiver = open(t, pair.second, transport, endpoint4(pair.second, SECOND, undefined));
  const tooLong = new Uint8Array(2000);
  tooLong.set(packet4(FIRST, SECOND, 2));
  const outcome = sender.socket.send([
    { bytes: packet4(FIRST, SECOND, 1), destination: SECOND },
    { bytes: tooLong, destination: SECOND },
    { bytes: packet4(FIRST, SECOND, 3), destination: SECOND },
  ]);
  t.strictSame(
    outcome.map(({ index, error }) => [index, error.errno]),
    [[1, 'EMSGSIZE']],
  );
  t.strictSame(await receiver.vrids(2), [1, 3]);
}

async function closed(t: Test, pair: NamespacePair, transport: AdvertisementTransport) {
  const { socket } = open(t, pair.first, transport, endpoint4(pair.first, FIRST, GROUP));
  socket.close();
  socket.close();
  t.strictSame(socket.drain(), []);
}

async function inherited(t: Test, pair: NamespacePair, transport: AdvertisementTransport) {
  const before = new Set(readdirSync('/proc/self/fd'));
  open(t, pair.first, transport, endpoint4(pair.first, FIRST, GROUP));
  const sockets = readdirSync('/proc/self/fd').filter((fd) => !before.has(fd) && existsSync(`/proc/self/fd/${fd}`));
  t.equal(sockets.length, 2);
  for (const fd of sockets) {
    const flags = /flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '0';
    t.equal(Number.parseInt(flags, 8) & 0o2000000, 0o2000000, 'closed on exec');
  }
}

async function multicast6(t: Test, pair: NamespacePair, transport: AdvertisementTransport) {
  const group = address('ff02::12');
  const sender = open(t, pair.first, transport, endpoint6(pair.first, address('fe80::1'), group));
  const receiver = open(t, pair.second, transport, endpoint6(pair.second, address('fe80::2'), group));
  const bytes = Uint8Array.of(0x31, 7, 100, 0, 0, 100, 0, 0);
  t.strictSame(sender.socket.send([{ bytes, destination: group }]), []);
  const [packet] = await receiver.next();
  t.equal(packet?.family, 6);
  t.equal(packet?.source, address('fe80::1'));
  t.equal(packet?.destination, group);
  t.equal(packet?.hopLimit, 255);
  t.equal(packet?.interfaceIndex, pair.second.interfaceIndex);
  t.strictSame([...(packet?.bytes ?? [])], [...bytes], 'from the VRRP message on, untouched');
  t.strictSame(sender.socket.drain(), [], 'the sender does not hear itself');
}

async function unicast6(t: Test, pair: NamespacePair, transport: AdvertisementTransport) {
  const [from, to] = [address('fe80::1'), address('fe80::2')];
  const sender = open(t, pair.first, transport, { ...endpoint6(pair.first, from, undefined), hopLimit: 64 });
  const receiver = open(t, pair.second, transport, endpoint6(pair.second, to, undefined));
  t.strictSame(sender.socket.send([{ bytes: Uint8Array.of(0x31, 8, 100, 0), destination: to }]), []);
  const [packet] = await receiver.next();
  t.equal(packet?.source, from);
  t.equal(packet?.destination, to);
  t.equal(packet?.hopLimit, 64);
}

/** Unicast that any interface may carry. */
const UNBOUND = {
  family: 4,
  protocol: 112,
  interfaceName: undefined,
  interfaceIndex: undefined,
  group: undefined,
  hopLimit: 255,
} as const;

interface Listener {
  readonly socket: AdvertisementSocket;
  /** What the next drain after a wake-up gives, waiting for one at most two seconds. */
  next(): Promise<readonly ReceivedPacket[]>;
  /** VRIDs of so many IPv4 adverts, fewer when no more come. */
  vrids(count: number): Promise<readonly (number | undefined)[]>;
}

function open(
  t: Test,
  end: NamespaceEnd,
  transport: AdvertisementTransport,
  endpoint: AdvertisementEndpoint,
): Listener {
  let wake: () => void = () => {};
  const socket = end.within(() => transport.open(endpoint, () => wake()));
  t.teardown(() => socket.close());
  const next = async (): Promise<readonly ReceivedPacket[]> => {
    const waiting = socket.drain();
    if (waiting.length > 0) return waiting;
    await new Promise<void>((resolve) => {
      const bound = setTimeout(resolve, 2000);
      wake = () => {
        clearTimeout(bound);
        resolve();
      };
    });
    return socket.drain();
  };
  const vrids = async (count: number): Promise<readonly (number | undefined)[]> => {
    const found: (number | undefined)[] = [];
    while (found.length < count) {
      const batch = await next();
      if (batch.length === 0) break;
      found.push(...batch.map((packet) => packet.bytes[21]));
    }
    return found;
  };
  return { socket, next, vrids };
}

function endpoint4(end: NamespaceEnd, source: IpAddress, group: IpAddress | undefined): AdvertisementEndpoint {
  if (group === undefined) return { ...UNBOUND, source };
  const { interfaceName, interfaceIndex } = end;
  return { family: 4, protocol: 112, interfaceName, interfaceIndex, group, source, hopLimit: 255 };
}

function endpoint6(end: NamespaceEnd, source: IpAddress, group: IpAddress | undefined): AdvertisementEndpoint {
  const { interfaceName, interfaceIndex } = end;
  return { family: 6, protocol: 112, interfaceName, interfaceIndex, group, source, hopLimit: 255 };
}

/** An IPv4 header whose length, identification and checksum the kernel fills, and eight bytes of a message. */
function packet4(from: IpAddress, to: IpAddress, vrid: number): Uint8Array {
  const header = [0x45, 0xc0, 0, 28, 0, 0, 0, 0, 255, 112, 0, 0, ...addressBytes(from), ...addressBytes(to)];
  return Uint8Array.of(...header, 0x21, vrid, 100, 0, 0, 1, 0, 0);
}

function address(text: string): IpAddress {
  const parsed = parseIpAddress(text);
  if (parsed === undefined) throw new TypeError(text);
  return parsed;
}
