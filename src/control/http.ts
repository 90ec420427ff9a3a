/**
 * HTTP/1.1 on admitted connections: reads one bounded request, asks the route, writes the answer. Loaded at the first
 * connection, because a daemon that nobody asks needs no HTTP.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../base/logger.js';
import type { Connections } from './connection.js';
import { Followers } from './followers.js';
import { type ControlLimits, RequestBudget } from './limits.js';
import { type ControlReply, matchRoute, type Route, refusal } from './route.js';

export interface HttpOptions {
  readonly routes: readonly Route[];
  /** Changes are taken here. */
  readonly changes: boolean;
  readonly limits: ControlLimits;
  readonly connections: Connections;
  /** Whether this peer may change things; asked for changes only. */
  readonly mayChange: (socket: Socket) => boolean;
  readonly log: Logger;
}

/** Milliseconds between two lines about requests that failed. */
const FAILURE_PERIOD = 60_000;
const NO_BODY = Buffer.alloc(0);

/** Not listening: connections are handed in by `emit('connection', socket)`. */
export function createHttpServer(options: HttpOptions): Server {
  const budget = new RequestBudget(options.limits.requestsPerSecond, performance.now());
  const followers = new Followers(options.limits, options.connections);
  const server = createServer({ maxHeaderSize: options.limits.headerBytes, keepAliveTimeout: options.limits.patience });
  server.maxRequestsPerSocket = options.limits.requestsPerConnection;
  const answering = new WeakSet<Socket>();
  const failures = new Failures(options.log);
  server.on('request', (request, response) => {
    const socket = request.socket;
    // A client that sends the next request before it has its answer makes work without waiting for it.
    if (socket.destroyed || answering.has(socket)) {
      socket.destroy();
      return;
    }
    answering.add(socket);
    response.on('close', () => answering.delete(socket));
    response.on('finish', () => options.connections.expect(socket));
    if (!budget.take(performance.now())) {
      response.shouldKeepAlive = false;
      send(response, refusal(429, 'TOO_MANY_REQUESTS', 'too many requests; ask again in a second'));
      return;
    }
    answer(options, request).then(
      (reply) => {
        if (reply === 'left') return;
        options.connections.expect(socket);
        // What it goes on sending is for nobody.
        if (reply.status === 413 || !request.complete) response.shouldKeepAlive = false;
        if ('start' in reply) followers.serve(response, reply.start);
        else send(response, reply);
      },
      (error: unknown) => {
        failures.tell(error, request.url?.slice(0, 200));
        send(response, refusal(500, 'INTERNAL', 'the request failed inside vrrpd; its log says more'));
      },
    );
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const tooLong = error.code === 'HPE_HEADER_OVERFLOW';
    const problem = tooLong ? `at most ${options.limits.headerBytes} bytes of headers are read` : 'this is not HTTP';
    if (socket.writable) socket.end(encodeRefusal(problem));
    else socket.destroy();
  });
  return server;
}

/** The answer, or that the client left before it had asked. */
async function answer(options: HttpOptions, request: IncomingMessage): Promise<ControlReply | 'left'> {
  const url = parseTarget(request.url ?? '');
  if (url === undefined) return refusal(400, 'BAD_REQUEST', 'the address of the request cannot be read');
  const method = request.method ?? '';
  const match = matchRoute(options.routes, method === 'HEAD' ? 'GET' : method, url.pathname);
  if (match === undefined) return refusal(404, 'NOT_FOUND', `nothing is at ${url.pathname.slice(0, 200)}`);
  if ('allowed' in match) return wrongMethod(match.allowed);
  const stranger = [...url.searchParams.keys()].find((name) => match.route.query?.includes(name) !== true);
  if (stranger !== undefined) {
    return refusal(400, 'BAD_REQUEST', `there is no parameter '${stranger.slice(0, 40)}' here`);
  }
  if (match.route.access === 'change') {
    if (!options.changes) return refusal(403, 'READ_ONLY', 'this socket only answers questions; use control.sock');
    if (!options.mayChange(request.socket)) return refusal(403, 'FORBIDDEN', 'this user may not change anything');
    const peer = options.connections.peerOf(request.socket);
    const path = url.pathname.slice(0, 200);
    options.log.info({ path, uid: peer?.uid, peer: peer?.pid }, `user ${peer?.uid} asks for ${path}`);
  }
  const body = match.route.method === 'GET' ? NO_BODY : await readBody(request, options.limits.bodyBytes);
  if (body === 'left') return body;
  if (body === 'too-large') return refusal(413, 'TOO_LARGE', `at most ${options.limits.bodyBytes} bytes are read`);
  const json = parseBody(body);
  if (json === 'invalid') return refusal(400, 'BAD_REQUEST', 'the body of the request is not JSON');
  if (match.route.patience !== undefined) options.connections.expect(request.socket, match.route.patience);
  return match.route.handle({
    parameters: match.parameters,
    query: url.searchParams,
    body: json.value,
    peer: options.connections.peerOf(request.socket),
  });
}

function wrongMethod(allowed: readonly string[]): ControlReply {
  const methods = allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  const headers = { allow: methods.join(', ') };
  return { ...refusal(405, 'METHOD_NOT_ALLOWED', `use ${allowed.join(' or ')}`), headers };
}

function parseTarget(target: string): URL | undefined {
  if (!target.startsWith('/')) return undefined;
  try {
    return new URL(`http://vrrpd${target}`);
  } catch {
    return undefined;
  }
}

/** The body, or that it is too large or never came whole; what comes beyond the bound is not kept. */
function readBody(request: IncomingMessage, limit: number): Promise<Buffer | 'too-large' | 'left'> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= limit) parts.push(part);
      else resolve('too-large');
    });
    request.on('end', () => resolve(Buffer.concat(parts)));
    request.on('error', () => resolve('left'));
  });
}

function parseBody(body: Buffer): { readonly value: unknown } | 'invalid' {
  if (body.length === 0) return { value: undefined };
  try {
    return { value: JSON.parse(body.toString('utf8')) };
  } catch {
    return 'invalid';
  }
}

function send(response: ServerResponse, reply: Exclude<ControlReply, { readonly start: unknown }>): void {
  const body = 'encoded' in reply ? reply.encoded : Buffer.from(`${JSON.stringify(reply.json)}\n`);
  const headers = 'headers' in reply ? reply.headers : {};
  response.writeHead(reply.status, { ...headers, 'content-type': 'application/json', 'content-length': body.length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** For what could not be read as a request: nothing but the connection is there. */
function encodeRefusal(problem: string): string {
  const body = `${JSON.stringify(refusal(400, 'BAD_REQUEST', problem).json)}\n`;
  const head = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
  return `HTTP/1.1 400 Bad Request\r\n${head}\r\n\r\n${body}`;
}

/** A mistake of ours that any client can repeat: told once in a period, with how often since. */
class Failures {
  readonly #log: Logger;
  #toldAt = Number.NEGATIVE_INFINITY;
  #untold = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  tell(error: unknown, path: string | undefined): void {
    const now = performance.now();
    if (now - this.#toldAt < FAILURE_PERIOD) {
      this.#untold += 1;
      return;
    }
    const more = this.#untold === 0 ? '' : ` (${this.#untold} more since the last line)`;
    this.#log.error({ error: String(error), path }, `a control request failed${more}`);
    this.#toldAt = now;
    this.#untold = 0;
  }
}
