/**
 * Takes namespaces away, with every process in them: those of a lab that ends, and leftovers of one that was killed,
 * its directory included.
 */

import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ipBatch, runCommand } from './command.js';
import { isLeftover } from './names.js';

const NAMESPACE_DIRECTORY = '/run/netns';

/** Kills what runs in the namespaces and removes them; those already gone are fine. */
export async function removeNamespaces(namespaces: readonly string[]): Promise<void> {
  const present = presentNamespaces();
  const mine = namespaces.filter((namespace) => present.has(namespace));
  if (mine.length === 0) return;
  await Promise.all(
    mine.map(async (namespace) => {
      killAll((await runCommand(['ip', 'netns', 'pids', namespace])).stdout);
    }),
  );
  await ipBatch(mine.map((namespace) => `netns del ${namespace}`)).catch(() => {
    // Somebody else took one away between the look and the batch: what is left goes one by one.
    removeNamespacesNow(mine);
  });
}

/** The same without waiting for the event loop: for a process that is about to end. */
export function removeNamespacesNow(namespaces: readonly string[]): void {
  for (const namespace of namespaces) {
    killAll(spawnSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' }).stdout ?? '');
    spawnSync('ip', ['netns', 'del', namespace]);
  }
}

/** Removes what labs of processes that no longer live have left. */
export async function removeLeftovers(): Promise<void> {
  await removeNamespaces([...presentNamespaces()].filter(isLeftover));
  for (const name of readdirSync(tmpdir()).filter(isLeftover)) {
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function presentNamespaces(): Set<string> {
  try {
    return new Set(readdirSync(NAMESPACE_DIRECTORY));
  } catch {
    return new Set();
  }
}

function killAll(pids: string): void {
  for (const pid of pids.split(/\s+/).filter((text) => text !== '')) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Gone meanwhile.
    }
  }
}
