/**
 * A netlink socket that asks the kernel and reads the answers in the same turn. rtnetlink works inside the send, so
 * acknowledgements already wait when it returns, and every receive of a dump makes the kernel write more of it.
 */

import { concatBytes } from '../base/bytes.js';
import { SystemError } from '../base/errors.js';
import {
  type Acknowledgement,
  decodeAcknowledgement,
  decodeNetlinkMessages,
  encodeNetlinkMessage,
  type NetlinkMessage,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  numberNetlinkMessages,
} from '../wire/netlink/message.js';
import { type NativeSocket, native } from './native.js';
import { ReceiveRing } from './receive-ring.js';
import { decodeNetlinkPort, encodeNetlinkSocketAddress } from './socket-address.js';

/** The kernel writes dumps in pieces of at most 32 KiB. */
const SLOT_SIZE = 32_768;
const SLOTS = 16;
/** Requests in one send: the refusals of all must fit the receive buffer, 768 bytes of kernel memory each. */
const BATCH = 128;
const BATCH_BYTES = 32_768;
const RECEIVE_BUFFER = 1024 * 1024;
/** Tries of a dump that changes of the kernel's tables disturb. */
const DUMP_TRIES = 5;

/** A receive buffer as the configuration asks for it. */
export interface BufferWish {
  readonly size: number;
  /** May exceed what the system allows. */
  readonly force: boolean;
}

export interface NetlinkRequest {
  readonly type: number;
  /** NLM_F_REQUEST and NLM_F_ACK are added. */
  readonly flags: number;
  readonly payload: Uint8Array;
  /** The message that `encodeRequest` made of it, for what is sent in a hurry or often. */
  readonly message?: Uint8Array;
}

/** The request as a message that still wants a number. */
export function encodeRequest({ type, flags, payload }: NetlinkRequest): Uint8Array {
  return encodeNetlinkMessage(type, flags | NLM_F_REQUEST, 0, payload);
}

export class NetlinkSocket {
  readonly #socket: NativeSocket;
  readonly #ring: ReceiveRing;
  readonly #kernel = encodeNetlinkSocketAddress();
  #sequence = 0;

  /**
   * @param groups bits of the multicast groups to hear, 0 for none
   * @param protocol whom to talk to; routing without it
   */
  constructor(groups = 0, receiveBuffer: number | BufferWish = RECEIVE_BUFFER, protocol?: number) {
    const { Socket, constants } = native();
    this.#socket = new Socket(constants.AF_NETLINK, constants.SOCK_RAW, protocol ?? constants.NETLINK_ROUTE);
    this.#socket.setOption(constants.SOL_NETLINK, constants.NETLINK_EXT_ACK, 1);
    setReceiveBuffer(this.#socket, receiveBuffer);
    this.#socket.bind(encodeNetlinkSocketAddress(0, groups));
    this.#ring = new ReceiveRing(this.#socket, SLOTS, SLOT_SIZE);
  }

  /**
   * Carries out requests in order and returns what became of each; one failing does not stop the rest.
   * @throws SystemError when a batch could not be sent at all
   */
  request(requests: readonly NetlinkRequest[]): Acknowledgement[] {
    return this.#inBatches(requests, NLM_F_ACK);
  }

  /**
   * Carries out requests in order; the kernel answers only where it refuses one.
   * @throws SystemError when a batch could not be sent at all
   */
  tell(requests: readonly NetlinkRequest[]): Acknowledgement[] {
    return this.#inBatches(requests, 0);
  }

  /**
   * Asks for a whole table and hands over its messages.
   * @throws SystemError the errno of the kernel's answer
   */
  dump(type: number, payload: Uint8Array): NetlinkMessage[] {
    for (let attempt = 1; ; attempt += 1) {
      const sequence = this.#nextSequence();
      this.#send(encodeNetlinkMessage(type, NLM_F_REQUEST | NLM_F_DUMP, sequence, payload));
      const { messages, disturbed } = this.#readDump(sequence);
      if (!disturbed || attempt === DUMP_TRIES) return messages;
    }
  }

  /** Asks for one entry of a table; undefined when there is none. @throws SystemError when it could not be asked */
  get(type: number, payload: Uint8Array): NetlinkMessage | undefined {
    const sequence = this.#nextSequence();
    this.#send(encodeNetlinkMessage(type, NLM_F_REQUEST, sequence, payload));
    for (let messages = this.receive(); messages.length > 0; messages = this.receive()) {
      const answer = messages.find((message) => message.sequence === sequence);
      if (answer !== undefined) return answer.type === NLMSG_ERROR ? undefined : answer;
    }
    return undefined;
  }

  /** Messages that wait, at most one ring of datagrams; empty when nothing does. Their payloads are copies. */
  receive(): NetlinkMessage[] {
    const messages: NetlinkMessage[] = [];
    for (const datagram of this.#ring.receive()) {
      // Any process may send to us; only port 0 is the kernel.
      if (decodeNetlinkPort(datagram.source) !== 0) continue;
      messages.push(...decodeNetlinkMessages(datagram.bytes.slice()));
    }
    return messages;
  }

  /** Whether the last receive may have left something: call it until it returns nothing. */
  watch(readable: () => void): void {
    this.#socket.watch(readable);
  }

  /** The kernel's name for this socket: its notifications say who asked for a change. */
  get port(): number {
    return decodeNetlinkPort(this.#socket.localAddress()) ?? 0;
  }

  /** Classic BPF: messages that it refuses do not arrive. */
  attachFilter(program: Uint8Array): void {
    this.#socket.attachFilter(program);
  }

  close(): void {
    this.#socket.close();
  }

  #nextBatch(requests: readonly NetlinkRequest[], start: number): NetlinkRequest[] {
    let bytes = 0;
    let end = start;
    while (end < requests.length && end - start < BATCH) {
      bytes += 20 + (requests[end]?.payload.length ?? 0);
      if (bytes > BATCH_BYTES && end > start) break;
      end += 1;
    }
    return requests.slice(start, end);
  }

  #inBatches(requests: readonly NetlinkRequest[], asking: number): Acknowledgement[] {
    const answers: Acknowledgement[] = [];
    for (let start = 0; start < requests.length; ) {
      const batch = this.#nextBatch(requests, start);
      answers.push(...this.#exchange(batch, asking));
      start += batch.length;
    }
    return answers;
  }

  /**
   * Refusals are answered in any case, so that only the last request asks for an answer: once that is there, all others
   * that were not refused are done.
   * @param asking flags of the last request
   */
  #exchange(batch: readonly NetlinkRequest[], asking: number): Acknowledgement[] {
    const sequences = batch.map(() => this.#nextSequence());
    const last = sequences.at(-1) ?? 0;
    const messages = batch.map((request) => request.message ?? encodeRequest(request));
    const datagram = concatBytes(messages);
    numberNetlinkMessages(datagram, messages, sequences[0] ?? 0, asking);
    this.#send(datagram);
    const answers = this.#readAnswers(new Set(sequences), last);
    const { errno, text } = asking === 0 || answers.has(last) ? NOT_REFUSED : UNANSWERED;
    return sequences.map((sequence) => answers.get(sequence) ?? { sequence, error: errno, message: text });
  }

  #readAnswers(wanted: ReadonlySet<number>, last: number): Map<number, Acknowledgement> {
    const answers = new Map<number, Acknowledgement>();
    while (!answers.has(last)) {
      const messages = this.receive();
      if (messages.length === 0) break;
      for (const message of messages) {
        const answer = message.type === NLMSG_ERROR ? decodeAcknowledgement(message) : undefined;
        if (answer !== undefined && wanted.has(answer.sequence)) answers.set(answer.sequence, answer);
      }
    }
    return answers;
  }

  #readDump(sequence: number): { messages: NetlinkMessage[]; disturbed: boolean } {
    const messages: NetlinkMessage[] = [];
    let disturbed = false;
    for (;;) {
      const received = this.receive();
      if (received.length === 0) throw dumpError(UNANSWERED.errno, UNANSWERED.text);
      for (const message of received) {
        if (message.sequence !== sequence) continue;
        disturbed ||= (message.flags & NLM_F_DUMP_INTR) !== 0;
        if (message.type === NLMSG_DONE || message.type === NLMSG_ERROR) {
          const end = decodeAcknowledgement(message);
          if (end !== undefined && end.error !== 0) throw dumpError(end.error, end.message);
          return { messages, disturbed };
        }
        messages.push(message);
      }
    }
  }

  #send(bytes: Uint8Array): void {
    const failure = this.#socket.send([{ bytes, to: this.#kernel }], 0)[0];
    if (failure !== undefined) throw failure.error;
  }

  #nextSequence(): number {
    this.#sequence = (this.#sequence + 1) >>> 0;
    return this.#sequence;
  }
}

/** A request without an answer of its own. */
const NOT_REFUSED = { errno: 0, text: undefined } as const;
/** ENOBUFS of Linux: the answer was lost. */
const UNANSWERED = { errno: 105, text: 'the kernel did not answer' } as const;

/** The kernel's answer as an error of ours. */
export function acknowledgementError({ error, message }: Acknowledgement, what: string): SystemError {
  const errno = native().errnoName(error);
  return new SystemError('netlink', errno, `${what}: ${message === undefined ? errno : `${message} (${errno})`}`);
}

function dumpError(error: number, message: string | undefined): SystemError {
  return acknowledgementError({ sequence: 0, error, message }, 'reading a table of the kernel');
}

/** Exported for other sockets of netlink. */
export function setReceiveBuffer(socket: NativeSocket, wish: number | BufferWish): void {
  const { constants } = native();
  const { size, force } = typeof wish === 'number' ? { size: wish, force: true } : wish;
  if (!force) {
    socket.setOption(constants.SOL_SOCKET, constants.SO_RCVBUF, size);
    return;
  }
  try {
    socket.setOption(constants.SOL_SOCKET, constants.SO_RCVBUFFORCE, size);
  } catch {
    // Without CAP_NET_ADMIN the usual limit has to do.
    socket.setOption(constants.SOL_SOCKET, constants.SO_RCVBUF, size);
  }
}
