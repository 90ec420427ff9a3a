/** keepalived's words for states, in the arguments and the environment of notify scripts and in pipes. */

import type { StateName } from '../vrrp/action.js';
import type { Notification, Notifier } from './notifier.js';
import type { GroupSnapshot } from './snapshot.js';
import { formatReason } from './transition-text.js';
import type { TransitionAction, VirtualRouter } from './virtual-router.js';

/** Words of scripts and pipes for the states. */
export const NOTIFIED: Readonly<Record<StateName, Notification['state']>> = {
  master: 'MASTER',
  backup: 'BACKUP',
  fault: 'FAULT',
  init: 'STOP',
};

/** fifo_write_vrrp_states_on_reload: where each router and group stands, to the pipes. */
export function tellStates(
  notifier: Notifier,
  routers: readonly VirtualRouter[],
  groups: readonly GroupSnapshot[],
): void {
  for (const { name, state } of routers) {
    notifier.tell('INSTANCE', name, NOTIFIED[state.type], state.effectivePriority);
  }
  for (const { name, state } of groups) notifier.tell('GROUP', name, NOTIFIED[state], 0);
}

/** An instance that a reload removes reports a fault, or its end where it asks for that. */
export function notifiedState({ instance }: VirtualRouter, { to, reason }: TransitionAction): Notification['state'] {
  if (reason === 'reload' && to === 'init') return instance.notify.deleted ? 'DELETED' : 'FAULT';
  return NOTIFIED[to];
}

/** What notify scripts find in their environment beside keepalived's arguments. */
export function notifyEnvironment(
  router: VirtualRouter,
  transition: TransitionAction,
): Readonly<Record<string, string>> {
  const { from, reason, priority, heard } = transition;
  return {
    ...baseEnvironment(router, notifiedState(router, transition)),
    VRRPD_PREVIOUS_STATE: NOTIFIED[from],
    VRRPD_REASON: reason,
    VRRPD_WHY: formatReason(transition),
    VRRPD_PRIORITY: String(priority),
    VRRPD_HEARD_FROM: heard?.from ?? '',
    VRRPD_HEARD_PRIORITY: heard === undefined ? '' : String(heard.priority),
  };
}

/** What every script of an instance finds. */
export function baseEnvironment(router: VirtualRouter, state: Notification['state']): Readonly<Record<string, string>> {
  return {
    VRRPD_INSTANCE: router.name,
    VRRPD_STATE: state,
    VRRPD_PRIORITY: String(router.state.effectivePriority),
    VRRPD_VRID: String(router.vrid),
    VRRPD_INTERFACE: router.instance.interfaceName,
  };
}
