/**
 * Puts the daemon in the background: the same program started again in a session of its own. The first process waits until the daemon works or has failed, so that its exit status tells.
 */

import { spawn } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { EXIT } from './exit-status.js';

/** Tells the second process that it is one, and where it reports. */
const REPORT_VARIABLE = 'VRRPD_REPORT_FD';
const REPORT_DESCRIPTOR = 3;
const READY = 'ready\n';
const PATIENCE = 15_000;

/** The second process's line to the first. */
export interface Report {
  ready(): void;
  /** What the first process shows on its terminal. */
  failed(text: string): void;
}

/** Undefined in the first process. Forgets the variable, so that scripts do not inherit it. */
export function takeReport(): Report | undefined {
  const value = process.env[REPORT_VARIABLE];
  delete process.env[REPORT_VARIABLE];
  if (value !== String(REPORT_DESCRIPTOR)) return undefined;
  let open = true;
  const say = (text: string): void => {
    if (!open) return;
    open = false;
    try {
      writeSync(REPORT_DESCRIPTOR, text);
      closeSync(REPORT_DESCRIPTOR);
    } catch {
      // The first process did not wait: nobody is there to be told.
    }
  };
  return { ready: () => say(READY), failed: say };
}

/**
 * Starts the second process; resolves with the exit status of the first.
 * @param words path of the program and its words
 */
export function startInBackground(words: readonly string[], name: string): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, ...words], {
    argv0: name,
    detached: true,
    env: { ...process.env, [REPORT_VARIABLE]: String(REPORT_DESCRIPTOR) },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve) => {
    let said = '';
    const done = (status: number): void => {
      clearTimeout(timer);
      child.unref();
      resolve(status);
    };
    const timer = setTimeout(() => {
      process.stderr.write(`${name}: still starting, process ${child.pid}\n`);
      done(EXIT.ok);
      process.exit();
    }, PATIENCE);
    const report = child.stdio[REPORT_DESCRIPTOR] as Readable;
    report.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said === READY) done(EXIT.ok);
    });
    child.once('error', (error) => {
      process.stderr.write(`${name}: cannot be started in the background: ${error.message}\n`);
      done(EXIT.failed);
    });
    child.once('exit', (status) => {
      if (said === READY) return;
      process.stderr.write(said === '' ? `${name}: did not start; its log says why\n` : said);
      done(status ?? EXIT.failed);
    });
  });
}
