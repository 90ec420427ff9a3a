/**
 * The addon in native/ as TypeScript sees it: system calls of sockets, timers and processes. Loaded on first use, so
 * that commands which need no socket run where the addon cannot be loaded. Everything thrown is a `SystemError`.
 */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { SystemError, VrrpdError } from '../base/errors.js';
import type { Micros } from '../base/micros.js';

/** One ancillary item to send along, its data in the kernel's layout and byte order. */
export interface ControlItem {
  readonly level: number;
  readonly type: number;
  readonly data: Uint8Array;
}

export interface OutgoingMessage {
  readonly bytes: Uint8Array;
  /** `struct sockaddr` as bytes, see socket-address.ts; absent on a connected socket. */
  readonly to?: Uint8Array;
  /** At most four items. */
  readonly control?: readonly ControlItem[];
}

export interface SendFailure {
  readonly index: number;
  readonly error: SystemError;
}

/** Non-blocking and close-on-exec. Methods of a closed one throw EBADF; closing twice is fine. */
export interface NativeSocket {
  /** -1 once closed. */
  readonly fd: number;
  /** A number is passed as a C `int`. */
  setOption(level: number, name: number, value: number | Uint8Array): void;
  /** What the kernel wrote, at most `length` bytes (0-4096). */
  getOption(level: number, name: number, length: number): Uint8Array;
  /** Classic BPF: eight bytes an instruction, host byte order. */
  attachFilter(program: Uint8Array): void;
  bind(address: Uint8Array): void;
  connect(address: Uint8Array): void;
  localAddress(): Uint8Array;
  /** Allocates the receive buffers, once: 1-1024 slots of 1-1048576 bytes. */
  configureReceive(slots: number, slotSize: number): { readonly data: ArrayBuffer; readonly records: ArrayBuffer };
  /** Fills slots from the first on and returns how many; 0 when nothing waits. Throws a socket's error once. */
  receive(): number;
  /** Sends at most 4096 messages in order; a failing one does not stop the rest. */
  send(messages: readonly OutgoingMessage[], flags: number): SendFailure[];
  /** Calls back from the event loop for as long as there is something to receive. */
  watch(readable: () => void): void;
  unwatch(): void;
  ref(): void;
  unref(): void;
  close(): void;
}

/** Armed, it keeps the event loop alive; disarmed, it does not. */
export interface NativeTimer {
  /** A moment of CLOCK_BOOTTIME; a past one rings at once; undefined disarms. */
  arm(at: Micros | undefined): void;
  close(): void;
}

/** A watched signal no longer ends the process. It does not keep the event loop alive. */
export interface NativeSignalWatcher {
  /** The signal has its standard action again. */
  close(): void;
}

export interface PeerCredentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

export interface Native {
  /** SHA-256 of the C sources that this binary was made from. */
  readonly sourceDigest: string;
  readonly constants: NativeConstants;
  readonly Socket: new (domain: number, type: number, protocol: number) => NativeSocket;
  readonly Timer: new (ring: () => void) => NativeTimer;
  /** Any signal by its number; `EBUSY` when it is watched already. Signals that arrive together may be told once. */
  readonly SignalWatcher: new (
    number: number,
    arrived: () => void,
  ) => NativeSignalWatcher;
  useErrorClass(errorClass: new (syscall: string, errno: string, message: string) => SystemError): void;
  /** `EPERM` for 1, `EUNKNOWN` for a number without a name. */
  errnoName(number: number): string;
  /** CLOCK_BOOTTIME. */
  bootMicros(): Micros;
  /** @param pid 0 is the calling thread */
  setScheduler(pid: number, policy: number, priority: number): void;
  getScheduler(pid: number): { readonly policy: number; readonly priority: number };
  setAffinity(pid: number, cpus: readonly number[]): void;
  getAffinity(pid: number): number[];
  /** The program and its libraries stay in memory once they were used (mlock2); the heap is not locked. */
  lockProgram(): void;
  /** mlockall. V8 cannot give locked pages back and ends the process when it tries: see lockProgram. */
  lockMemory(flags: number): void;
  unlockMemory(): void;
  /** `Infinity` is no limit. */
  setLimit(resource: number, soft: number, hard: number): void;
  getLimit(resource: number): { readonly soft: number; readonly hard: number };
  /** setns for the calling thread. */
  setNamespace(fd: number, type: number): void;
  /** Who connected to, or listens on, the other end of a Unix stream socket. */
  peerCredentials(fd: number): PeerCredentials;
  /** flock; EAGAIN when LOCK_NB is given and somebody else holds it. */
  lockFile(fd: number, operation: number): void;
  /** For descriptors that other packages open: scripts do not inherit them. */
  closeOnExec(fd: number): void;
  /** A FIFO; EEXIST where something is there. */
  makeFifo(path: string, mode: number): void;
  /** Becomes another program, or throws. @param environment `NAME=value` */
  execve(path: string, argv: readonly string[], environment: readonly string[]): never;
}

let loaded: Native | undefined;

/**
 * The addon: a build of this checkout in native/build where there is one, otherwise the prebuilt binary of this
 * processor in native/prebuilds.
 * @throws VrrpdError NATIVE_UNAVAILABLE when neither can be loaded
 */
export function native(): Native {
  loaded ??= load();
  return loaded;
}

function load(): Native {
  const require = createRequire(import.meta.url);
  const folder = fileURLToPath(new URL('../../../native', import.meta.url));
  try {
    const addon = (require('node-gyp-build') as (folder: string) => Native)(folder);
    addon.useErrorClass(SystemError);
    return addon;
  } catch (cause) {
    const target = `${process.platform}-${process.arch}`;
    throw new VrrpdError('NATIVE_UNAVAILABLE', `no native addon for ${target}: run npm run build:native`, { cause });
  }
}

type ConstantName =
  | `AF_${'UNIX' | 'INET' | 'INET6' | 'NETLINK' | 'PACKET'}`
  | `SOCK_${'STREAM' | 'DGRAM' | 'RAW'}`
  | `IPPROTO_${'IP' | 'ICMP' | 'UDP' | 'IPV6' | 'AH' | 'ICMPV6' | 'RAW'}`
  | `SOL_${'SOCKET' | 'PACKET' | 'NETLINK'}`
  | `SO_${'RCVBUF' | 'SNDBUF' | 'RCVBUFFORCE' | 'SNDBUFFORCE' | 'BINDTODEVICE' | 'PRIORITY' | 'MARK'}`
  | `SO_${'TIMESTAMPNS' | 'ERROR' | 'REUSEADDR' | 'PASSCRED'}`
  | `IP_${'TOS' | 'TTL' | 'HDRINCL' | 'RECVTTL' | 'PKTINFO' | 'FREEBIND' | 'ADD_MEMBERSHIP' | 'DROP_MEMBERSHIP'}`
  | `IP_MULTICAST_${'IF' | 'TTL' | 'LOOP' | 'ALL'}`
  | `IPV6_${'V6ONLY' | 'CHECKSUM' | 'TCLASS' | 'UNICAST_HOPS' | 'JOIN_GROUP' | 'LEAVE_GROUP' | 'FREEBIND'}`
  | `IPV6_${'RECVPKTINFO' | 'PKTINFO' | 'RECVHOPLIMIT' | 'HOPLIMIT'}`
  | `IPV6_MULTICAST_${'IF' | 'HOPS' | 'LOOP' | 'ALL'}`
  | 'PACKET_AUXDATA'
  | `NETLINK_${'ROUTE' | 'NETFILTER' | 'CONNECTOR' | 'GENERIC'}`
  | `NETLINK_${'ADD_MEMBERSHIP' | 'DROP_MEMBERSHIP' | 'EXT_ACK' | 'GET_STRICT_CHK' | 'NO_ENOBUFS'}`
  | `MSG_${'DONTROUTE' | 'TRUNC' | 'CTRUNC'}`
  | `SCHED_${'OTHER' | 'FIFO' | 'RR' | 'BATCH' | 'IDLE' | 'RESET_ON_FORK'}`
  | `MCL_${'CURRENT' | 'FUTURE' | 'ONFAULT'}`
  | `RLIMIT_${'AS' | 'CORE' | 'MEMLOCK' | 'NOFILE' | 'NPROC' | 'RTPRIO' | 'RTTIME' | 'STACK'}`
  | 'CLONE_NEWNET'
  | `LOCK_${'SH' | 'EX' | 'NB' | 'UN'}`;

/** The kernel's numbers under their C names. */
export type NativeConstants = Readonly<Record<ConstantName, number>>;
