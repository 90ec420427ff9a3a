/**
 * Completes sync groups: members that exist, one group for each instance, and what a group does to the trackers of its
 * members.
 */

import { didYouMean } from '../did-you-mean.js';
import type { Ordered } from '../keywords/ordered.js';
import type { RootDraft } from '../keywords/root.js';
import type { GroupDraft } from '../keywords/sync-group.js';
import type { Instance, SyncGroup, TrackedReference } from '../model.js';
import type { GlobalSettings } from '../model-global.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';
import { type Definitions, resolveTracking } from './references.js';

export interface GroupedInstances {
  readonly instances: readonly Instance[];
  readonly syncGroups: readonly SyncGroup[];
}

export function completeGroups(
  reading: Reading,
  root: RootDraft,
  definitions: Definitions,
  globals: GlobalSettings,
  instances: readonly Instance[],
): GroupedInstances {
  const groupOf = new Map<string, SyncGroup>();
  const known = new Set(instances.map((instance) => instance.name));
  const syncGroups: SyncGroup[] = [];
  for (const ordered of root.syncGroups.values()) {
    const group = completeGroup(reading, root, definitions, globals, ordered, known, groupOf);
    if (group === undefined) continue;
    syncGroups.push(group);
    for (const member of group.members) groupOf.set(member, group);
  }
  const grouped = instances.map((instance) => {
    const group = groupOf.get(instance.name);
    return group === undefined ? instance : memberOf(reading, root, instance, group);
  });
  return { instances: grouped, syncGroups };
}

function completeGroup(
  reading: Reading,
  root: RootDraft,
  definitions: Definitions,
  globals: GlobalSettings,
  { draft, order }: Ordered<GroupDraft>,
  known: ReadonlySet<string>,
  groupOf: ReadonlyMap<string, SyncGroup>,
): SyncGroup | undefined {
  const members = (draft.members ?? []).filter(({ name, word }) => {
    if (!known.has(name)) {
      if (reading.skipped.has(name)) return false;
      const guess = didYouMean(name, known);
      reading.report('undefined-reference', word.span, `there is no vrrp_instance ${shown(word.text)}`, {
        keepalived: 'ignores the member',
        ...(guess !== undefined && { hint: `did you mean "${guess}"?` }),
      });
      return false;
    }
    const other = groupOf.get(name);
    if (other === undefined) return true;
    reading.report('two-groups', word.span, `${shown(word.text)} is in the group "${other.name}" already`, {
      keepalived: 'keeps it in the first group',
      hint: 'an instance can be in one sync group only',
    });
    return false;
  });
  const written = draft.members?.length ?? 0;
  if (members.length === 0) {
    // Each member that does not count has been told.
    if (written > 0) return undefined;
    reading.report('empty-group', draft.word.span, `vrrp_sync_group ${shown(draft.word.text)} has no members`, {
      keepalived: 'removes the group',
      hint: 'add group { ... } with the names of instances',
    });
    return undefined;
  }
  if (written === 1) {
    reading.report('single-member', draft.word.span, `vrrp_sync_group ${shown(draft.word.text)} has only one member`, {
      severity: 'warning',
      keepalived: 'complains and goes on',
    });
  }
  return {
    name: draft.name,
    members: members.map(({ name }) => name),
    notify: {
      master: draft.notify.master,
      backup: draft.notify.backup,
      fault: draft.notify.fault,
      stop: draft.notify.stop,
      any: draft.notify.any,
    },
    notifyPriorityChanges: draft.notifyPriorityChanges,
    smtpAlert: draft.smtpAlert ?? globals.smtpAlertVrrp ?? globals.smtpAlert ?? false,
    trackingWeight: draft.trackingWeight ?? false,
    ...resolveTracking(reading, root, definitions, draft.tracking, { title: `vrrp_sync_group ${draft.name}`, order }),
    span: draft.word.span,
  };
}

/** A member takes the group's default for priority lines and, unless weights are allowed, gives up weighted trackers. */
function memberOf(reading: Reading, root: RootDraft, instance: Instance, group: SyncGroup): Instance {
  const own = root.instances.get(instance.name)?.draft.notifyPriorityChanges;
  const member: Instance = {
    ...instance,
    syncGroup: group.name,
    notifyPriorityChanges: own ?? group.notifyPriorityChanges ?? instance.notifyPriorityChanges,
  };
  if (group.trackingWeight) return member;
  const unweighted = (references: readonly TrackedReference[], what: string): readonly TrackedReference[] =>
    references.filter((reference) => {
      if (reference.weight === 0) return true;
      reportWeighted(reading, instance, group, reference, `${what} ${shown(reference.name)}`, 'does not track it');
      return false;
    });
  return {
    ...member,
    trackedScripts: unweighted(instance.trackedScripts, 'the script'),
    trackedFiles: unweighted(instance.trackedFiles, 'the file'),
    trackedBfds: unweighted(instance.trackedBfds, 'the session'),
    trackedInterfaces: instance.trackedInterfaces.map((reference) => {
      if (reference.weight === 0) return reference;
      reportWeighted(
        reading,
        instance,
        group,
        reference,
        `the interface ${shown(reference.name)}`,
        'takes the weight as 0',
      );
      return { ...reference, weight: 0 };
    }),
  };
}

function reportWeighted(
  reading: Reading,
  instance: Instance,
  group: SyncGroup,
  reference: TrackedReference,
  what: string,
  keepalived: string,
): void {
  reading.report(
    'weight-in-group',
    reference.span,
    `${what} has a weight, and ${instance.name} is in the sync group "${group.name}"`,
    {
      keepalived: `${keepalived}, so that the group stays together`,
      hint: 'track it in the group, or write sync_group_tracking_weight there',
    },
  );
}
