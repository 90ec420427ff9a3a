/**
 * `vrrpd status`: asks the daemon, prints the answer as text or JSON, once or again and again.
 */

import { VrrpdError } from '../base/errors.js';
import { formatDuration } from '../base/format-time.js';
import { askDaemon } from '../control/client.js';
import { runPaths } from '../control/paths.js';
import type { DaemonSnapshot } from '../runtime/snapshot.js';
import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';
import { formatHostFacts, type HostFacts, readHostFacts } from './host-line.js';
import { wrap } from './paragraph.js';
import { chooseRunDirectory, loadSettings } from './settings-file.js';
import { formatStatus } from './status-text.js';
import { describeTerminal } from './terminal.js';
import { watchScreen } from './watch-screen.js';

/** Milliseconds that the facts about the host may take. */
const HOST_FACTS_LIMIT = 700;

export async function showStatus(given: Given): Promise<number> {
  const { settings } = await loadSettings(textOf(given, 'settings'));
  const socket = runPaths(chooseRunDirectory(textOf(given, 'run-dir'), settings)).statusSocket;
  const name = textOf(given, 'name');
  const wanted = textOf(given, 'is');
  if (wanted !== undefined) {
    const { routers } = await fetchSnapshot(socket, name);
    return routers.every(({ state }) => state === wanted) ? EXIT.ok : EXIT.failed;
  }
  const print = given['json'] === true ? printJson : printText;
  const snapshot = await fetchSnapshot(socket, name);
  const host = await readHostFacts(HOST_FACTS_LIMIT);
  if (given['watch'] === true) return watchScreen(async () => print(await fetchSnapshot(socket, name), host, given));
  process.stdout.write(`${print(snapshot, host, given).join('\n')}\n`);
  return snapshot.routers.every(isWell) ? EXIT.ok : EXIT.failed;
}

/** @throws VrrpdError also for an instance that does not exist */
async function fetchSnapshot(socket: string, name: string | undefined): Promise<DaemonSnapshot> {
  const path = name === undefined ? '/v1/status' : `/v1/status/${encodeURIComponent(name)}`;
  const { status, json } = await askDaemon({ socket, path });
  if (status === 404) throw new VrrpdError('NO_SUCH_INSTANCE', errorMessage(json) ?? `no instance '${name}'`);
  if (status !== 200) throw new VrrpdError('NO_ANSWER', errorMessage(json) ?? `vrrpd answered with status ${status}`);
  if ((json as { version?: unknown }).version !== 1) {
    throw new VrrpdError('BAD_ANSWER', 'the running vrrpd is of another version than this command; update one of them');
  }
  return json as DaemonSnapshot;
}

function errorMessage(json: unknown): string | undefined {
  const message = (json as { error?: { message?: unknown } } | null)?.error?.message;
  return typeof message === 'string' ? message : undefined;
}

function isWell({ state }: DaemonSnapshot['routers'][number]): boolean {
  return state === 'master' || state === 'backup';
}

function printText(snapshot: DaemonSnapshot, facts: HostFacts, given: Given): string[] {
  const host = formatHostFacts(facts, formatDuration);
  const details = given['details'] === true || textOf(given, 'name') !== undefined;
  const lines = formatStatus(snapshot, describeTerminal(), { host, details });
  return given['watch'] === true ? [...lines, '', ...wrap('Ctrl-C ends', describeTerminal().columns)] : lines;
}

function printJson(snapshot: DaemonSnapshot, facts: HostFacts, given: Given): string[] {
  const data = { ...snapshot, host: facts };
  return [JSON.stringify(data, undefined, given['watch'] === true ? 0 : 2)];
}
