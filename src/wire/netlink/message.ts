/**
 * Netlink messages: the 16-byte header around every payload, acknowledgements and the end of a dump. Host byte order.
 * netlink(7), rtnetlink(7), linux/netlink.h.
 */

import { ByteReader, ByteWriter, HOST_LITTLE_ENDIAN } from '../../base/bytes.js';
import { readAttributes } from './attributes.js';

export const NLMSG_HEADER_LENGTH = 16;
export const NLMSG_TYPE_OFFSET = 4;
const NLMSG_FLAGS_OFFSET = 6;
const NLMSG_SEQUENCE_OFFSET = 8;
export const NLMSG_PORT_OFFSET = 12;
/** Most messages read of one datagram; the kernel puts far fewer into 32 KiB. */
const MESSAGE_LIMIT = 4096;

export const NLMSG_NOOP = 1;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
/** The kernel lost data. */
export const NLMSG_OVERRUN = 4;

export const NLM_F_REQUEST = 0x001;
/** In a request: answer when done. */
export const NLM_F_ACK = 0x004;
/** The dump was disturbed by a change and must be repeated. */
export const NLM_F_DUMP_INTR = 0x010;
export const NLM_F_DUMP = 0x300;
export const NLM_F_REPLACE = 0x100;
export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;
export const NLM_F_APPEND = 0x800;
/** In an acknowledgement: the request is not echoed. */
const NLM_F_CAPPED = 0x100;
/** In an acknowledgement: attributes follow. */
const NLM_F_ACK_TLVS = 0x200;
const NLMSGERR_ATTR_MSG = 1;

export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly port: number;
  readonly payload: Uint8Array;
}

/** The kernel's answer to one request. */
export interface Acknowledgement {
  readonly sequence: number;
  /** 0 when it was done, otherwise the positive errno. */
  readonly error: number;
  /** What the kernel says beyond the number, where it says more. */
  readonly message: string | undefined;
}

/** One message. @param sequence 32 bits, comes back in the answer */
export function encodeNetlinkMessage(type: number, flags: number, sequence: number, payload: Uint8Array): Uint8Array {
  const length = NLMSG_HEADER_LENGTH + payload.length;
  return new ByteWriter(align(length), HOST_LITTLE_ENDIAN)
    .u32(length)
    .u16(type)
    .u16(flags)
    .u32(sequence)
    .u32(0)
    .bytes(payload)
    .zeros(align(length) - length)
    .finish();
}

/** Numbers the messages of a datagram from `first` on, and adds flags to the last. */
export function numberNetlinkMessages(
  datagram: Uint8Array,
  messages: readonly Uint8Array[],
  first: number,
  lastFlags: number,
): void {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.length);
  let start = 0;
  for (let index = 0; index < messages.length; index += 1) {
    view.setUint32(start + NLMSG_SEQUENCE_OFFSET, (first + index) >>> 0, HOST_LITTLE_ENDIAN);
    if (index === messages.length - 1) {
      const flags = view.getUint16(start + NLMSG_FLAGS_OFFSET, HOST_LITTLE_ENDIAN) | lastFlags;
      view.setUint16(start + NLMSG_FLAGS_OFFSET, flags, HOST_LITTLE_ENDIAN);
    }
    start += messages[index]?.length ?? 0;
  }
}

/** Splits a datagram. A length that does not fit ends the reading; what came before it is returned. */
export function decodeNetlinkMessages(bytes: Uint8Array): NetlinkMessage[] {
  const messages: NetlinkMessage[] = [];
  const reader = new ByteReader(bytes, HOST_LITTLE_ENDIAN);
  while (reader.remaining >= NLMSG_HEADER_LENGTH && messages.length < MESSAGE_LIMIT) {
    const length = reader.u32();
    const header = { type: reader.u16(), flags: reader.u16(), sequence: reader.u32(), port: reader.u32() };
    if (length < NLMSG_HEADER_LENGTH || length - NLMSG_HEADER_LENGTH > reader.remaining) break;
    messages.push({ ...header, payload: reader.take(length - NLMSG_HEADER_LENGTH) });
    reader.skip(Math.min(align(length) - length, reader.remaining));
  }
  return messages;
}

/** Reads NLMSG_ERROR, or an NLMSG_DONE that ends a dump with an error; undefined for anything else. */
export function decodeAcknowledgement(message: NetlinkMessage): Acknowledgement | undefined {
  if (message.type !== NLMSG_ERROR && message.type !== NLMSG_DONE) return undefined;
  const reader = new ByteReader(message.payload, HOST_LITTLE_ENDIAN);
  const code = reader.i32();
  if (reader.overrun) return message.type === NLMSG_DONE ? done(message, 0, undefined) : undefined;
  if (message.type === NLMSG_ERROR) skipEchoedRequest(reader, message.flags);
  const text = message.flags & NLM_F_ACK_TLVS ? readAttributes(reader.rest()).get(NLMSGERR_ATTR_MSG) : undefined;
  return done(message, Math.abs(code), text === undefined ? undefined : readText(text));
}

/** Text of an attribute without its terminator, at most 255 bytes of it. */
export function readText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 255)));
}

/** The next multiple of four. */
export function align(length: number): number {
  return (length + 3) & ~3;
}

function done(message: NetlinkMessage, error: number, text: string | undefined): Acknowledgement {
  return { sequence: message.sequence, error, message: text };
}

function skipEchoedRequest(reader: ByteReader, flags: number): void {
  const length = reader.u32();
  reader.skip(NLMSG_HEADER_LENGTH - 4);
  if ((flags & NLM_F_CAPPED) === 0) reader.skip(Math.max(0, align(length) - NLMSG_HEADER_LENGTH));
}
