/** Runs a piece of JavaScript in a process of its own, for what would end or change this one. */

import { spawnSync } from 'node:child_process';

export interface ChildResult {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * @param code an ES module; `addon` is the native addon, `system` the URL of the built src/system/
 * @param under words of a program that starts it
 */
export function runChild(
  code: string,
  environment: Readonly<Record<string, string>> = {},
  under: readonly string[] = [],
): ChildResult {
  const system = new URL('../../src/system/', import.meta.url).href;
  const text = `
    import { native } from ${JSON.stringify(`${system}native.js`)};
    const addon = native();
    const system = ${JSON.stringify(system)};
    ${code}`;
  const [program = '', ...words] = [...under, process.execPath, '--input-type=module', '--eval', text];
  const { status, signal, stdout, stderr } = spawnSync(program, words, {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  });
  return { status, signal, stdout, stderr };
}
