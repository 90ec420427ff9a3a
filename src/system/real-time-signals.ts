/**
 * The real-time signals of keepalived(8), by the C library's numbers: JSON, STATS_CLEAR and TDUMP. Nothing is done for
 * one that comes before somebody attends, but it does not end the process either.
 */

import { native } from './native.js';

/** SIGRTMIN+2. */
const JSON_DATA = 36;
/** SIGRTMAX-1. */
const STATISTICS_CLEAR = 63;
/** SIGRTMAX. */
const THREAD_DUMP = 64;

export interface SignalActions {
  json(): void;
  clearStatistics(): void;
  logDeadlines(): void;
}

export interface RealTimeSignals {
  attend(actions: SignalActions): void;
}

/** For the rest of the process's life. */
export function watchRealTimeSignals(): RealTimeSignals {
  let attended: SignalActions | undefined;
  const { SignalWatcher } = native();
  new SignalWatcher(JSON_DATA, () => attended?.json());
  new SignalWatcher(STATISTICS_CLEAR, () => attended?.clearStatistics());
  new SignalWatcher(THREAD_DUMP, () => attended?.logDeadlines());
  return {
    attend: (actions) => {
      attended = actions;
    },
  };
}
