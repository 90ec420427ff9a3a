/**
 * Completes what decides who becomes master: state, priority, preemption and intervals.
 */

import { type Micros, micros } from '../../base/micros.js';
import type { VrrpVersion } from '../../vrrp/parameters.js';
import { type InstanceDraft, placeOf } from '../keywords/instance-draft.js';
import type { Instance } from '../model.js';
import { formatDecimal } from '../read/reader.js';
import type { Reading } from '../read/reading.js';

type Election = Pick<Instance, 'state' | 'priority' | 'preemptMode' | 'preemptDelay' | 'timerExpiredBackup'>;

const NOTHING = micros(0);

/** State and priority follow from each other; MASTER and 255 take preemption settings away. */
export function completeElection(reading: Reading, draft: InstanceDraft, strict: boolean): Election {
  const { state, priority } = stateAndPriority(reading, draft, strict);
  let preemptMode = draft.preempt ?? true;
  let preemptDelay = draft.preemptDelay ?? NOTHING;
  const clear = (keyword: string, why: string, hint: string): void =>
    reading.report('cleared', placeOf(draft, keyword), `${keyword} has no effect ${why}`, {
      keepalived: `clears ${keyword}, and so does vrrpd`,
      hint,
    });

  if (!preemptMode && (state === 'MASTER' || priority === 255)) {
    if (state === 'MASTER' && draft.state === 'MASTER')
      clear('nopreempt', 'with state MASTER', 'write state BACKUP on both hosts');
    else clear('nopreempt', 'with priority 255', 'write a priority below 255 on both hosts');
    preemptMode = true;
  }
  if (preemptDelay > 0 && strict) {
    clear('preempt_delay', 'in strict mode', 'remove it');
    preemptDelay = NOTHING;
  } else if (preemptDelay > 0 && state === 'MASTER') {
    if (draft.state === 'MASTER') clear('preempt_delay', 'with state MASTER', 'write state BACKUP on both hosts');
    else clear('preempt_delay', 'with priority 255', 'write a priority below 255');
    preemptDelay = NOTHING;
  } else if (preemptDelay > 0 && !preemptMode) {
    clear('preempt_delay', 'with nopreempt', 'remove one of the two');
    preemptDelay = NOTHING;
  }
  const { timerExpiredBackup } = draft;
  if (timerExpiredBackup !== undefined && preemptMode)
    clear('timer_expired_backup', 'without nopreempt', 'add nopreempt, or remove it');
  return {
    state,
    priority,
    preemptMode,
    preemptDelay,
    timerExpiredBackup: preemptMode ? undefined : timerExpiredBackup,
  };
}

function stateAndPriority(
  reading: Reading,
  draft: InstanceDraft,
  strict: boolean,
): { state: 'MASTER' | 'BACKUP'; priority: number } {
  const priority = draft.priority ?? (draft.state === 'MASTER' ? 255 : 100);
  if (draft.priority === undefined && draft.state === 'MASTER') {
    reading.report('priority-missing', placeOf(draft, 'state'), 'state MASTER without a priority means priority 255', {
      severity: 'warning',
      exitClass: 0,
      keepalived: 'takes 255, which overrides every other host and nopreempt',
      hint: 'write the priority that is meant',
    });
  }
  const state = draft.state ?? (priority === 255 ? 'MASTER' : 'BACKUP');
  if (!strict || (state === 'MASTER') === (priority === 255)) return { state, priority };
  const right = priority === 255 ? 'MASTER' : 'BACKUP';
  reading.report(
    'strict-mode',
    placeOf(draft, 'state'),
    `strict mode has state MASTER with priority 255 and only then`,
    {
      keepalived: `uses state ${right}`,
      hint: `write state ${right}`,
    },
  );
  return { state: right, priority };
}

/** Longest interval of version 3, whose field has 12 bits of centiseconds. @see RFC 9568 section 5.2.7 */
const LONGEST_V3 = micros(40_950_000);
const LONGEST_V2 = micros(255_000_000);

/** The interval as the version can say it. */
export function completeInterval(reading: Reading, draft: InstanceDraft, version: VrrpVersion): Micros {
  const written = draft.advertisementInterval ?? micros(1_000_000);
  const step = version === 2 ? 1_000_000 : 10_000;
  const longest = version === 2 ? LONGEST_V2 : LONGEST_V3;
  const rounded = Math.max(step, Math.round(written / step) * step);
  const value = micros(Math.min(rounded, longest));
  if (value === written) return value;
  const limits = version === 2 ? 'whole seconds from 1 to 255' : 'steps of 10 ms from 0.01 to 40.95 s';
  reading.report(
    'interval-rounded',
    placeOf(draft, 'advert_int'),
    `version ${version} has intervals in ${limits}, not of ${formatDecimal(written)} s`,
    {
      keepalived: `uses ${formatDecimal(value)} s`,
      hint:
        version === 2
          ? `write advert_int ${formatDecimal(value)}, or version 3 on every host`
          : `write advert_int ${formatDecimal(value)}`,
    },
  );
  return value;
}
