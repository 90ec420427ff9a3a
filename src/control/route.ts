/**
 * Requests and answers of the control plane as data, and the table that joins them. HTTP itself is in server.ts.
 */

/** Who is at the other end of the socket, by the kernel's word. */
export interface PeerCredentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

export interface ControlRequest {
  /** Values of the `:name` parts of the route's path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON body of a change; undefined where none was sent. */
  readonly body: unknown;
  readonly peer: PeerCredentials | undefined;
}

export type ControlReply =
  | { readonly status: number; readonly json: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Already encoded and shared between clients: the same bytes are sent to all of them. */
  | { readonly status: number; readonly encoded: Buffer }
  /** Lines of JSON for as long as the client reads; `start` is given the way to send one and returns the way to end. */
  | { readonly status: number; readonly start: (send: (json: unknown) => void) => () => void };

export interface Route {
  readonly method: 'GET' | 'POST';
  /** `/v1/status/:name`. */
  readonly path: string;
  /** Names of the parameters after `?`; another one is refused. */
  readonly query?: readonly string[];
  /** A change is taken on the control socket only. */
  readonly access: 'read' | 'change';
  /** Milliseconds that the answer may take, where it is more than the usual patience. */
  readonly patience?: number;
  handle(request: ControlRequest): ControlReply | Promise<ControlReply>;
}

/** An answer that says no. */
export function refusal(
  status: number,
  code: string,
  message: string,
): { readonly status: number; readonly json: unknown } {
  return { status, json: { version: 1, error: { code, message } } };
}

/** The route of a path, with its parameters; or the methods that the path would take; or nothing. */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
):
  | { readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  | { readonly allowed: readonly string[] }
  | undefined {
  const allowed: string[] = [];
  for (const route of routes) {
    const parameters = matchPath(route.path, path);
    if (parameters === undefined) continue;
    if (route.method === method) return { route, parameters };
    allowed.push(route.method);
  }
  return allowed.length > 0 ? { allowed } : undefined;
}

function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const expected = pattern.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = actual[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
      continue;
    }
    const decoded = decode(value);
    if (decoded === undefined || decoded === '') return undefined;
    parameters[part.slice(1)] = decoded;
  }
  return parameters;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
