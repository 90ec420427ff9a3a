/** Leaves out what says again what the reading of the file has said already. */

import type { Diagnostic, Span } from '../diagnostic.js';
import type { Configuration } from '../model.js';

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
  configuration: Configuration,
): readonly Diagnostic[] {
  const { instances } = configuration;
  const explained = new Set<string>();
  for (const { code, span } of read) {
    if (span === undefined) continue;
    if (code === 'out-of-range') {
      for (const reference of referencesOf(span, configuration))
        explained.add(`weight-beyond-range ${placeOf(reference)}`);
    }
    for (const lint of SAID_AT_PLACE[code] ?? []) explained.add(`${lint} ${placeOf(span)}`);
    const heading = SAID_IN_INSTANCE[code] === undefined ? undefined : headingOf(span, instances);
    for (const lint of SAID_IN_INSTANCE[code] ?? [])
      if (heading !== undefined) explained.add(`${lint} ${placeOf(heading)}`);
  }
  return lints.filter(({ code, span }) => span === undefined || !explained.has(`${code} ${placeOf(span)}`));
}

/** Where the block starts that a place is in: the last that starts before it in the same file. */
function headingOf(place: Span, blocks: readonly { readonly span: Span | undefined }[]): Span | undefined {
  let last: Span | undefined;
  for (const { span } of blocks) {
    if (span?.file === place.file && span.line <= place.line && span.line >= (last?.line ?? 0)) last = span;
  }
  return last;
}

/** Where a check is tracked whose weight stands at a place: in its definition, or where it is tracked. */
function referencesOf(place: Span, configuration: Configuration): readonly Span[] {
  const { scripts, trackedFiles, trackedProcesses, instances, syncGroups } = configuration;
  const definitions = [...scripts, ...trackedFiles, ...trackedProcesses];
  const heading = headingOf(place, [...definitions, ...instances, ...syncGroups]);
  const defined = definitions.find(({ span }) => span === heading)?.name;
  return [...instances, ...syncGroups]
    .flatMap((tracking) => [
      ...tracking.trackedScripts,
      ...tracking.trackedInterfaces,
      ...tracking.trackedProcesses,
      ...tracking.trackedBfds,
    ])
    .filter(
      ({ name, span }) =>
        name === defined || (span !== undefined && span.file === place.file && span.line === place.line),
    )
    .flatMap(({ span }) => span ?? []);
}

function placeOf({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}
