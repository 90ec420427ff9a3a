/**
 * What ends a daemon: a signal, or a mistake in the program that nothing caught. After a mistake it ends as after a
 * signal, with a goodbye to its peers and without its addresses, but fails, so that a service manager starts it again.
 */

import type { Logger } from '../base/logger.js';

/** How long saying goodbye may take a daemon that has made a mistake. */
const GRACE_MILLIS = 2_000;
const FAILED = 1;

export interface EndOfDaemon {
  /** Resolves with the exit status when it is time to end. */
  readonly status: Promise<number>;
  /** The exit status where that time has come. */
  readonly reached: number | undefined;
  /** Signals and mistakes act as in any other program again. */
  release(): void;
}

/**
 * Listens from now on, so that nothing is lost.
 * @param ignoreInterrupt a SIGINT does nothing
 */
export function endOfDaemon(ignoreInterrupt: boolean, logger: Logger): EndOfDaemon {
  let reached: number | undefined;
  let resolve = (_status: number): void => {};
  const status = new Promise<number>((done) => {
    resolve = done;
  });
  const end = (wanted: number): void => {
    reached ??= wanted;
    resolve(reached);
  };
  const stop = (): void => end(0);
  const interrupt = ignoreInterrupt ? (): void => {} : stop;
  let failed = false;
  const fail = (error: unknown): void => {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    logger.error({ trace }, 'a mistake in vrrpd: it ends, says goodbye and releases its addresses');
    if (failed) process.exit(FAILED);
    failed = true;
    setTimeout(() => process.exit(FAILED), GRACE_MILLIS).unref();
    end(FAILED);
  };
  process.on('SIGTERM', stop).on('SIGINT', interrupt).on('uncaughtException', fail);
  return {
    status,
    get reached() {
      return reached;
    },
    release: () => void process.off('SIGTERM', stop).off('SIGINT', interrupt).off('uncaughtException', fail),
  };
}
