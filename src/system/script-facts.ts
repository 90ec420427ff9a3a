/**
 * Scripts as `vrrpd check` looks at them: their text, and what the shell says that would read them. Nothing is run. This
 * waits for the file system and for the shell, so the daemon does not use it.
 */

import { spawnSync } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { ScriptFacts } from '../config/host-facts.js';

const LARGEST = 64 * 1024;
/** Milliseconds that a shell may take to read a script. */
const PATIENCE = 2_000;
/** Shells that are asked, where the system keeps them. */
const SHELL = /^\/(?:usr\/)?bin\/(?:ba|da)?sh$/;

export const scriptFacts: ScriptFacts = { text: readText, syntaxError };

function readText(path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const stat = fstatSync(descriptor);
    if (!stat.isFile() || stat.size > LARGEST) return undefined;
    const bytes = Buffer.alloc(LARGEST);
    return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, LARGEST, 0));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The environment is empty: bash would run what BASH_ENV names. */
function syntaxError(shell: string, path: string): string | undefined {
  if (!SHELL.test(shell) || !path.startsWith('/')) return undefined;
  const asked = spawnSync(shell, ['-n', path], {
    env: {},
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
    maxBuffer: LARGEST,
    encoding: 'utf8',
  });
  if (asked.error !== undefined || asked.signal !== null || asked.status === 0) return undefined;
  const [line = ''] = asked.stderr.split('\n');
  return line.startsWith(`${path}: `) ? line.slice(path.length + 2, 200) : line.slice(0, 200);
}
