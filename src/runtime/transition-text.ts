/**
 * Changes of state in words: the line that goes to the log, and the sentence that status shows.
 */

import type { StateName } from '../vrrp/action.js';
import type { Reason } from '../vrrp/reason.js';
import type { TransitionAction } from './virtual-router.js';

/** The words that people search logs for. */
const ENTERING: Readonly<Record<StateName, string>> = {
  master: 'Entering MASTER STATE',
  backup: 'Entering BACKUP STATE',
  fault: 'Entering FAULT STATE',
  init: 'Entering INIT STATE',
};

/** `(VI_1) Entering MASTER STATE: no advert from the master in time (was backup, priority 120)`. */
export function formatTransition(name: string, transition: TransitionAction): string {
  const { from, to, priority } = transition;
  return `(${name}) ${ENTERING[to]}: ${formatReason(transition)} (was ${from}, priority ${priority})`;
}

/** The reason as a sentence without capital and full stop. */
export function formatReason(transition: Pick<TransitionAction, 'reason' | 'heard' | 'detail'>): string {
  const { heard, detail } = transition;
  const who = heard === undefined ? '' : ` from ${heard.from} with priority ${heard.priority}`;
  const why = detail === undefined || detail === '' ? '' : `: ${detail}`;
  return `${REASON_TEXT[transition.reason]}${who}${why}`;
}

const REASON_TEXT: Readonly<Record<Reason, string>> = {
  started: 'started',
  'address-owner': 'owner of the addresses (priority 255)',
  'waiting-for-first-check': 'waiting for the first result of a check',
  'master-down-expired': 'no advert within the master-down interval',
  'master-left': 'the master left (priority 0)',
  preempted: 'heard a worse master',
  'higher-priority-heard': 'heard a better advert',
  'equal-priority-higher-address-heard': 'heard an advert of equal priority and higher address',
  'tracked-object-failed': 'a tracked object failed',
  'no-source-address': 'no address to advertise from',
  'configuration-fault': 'the configuration forbids running',
  'fault-cleared': 'the last fault ended',
  'timer-expired': 'woken too late to be master still',
  'addresses-fought-over': 'somebody else keeps removing the addresses',
  'addresses-not-bound': 'the addresses could not be bound',
  'sync-group': 'the sync group changed state',
  'operator-standby': 'on standby by command',
  'operator-resume': 'resumed by command',
  'operator-switchover': 'switched over by command',
  reload: 'new configuration',
  shutdown: 'the daemon stops',
};
