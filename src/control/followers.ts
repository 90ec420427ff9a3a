/**
 * Clients that follow events: one line of JSON each, for as long as they read. One that does not is let go when it is
 * too far behind; the daemon never waits for any of them.
 */

import type { ServerResponse } from 'node:http';
import type { Connections } from './connection.js';
import type { ControlLimits } from './limits.js';
import { type ControlReply, refusal } from './route.js';

type Start = Extract<ControlReply, { readonly start: unknown }>['start'];

export class Followers {
  readonly #limits: ControlLimits;
  readonly #connections: Connections;
  #count = 0;

  constructor(limits: ControlLimits, connections: Connections) {
    this.#limits = limits;
    this.#connections = connections;
  }

  serve(response: ServerResponse, start: Start): void {
    const { socket } = response.req;
    if (this.#count >= this.#limits.followers || response.req.method === 'HEAD') {
      const { status, json } = refusal(429, 'TOO_MANY_FOLLOWERS', 'too many clients follow events already');
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify(json)}\n`);
      return;
    }
    this.#count += 1;
    this.#connections.release(socket);
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    response.flushHeaders();
    const end = start((json) => {
      response.write(`${JSON.stringify(json)}\n`);
      if (response.writableLength + socket.writableLength > this.#limits.followerBytes) socket.destroy();
    });
    response.once('close', () => {
      this.#count -= 1;
      end();
    });
  }
}
