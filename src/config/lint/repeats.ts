/** Leaves out what says again what the reading of the file has said already. */

import type { Diagnostic, Span } from '../diagnostic.js';
import type { Instance } from '../model.js';

/** Lints that a finding of reading at the same place explains. */
const SAID_AT_PLACE: Readonly<Record<string, ReadonlySet<string>>> = {
  'script-missing': new Set(['script-relative', 'shell-characters', 'script-in-path']),
};
/** Those that a finding anywhere in the same instance explains. */
const SAID_IN_INSTANCE: Readonly<Record<string, ReadonlySet<string>>> = {
  'priority-missing': new Set(['priority-owner']),
  'unicast-without-peer': new Set(['pair-peers']),
};

/** @param read findings of reading the same file */
export function withoutRepeats(
  lints: readonly Diagnostic[],
  read: readonly Diagnostic[],
  instances: readonly Instance[],
): readonly Diagnostic[] {
  const explained = new Set<string>();
  for (const { code, span } of read) {
    if (span === undefined) continue;
    for (const lint of SAID_AT_PLACE[code] ?? []) explained.add(`${lint} ${placeOf(span)}`);
    const heading = SAID_IN_INSTANCE[code] === undefined ? undefined : headingOf(span, instances);
    for (const lint of SAID_IN_INSTANCE[code] ?? [])
      if (heading !== undefined) explained.add(`${lint} ${placeOf(heading)}`);
  }
  return lints.filter(({ code, span }) => span === undefined || !explained.has(`${code} ${placeOf(span)}`));
}

/** Where the instance starts that a place is in: the last that starts before it in the same file. */
function headingOf(place: Span, instances: readonly Instance[]): Span | undefined {
  let last: Span | undefined;
  for (const { span } of instances) {
    if (span?.file === place.file && span.line <= place.line && span.line >= (last?.line ?? 0)) last = span;
  }
  return last;
}

function placeOf({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}
