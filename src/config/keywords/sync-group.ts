/**
 * Keywords of vrrp_sync_group and track_group.
 */

import type { NotifyScripts, SyncGroup } from '../model.js';
import { expectNoWords, itemsOf } from '../read/block.js';
import { command } from '../read/command-reader.js';
import type { Cursor } from '../read/cursor.js';
import { boolean, flag } from '../read/reader.js';
import { shown, textOf } from '../read/text.js';
import type { Word } from '../tree.js';
import type { TrackingDraft } from './instance-draft.js';
import { type Row, setting, special, type Table, table, type Writable, within } from './keyword.js';
import { trackingRows } from './tracking.js';

export interface Member {
  readonly name: string;
  readonly word: Word;
}

export interface GroupDraft
  extends Writable<Pick<SyncGroup, 'notifyPriorityChanges' | 'smtpAlert' | 'trackingWeight'>> {
  readonly name: string;
  readonly word: Word;
  members: Member[] | undefined;
  readonly notify: Writable<NotifyScripts>;
  readonly tracking: TrackingDraft;
}

export interface TrackGroupDraft {
  readonly name: string;
  readonly word: Word;
  members: Member[] | undefined;
}

/** `group { NAME ... }`; a name may stand on any line, many on one. Only the first block counts. */
function membersRow<D extends { members: Member[] | undefined }>(tier: 1 | 3, help: string): Row<D> {
  return special<D>(
    'group',
    {
      tier,
      once: true,
      args: '{ <INSTANCE> ... }',
      default: 'none; required',
      invalid: 'unknown instances are ignored',
      help,
    },
    (cursor, draft) => {
      expectNoWords(cursor);
      const words = itemsOf(cursor).flatMap((node) => [node.keyword, ...node.words]);
      draft.members = words
        .filter((word, index) => isFirst(cursor, words, word, index))
        .map((word) => ({ name: textOf(word.text), word }));
    },
    undefined,
    { opensBlock: true },
  );
}

function isFirst(cursor: Cursor, words: readonly Word[], word: Word, index: number): boolean {
  if (words.findIndex((other) => other.text === word.text) === index) return true;
  cursor.report('repeated', word.span, `the instance ${shown(word.text)} is named twice`, {
    keepalived: 'counts it once',
  });
  return false;
}

function notify(name: string, field: keyof NotifyScripts, tier: 2 | 3, help: string): Row<GroupDraft> {
  return within((draft: GroupDraft) => draft.notify, setting(name, field, command, { tier, once: true, help }));
}

export const syncGroupTable: Table<GroupDraft> = table('vrrp_sync_group', 'vrrp', [
  membersRow<GroupDraft>(
    1,
    'Instances that change state together: all are master on one host, or none. An instance can be in one group only.',
  ),
  ...trackingRows<GroupDraft>((draft) => draft.tracking, 'vrrp_sync_group', {
    interface: 2,
    script: 2,
    file: 3,
    process: 3,
    bfd: 3,
  }),
  notify('notify_master', 'master', 2, 'Runs when the group becomes master.'),
  notify('notify_backup', 'backup', 2, 'Runs when the group becomes backup.'),
  notify('notify_fault', 'fault', 2, 'Runs when the group goes to FAULT.'),
  notify('notify_stop', 'stop', 3, 'Runs when the daemon stops.'),
  notify('notify', 'any', 2, 'Runs at every change with four more arguments: GROUP, the name, the state, 0.'),
  special<GroupDraft>(
    'notify_deleted',
    { args: '<COMMAND>', help: "Stands in keepalived's manual for groups, but its parser does not know it there." },
    (cursor) =>
      cursor.report('unknown-keyword', cursor.span, '"notify_deleted" is for instances, not for groups', {
        keepalived: 'does not know the keyword here and ignores the line',
        hint: 'write it into the instances of the group',
      }),
  ),
  setting('smtp_alert', 'smtpAlert', boolean, {
    tier: 2,
    default: 'smtp_alert_vrrp, then smtp_alert, else off',
    help: 'Sends mail when the state of the group changes.',
  }),
  setting('sync_group_tracking_weight', 'trackingWeight', flag, {
    tier: 3,
    default: 'off',
    help: 'Lets members keep trackers with a weight of their own. Without it they would leave the group in two.',
  }),
  setting('global_tracking', 'trackingWeight', flag, {
    aliasOf: 'sync_group_tracking_weight',
    deprecated: 'trackers in the group itself, or sync_group_tracking_weight',
    default: 'off',
    help: 'Old way to allow members trackers with a weight.',
  }),
  setting('notify_priority_changes', 'notifyPriorityChanges', boolean, {
    tier: 3,
    default: 'vrrp_notify_priority_changes',
    help: 'Writes a line to the pipes whenever the priority of a member changes.',
  }),
]);

export const trackGroupTable: Table<TrackGroupDraft> = table('track_group', 'vrrp', [
  membersRow<TrackGroupDraft>(
    3,
    'Instances that go to FAULT when a static address, route or rule of the group cannot be kept.',
  ),
]);
