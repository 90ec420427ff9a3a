/**
 * Says once for each feature what is read without effect.
 */

import type { Diagnostic } from '../diagnostic.js';
import { type Feature, missingFeature } from '../keywords/effects.js';
import type { Usage } from '../read/reading.js';

/** Findings about the features that a configuration asks for and vrrpd has not, in the order of the file. */
export function unsupportedFeatures(usage: readonly Usage[]): readonly Diagnostic[] {
  const used = new Map<Feature, Usage[]>();
  for (const use of usage) {
    const feature = missingFeature(use.keyword);
    if (feature === undefined) continue;
    const uses = used.get(feature);
    if (uses === undefined) used.set(feature, [use]);
    else uses.push(use);
  }
  return [...used].map(([feature, uses]) => ({
    code: 'not-supported',
    severity: feature.grave ? 'warning' : 'note',
    span: uses[0]?.span,
    message: `vrrpd reads and checks ${listOf(uses)} but does not act on it: there is no support for ${feature.name}`,
    exitClass: 0,
  }));
}

function listOf(uses: readonly Usage[]): string {
  const names = [...new Set(uses.map(({ keyword }) => keyword.name))];
  const shown = names.slice(0, 4);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
