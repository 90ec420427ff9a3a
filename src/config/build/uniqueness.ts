/**
 * What may be there only once: a VRID on an interface for each family and group, and scripts that nobody tracks.
 */

import type { RootDraft } from '../keywords/root.js';
import type { Instance } from '../model.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';

export function reportSameVrid(reading: Reading, instances: readonly Instance[]): void {
  const seen = new Map<string, Instance>();
  for (const instance of instances) {
    const to = instance.unicastPeers.length > 0 ? (instance.sourceAddress ?? 'unicast') : instance.multicastGroup;
    const key = `${instance.vrid} ${instance.family} ${instance.interfaceName} ${to}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, instance);
      continue;
    }
    reading.report(
      'same-vrid',
      instance.span,
      `vrrp_instance "${instance.name}" has the VRID ${instance.vrid} on ${instance.interfaceName || 'no interface'}, and so has "${first.name}"`,
      {
        severity: 'fatal',
        keepalived: 'does not start any instance of the file',
        hint: 'give each virtual router on an interface a number of its own',
        ...(first.span !== undefined && { related: [{ span: first.span, message: 'first used here' }] }),
      },
    );
  }
}

/**
 * A check that nobody tracks is most often a slip: the address does not depend on it. Asked for when all that tracks
 * has been completed: a misspelt name mentions the one that it means.
 */
export function reportUntracked(reading: Reading, root: RootDraft): void {
  for (const { draft } of root.scripts.values()) {
    if (reading.mentioned.has(`script:${draft.name}`)) continue;
    reading.report(
      'untracked-script',
      draft.word.span,
      `vrrp_script ${shown(draft.word.text)} is not tracked by anything: it is not run`,
      {
        severity: 'warning',
        exitClass: 0,
        keepalived: 'removes it: it never runs',
        hint: `add track_script { ${draft.name} } to an instance`,
      },
    );
  }
}
