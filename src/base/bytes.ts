/**
 * Bounded reading and writing of bytes. Nothing here throws on what came from outside: a reader that runs over the end
 * gives zeros and remembers it, so that a decoder asks once, at its end, whether everything was there.
 */

/** Bytes of the machine's own order: netlink speaks it. */
export const HOST_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

const EMPTY = new Uint8Array(0);

/** Reads numbers and slices from the front to the end. Network byte order unless told otherwise. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  #offset = 0;
  #overrun = false;

  constructor(bytes: Uint8Array, littleEndian = false) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#littleEndian = littleEndian;
  }

  /** Whether something was asked for that was not there. */
  get overrun(): boolean {
    return this.#overrun;
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(): number {
    const at = this.#advance(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }

  u16(): number {
    const at = this.#advance(2);
    return at < 0 ? 0 : this.#view.getUint16(at, this.#littleEndian);
  }

  u32(): number {
    const at = this.#advance(4);
    return at < 0 ? 0 : this.#view.getUint32(at, this.#littleEndian);
  }

  i32(): number {
    const at = this.#advance(4);
    return at < 0 ? 0 : this.#view.getInt32(at, this.#littleEndian);
  }

  /** A view of the next bytes, not a copy; empty when they are not all there. */
  take(length: number): Uint8Array {
    const at = this.#advance(length);
    return at < 0 ? EMPTY : this.#bytes.subarray(at, at + length);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  /** Everything that is left, as a view. */
  rest(): Uint8Array {
    return this.take(this.remaining);
  }

  #advance(length: number): number {
    const at = this.#offset;
    if (length < 0 || at + length > this.#bytes.length) {
      this.#overrun = true;
      this.#offset = this.#bytes.length;
      return -1;
    }
    this.#offset = at + length;
    return at;
  }
}

/** Appends numbers and bytes to a buffer that grows up to a limit. Network byte order unless told otherwise. */
export class ByteWriter {
  readonly #limit: number;
  readonly #littleEndian: boolean;
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  /** @param limit most bytes ever written; going over it is a mistake of ours and throws RangeError */
  constructor(limit = 65_535, littleEndian = false) {
    this.#limit = limit;
    this.#littleEndian = littleEndian;
    this.#bytes = new Uint8Array(Math.min(128, limit));
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    const at = this.#extend(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#extend(2);
    this.#view.setUint16(at, value, this.#littleEndian);
    return this;
  }

  u32(value: number): this {
    const at = this.#extend(4);
    this.#view.setUint32(at, value, this.#littleEndian);
    return this;
  }

  bytes(value: Uint8Array): this {
    const at = this.#extend(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  zeros(count: number): this {
    this.#extend(count);
    return this;
  }

  /** Overwrites two bytes written before. */
  setU16(offset: number, value: number): this {
    if (offset < 0 || offset + 2 > this.#length) throw new RangeError(`offset ${offset} was not written yet`);
    this.#view.setUint16(offset, value, this.#littleEndian);
    return this;
  }

  /** Overwrites four bytes written before. */
  setU32(offset: number, value: number): this {
    if (offset < 0 || offset + 4 > this.#length) throw new RangeError(`offset ${offset} was not written yet`);
    this.#view.setUint32(offset, value, this.#littleEndian);
    return this;
  }

  /** What was written, as a view that later writing may leave behind. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #extend(count: number): number {
    const at = this.#length;
    const end = at + count;
    if (end > this.#limit) throw new RangeError(`more than ${this.#limit} bytes`);
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(this.#limit, Math.max(end, this.#bytes.length * 2)));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = end;
    return at;
  }
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
