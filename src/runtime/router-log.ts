/**
 * What virtual routers do, told to the people who watch: log lines, notify scripts, the journal, the recorder.
 */

import type { IpAddress } from '../base/address.js';
import type { Logger } from '../base/logger.js';
import { fromSeconds, type Micros } from '../base/micros.js';
import type { SyncGroup } from '../config/model.js';
import type { StateName, VrrpAction } from '../vrrp/action.js';
import type { VrrpEvent } from '../vrrp/event.js';
import type { GroupRequest } from '../vrrp/sync-group.js';
import type { TransitionRecord } from './daemon-api.js';
import type { EventJournal } from './event-journal.js';
import type { GroupSet } from './group-set.js';
import type { Notifier, PipeWord } from './notifier.js';
import { baseEnvironment, NOTIFIED, notifiedState, notifyEnvironment } from './notify-words.js';
import type { Outbox } from './outbox.js';
import type { Repeats } from './repeats.js';
import { formatReason, formatTransition } from './transition-text.js';
import type { RouterEvents, TransitionAction, VirtualRouter } from './virtual-router.js';

export interface RouterLogServices {
  readonly logger: Logger;
  readonly notifier: Notifier;
  readonly outbox: Outbox;
  readonly repeats: Repeats;
  readonly journal: EventJournal;
  now(): Micros;
  wall(): number;
  /** @param why the reason in words */
  transitioned(record: TransitionRecord, why: string): void;
  recorded(router: VirtualRouter, event: VrrpEvent, actions: readonly VrrpAction[], now: Micros): void;
  holdingChanged(): void;
  groups(): GroupSet;
}

/** Least time between two runs of notify_master_rx_lower_pri. */
const LOWER_PRIORITY_GAP = fromSeconds(1);

export class RouterLog implements RouterEvents {
  readonly #services: RouterLogServices;
  readonly #lowerNotified = new WeakMap<VirtualRouter, Micros>();

  constructor(services: RouterLogServices) {
    this.#services = services;
  }

  stepped(router: VirtualRouter, event: VrrpEvent, actions: readonly VrrpAction[], now: Micros): void {
    this.#services.recorded(router, event, actions, now);
  }

  transition(router: VirtualRouter, transition: TransitionAction): void {
    const wall = this.#services.wall();
    const { from, to, reason, priority, heard, detail } = transition;
    const record: TransitionRecord = {
      wall,
      router: router.name,
      from,
      to,
      reason,
      priority,
      heardFrom: heard?.from,
      heardPriority: heard?.priority,
      detail,
    };
    this.#services.outbox.later(() => this.#tellTransition(router, transition, record));
  }

  priorityChanged(router: VirtualRouter, from: number, to: number, cause: string): void {
    // A check that comes and goes must not push everything else out of the journal.
    this.#repeated(router, `priority ${from} ${to}`, (repeated) => {
      const text = `priority ${from} -> ${to}: ${cause}${repeated}`;
      this.#services.journal.add({ type: 'priority', router: router.name, text, priority: to });
    });
    this.#later(() => {
      const fields = { router: router.name, from, to, cause };
      this.#services.logger.info(
        fields,
        `(${router.name}) Changing effective priority from ${from} to ${to}: ${cause}`,
      );
      const { type } = router.state;
      if (!router.instance.notifyPriorityChanges || (type !== 'master' && type !== 'backup')) return;
      this.#services.notifier.tell('INSTANCE', router.name, `${NOTIFIED[type]}_PRIORITY` as PipeWord, to);
    });
  }

  lowerPriorityHeard(router: VirtualRouter, from: IpAddress, priority: number, now: Micros): void {
    this.#services.groups().lowerPriorityHeard(router, now);
    const ours = router.state.effectivePriority;
    this.#notifyLowerPriority(router, from, priority, now);
    this.#repeated(router, `lower ${from}`, (repeated) => {
      const fields = { router: router.name, heardFrom: from, heardPriority: priority, priority: ours };
      const text = `heard ${from} with lower priority ${priority}, ours is ${ours}`;
      this.#services.logger.info(fields, `(${router.name}) ${text}${repeated}`);
    });
  }

  /** A flood of adverts starts no flood of scripts. */
  #notifyLowerPriority(router: VirtualRouter, from: IpAddress, priority: number, now: Micros): void {
    const before = this.#lowerNotified.get(router);
    if (before !== undefined && now - before < LOWER_PRIORITY_GAP) return;
    this.#lowerNotified.set(router, now);
    this.#later(() => {
      const { notifier } = this.#services;
      const ours = router.state.effectivePriority;
      const command = router.instance.notify.lowerPriorityHeard;
      const environment = { VRRPD_HEARD_FROM: from, VRRPD_HEARD_PRIORITY: String(priority) };
      if (command !== undefined) {
        notifier.run(router.name, command, { ...baseEnvironment(router, 'MASTER'), ...environment });
      }
      notifier.tell('INSTANCE', router.name, 'MASTER_RX_LOWER_PRI', ours);
    });
  }

  /** Told once an episode: to the script for a worse master heard, with another event, and by mail. */
  twoMasters(router: VirtualRouter, text: string): void {
    this.#later(() => {
      const { notifier } = this.#services;
      const { lowerPriorityHeard: command } = router.instance.notify;
      const environment = { ...baseEnvironment(router, 'MASTER'), VRRPD_EVENT: 'two-masters', VRRPD_WHY: text };
      if (command !== undefined) notifier.run(router.name, command, environment);
      if (router.instance.smtpAlert) notifier.mail(router.name, 'Two masters', text);
    });
  }

  ownAddressHeard(router: VirtualRouter, from: IpAddress, priority: number): void {
    this.#repeated(router, `own ${from}`, (repeated) => {
      const text = `an advert came from our own address ${from}: is it used twice?`;
      this.#services.logger.warn(
        { router: router.name, heardFrom: from, priority },
        `(${router.name}) ${text}${repeated}`,
      );
    });
  }

  addressesRestored(router: VirtualRouter, addresses: readonly IpAddress[], losses: number): void {
    this.#repeated(router, 'restored', (repeated) => {
      const text = `somebody removed ${addresses.join(', ')}: put back`;
      this.#services.journal.add({ type: 'addresses-restored', router: router.name, text: `${text}${repeated}` });
      this.#services.logger.warn({ router: router.name, addresses, losses }, `(${router.name}) ${text}${repeated}`);
    });
  }

  addressesNotBound(router: VirtualRouter, problems: readonly string[]): void {
    this.#repeated(router, `unbound ${problems[0] ?? ''}`, (repeated) => {
      const fields = { router: router.name, problems: problems.slice(0, 8) };
      this.#services.logger.error(fields, `(${router.name}) ${problems[0] ?? 'an address change failed'}${repeated}`);
    });
  }

  routingRefused(router: VirtualRouter, problems: readonly string[]): void {
    this.#repeated(router, `refused ${problems[0] ?? ''}`, (repeated) => {
      const fields = { router: router.name, problems: problems.slice(0, 8) };
      this.#services.logger.error(fields, `(${router.name}) ${problems[0] ?? 'a route was refused'}${repeated}`);
    });
  }

  groupRequest(router: VirtualRouter, wants: GroupRequest, now: Micros): void {
    this.#services.groups().request(router, wants, now);
  }

  /** The members were told before, so their scripts come first. */
  groupTransition(
    { name, notify, smtpAlert }: SyncGroup,
    { from, to }: { readonly from: StateName; readonly to: StateName },
  ): void {
    this.#later(() => {
      const text = to === 'init' ? 'stops' : `Syncing to ${to.toUpperCase()} state`;
      this.#services.logger.info({ group: name, from, to }, `VRRP_Group(${name}) ${text}`);
      this.#services.notifier.notify({
        kind: 'GROUP',
        name,
        state: NOTIFIED[to],
        priority: 0,
        scripts: notify,
        mail: smtpAlert,
        environment: { VRRPD_GROUP: name, VRRPD_STATE: NOTIFIED[to], VRRPD_PREVIOUS_STATE: NOTIFIED[from] },
      });
    });
  }

  holdingChanged(): void {
    this.#services.holdingChanged();
  }

  #later(work: () => void): void {
    this.#services.outbox.later(work);
  }

  #repeated(router: VirtualRouter, key: string, tell: (repeated: string) => void): void {
    this.#later(() => {
      this.#services.repeats.note(`${router.name} ${key}`, this.#services.now(), (times) => {
        tell(times > 1 ? ` (×${times} in 5 min)` : '');
      });
    });
  }

  #tellTransition(router: VirtualRouter, transition: TransitionAction, record: TransitionRecord): void {
    const { wall: _, ...fields } = record;
    const line = formatTransition(router.name, transition);
    if (transition.to === 'fault') this.#services.logger.warn(fields, line);
    else this.#services.logger.info(fields, line);
    this.#services.transitioned(record, formatReason(transition));
    if (!transition.notify) return;
    this.#services.notifier.notify({
      kind: 'INSTANCE',
      name: router.name,
      state: notifiedState(router, transition),
      priority: transition.priority,
      scripts: router.instance.notify,
      mail: router.instance.smtpAlert,
      environment: notifyEnvironment(router, transition),
    });
  }
}
