/** Follows a stream of JSON lines of the daemon until the signal or the daemon ends it. */

import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { VrrpdError } from '../base/errors.js';
import { explainFailure } from './client.js';

/**
 * Resolves when the daemon ends the stream or the signal is given.
 * @throws VrrpdError as askDaemon does
 */
export function followDaemon(
  socket: string,
  path: string,
  take: (json: unknown) => void,
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
      response.on('error', () => resolve());
      const lines = createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY });
      lines.on('line', (line) => {
        try {
          take(JSON.parse(line));
        } catch {
          // A line cut short by the end of the daemon says nothing.
        }
      });
      lines.on('close', () => resolve());
    });
    outgoing.end();
  });
}
