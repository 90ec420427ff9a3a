/**
 * Keyword tables: what each keyword is called, what it takes, what it means when left out, and how it is read and
 * printed. The reference documentation, `explain`, completion and "did you mean" come from the same rows.
 */

import { prefixStatement, type Statement } from '../print/statement.js';
import type { Cursor } from '../read/cursor.js';
import type { Reader } from '../read/reader.js';
import type { Finding } from '../read/reading.js';

export type Family = 'parser' | 'global' | 'vrrp' | 'bfd' | 'lvs';

/** What a row tells people. */
export interface KeywordHelp {
  readonly name: string;
  /** The block it stands in, as a path: `vrrp_instance`, `vrrp_instance/authentication`; empty at the top level. */
  readonly block: string;
  readonly family: Family;
  /** 1 in every file, 4 hardly ever seen. */
  readonly tier: 1 | 2 | 3 | 4;
  /** Arguments, as grammar. Empty for a word that stands alone. */
  readonly args: string;
  /** What applies when it is left out. */
  readonly default: string | undefined;
  readonly range: string | undefined;
  /** What keepalived does with a value that it does not take, beyond rejecting it. */
  readonly invalid: string | undefined;
  /** One or two sentences. */
  readonly help: string;
  readonly example: string | undefined;
  /** The keyword that this is another spelling of. */
  readonly aliasOf: string | undefined;
  /** What to write instead, for a spelling that keepalived calls deprecated. */
  readonly deprecated: string | undefined;
}

/** One keyword of a block whose settings collect in a draft of type D. */
export interface Keyword<D> extends KeywordHelp {
  /** Opens a block of its own. */
  readonly opensBlock: boolean;
  /** Only the first statement counts; a second is reported. */
  readonly once: boolean;
  /** What keepalived makes of the keyword without its value; undefined where it stops at once. */
  readonly missing: Finding | undefined;
  read(cursor: Cursor, draft: D): void;
  /** Lines that say what the draft holds; none where it holds the default. */
  print(draft: D): readonly Statement[];
  /** Table of the block that it opens, for documentation and for "did you mean". */
  readonly inner: AnyTable | undefined;
}

export interface Table<D> {
  readonly block: string;
  readonly family: Family;
  readonly rows: readonly Keyword<D>[];
  readonly byName: ReadonlyMap<string, Keyword<D>>;
}

// biome-ignore lint/suspicious/noExplicitAny: a table of some draft; only its help is read through this type
export type AnyTable = Table<any>;

/** The part of a row that its author writes besides name and reader. */
export interface RowHelp {
  readonly tier?: 1 | 2 | 3 | 4;
  readonly args?: string;
  readonly default?: string;
  readonly range?: string;
  readonly invalid?: string;
  readonly help: string;
  readonly example?: string;
  readonly once?: boolean;
  readonly missing?: Finding;
  readonly deprecated?: string;
  readonly aliasOf?: string;
  readonly family?: Family;
}

/** keepalived looks whether there is a value before it takes it, and ignores the line. */
export const IGNORED: Finding = { keepalived: 'ignores the line' };
/** The same, without a word. */
export const IGNORED_SILENTLY: Finding = { severity: 'warning', exitClass: 0, keepalived: 'ignores the line silently' };
/** The same, for an option: the whole line is without effect. */
export const DROPPED: Finding = { keepalived: 'drops the whole line' };

/** A row before it knows its table. */
export type Row<D> = Omit<Keyword<D>, 'block' | 'family'> & { readonly family: Family | undefined };

/** Makes a table of rows; the first row of a name wins nothing, names are unique. */
export function table<D>(block: string, family: Family, rows: readonly Row<D>[]): Table<D> {
  const complete = rows.map((row): Keyword<D> => ({ ...row, block, family: row.family ?? family }));
  return { block, family, rows: complete, byName: new Map(complete.map((row) => [row.name, row])) };
}

/** A keyword whose value is one field of the draft. */
export function setting<D, K extends keyof D & string>(
  name: string,
  field: K,
  reader: Reader<NonNullable<D[K]>>,
  help: RowHelp,
): Row<D> {
  return {
    ...helpOf(name, help, reader),
    opensBlock: reader.opensBlock ?? false,
    inner: reader.inner,
    read(cursor, draft) {
      const value = reader.read(cursor, draft[field] ?? undefined);
      if (value !== undefined) draft[field] = value;
    },
    print(draft) {
      const value = draft[field];
      return value === undefined || value === null || help.aliasOf !== undefined
        ? []
        : reader.print(value as NonNullable<D[K]>).map((statement) => prefixStatement(name, statement));
    },
  };
}

/** A keyword whose reading does not fit one field. */
export function special<D>(
  name: string,
  help: RowHelp,
  read: (cursor: Cursor, draft: D) => void,
  print: (draft: D) => readonly Statement[] = () => [],
  block: { readonly opensBlock?: boolean; readonly inner?: AnyTable } = {},
): Row<D> {
  return { ...helpOf(name, help, undefined), opensBlock: block.opensBlock ?? false, inner: block.inner, read, print };
}

function helpOf(name: string, help: RowHelp, reader: Pick<Reader<never>, 'args' | 'range'> | undefined) {
  return {
    name,
    family: help.family,
    tier: help.tier ?? 4,
    args: help.args ?? reader?.args ?? '',
    default: help.default,
    range: help.range ?? reader?.range,
    invalid: help.invalid,
    help: help.help,
    example: help.example,
    aliasOf: help.aliasOf,
    deprecated: help.deprecated,
    once: help.once ?? false,
    missing: help.missing,
  };
}

/** Lets a row that works on a part of a draft stand in the table of the whole. */
export function within<D, P>(part: (draft: D) => P, row: Row<P>): Row<D> {
  return {
    ...row,
    read: (cursor, draft) => row.read(cursor, part(draft)),
    print: (draft) => row.print(part(draft)),
  };
}

/** What has been read so far: every field may still be missing. */
export type Writable<T> = { -readonly [K in keyof T]?: T[K] | undefined };
