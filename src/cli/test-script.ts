/**
 * `vrrpd test-script`: one run of a check as the daemon does it, by the daemon or from a configuration file.
 */

import { VrrpdError } from '../base/errors.js';
import { formatDuration } from '../base/format-time.js';
import type { CheckTrial } from '../runtime/daemon-api.js';
import { change, daemonPaths } from './ask.js';
import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';
import { printable } from './paragraph.js';
import type { CommandPrograms, ScriptTrial } from './programs.js';

/** As long as the daemon waits for a script without a timeout. Milliseconds. */
const PATIENCE = 300_000;

/** @throws VrrpdError NO_SUCH_CHECK and what askDaemon throws */
export async function testScript(given: Given, programs: CommandPrograms): Promise<number> {
  const name = textOf(given, 'check') ?? '';
  const file = textOf(given, 'use-file');
  const trial =
    file === undefined
      ? await change<ScriptTrial>(await daemonPaths(given), '/v1/test-script', { name }, PATIENCE)
      : await programs.tryCheck({ configFile: file, name });
  if (trial === undefined) throw new VrrpdError('NO_SUCH_CHECK', `no vrrp_script is called '${name}' in ${file}`);
  const text = given['json'] === true ? JSON.stringify(trial, undefined, 2) : formatTrial(trial).join('\n');
  process.stdout.write(`${text}\n`);
  return trial.result.outcome === 'exited' && trial.result.status === 0 ? EXIT.ok : EXIT.failed;
}

/** @param trial of one check; what it printed comes last, as it is but for control characters */
export function formatTrial({ name, argv, user, timeout, result, environment }: ScriptTrial): string[] {
  const limit = timeout === undefined ? 'no timeout' : `timeout ${formatDuration(timeout)}`;
  const output = result.output.trimEnd();
  return [
    `check        ${printable(name)}`,
    `command      ${argv.map(quoted).join(' ')}`,
    `user         ${printable(user ?? 'that of the daemon')}`,
    `time         ${formatDuration(result.duration)} (${limit})`,
    `result       ${formatEnd(result)}`,
    ...Object.entries(environment)
      .sort(([first], [second]) => (first < second ? -1 : 1))
      .map(([key, value], index) => `${index === 0 ? 'environment' : '           '}  ${printable(`${key}=${value}`)}`),
    ...(output === ''
      ? ['output       none']
      : ['output', ...output.split('\n').map((line) => `  ${printable(line)}`)]),
  ];
}

function formatEnd({ outcome, status, signal, error }: CheckTrial['result']): string {
  switch (outcome) {
    case 'exited':
      return status === 0 ? 'success (exit 0)' : `failure (exit ${status})`;
    case 'signalled':
      return `failure (killed by ${signal ?? 'a signal'})`;
    case 'timed-out':
      return 'failure (ended by its timeout)';
    case 'not-started':
      return `failure (not started: ${error ?? 'unknown error'})`;
  }
}

function quoted(word: string): string {
  const shown = printable(word);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
