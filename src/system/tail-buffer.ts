/** Keeps the last bytes of a stream. */
export class TailBuffer {
  readonly #limit: number;
  #kept: Buffer = Buffer.alloc(0);

  /** @param limit bytes kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Uint8Array): void {
    const joined = Buffer.concat([this.#kept, chunk.subarray(Math.max(0, chunk.length - this.#limit))]);
    this.#kept = joined.subarray(Math.max(0, joined.length - this.#limit));
  }

  /** As UTF-8; bytes that are none become replacement characters. */
  text(): string {
    return this.#kept.toString('utf8');
  }
}
