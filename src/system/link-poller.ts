/**
 * LinkPoller in a thread of its own, which is started with the first question: drivers read registers of the hardware
 * while they are asked, and some take long.
 */

import { Worker } from 'node:worker_threads';
import type { LinkAnswer, LinkPoller } from '../runtime/ports/link-poller.js';

type Answered = (answers: readonly LinkAnswer[]) => void;

/** MiB; a few objects an interface are all there is. */
const HEAP_LIMIT = 16;

export function threadLinkPoller(): LinkPoller {
  let worker: Worker | undefined;
  let waiting: Answered[] = [];
  const settle = (answers: readonly LinkAnswer[]): void => waiting.shift()?.(answers);
  const died = (): void => {
    worker = undefined;
    while (waiting.length > 0) settle([]);
  };
  const start = (): Worker => {
    const started = new Worker(new URL('../system/link-poller-thread.js', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT },
    });
    started.on('message', settle);
    started.on('error', () => {});
    started.on('exit', () => {
      if (worker === started) died();
    });
    started.unref();
    return started;
  };
  return {
    ask(links, answered): void {
      worker ??= start();
      waiting.push(answered);
      worker.postMessage(links);
    },
    close(): void {
      waiting = [];
      void worker?.terminate();
      worker = undefined;
    },
  };
}
