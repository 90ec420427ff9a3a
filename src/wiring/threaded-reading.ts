/**
 * Reading a configuration beside the event loop, in a thread that lives as long as that takes: adverts do not wait for
 * a large file, nor for a slow disk.
 */

import type { ResourceLimits, Worker } from 'node:worker_threads';
import { VrrpdError } from '../base/errors.js';
import { fromSeconds, type Micros, toMillis } from '../base/micros.js';
import type { Reading, ReadingRequest } from './configuration-reading.js';
import { type Piece, putPiece } from './value-pieces.js';

/** Longer than any configuration takes; a disk that hangs is given up on. */
const PATIENCE = fromSeconds(60);

export interface ThreadLimits {
  readonly patience?: Micros;
  readonly memory?: ResourceLimits;
}

/** @throws VrrpdError where the thread ended without having read */
export async function readInThread(request: ReadingRequest, limits: ThreadLimits = {}): Promise<Reading> {
  const { patience = PATIENCE, memory = {} } = limits;
  const threads = await import('node:worker_threads');
  const thread = new threads.Worker(new URL('../wiring/reading-thread.js', import.meta.url), {
    workerData: request,
    resourceLimits: memory,
  });
  // A daemon that stops does not wait for what it will not use.
  thread.unref();
  const timer = setTimeout(() => void thread.terminate(), toMillis(patience)).unref();
  try {
    return await collect(thread);
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}

function collect(thread: Worker): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const reading = {};
    const fail = (why: string): void => reject(new VrrpdError('READING', `the reading thread ended: ${why}`));
    thread.on('message', (piece: Piece | undefined) => {
      if (piece === undefined) return resolve(reading as Reading);
      putPiece(reading, piece);
      thread.postMessage('next');
    });
    thread.on('messageerror', (error) => fail(error.message));
    thread.on('error', (error) => fail(error.message));
    thread.on('exit', () => fail('before it was done'));
  });
}
