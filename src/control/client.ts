/**
 * The other end of the control socket: one request, one bounded answer. What goes wrong is said so that an
 * administrator knows what to do next.
 */

import { request } from 'node:http';
import { dirname } from 'node:path';
import { VrrpdError } from '../base/errors.js';
import { runPaths } from './paths.js';

export interface ControlAnswer {
  readonly status: number;
  readonly json: unknown;
}

export interface ControlQuestion {
  readonly socket: string;
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  /** Milliseconds until the whole answer must be here, default 5000. */
  readonly timeout?: number;
}

/** 250 instances take about half a megabyte. */
const ANSWER_LIMIT = 64 * 1024 * 1024;

/**
 * @throws VrrpdError NOT_RUNNING, NO_PERMISSION, NO_ANSWER or BAD_ANSWER
 */
export function askDaemon(question: ControlQuestion): Promise<ControlAnswer> {
  return new Promise((resolve, reject) => {
    const body = question.body === undefined ? undefined : JSON.stringify(question.body);
    const outgoing = request({
      socketPath: question.socket,
      path: question.path,
      method: question.method ?? 'GET',
      headers:
        body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(question.timeout ?? 5_000),
    });
    const fail = (error: Error): void => reject(explainFailure(error, question.socket));
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('error', fail);
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > ANSWER_LIMIT) outgoing.destroy(new Error('its answer is too long'));
        parts.push(part);
      });
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode ?? 0, json: JSON.parse(Buffer.concat(parts).toString('utf8')) });
        } catch (cause) {
          reject(new VrrpdError('BAD_ANSWER', `what answers at ${question.socket} is not vrrpd`, { cause }));
        }
      });
    });
    outgoing.end(body);
  });
}

/** What went wrong on the way to the daemon, in words. */
export function explainFailure(error: Error, socket: string): VrrpdError {
  const code = (error as NodeJS.ErrnoException).code;
  const cause = { cause: error };
  if (code === 'ENOENT') return new VrrpdError('NOT_RUNNING', `vrrpd is not running (no socket at ${socket})`, cause);
  if (code === 'ECONNREFUSED') {
    return new VrrpdError('NOT_RUNNING', `vrrpd is not running (nobody listens at ${socket})`, cause);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new VrrpdError('NO_PERMISSION', `no permission to open ${socket}: ${whoMayOpen(socket)}`, cause);
  }
  if (code === 'EPIPE' || code === 'ECONNRESET') {
    const why = 'too many connections, or it has just ended';
    return new VrrpdError('NO_ANSWER', `vrrpd closed the connection at ${socket}: ${why}; try again in 5 s`, cause);
  }
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return new VrrpdError('NO_ANSWER', `vrrpd does not answer at ${socket}`, cause);
  }
  return new VrrpdError('NO_ANSWER', `vrrpd cannot be asked at ${socket}: ${error.message}`, cause);
}

/** The directory keeps out who is not in the group of questions, its socket for changes those who are only in that. */
function whoMayOpen(socket: string): string {
  const directory = dirname(socket);
  const [groups, shown] =
    socket === runPaths(directory).controlSocket
      ? ["'admin_group' and of 'group'", `ls -l ${socket} and ls -ld ${directory} show them`]
      : ["'group'", `ls -ld ${directory} shows it`];
  return `be root, or a member of ${groups} of [control] in vrrpd.ini (${shown})`;
}
