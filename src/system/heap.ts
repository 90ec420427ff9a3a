/**
 * Keeps the JavaScript heap of a daemon as small as its work: it runs for months beside the service it protects.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** New objects stay in their first, small space: collections are more frequent and each is shorter. Call first. */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Gives back what starting has left behind. Takes some milliseconds: once, and not while anything is due. */
export function trimHeap(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  collect({ type: 'major' });
}

/** What was compiled stays compiled: the code of a takeover runs once in months, and then at once. */
export function keepCompiledCode(): void {
  setFlagsFromString('--no-flush-bytecode');
}
