/**
 * Says once for each feature what is read without effect, and once for each reason what is not needed; and what a
 * second daemon needs beside its own configuration.
 */

import type { Diagnostic } from '../diagnostic.js';
import { missingFeature, reasonNotNeeded } from '../keywords/effects.js';
import type { Usage } from '../read/reading.js';

/** Findings about what a configuration asks for and vrrpd does not act on, in the order of the file. */
export function unsupportedFeatures(usage: readonly Usage[]): readonly Diagnostic[] {
  const missing = grouped(usage, ({ keyword }) => missingFeature(keyword));
  const needless = grouped(usage, ({ keyword }) => reasonNotNeeded(keyword));
  return [
    ...[...missing].map(
      ([feature, uses]): Diagnostic => ({
        code: 'not-supported',
        severity: feature.grave ? 'warning' : 'note',
        span: uses[0]?.span,
        message: `vrrpd reads and checks ${listOf(uses)} but does not act on it: there is no support for ${feature.name}`,
        exitClass: 0,
      }),
    ),
    ...[...needless].map(
      ([reason, uses]): Diagnostic => ({
        code: 'not-needed',
        severity: 'note',
        span: uses[0]?.span,
        message: `vrrpd has no need of ${listOf(uses)}: ${reason}`,
        exitClass: 0,
      }),
    ),
    ...ownDirectory(usage),
  ];
}

/** keepalived lets several daemons run on a host by the names of their pid files alone. */
function ownDirectory(usage: readonly Usage[]): readonly Diagnostic[] {
  const use = usage.find(({ keyword }) => keyword.block === '' && ['instance', 'net_namespace'].includes(keyword.name));
  if (use === undefined) return [];
  return [
    {
      code: 'own-run-directory',
      severity: 'note',
      span: use.span,
      message: `${use.keyword.name} alone does not let a second vrrpd run on this host`,
      hint: 'give each a run directory of its own, and the same to its commands: --run-dir or VRRPD_RUN_DIR',
      exitClass: 0,
    },
  ];
}

function grouped<K>(usage: readonly Usage[], keyOf: (use: Usage) => K | undefined): ReadonlyMap<K, readonly Usage[]> {
  const groups = new Map<K, Usage[]>();
  for (const use of usage) {
    const key = keyOf(use);
    if (key === undefined) continue;
    const uses = groups.get(key);
    if (uses === undefined) groups.set(key, [use]);
    else uses.push(use);
  }
  return groups;
}

function listOf(uses: readonly Usage[]): string {
  const names = [...new Set(uses.map(({ keyword }) => keyword.name))];
  const shown = names.slice(0, 4);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
