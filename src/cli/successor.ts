/**
 * Watches mastership move: from the side that left, who took over and after what time; from the side that takes over,
 * whether it did.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { formatDuration } from '../base/format-time.js';
import type { RunPaths } from '../control/paths.js';
import type { DaemonSnapshot } from '../runtime/snapshot.js';
import type { RouterSnapshot } from '../vrrp/snapshot.js';
import { askFor } from './ask.js';

const PERIOD = 100;
/** Longer than a hand-over with an interval of a second, shorter than anybody's patience. Milliseconds. */
const PATIENCE = 8_000;

export interface Successor {
  readonly ok: boolean;
  /** A sentence for people. */
  readonly text: string;
}

export async function awaitSuccessors(paths: RunPaths, names: readonly string[]): Promise<readonly Successor[]> {
  const start = performance.now();
  const found = new Map<string, Successor>();
  while (found.size < names.length && performance.now() - start < PATIENCE) {
    await pause(PERIOD);
    const { routers } = await askFor<DaemonSnapshot>(paths, '/v1/status');
    for (const router of routers) {
      if (!names.includes(router.name) || found.has(router.name)) continue;
      const successor = successorOf(router, performance.now() - start);
      if (successor !== undefined) found.set(router.name, successor);
    }
  }
  return names.map((name) => found.get(name) ?? { ok: false, text: `${name}: nobody has taken over yet` });
}

/** Returns those of the routers that this host is not master of when its patience is over. */
export async function awaitMastership(paths: RunPaths, names: readonly string[]): Promise<readonly string[]> {
  const start = performance.now();
  let missing = names;
  while (missing.length > 0 && performance.now() - start < PATIENCE) {
    await pause(PERIOD);
    const { routers } = await askFor<DaemonSnapshot>(paths, '/v1/status');
    const masters = routers.filter(({ state }) => state === 'master').map(({ name }) => name);
    missing = names.filter((name) => !masters.includes(name));
  }
  return missing;
}

function successorOf({ name, state, standby, master }: RouterSnapshot, millis: number): Successor | undefined {
  const after = formatDuration(millis * 1_000);
  if (state === 'master') return { ok: false, text: `${name}: nobody took over, this host is master again` };
  if (state === 'backup' && master?.address !== undefined) {
    const { address, priority } = master;
    return { ok: true, text: `${name}: ${address} has taken over with priority ${priority}, heard after ${after}` };
  }
  const cameBack = state === 'backup' && !standby && millis > PATIENCE / 2;
  return cameBack ? { ok: false, text: `${name}: nobody took over, this host comes back` } : undefined;
}
