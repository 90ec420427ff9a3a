/**
 * A large plain value cut into pieces, each of which is copied from thread to thread in a moment, so that whoever takes
 * them can do something else in between.
 */

/** Entries of one object or list inside the value. */
export interface Piece {
  /** Keys from the whole value to the object or list. */
  readonly at: readonly string[];
  readonly entries: readonly (readonly [key: string, value: unknown])[];
}

/** Values in one piece, counted through all depths. */
const MOST = 2_000;

/** @param value of plain objects, lists, byte arrays and simple values, without cycles */
export function* piecesOf(value: object, at: readonly string[] = []): Generator<Piece, void> {
  let entries: [string, unknown][] = [];
  let count = 0;
  for (const [key, part] of Object.entries(value)) {
    const size = sizeOf(part);
    if (count + size > MOST && entries.length > 0) {
      yield { at, entries };
      entries = [];
      count = 0;
    }
    if (size > MOST && isDivisible(part)) {
      yield { at, entries: [[key, Array.isArray(part) ? [] : {}]] };
      yield* piecesOf(part, [...at, key]);
    } else {
      entries.push([key, part]);
      count += size;
    }
  }
  if (entries.length > 0) yield { at, entries };
}

/** Puts a piece where it belongs; pieces come in the order in which they were made. @param whole an empty object at first */
export function putPiece(whole: object, { at, entries }: Piece): void {
  let place = whole as Record<string, unknown>;
  for (const key of at) place = place[key] as Record<string, unknown>;
  for (const [key, value] of entries) place[key] = value;
}

function isDivisible(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

function sizeOf(value: unknown): number {
  if (!isDivisible(value)) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part), 1);
}
