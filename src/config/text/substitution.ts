/**
 * Puts definitions in the place of references, also in the text just put in. Bounded: a line never grows beyond what
 * keepalived's buffer holds, and a definition that refers to itself ends in a problem.
 */

import type { Span } from '../diagnostic.js';
import type { LineText } from '../tree.js';
import { type Definition, findReference, type Reference, type StandardName } from './definitions.js';
import { LINE_BYTES, REPLACEMENTS_PER_LINE } from './limits.js';
import type { Line } from './line.js';

/** Where references are looked up. */
export interface Scope {
  find(name: string): Definition | undefined;
  /** Text of a standard name; undefined when its parameters are wrong, which the scope has then reported. */
  standardText(name: StandardName, parameters: string, place: Span): LineText | undefined;
}

/** Lines that follow the line they were referred to from. */
export interface FollowingLines {
  readonly lines: readonly LineText[];
  readonly use: Span;
}

export type Substitution =
  | {
      readonly type: 'line';
      readonly line: Line;
      readonly changed: boolean;
      /** The last of them is read first. */
      readonly following: readonly FollowingLines[];
    }
  | { readonly type: 'too-long'; readonly place: Span; readonly name: string }
  /** `proven` where the text of the definition holds its own name; otherwise there were too many replacements. */
  | { readonly type: 'loop'; readonly place: Span; readonly name: string; readonly proven: boolean };

/**
 * Replaces every reference of a line whose name is defined; others stay.
 * @param end replace only references that start before this offset
 */
export function substitute(start: Line, scope: Scope, end: number = start.text.length): Substitution {
  let until = end;
  let line = start;
  const following: FollowingLines[] = [];
  let offset = 0;
  let replaced = 0;
  for (;;) {
    const reference = findReference(line.text, offset);
    if (reference === undefined || reference.start >= until) {
      return { type: 'line', line, changed: replaced > 0, following };
    }
    const place = line.span(reference.start, reference.end - reference.start);
    const value = reference.replaceable ? lookUp(reference, line, scope, place) : undefined;
    if (value === undefined) {
      offset = reference.start + 1;
      continue;
    }
    replaced += 1;
    until += value.text.text.length - (reference.end - reference.start);
    if (replaced > REPLACEMENTS_PER_LINE) {
      return { type: 'loop', place, name: reference.name, proven: holdsItself(value.text, reference) };
    }
    line = line.replace(reference.start, reference.end, value.text);
    if (line.text.length > LINE_BYTES) {
      return holdsItself(value.text, reference)
        ? { type: 'loop', place, name: reference.name, proven: true }
        : { type: 'too-long', place, name: reference.name };
    }
    if (value.following.length > 0) following.push({ lines: value.following, use: place });
    offset = reference.start;
  }
}

interface Value {
  readonly text: LineText;
  readonly following: readonly LineText[];
}

function lookUp(reference: Reference, line: Line, scope: Scope, place: Span): Value | undefined {
  const definition = scope.find(reference.name);
  if (definition === undefined) return undefined;
  if (definition.type === 'standard') {
    const text = scope.standardText(definition.name, reference.parameters, place);
    return text === undefined ? undefined : { text, following: [] };
  }
  if (reference.parameters !== '') return undefined;
  if (definition.type === 'text') return { text: definition.text, following: [] };
  const [first, ...following] = definition.lines;
  return first === undefined || reference.end !== line.text.length ? undefined : { text: first, following };
}

function holdsItself(text: LineText, reference: Reference): boolean {
  return new RegExp(`\\$\\{?${reference.name}\\b`).test(text.text);
}
