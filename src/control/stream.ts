/** Follows a stream of JSON lines of the daemon until the signal or the daemon ends it. */

import { request } from 'node:http';
import { VrrpdError } from '../base/errors.js';
import { explainFailure } from './client.js';

const MAX_LINE = 65_536;

/**
 * Resolves when the daemon ends the stream or the signal is given.
 * @throws VrrpdError as askDaemon does
 */
export function followDaemon(
  socket: string,
  path: string,
  line: (json: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: socket, path, signal });
    outgoing.on('error', (error) => (signal.aborted ? resolve() : reject(explainFailure(error, socket))));
    outgoing.on('response', (response) => {
      if (response.statusCode !== 200) {
        response.destroy();
        reject(new VrrpdError('NO_ANSWER', `vrrpd answered with status ${response.statusCode}`));
        return;
      }
      const take = lineTaker(line);
      response.setEncoding('utf8').on('data', take);
      // The daemon ended in the middle of a line, or the signal was given.
      response.on('error', () => resolve());
      response.on('close', () => resolve());
    });
    outgoing.end();
  });
}

/** Cuts what arrives into lines. A line longer than an event can be is dropped with what was kept of it. */
function lineTaker(line: (json: unknown) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) rest = '';
    for (const one of lines) {
      const json = parse(one);
      if (json !== undefined) line(json);
    }
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
