/**
 * The control server: two Unix sockets in the run directory, one to ask and one that also takes changes. File modes
 * say who may connect, the kernel says who did. HTTP is loaded at the first connection.
 */

import { chownSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { VrrpdError } from '../base/errors.js';
import type { Logger } from '../base/logger.js';
import { Connections, type PeerLookup } from './connection.js';
import { CONTROL_LIMITS, type ControlLimits } from './limits.js';
import type { RunPaths } from './paths.js';
import type { Route } from './route.js';

export interface ControlServerOptions {
  readonly paths: RunPaths;
  readonly routes: readonly Route[];
  /** Number of the group that may ask; undefined: the daemon's user only. */
  readonly readGroup: number | undefined;
  /** Number of the group that may change; undefined: the daemon's user only. */
  readonly changeGroup: number | undefined;
  /** Undefined where the kernel cannot be asked: then nobody may change anything. */
  readonly peerLookup: PeerLookup | undefined;
  readonly log: Logger;
  readonly limits?: ControlLimits;
}

export interface ControlServer {
  /** Stops listening and closes every connection. */
  close(): void;
}

/**
 * Listens on both sockets.
 * @throws VrrpdError CONTROL_SOCKET when one cannot be made
 */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { statusSocket, controlSocket } = options.paths;
  const reading = await listen(options, statusSocket, options.readGroup, false);
  try {
    const changing = await listen(options, controlSocket, options.changeGroup, true);
    return {
      close: () => {
        reading.close();
        changing.close();
      },
    };
  } catch (error) {
    reading.close();
    throw error;
  }
}

async function listen(
  options: ControlServerOptions,
  path: string,
  group: number | undefined,
  changes: boolean,
): Promise<ControlServer> {
  const limits = options.limits ?? CONTROL_LIMITS;
  const connections = new Connections(limits, options.peerLookup, process.getuid?.() ?? 0);
  let http: Promise<HttpServer> | undefined;
  const load = async (): Promise<HttpServer> => {
    const { createHttpServer } = await import('./http.js');
    const mayChange = (socket: Socket): boolean => isAllowed(connections.peerOf(socket)?.uid, options.changeGroup);
    return createHttpServer({ routes: options.routes, changes, limits, connections, mayChange, log: options.log });
  };
  const server = createServer((socket) => {
    if (!connections.admit(socket)) return;
    http ??= load();
    http.then(
      (ready) => ready.emit('connection', socket),
      (error) => {
        const why = "are the program's files those of another version? Restart the daemon";
        options.log.error({ error: String(error) }, `nobody can be answered: ${why}`);
        socket.destroy();
      },
    );
  });
  await bind(server, path);
  if (group !== undefined) chownSync(path, -1, group);
  return {
    close: () => {
      server.close();
      connections.closeAll();
    },
  };
}

/** The file mode of the socket already kept others out; this holds even after someone loosened it by hand. */
function isAllowed(user: number | undefined, changeGroup: number | undefined): boolean {
  if (user === undefined) return false;
  return user === 0 || user === process.getuid?.() || changeGroup !== undefined;
}

function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new VrrpdError('CONTROL_SOCKET', `the control socket ${path} cannot be made: ${error.message}`));
    });
    // The socket appears with its final mode: at no moment can anybody else connect.
    const before = process.umask(0o117);
    try {
      server.listen(path, () => {
        server.removeAllListeners('error');
        server.on('error', () => {});
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}
