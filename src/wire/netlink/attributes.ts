/**
 * Netlink attributes: length, type, value, each padded to four bytes. Host byte order. linux/netlink.h.
 */

import { ByteReader, ByteWriter, HOST_LITTLE_ENDIAN } from '../../base/bytes.js';

const ATTRIBUTE_HEADER_LENGTH = 4;
const TYPE_MASK = 0x3fff;
const NLA_F_NESTED = 0x8000;
/** Most attributes read of one message. */
const ATTRIBUTE_LIMIT = 256;
const MESSAGE_LIMIT = 32_768;

export type Attributes = ReadonlyMap<number, Uint8Array>;

/** Values by type, as views; the last of a type wins. A length that does not fit ends the reading. */
export function readAttributes(bytes: Uint8Array): Attributes {
  const attributes = new Map<number, Uint8Array>();
  for (const [type, value] of listAttributes(bytes)) attributes.set(type, value);
  return attributes;
}

/** All attributes in order, where a type may come more than once. */
export function listAttributes(bytes: Uint8Array): [type: number, value: Uint8Array][] {
  const list: [number, Uint8Array][] = [];
  const reader = new ByteReader(bytes, HOST_LITTLE_ENDIAN);
  while (reader.remaining >= ATTRIBUTE_HEADER_LENGTH && list.length < ATTRIBUTE_LIMIT) {
    const length = reader.u16();
    const type = reader.u16() & TYPE_MASK;
    if (length < ATTRIBUTE_HEADER_LENGTH || length - ATTRIBUTE_HEADER_LENGTH > reader.remaining) break;
    list.push([type, reader.take(length - ATTRIBUTE_HEADER_LENGTH)]);
    reader.skip(Math.min(-length & 3, reader.remaining));
  }
  return list;
}

/** Number of a 32-bit attribute; undefined when it is absent or too short. */
export function readU32(attributes: Attributes, type: number): number | undefined {
  const value = attributes.get(type);
  return value === undefined || value.length < 4 ? undefined : new ByteReader(value, HOST_LITTLE_ENDIAN).u32();
}

/** Builds a payload: a fixed structure first, attributes behind it. */
export class PayloadWriter {
  readonly #writer = new ByteWriter(MESSAGE_LIMIT, HOST_LITTLE_ENDIAN);

  u8(value: number): this {
    this.#writer.u8(value);
    return this;
  }

  u16(value: number): this {
    this.#writer.u16(value);
    return this;
  }

  u32(value: number): this {
    this.#writer.u32(value);
    return this;
  }

  attribute(type: number, value: Uint8Array): this {
    this.#writer.u16(ATTRIBUTE_HEADER_LENGTH + value.length).u16(type);
    this.#writer.bytes(value).zeros(-value.length & 3);
    return this;
  }

  attributeU8(type: number, value: number): this {
    return this.attribute(type, Uint8Array.of(value));
  }

  attributeU16(type: number, value: number): this {
    return this.attribute(type, new ByteWriter(2, HOST_LITTLE_ENDIAN).u16(value).finish());
  }

  attributeU32(type: number, value: number): this {
    return this.attribute(type, new ByteWriter(4, HOST_LITTLE_ENDIAN).u32(value).finish());
  }

  /** Text with its terminator. */
  attributeText(type: number, value: string): this {
    return this.attribute(type, new TextEncoder().encode(`${value}\0`));
  }

  /** An attribute that holds attributes. */
  nested(type: number, fill: (inner: PayloadWriter) => void): this {
    const inner = new PayloadWriter();
    fill(inner);
    return this.attribute(type | NLA_F_NESTED, inner.finish());
  }

  finish(): Uint8Array {
    return this.#writer.finish();
  }
}
