/** Whatever is passed, the addon answers with a SystemError that names the errno, and the process lives. */

import t from 'tap';
import { SystemError } from '../../src/base/errors.js';
import { type NativeSocket, native } from '../../src/system/native.js';
import { rejectsWrongValues, thrownBy } from '../support/wrong-values.js';

const addon = native();
const { AF_INET, AF_UNIX, SOCK_DGRAM, SOL_SOCKET, SO_RCVBUF } = addon.constants;

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value < 2 ** 31;
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isUndefined = (value: unknown): boolean => value === undefined;

function openUnix(): NativeSocket {
  return new addon.Socket(AF_UNIX, SOCK_DGRAM, 0);
}

t.test('functions refuse every wrong type', async (t) => {
  rejectsWrongValues(t, 'useErrorClass', addon.useErrorClass, [SystemError], [isFunction]);
  rejectsWrongValues(t, 'errnoName', addon.errnoName, [1]);
  rejectsWrongValues(t, 'setScheduler', addon.setScheduler, [0, 0, 0]);
  rejectsWrongValues(t, 'getScheduler', addon.getScheduler, [0]);
  rejectsWrongValues(t, 'setAffinity', addon.setAffinity, [0, addon.getAffinity(0)]);
  rejectsWrongValues(t, 'getAffinity', addon.getAffinity, [0]);
  rejectsWrongValues(t, 'lockMemory', addon.lockMemory, [0]);
  rejectsWrongValues(
    t,
    'setLimit',
    addon.setLimit,
    [addon.constants.RLIMIT_CORE, 0, 0],
    [undefined, (value) => value === 2 ** 31, (value) => value === 2 ** 31],
  );
  rejectsWrongValues(t, 'getLimit', addon.getLimit, [0]);
  rejectsWrongValues(t, 'setNamespace', addon.setNamespace, [-1, 0]);
  rejectsWrongValues(t, 'peerCredentials', addon.peerCredentials, [-1]);
  rejectsWrongValues(t, 'lockFile', addon.lockFile, [-1, 0]);
  rejectsWrongValues(t, 'closeOnExec', addon.closeOnExec, [-1]);
  rejectsWrongValues(t, 'execve', addon.execve, ['/nowhere/at/all', ['name'], []], [(value) => value === 'text']);
  t.equal(addon.errnoName(1), 'EPERM');
  t.equal(addon.errnoName(99999), 'EUNKNOWN');
});

t.test('a socket refuses every wrong type', async (t) => {
  const { Socket } = addon;
  const open = (domain: number, type: number, protocol: number): void => new Socket(domain, type, protocol).close();
  rejectsWrongValues(t, 'Socket', open, [AF_UNIX, SOCK_DGRAM, 0]);
  const socket = openUnix();
  t.teardown(() => socket.close());
  const method = (name: keyof NativeSocket) => (socket[name] as (...args: never[]) => unknown).bind(socket);
  rejectsWrongValues(t, 'setOption', method('setOption'), [SOL_SOCKET, SO_RCVBUF, 4096]);
  rejectsWrongValues(t, 'getOption', method('getOption'), [SOL_SOCKET, SO_RCVBUF, 4]);
  rejectsWrongValues(t, 'attachFilter', method('attachFilter'), [Uint8Array.of(6, 0, 0, 0, 0, 0, 0, 0)]);
  rejectsWrongValues(t, 'bind', method('bind'), [new Uint8Array(2)]);
  rejectsWrongValues(t, 'connect', method('connect'), [new Uint8Array(2)]);
  rejectsWrongValues(t, 'configureReceive', method('configureReceive'), [1, 64]);
  rejectsWrongValues(t, 'watch', method('watch'), [() => {}], [isFunction]);
  rejectsWrongValues(t, 'send', method('send'), [[], 0]);
});

t.test('every part of a message to send is checked', async (t) => {
  const socket = openUnix();
  t.teardown(() => socket.close());
  const bytes = new Uint8Array(1);
  const send = (message: unknown): unknown => socket.send([message as { bytes: Uint8Array }], 0);
  const [level, type, data] = [SOL_SOCKET, 1, new Uint8Array(4)];
  rejectsWrongValues(t, 'message', send, [{ bytes }], [undefined]);
  rejectsWrongValues(t, 'bytes', (value: unknown) => send({ bytes: value }), [bytes]);
  rejectsWrongValues(t, 'to', (value: unknown) => send({ bytes, to: value ?? null }), [bytes]);
  rejectsWrongValues(t, 'control', (value: unknown) => send({ bytes, control: value ?? null }), [[]]);
  const sendControl = (...[level, type, data]: unknown[]): unknown => send({ bytes, control: [{ level, type, data }] });
  rejectsWrongValues(t, 'control item', sendControl, [level, type, data]);
  const item = { level, type, data: new Uint8Array(300) };
  t.throws(() => send({ bytes, control: [item] }), { code: 'EINVAL' }, 'control data too long');
  t.throws(() => send({ bytes, control: [item, item, item, item, item] }), { code: 'EINVAL' }, 'too many items');
  t.throws(() => send({ bytes, to: new Uint8Array(200) }), { code: 'EINVAL' }, 'address too long');
});

t.test('a timer refuses every wrong type', async (t) => {
  const { Timer } = addon;
  rejectsWrongValues(t, 'Timer', (ring: () => void) => new Timer(ring).close(), [() => {}], [isFunction]);
  const timer = new Timer(() => {});
  t.teardown(() => timer.close());
  const fine = (value: unknown): boolean => isUndefined(value) || isNumber(value) || value === 2 ** 31;
  const arm = (...args: unknown[]): void => timer.arm((args.length === 0 ? 'nothing' : args[0]) as never);
  rejectsWrongValues(t, 'arm', arm, [undefined], [fine]);
});

t.test('limits of sizes are errors, not allocations', async (t) => {
  const socket = openUnix();
  t.teardown(() => socket.close());
  for (const [slots, size] of [
    [0, 1],
    [1025, 1],
    [1, 0],
    [1, 2 ** 20 + 1],
    [-1, -1],
  ] as const) {
    t.throws(() => socket.configureReceive(slots, size), { code: 'EINVAL' }, `${slots} slots of ${size}`);
  }
  t.throws(() => socket.receive(), { code: 'EINVAL' }, 'no buffers yet');
  socket.configureReceive(2, 16);
  t.throws(() => socket.configureReceive(2, 16), { code: 'EALREADY' });
  t.throws(() => socket.getOption(SOL_SOCKET, SO_RCVBUF, 4097), { code: 'EINVAL' });
  t.throws(() => socket.setOption(SOL_SOCKET, SO_RCVBUF, new Uint8Array(4097)), { code: 'EINVAL' });
  t.throws(() => socket.setOption(SOL_SOCKET, 26, new Uint8Array(16)), { code: 'EINVAL' }, 'a pointer in the value');
  t.throws(() => socket.attachFilter(new Uint8Array(7)), { code: 'EINVAL' });
  t.throws(() => socket.send(new Array(4097).fill({ bytes: new Uint8Array(1) }), 0), { code: 'EINVAL' });
  t.throws(() => addon.execve('/bin/true\0', ['true'], []), { code: 'EINVAL' });
  t.throws(() => addon.execve('/bin/true', [], []), { code: 'EINVAL' });
});

t.test("the kernel's refusals carry the errno's name", async (t) => {
  t.throws(() => new addon.Socket(9999, SOCK_DGRAM, 0), { code: 'EAFNOSUPPORT', syscall: 'socket' });
  t.throws(() => addon.peerCredentials(-1), { code: 'EBADF' });
  t.throws(() => addon.lockFile(-1, addon.constants.LOCK_EX), { code: 'EBADF', syscall: 'flock' });
  t.throws(() => addon.closeOnExec(-1), { code: 'EBADF', syscall: 'fcntl' });
  t.throws(() => addon.setNamespace(-1, 0), { code: 'EBADF', syscall: 'setns' });
  t.throws(() => addon.execve('/nowhere/at/all', ['name'], ['A=b']), { code: 'ENOENT', syscall: 'execve' });
  t.throws(() => addon.getScheduler(2 ** 31 - 1), { code: 'ESRCH' });
  const socket = new addon.Socket(AF_INET, SOCK_DGRAM, 0);
  t.throws(() => socket.setOption(SOL_SOCKET, 9999, 1), { code: 'ENOPROTOOPT', syscall: 'setsockopt' });
  socket.close();
});

t.test('methods on a foreign this, and classes without new', async (t) => {
  const socket = openUnix();
  const timer = new addon.Timer(() => {});
  // The engine itself refuses these calls, before the addon is asked.
  const refused: unknown[] = [];
  const attempts: unknown[] = [];
  for (const self of [
    undefined,
    null,
    1,
    'text',
    {},
    [],
    () => {},
    addon,
    Object.create(socket),
    new Proxy(socket, {}),
  ]) {
    for (const [owner, other] of [
      [socket, timer],
      [timer, socket],
    ] as const) {
      for (const name of methodsOf(owner)) {
        const method = Reflect.get(owner, name) as () => unknown;
        for (const receiver of [self, other]) {
          attempts.push(name);
          if (thrownBy(() => Reflect.apply(method, receiver, [])) instanceof TypeError) refused.push(name);
        }
      }
    }
  }
  t.strictSame(refused, attempts);
  t.match(
    thrownBy(() => Reflect.apply(addon.Socket, undefined, [1, 2, 0])),
    { code: 'EINVAL' },
  );
  t.match(
    thrownBy(() => Reflect.apply(addon.Timer, undefined, [() => {}])),
    { code: 'EINVAL' },
  );
  socket.close();
  timer.close();
});

t.test('getters that close, throw or detach in the middle of a send', async (t) => {
  const socket = openUnix();
  const bytes = new Uint8Array(100_000);
  const detaching = {
    get bytes(): Uint8Array {
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      return new Uint8Array(1);
    },
  };
  t.match(socket.send([{ bytes }, detaching], 0), [{ index: 0 }, { index: 1 }], 'a buffer transferred away is empty');
  const throwing = {
    get bytes(): Uint8Array {
      throw new RangeError('mine');
    },
  };
  t.throws(() => socket.send([throwing], 0), new RangeError('mine'), "the getter's own error");
  const closing = {
    get bytes(): Uint8Array {
      socket.close();
      return new Uint8Array(1);
    },
  };
  t.throws(() => socket.send([closing], 0), { code: 'EBADF' });
});

t.test('a receive buffer that was transferred away is an error', async (t) => {
  const socket = openUnix();
  t.teardown(() => socket.close());
  const { data } = socket.configureReceive(4, 4096);
  structuredClone(data, { transfer: [data] });
  t.throws(() => socket.receive(), { code: 'EINVAL' });
});

function methodsOf(object: object): string[] {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(object));
  return names.filter((name) => name !== 'constructor' && name !== 'fd');
}
