/**
 * Questions and changes of the commands: which socket, and what a refusal means for the person who asked.
 */

import { VrrpdError } from '../base/errors.js';
import { askDaemon } from '../control/client.js';
import { type RunPaths, runPaths } from '../control/paths.js';
import { type Given, textOf } from './command.js';
import { chooseRunDirectory, loadSettings } from './settings-file.js';

/** Where the daemon that the command means listens. */
export async function daemonPaths(given: Given): Promise<RunPaths> {
  const { settings } = await loadSettings(textOf(given, 'settings'));
  return runPaths(chooseRunDirectory(textOf(given, 'run-dir'), settings));
}

/** @throws VrrpdError with the daemon's words when it says no */
export async function askFor<Answer>(paths: RunPaths, path: string): Promise<Answer> {
  return expectAnswer(await askDaemon({ socket: paths.statusSocket, path }));
}

/**
 * @param timeout milliseconds until the change must be done
 * @throws VrrpdError with the daemon's words when it says no
 */
export async function change<Answer>(paths: RunPaths, path: string, body: unknown, timeout?: number): Promise<Answer> {
  const patience = timeout === undefined ? {} : { timeout };
  return expectAnswer(await askDaemon({ socket: paths.controlSocket, method: 'POST', path, body, ...patience }));
}

function expectAnswer<Answer>({ status, json }: { readonly status: number; readonly json: unknown }): Answer {
  if (status !== 200) {
    const { code, message } = readError(json);
    throw new VrrpdError(code ?? 'NO_ANSWER', message ?? `vrrpd answered with status ${status}`);
  }
  if ((json as { version?: unknown } | null)?.version !== 1) {
    throw new VrrpdError('BAD_ANSWER', 'the running vrrpd is of another version than this command; update one of them');
  }
  return json as Answer;
}

function readError(json: unknown): { readonly code?: string; readonly message?: string } {
  const { code, message } = (json as { error?: { code?: unknown; message?: unknown } } | null)?.error ?? {};
  return typeof code === 'string' && typeof message === 'string' ? { code, message } : {};
}
