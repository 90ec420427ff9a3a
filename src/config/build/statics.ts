/**
 * Completes static addresses, routes and rules, and the groups that they are tied to.
 */

import { didYouMean } from '../did-you-mean.js';
import type { AddressDraft } from '../keywords/instance-draft.js';
import type { RootDraft } from '../keywords/root.js';
import type { Configuration, Instance, TrackGroup } from '../model.js';
import type { GlobalSettings } from '../model-global.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';
import { completeAddress, withoutRepeatedAddresses } from './addresses.js';

type Statics = Pick<Configuration, 'trackGroups' | 'staticAddresses' | 'staticRoutes' | 'staticRules'>;

export function completeStatics(
  reading: Reading,
  root: RootDraft,
  globals: GlobalSettings,
  instances: readonly Instance[],
): Statics {
  const trackGroups = completeTrackGroups(reading, root, new Set(instances.map(({ name }) => name)));
  const groups = new Set(trackGroups.map(({ name }) => name));
  const inGroup = <
    T extends {
      readonly trackGroup?: string | undefined;
      readonly span: Configuration['staticRoutes'][number]['span'];
    },
  >(
    value: T,
  ): T => {
    if (value.trackGroup === undefined || (groups.has(value.trackGroup) && !root.tooEarly.has(value))) return value;
    const later = root.trackGroups.get(value.trackGroup);
    if (later !== undefined && root.tooEarly.has(value)) {
      reading.report(
        'defined-later',
        value.span,
        `track_group ${shown(value.trackGroup)} is defined only further down`,
        {
          keepalived: 'does not find it: nothing is tied to the group',
          hint: 'move the definition above the static blocks',
          related: [{ span: later.draft.word.span, message: 'defined here' }],
        },
      );
      return { ...value, trackGroup: undefined };
    }
    const guess = didYouMean(value.trackGroup, groups);
    reading.report('undefined-reference', value.span, `there is no track_group ${shown(value.trackGroup)}`, {
      keepalived: 'ignores the word',
      hint: guess === undefined ? 'define it before' : `did you mean "${guess}"?`,
    });
    return { ...value, trackGroup: undefined };
  };
  return {
    trackGroups,
    staticAddresses: withoutRepeatedAddresses(reading, root.staticAddresses, new Map()).map((line) =>
      placed(inGroup(line), globals.defaultInterface),
    ),
    staticRoutes: root.staticRoutes.map(inGroup),
    staticRules: root.staticRules.map(inGroup),
  };
}

function placed(line: AddressDraft, device: string): Configuration['staticAddresses'][number] {
  return { ...completeAddress(line, device), trackGroup: line.trackGroup };
}

function completeTrackGroups(reading: Reading, root: RootDraft, known: ReadonlySet<string>): readonly TrackGroup[] {
  return [...root.trackGroups.values()].flatMap(({ draft }) => {
    const members = (draft.members ?? []).filter(({ name, word }) => {
      if (known.has(name)) return true;
      const guess = didYouMean(name, known);
      reading.report('undefined-reference', word.span, `there is no vrrp_instance ${shown(word.text)}`, {
        keepalived: 'ignores the member',
        ...(guess !== undefined && { hint: `did you mean "${guess}"?` }),
      });
      return false;
    });
    if (members.length > 0)
      return [{ name: draft.name, members: members.map(({ name }) => name), span: draft.word.span }];
    reading.report('empty-group', draft.word.span, `track_group ${shown(draft.word.text)} has no members`, {
      keepalived: 'removes the group',
    });
    return [];
  });
}
