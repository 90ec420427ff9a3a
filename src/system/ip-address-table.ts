/**
 * AddressTable over the `ip` command: one `ip -batch` for a whole batch, one after another. For hosts where netlink
 * from the daemon itself is not wanted; it answers later, from the event loop.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { SystemError } from '../base/errors.js';
import type { AddressChange, AddressTable, ChangeOutcome } from '../runtime/ports/network.js';
import { stepsOf } from '../wire/address-change.js';
import { batchLines, isSayable } from '../wire/ip-batch.js';
import { describeChange } from './address-change.js';

/** A batch that takes longer is given up; the kernel needs milliseconds. */
const TIMEOUT = 10_000;
const OUTPUT_LIMIT = 65_536;
const SEARCH_PATH = '/usr/sbin:/sbin:/usr/bin:/bin';

const ERRNO_OF_TEXT: readonly (readonly [RegExp, string])[] = [
  [/File exists|already assigned/i, 'EEXIST'],
  [/Cannot assign requested address|address not found/i, 'EADDRNOTAVAIL'],
  [/Cannot find device|No such device|Device does not exist/i, 'ENODEV'],
  [/Operation not permitted/i, 'EPERM'],
  [/Permission denied/i, 'EACCES'],
  [/Network is down/i, 'ENETDOWN'],
  [/No buffer space|Cannot allocate memory/i, 'ENOBUFS'],
];

type Done = (outcomes: readonly ChangeOutcome[]) => void;

/** @param command the ip command with words that come first */
export function ipAddressTable(command: readonly string[] = ['ip']): AddressTable {
  const waiting: (readonly [readonly AddressChange[], Done])[] = [];
  let running: ChildProcess | undefined;
  let closed = false;

  const next = (): void => {
    const job = waiting.shift();
    if (job === undefined || closed) return;
    const [changes, done] = job;
    running = runBatch(command, changes, (outcomes) => {
      running = undefined;
      done(outcomes);
      next();
    });
  };

  return {
    apply(changes, done): void {
      if (changes.length === 0) {
        done([]);
        return;
      }
      waiting.push([changes, done]);
      if (running === undefined) next();
    },
    close(): void {
      closed = true;
      waiting.length = 0;
    },
  };
}

function runBatch(command: readonly string[], changes: readonly AddressChange[], done: Done): ChildProcess {
  const [program = 'ip', ...first] = command;
  const child = spawn(program, [...first, '-force', '-batch', '-'], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: SEARCH_PATH, LC_ALL: 'C' },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT);
  let output = '';
  let finished = false;
  const finish = (outcomes: readonly ChangeOutcome[]): void => {
    if (finished) return;
    finished = true;
    clearTimeout(timer);
    done(outcomes);
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (output.length < OUTPUT_LIMIT) output += text;
  });
  child.on('error', (cause) => finish(changes.map((change) => failure(change, notStarted(cause), cause.message))));
  child.on('close', (status) => finish(judgeBatch(changes, output, status)));
  // It may end before it has read everything; what that means, its status says.
  child.stdin?.on('error', () => undefined).end(changes.flatMap(batchLines).join(''));
  return child;
}

function notStarted(cause: NodeJS.ErrnoException): string {
  return cause.code ?? 'EIO';
}

/**
 * Finds the lines that failed: `ip` prints what went wrong and then `Command failed -:LINE`. A batch that ended otherwise
 * failed from the first line not reached on, which nobody knows: all of it counts as failed.
 */
function judgeBatch(changes: readonly AddressChange[], output: string, status: number | null): ChangeOutcome[] {
  const reasons = failedLines(output);
  const aborted = status !== 0 && reasons.size === 0;
  let line = 0;
  return changes.map((change) => {
    line += stepsOf(change).length;
    if (!isSayable(change)) return failure(change, 'EINVAL', 'a name that ip -batch cannot take');
    const reason = aborted ? output.trim() || `ip ended with ${status ?? 'a signal'}` : reasons.get(line);
    if (reason === undefined) return { ok: true };
    const errno = errnoOf(reason);
    const gone = change.operation === 'remove' && (errno === 'EADDRNOTAVAIL' || errno === 'ENODEV');
    return gone ? { ok: true } : failure(change, errno, reason);
  });
}

function failedLines(output: string): Map<number, string> {
  const reasons = new Map<number, string>();
  let text: string[] = [];
  for (const line of output.split('\n')) {
    const failed = /^Command failed -:(\d+)$/.exec(line);
    if (failed === null) {
      text.push(line);
      continue;
    }
    reasons.set(Number(failed[1]), text.join(' ').trim());
    text = [];
  }
  return reasons;
}

function errnoOf(reason: string): string {
  return ERRNO_OF_TEXT.find(([pattern]) => pattern.test(reason))?.[1] ?? 'EINVAL';
}

function failure(change: AddressChange, errno: string, reason: string): ChangeOutcome {
  return { ok: false, error: new SystemError('ip', errno, `${describeChange(change)}: ${reason.slice(0, 200)}`) };
}
