/**
 * Prints what happens as it happens: seconds since the start, who, what.
 */

export class Timeline {
  readonly #start = performance.now();
  readonly #print: (text: string) => void;
  readonly #width: number;

  /** @param width of the column that says who */
  constructor(print: (text: string) => void, width = 6) {
    this.#print = print;
    this.#width = width;
  }

  /** One thing that happened to a host or the client. */
  line(who: string, what: string): void {
    const seconds = ((performance.now() - this.#start) / 1e3).toFixed(2).padStart(7);
    this.#print(`${seconds} s  ${who.padEnd(this.#width)}  ${what}\n`);
  }

  /** A sentence between the lines. */
  say(text: string): void {
    this.#print(`${text}\n`);
  }
}

/** Milliseconds with blanks between thousands: `3 582 ms`. */
export function formatMillis(millis: number): string {
  return `${Math.round(millis)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ' ')} ms`;
}
