/**
 * Runs one program to its end, argv never a shell. For the lab only: nothing here is on the path of an advertisement.
 */

import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { VrrpdError } from '../base/errors.js';

/** Directories where an administrator's programs live, beside those of PATH. */
const SYSTEM_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];

export interface CommandResult {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs argv with `input` on its standard input; never rejects for a status other than 0. */
export function runCommand(argv: readonly string[], input = ''): Promise<CommandResult> {
  const [program, ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program ?? '', rest, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', (cause) => {
      reject(new VrrpdError('LAB_COMMAND', `cannot run ${argv.join(' ')}: ${cause.message}`, { cause }));
    });
    child.once('close', (status) => resolve({ status: status ?? undefined, stdout, stderr }));
    // A program that ends before it has read everything closes the pipe: its status tells, not EPIPE.
    child.stdin.once('error', () => {});
    child.stdin.end(input);
  });
}

/** As runCommand, but a status other than 0 is thrown with what the program said. */
export async function mustRun(argv: readonly string[], input = ''): Promise<string> {
  const result = await runCommand(argv, input);
  if (result.status !== 0) {
    throw new VrrpdError('LAB_COMMAND', `${argv.join(' ')} failed: ${(result.stderr || result.stdout).trim()}`);
  }
  return result.stdout;
}

/** Runs all lines in one `ip -batch`, in a namespace where one is named. */
export async function ipBatch(lines: readonly string[], namespace?: string): Promise<void> {
  if (lines.length === 0) return;
  const where = namespace === undefined ? [] : ['-netns', namespace];
  await mustRun(['ip', ...where, '-batch', '-'], `${lines.join('\n')}\n`);
}

/** The full path of a program in PATH or in the usual directories, undefined where it is missing. */
export async function findProgram(name: string): Promise<string | undefined> {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_DIRECTORIES];
  for (const directory of directories) {
    if (directory === '') continue;
    const path = join(directory, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}
