import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t, { type Test } from 'tap';
import { formatIpAddress } from '../../src/base/address.js';
import { type NativeSocket, native } from '../../src/system/native.js';
import { ReceiveRing } from '../../src/system/receive-ring.js';
import {
  decodeIpSocketAddress,
  encodeIpSocketAddress,
  encodeNetlinkSocketAddress,
  encodePacketInfo,
  encodeUnixSocketAddress,
} from '../../src/system/socket-address.js';

const addon = native();
const c = addon.constants;
const LOOPBACK = formatIpAddress(Uint8Array.of(127, 0, 0, 1));
const LOOPBACK6 = formatIpAddress(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));

/** A netlink protocol that the kernel only passes between processes. */
const NETLINK_USERSOCK = 2;

let names = 0;

/** Two Unix datagram sockets: what `from` sends arrives at `to`. */
function makePair(t: Test): { from: NativeSocket; to: NativeSocket } {
  const from = new addon.Socket(c.AF_UNIX, c.SOCK_DGRAM, 0);
  const to = new addon.Socket(c.AF_UNIX, c.SOCK_DGRAM, 0);
  const address = encodeUnixSocketAddress(`@vrrpd-test-${process.pid}-${names++}`);
  to.bind(address ?? new Uint8Array());
  from.connect(address ?? new Uint8Array());
  t.teardown(() => {
    from.close();
    to.close();
  });
  return { from, to };
}

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

t.test('methods of a closed socket throw EBADF, closing again is fine', async (t) => {
  const { from } = makePair(t);
  from.close();
  from.close();
  t.equal(from.fd, -1);
  const calls: Record<string, () => unknown> = {
    setOption: () => from.setOption(c.SOL_SOCKET, c.SO_RCVBUF, 1),
    getOption: () => from.getOption(c.SOL_SOCKET, c.SO_RCVBUF, 4),
    attachFilter: () => from.attachFilter(new Uint8Array(8)),
    bind: () => from.bind(new Uint8Array(2)),
    connect: () => from.connect(new Uint8Array(2)),
    localAddress: () => from.localAddress(),
    configureReceive: () => from.configureReceive(1, 1),
    receive: () => from.receive(),
    send: () => from.send([], 0),
    watch: () => from.watch(() => {}),
    unwatch: () => from.unwatch(),
    ref: () => from.ref(),
    unref: () => from.unref(),
  };
  for (const [name, call] of Object.entries(calls)) t.throws(call, { code: 'EBADF' }, name);
});

t.test('10,000 rounds of open, watch and close leave no descriptor behind', async (t) => {
  const before = openDescriptors();
  for (let round = 0; round < 10_000; round += 1) {
    const socket = new addon.Socket(c.AF_UNIX, c.SOCK_DGRAM, 0);
    if (round % 2 === 0) socket.watch(() => {});
    if (round % 5 === 0) socket.configureReceive(4, 256);
    socket.close();
    const timer = new addon.Timer(() => {});
    if (round % 2 === 0) timer.arm(addon.bootMicros());
    timer.close();
    // The event loop frees what libuv has let go of.
    if (round % 500 === 0) await delay(0);
  }
  await delay(0);
  t.equal(openDescriptors(), before);
});

t.test('a forgotten socket is closed by the garbage collector', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const before = openDescriptors();
  for (let round = 0; round < 100; round += 1) new addon.Socket(c.AF_UNIX, c.SOCK_DGRAM, 0);
  t.equal(openDescriptors(), before + 100);
  for (let round = 0; round < 20 && openDescriptors() > before; round += 1) {
    collect();
    await delay(1);
  }
  t.equal(openDescriptors(), before);
});

t.test('descriptors are non-blocking and closed on exec', async (t) => {
  const { from } = makePair(t);
  const flags = /flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${from.fd}`, 'utf8'))?.[1] ?? '0';
  t.equal(Number.parseInt(flags, 8) & 0o2004000, 0o2004000);
});

t.test('a batch arrives in order, each slot with its own length', async (t) => {
  const { from, to } = makePair(t);
  const ring = new ReceiveRing(to, 8, 64);
  t.strictSame(ring.receive(), [], 'nothing waits');
  const sent = [1, 2, 3, 4, 5].map((length) => new Uint8Array(length).fill(length));
  t.strictSame(
    from.send(
      sent.map((bytes) => ({ bytes })),
      0,
    ),
    [],
  );
  t.strictSame(
    ring.receive().map(({ bytes, flags }) => [Array.from(bytes), flags]),
    [[1], [2, 2], [3, 3, 3], [4, 4, 4, 4], [5, 5, 5, 5, 5]].map((bytes) => [bytes, 0]),
  );
  t.strictSame(ring.receive(), []);
});

t.test('a batch takes no more than the ring has slots, the rest stays', async (t) => {
  const { from, to } = makePair(t);
  const ring = new ReceiveRing(to, 2, 64);
  from.send(
    [1, 2, 3].map((value) => ({ bytes: Uint8Array.of(value) })),
    0,
  );
  const taken = () => ring.receive().map(({ bytes }) => bytes[0]);
  t.strictSame(taken(), [1, 2]);
  t.strictSame(taken(), [3]);
});

t.test('what is longer than a slot is cut and flagged', async (t) => {
  const { from, to } = makePair(t);
  const ring = new ReceiveRing(to, 2, 4);
  from.send([{ bytes: Uint8Array.of(1, 2, 3, 4, 5, 6) }, { bytes: Uint8Array.of(7) }], 0);
  t.match(ring.receive(), [
    { bytes: Uint8Array.of(1, 2, 3, 4), flags: c.MSG_TRUNC },
    { bytes: Uint8Array.of(7), flags: 0 },
  ]);
});

t.test('one message that cannot go does not stop the others', async (t) => {
  const { from, to } = makePair(t);
  const ring = new ReceiveRing(to, 8, 64);
  const nobody = encodeUnixSocketAddress('/nowhere/at/all') ?? new Uint8Array();
  const failures = from.send(
    [{ bytes: Uint8Array.of(1) }, { bytes: Uint8Array.of(2), to: nobody }, { bytes: Uint8Array.of(3) }],
    0,
  );
  t.strictSame(
    failures.map(({ index, error }) => [index, error.errno, error.syscall]),
    [[1, 'ENOENT', 'sendmmsg']],
  );
  t.strictSame(
    ring.receive().map(({ bytes }) => bytes[0]),
    [1, 3],
  );
});

t.test('more than one system call takes', async (t) => {
  const { from, to } = makePair(t);
  const ring = new ReceiveRing(to, 64, 16);
  // A Unix datagram socket queues few messages: the rest is refused, by index.
  const failures = from.send(
    Array.from({ length: 200 }, (_, index) => ({ bytes: Uint8Array.of(index) })),
    0,
  );
  const arrived = ring.receive().map(({ bytes }) => bytes[0] ?? -1);
  t.equal(arrived.length + failures.length, 200);
  t.strictSame(arrived, Array.from(arrived.keys()));
  t.ok(failures.every(({ error }) => error.errno === 'EAGAIN'));
  t.equal(failures[0]?.index, arrived.length);
});

t.test('ancillary data: TTL, destination, interface and arrival time over IPv4', async (t) => {
  const socket = new addon.Socket(c.AF_INET, c.SOCK_DGRAM, 0);
  t.teardown(() => socket.close());
  socket.bind(encodeIpSocketAddress(LOOPBACK));
  socket.setOption(c.IPPROTO_IP, c.IP_RECVTTL, 1);
  socket.setOption(c.IPPROTO_IP, c.IP_PKTINFO, 1);
  socket.setOption(c.SOL_SOCKET, c.SO_TIMESTAMPNS, 1);
  socket.setOption(c.IPPROTO_IP, c.IP_TTL, 77);
  const ring = new ReceiveRing(socket, 4, 64);
  const before = addon.bootMicros();
  t.strictSame(socket.send([{ bytes: Uint8Array.of(1), to: socket.localAddress() }], 0), []);
  const [message] = ring.receive();
  t.equal(message?.hopLimit, 77);
  t.strictSame(message?.destination, Uint8Array.of(127, 0, 0, 1));
  t.equal(message?.interfaceIndex, 1, 'lo');
  t.equal(decodeIpSocketAddress(message?.source ?? new Uint8Array()), '127.0.0.1');
  // Two clocks are read one after the other to turn the kernel's stamp into ours.
  t.ok((message?.timestamp ?? 0) >= before - 1_000 && (message?.timestamp ?? 0) <= addon.bootMicros() + 1_000);
});

t.test('ancillary data: what was not asked for is absent', async (t) => {
  const socket = new addon.Socket(c.AF_INET, c.SOCK_DGRAM, 0);
  t.teardown(() => socket.close());
  socket.bind(encodeIpSocketAddress(LOOPBACK));
  const ring = new ReceiveRing(socket, 4, 64);
  socket.send([{ bytes: Uint8Array.of(1), to: socket.localAddress() }], 0);
  const [message] = ring.receive();
  t.match(message, { hopLimit: undefined, destination: undefined, interfaceIndex: undefined, timestamp: undefined });
});

t.test('ancillary data: hop limit and destination over IPv6, source chosen for each packet', async (t) => {
  const socket = new addon.Socket(c.AF_INET6, c.SOCK_DGRAM, 0);
  t.teardown(() => socket.close());
  socket.bind(encodeIpSocketAddress(LOOPBACK6));
  socket.setOption(c.IPPROTO_IPV6, c.IPV6_RECVHOPLIMIT, 1);
  socket.setOption(c.IPPROTO_IPV6, c.IPV6_RECVPKTINFO, 1);
  const ring = new ReceiveRing(socket, 4, 64);
  const hopLimit = new Uint8Array(Int32Array.of(33).buffer);
  const control = [
    { level: c.IPPROTO_IPV6, type: c.IPV6_HOPLIMIT, data: hopLimit },
    { level: c.IPPROTO_IPV6, type: c.IPV6_PKTINFO, data: encodePacketInfo(LOOPBACK6, 1) },
  ];
  t.strictSame(socket.send([{ bytes: Uint8Array.of(1), to: socket.localAddress(), control }], 0), []);
  const [message] = ring.receive();
  t.equal(message?.hopLimit, 33);
  t.equal(message?.interfaceIndex, 1);
  t.strictSame(message?.destination, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
});

t.test('readiness comes from the event loop until watching ends', async (t) => {
  const { from, to } = makePair(t);
  const ring = new ReceiveRing(to, 4, 64);
  const heard: number[] = [];
  to.watch(() => heard.push(...ring.receive().map(({ bytes }) => bytes[0] ?? -1)));
  t.throws(() => to.watch(() => {}), { code: 'EALREADY' });
  from.send([{ bytes: Uint8Array.of(1) }], 0);
  t.strictSame(heard, [], 'not in the same turn');
  await until(() => heard.length === 1);
  from.send([{ bytes: Uint8Array.of(2) }], 0);
  await until(() => heard.length === 2);
  to.unwatch();
  from.send([{ bytes: Uint8Array.of(3) }], 0);
  await delay(5);
  t.strictSame(heard, [1, 2]);
  t.strictSame(
    ring.receive().map(({ bytes }) => bytes[0]),
    [3],
    'drained by hand',
  );
  to.watch(() => heard.push(...ring.receive().map(({ bytes }) => bytes[0] ?? -1)));
  from.send([{ bytes: Uint8Array.of(4) }], 0);
  await until(() => heard.length === 3);
  t.strictSame(heard, [1, 2, 4], 'watched again');
});

t.test('a callback may close its own socket', async (t) => {
  const { from, to } = makePair(t);
  let calls = 0;
  to.watch(() => {
    calls += 1;
    to.close();
  });
  from.send([{ bytes: Uint8Array.of(1) }, { bytes: Uint8Array.of(2) }], 0);
  await until(() => calls > 0);
  await delay(5);
  t.equal(calls, 1);
});

const netlinkSkip = process.getuid?.() === 0 ? false : 'needs root to join a netlink group';

t.test('netlink that lost messages says ENOBUFS once, and goes on', { skip: netlinkSkip }, async (t) => {
  const open = () => new addon.Socket(c.AF_NETLINK, c.SOCK_RAW, NETLINK_USERSOCK);
  const [from, to] = [open(), open()];
  t.teardown(() => [from, to].map((socket) => socket.close()));
  const group = 1 << 20;
  to.bind(encodeNetlinkSocketAddress(0, group));
  to.setOption(c.SOL_SOCKET, c.SO_RCVBUF, 4096);
  const ring = new ReceiveRing(to, 8, 1024);
  const heard: string[] = [];
  to.watch(() => {
    try {
      heard.push(...ring.receive().map(({ bytes }) => `message ${bytes[0]}`));
    } catch (error) {
      heard.push((error as { code: string }).code);
    }
  });
  const multicast = (value: number) => {
    // Nobody listens on the kernel's side, which sendmmsg reports after it has delivered to the group.
    from.send([{ bytes: new Uint8Array(1000).fill(value), to: encodeNetlinkSocketAddress(0, group) }], 0);
  };
  for (let value = 0; value < 50; value += 1) multicast(value);
  await until(() => heard.includes('message 0'));
  t.equal(heard.filter((entry) => entry === 'ENOBUFS').length, 1, heard.join());
  multicast(99);
  await until(() => heard.includes('message 99'));
  t.ok(heard.includes('message 99'), 'still watched');
});

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 2000 && !condition(); round += 1) await delay(1);
}
