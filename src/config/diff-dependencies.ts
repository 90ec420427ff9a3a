/** What lies outside of an instance and decides about its state all the same: tracked objects, and its sync group. */

import type { BlockChange } from './diff-changes.js';
import type { Configuration, Instance, Tracking } from './model.js';
import { formatWord } from './print/statement.js';

/** Keywords of a sync group that say who is in it and what counts for all of them. */
const GROUP_KEYWORDS: ReadonlySet<string> = new Set([
  'group',
  'track_interface',
  'track_script',
  'track_file',
  'track_process',
  'track_bfd',
  'sync_group_tracking_weight',
]);

/** Keywords of global_defs that decide whether a script succeeds. */
const SCRIPT_KEYWORDS: ReadonlySet<string> = new Set(['script_user', 'enable_script_security']);

/** Which changed blocks an instance depends on, by their heads. */
export type Dependencies = (instance: Instance) => readonly string[];

export function dependenciesOn(blocks: readonly BlockChange[], configurations: readonly Configuration[]): Dependencies {
  const deciding = new Set(blocks.filter(decides).map(({ block }) => block));
  const scriptRules = blocks.some(
    ({ block, settings }) => block === 'global_defs' && settings.some(({ keyword }) => SCRIPT_KEYWORDS.has(keyword)),
  );
  return (instance) => {
    const found = new Set<string>();
    for (const configuration of configurations) {
      for (const block of blocksBehind(instance, configuration)) {
        if (deciding.has(block)) found.add(block);
        if (scriptRules && block.startsWith('vrrp_script ')) found.add('global_defs');
      }
    }
    return [...found];
  };
}

/** The weight of a tracked object stands in each instance that tracks it, where it counts. */
function decides({ block, type, settings }: BlockChange): boolean {
  if (block === 'global_defs') return false;
  if (type !== 'changed') return true;
  if (block.startsWith('vrrp_sync_group ')) return settings.some(({ keyword }) => GROUP_KEYWORDS.has(keyword));
  return settings.some(({ keyword }) => keyword !== 'weight');
}

function blocksBehind({ name }: Instance, configuration: Configuration): readonly string[] {
  const group = configuration.syncGroups.find(({ members }) => members.includes(name));
  const members = group?.members ?? [name];
  const trackers: readonly Tracking[] = [
    ...configuration.instances.filter((instance) => members.includes(instance.name)),
    ...(group === undefined ? [] : [group]),
  ];
  return [
    ...(group === undefined ? [] : [`vrrp_sync_group ${formatWord(group.name)}`]),
    ...configuration.trackGroups
      .filter((tracks) => tracks.members.some((member) => members.includes(member)))
      .map((tracks) => `track_group ${formatWord(tracks.name)}`),
    ...trackers.flatMap(trackedBlocks),
  ];
}

function trackedBlocks(tracking: Tracking): readonly string[] {
  const blocks = (keyword: string, references: readonly { readonly name: string }[]): readonly string[] =>
    references.map(({ name }) => `${keyword} ${formatWord(name)}`);
  return [
    ...blocks('vrrp_script', tracking.trackedScripts),
    ...blocks('track_file', tracking.trackedFiles),
    ...blocks('vrrp_track_process', tracking.trackedProcesses),
    ...blocks('bfd_instance', tracking.trackedBfds),
  ];
}
