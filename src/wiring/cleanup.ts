/**
 * `vrrpd cleanup`: removes the virtual IPs, routes and interfaces that a daemon left on this host when it was killed. What it had bound is in
 * its journal; where there is none, every virtual IP of the configuration that is found here is one.
 */

import { readFileSync, rmSync, truncateSync } from 'node:fs';
import { VrrpdError } from '../base/errors.js';
import type { CleanupRequest } from '../cli/programs.js';
import { type HeldRunDirectory, holdRunDirectory } from '../control/run-directory.js';
import { type JournalEntry, parseJournal, parseNamespace } from '../runtime/address-journal.js';
import { asEntries, describe, removalsOf, virtualAddresses } from '../runtime/leftovers.js';
import type { AddressChange, ChangeOutcome, NetworkMonitor } from '../runtime/ports/network.js';
import { netlinkMonitor } from '../system/netlink-monitor.js';
import { addressTable } from './address-table.js';
import { enterNamespace, namespaceExists } from './daemon-identity.js';
import { tryLock } from './daemon-lock.js';
import type { Undone } from './object-cleanup.js';

/**
 * Resolves with what was removed, one line each.
 * @throws VrrpdError ALREADY_RUNNING while a daemon holds the run directory, CLEANUP when an address stayed
 */
export async function cleanUp(request: CleanupRequest): Promise<readonly string[]> {
  const held = holdForCleanup(request.runDirectory);
  try {
    const text = readJournal(held.paths.journal);
    const namespace = parseNamespace(text ?? '');
    if (namespace !== undefined) {
      if (!namespaceExists(namespace)) return [];
      enterNamespace(namespace);
    }
    const undone = await undoObjects(held.paths.objects);
    // An empty journal says that nothing was bound.
    const journal = text === undefined ? undefined : parseJournal(text);
    const left = journal ?? (await configured(request));
    const removals = present(left);
    const outcomes = await apply(request, removals);
    // The kernel's table is asked again: a removal that finds nothing counts as done, and may have named it wrongly.
    const staying = new Set((removals.length === 0 ? [] : present(left)).map(nameOf));
    const failed = removals.flatMap((removal, index) => {
      if (!staying.has(nameOf(removal))) return [];
      const outcome = outcomes[index];
      const reason = outcome?.ok === false ? outcome.error.message : 'the kernel found nothing to remove';
      return [`${nameOf(removal)} stays: ${reason}`];
    });
    failed.push(...undone.failed);
    if (failed.length > 0) throw new VrrpdError('CLEANUP', failed.join('; '));
    if (journal !== undefined) truncateSync(held.paths.journal);
    rmSync(held.paths.release, { force: true });
    return [...undone.done, ...removals.map((removal) => `removed ${nameOf(removal)}`)];
  } finally {
    held.release();
  }
}

/** Routes and rules stand on addresses, so they go first. */
async function undoObjects(file: string): Promise<Undone> {
  const text = readJournal(file);
  if (text === undefined || text === '') return { done: [], failed: [] };
  const { undoJournal } = await import('./object-cleanup.js');
  const undone = await undoJournal(text);
  if (undone.failed.length === 0) rmSync(file, { force: true });
  return undone;
}

function holdForCleanup(directory: string): HeldRunDirectory {
  try {
    return holdRunDirectory(directory, undefined, tryLock);
  } catch (error) {
    if (!(error instanceof VrrpdError) || error.code !== 'ALREADY_RUNNING') throw error;
    throw new VrrpdError('ALREADY_RUNNING', `a vrrpd runs on ${directory}: what it has bound is not left behind`);
  }
}

/** Undefined where there is none. */
function readJournal(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new VrrpdError('CLEANUP', `the journal cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Loaded only here: after a crash the journal is there, and every millisecond counts. */
async function configured({ configFile }: CleanupRequest): Promise<readonly JournalEntry[]> {
  const { readNamed } = await import('../cli/read-configuration.js');
  const { configurationHost } = await import('./configuration-host.js');
  const options = { configId: undefined, strictIncludes: false };
  const { configuration } = readNamed(configFile, options, configurationHost());
  return asEntries(virtualAddresses(configuration));
}

/** Removals of those that are on their interface now. */
function present(left: readonly JournalEntry[]): readonly AddressChange[] {
  if (left.length === 0) return [];
  const { links, addresses } = snapshot();
  return removalsOf(left, links, addresses);
}

function snapshot(): ReturnType<NetworkMonitor['snapshot']> {
  const monitor = netlinkMonitor();
  try {
    return monitor.snapshot();
  } finally {
    monitor.close();
  }
}

async function apply(
  { settings }: CleanupRequest,
  removals: readonly AddressChange[],
): Promise<readonly ChangeOutcome[]> {
  if (removals.length === 0) return [];
  const table = await addressTable(settings);
  return new Promise((resolve) => table.apply(removals, resolve));
}

function nameOf({ prefix, peer, interfaceName }: AddressChange): string {
  return `${describe(prefix, peer)} from ${interfaceName}`;
}
