/**
 * The sync groups: carries what members ask to the pure machine, and what it decides back to the members.
 */

import type { Micros } from '../base/micros.js';
import type { Configuration, SyncGroup } from '../config/model.js';
import {
  type GroupRequest,
  type GroupResult,
  initialGroup,
  regroup,
  type SyncGroupState,
  stepGroup,
} from '../vrrp/sync-group.js';
import type { GroupSnapshot } from './snapshot.js';
import type { VirtualRouter } from './virtual-router.js';

type GroupTransition = NonNullable<GroupResult['transition']>;

export interface GroupServices {
  /** The group changed state; its members have been told. */
  transition(group: SyncGroup, transition: GroupTransition): void;
  router(name: string): VirtualRouter | undefined;
}

interface LivingGroup {
  readonly definition: SyncGroup;
  state: SyncGroupState;
}

export class GroupSet {
  readonly #services: GroupServices;
  #groups = new Map<string, LivingGroup>();

  constructor(services: GroupServices) {
    this.#services = services;
  }

  /** Before routers start: the groups of the configuration, with nobody ready yet. */
  prepare(configuration: Configuration): void {
    this.#groups = new Map();
    for (const definition of configuration.syncGroups) {
      this.#groups.set(definition.name, { definition, state: initialGroup(definition.members) });
    }
  }

  /** After a reload: members that stayed keep what they are, the group is brought into line with them. */
  reload(configuration: Configuration, now: Micros): void {
    const before = this.#groups;
    this.prepare(configuration);
    for (const group of this.#groups.values()) {
      const members = group.definition.members.flatMap((name) => {
        const router = this.#services.router(name);
        return router === undefined ? [] : [{ name, state: router.state }];
      });
      const from = before.get(group.definition.name)?.state.state ?? 'init';
      this.#settle(group, regroup(from, members), now);
    }
  }

  request(router: VirtualRouter, wants: GroupRequest, now: Micros): void {
    const group = this.#groupOf(router);
    if (group !== undefined) this.#settle(group, stepGroup(group.state, router.name, wants), now);
  }

  /** The daemon stops; its members have been told. */
  stop(): void {
    for (const { definition, state } of this.#groups.values()) {
      this.#services.transition(definition, { from: state.state, to: 'init' });
    }
  }

  /** One member heard a worse master: announcements of the others may be doubtful too. */
  lowerPriorityHeard(router: VirtualRouter, now: Micros): void {
    for (const name of this.#groupOf(router)?.definition.members ?? []) {
      if (name !== router.name) this.#services.router(name)?.handle({ type: 'group-heard-lower-priority' }, now);
    }
  }

  get definitions(): readonly SyncGroup[] {
    return [...this.#groups.values()].map(({ definition }) => definition);
  }

  snapshot(): readonly GroupSnapshot[] {
    return [...this.#groups.values()].map(({ definition, state }) => {
      return { name: definition.name, state: state.state, members: definition.members };
    });
  }

  #groupOf(router: VirtualRouter): LivingGroup | undefined {
    const name = router.parameters.syncGroup;
    return name === undefined ? undefined : this.#groups.get(name);
  }

  #settle(group: LivingGroup, { group: state, decision, transition }: GroupResult, now: Micros): void {
    group.state = state;
    for (const name of decision?.members ?? []) {
      this.#services.router(name)?.handle({ type: 'group-decided', state: decision?.state ?? 'backup' }, now);
    }
    if (transition !== undefined) this.#services.transition(group.definition, transition);
  }
}
