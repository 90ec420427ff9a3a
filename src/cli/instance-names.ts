/**
 * Names of instances and sync groups, or of checks, of the running daemon, for the completion of a command line. Asked briefly; nobody to
 * ask is no error.
 */

import { askDaemon } from '../control/client.js';
import { runPaths } from '../control/paths.js';
import type { DaemonSnapshot } from '../runtime/snapshot.js';
import { chooseRunDirectory, loadSettings } from './settings-file.js';

const PATIENCE = 300;

export async function daemonNames(kind: 'instances' | 'checks'): Promise<readonly string[]> {
  try {
    const { settings } = await loadSettings(undefined);
    const socket = runPaths(chooseRunDirectory(undefined, settings)).statusSocket;
    const { status, json } = await askDaemon({ socket, path: '/v1/status', timeout: PATIENCE });
    if (status !== 200) return [];
    const { routers, groups, checks } = json as DaemonSnapshot;
    return (kind === 'checks' ? checks : [...routers, ...groups]).map(({ name }) => name);
  } catch {
    return [];
  }
}
