/**
 * What a daemon keeps over restarts: where, and reading it at start.
 */

import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config/settings-values.js';
import { runPaths } from '../control/paths.js';
import { parseJournal, parseNamespace } from '../runtime/address-journal.js';
import type { KeptState } from '../runtime/daemon-api.js';
import { parseEvents } from '../runtime/event-record.js';
import { parseStandby } from '../runtime/standby-book.js';

/** Bytes of one file that are read; the daemon keeps its files smaller. */
const MAX_FILE = 8 * 1024 * 1024;

export interface StateDirectory {
  readonly directory: string;
  readonly kept: KeptState;
  /** Why the directory that was asked for is not used. */
  readonly note: string | undefined;
}

/**
 * The setting, what systemd gives the unit, or the run directory, which a boot empties.
 * @param namespace that the daemon has entered: what was bound in another one is not here
 */
export async function openStateDirectory(
  { stateDirectory }: Settings,
  runDirectory: string,
  namespace: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<StateDirectory> {
  const wanted = stateDirectory ?? environment['STATE_DIRECTORY']?.split(':')[0] ?? runDirectory;
  const problem = await makeDirectory(wanted);
  const directory = problem === undefined ? wanted : runDirectory;
  const note =
    problem === undefined ? undefined : `the state directory ${wanted} cannot be used, ${runDirectory} is: ${problem}`;
  const [events, standby, addresses] = await Promise.all([
    readBounded(join(directory, 'events.jsonl')),
    readBounded(join(directory, 'standby.json')),
    readBounded(runPaths(runDirectory).journal),
  ]);
  const kept = {
    events: parseEvents(events),
    standby: parseStandby(standby),
    addresses: parseNamespace(addresses) === namespace ? parseJournal(addresses) : [],
  };
  return { directory, kept, note };
}

async function makeDirectory(path: string): Promise<string | undefined> {
  try {
    await mkdir(path, { recursive: true, mode: 0o750 });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The end of the file, empty where there is none or it cannot be read. */
async function readBounded(path: string): Promise<string> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { size } = await file.stat();
      const length = Math.min(size, MAX_FILE);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}
