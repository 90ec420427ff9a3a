/**
 * Every route of the control plane, answered by a daemon in memory, against the description that is shipped with it.
 */

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { eventRoutes } from '../../src/control/event-routes.js';
import type { LogLevel } from '../../src/control/operator-routes.js';
import { type ControlReply, matchRoute, refusal } from '../../src/control/route.js';
import { controlRoutes } from '../../src/control/routes.js';
import type { Daemon } from '../../src/runtime/daemon-api.js';
import type { EventRecord } from '../../src/runtime/event-record.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';

interface Operation {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: object } } };
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

const DESCRIPTION = JSON.parse(
  readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'),
) as Description;
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: 'vrrpd', components: DESCRIPTION.components });

const CHECKS = `vrrp_script chk {
  script "/bin/true yes"
  interval 2
  weight 2
}
`;

const TRACKING = 'priority 120\n track_script {\n chk\n }\n track_bfd {\n peer weight 1\n }';

function session(neighbor: string): string {
  return `bfd_instance peer {\n neighbor_ip ${neighbor}\n}\n`;
}

/** A pair whose first is master and heard the second before; a stranger is on the wire. */
function pair(): { world: FakeWorld; first: FakeHost; daemon: Daemon; runScripts: (status: number) => void } {
  const world = new FakeWorld();
  const second = world.host('second', '10.0.0.2');
  const first = world.host('first', '10.0.0.1');
  startMemoryDaemon(second, `${session('10.0.0.1')}${memoryInstance('priority 100')}`);
  startMemoryDaemon(world.host('third', '10.0.0.3'), memoryInstance('priority 100', 'VI_3', 99));
  world.advance(5_000_000);
  const group = 'vrrp_sync_group G {\n group {\n VI_1\n }\n}\n';
  const daemon = startMemoryDaemon(first, `${group}${CHECKS}${session('10.0.0.2')}${memoryInstance(TRACKING)}`);
  const runScripts = (status: number): void => {
    for (const script of first.scripts.splice(0)) script.end({ status, output: 'said\n' });
  };
  runScripts(0);
  world.advance(6_000_000);
  return { world, first, daemon, runScripts };
}

const { world, first, daemon, runScripts } = pair();
let level: LogLevel = 'info';
const ROUTES = controlRoutes({
  daemon,
  snapshotAge: 0,
  now: () => 0,
  wall: () => Math.round(world.now / 1000),
  reload: () => daemon.reload(),
  setLogLevel: (next) => {
    const before = level;
    level = next;
    return before;
  },
  scriptEnvironment: () => ({ PATH: '/bin' }),
});

async function ask(method: 'GET' | 'POST', target: string, body?: unknown): Promise<ControlReply> {
  const url = new URL(`http://vrrpd${target}`);
  const match = matchRoute(ROUTES, method, url.pathname);
  if (match === undefined || !('route' in match)) throw new Error(`no route for ${method} ${target}`);
  return match.route.handle({ parameters: match.parameters, query: url.searchParams, body, peer: undefined });
}

/** The answer as a client reads it. */
function jsonOf(reply: ControlReply): unknown {
  if ('encoded' in reply) return JSON.parse(reply.encoded.toString('utf8'));
  return 'json' in reply ? JSON.parse(JSON.stringify(reply.json)) : undefined;
}

function problems(schema: object, value: unknown): string {
  const text = JSON.stringify(schema).replaceAll('#/components', 'vrrpd#/components');
  const validate = ajv.compile(JSON.parse(text) as object);
  return validate(value) ? '' : ajv.errorsText(validate.errors);
}

function schemaOf(path: string, method: string): object {
  return DESCRIPTION.paths[path]?.[method]?.responses['200']?.content['application/json']?.schema ?? { not: {} };
}

const REQUESTS: readonly (readonly ['GET' | 'POST', string, string, number, unknown?])[] = [
  ['GET', '/v1/status', '/v1/status', 200],
  ['GET', '/v1/status/{name}', '/v1/status/VI_1', 200],
  ['GET', '/v1/status/{name}', '/v1/status/nobody', 404],
  ['GET', '/v1/peers', '/v1/peers', 200],
  ['GET', '/v1/why/{name}', '/v1/why/G', 200],
  ['GET', '/v1/why/{name}', '/v1/why/nobody', 404],
  ['GET', '/v1/events', '/v1/events?name=VI_1&since=0', 200],
  ['GET', '/v1/events', '/v1/events?since=yesterday', 400],
  ['GET', '/v1/openapi.json', '/v1/openapi.json', 200],
  ['POST', '/v1/switchover', '/v1/switchover', 409, { name: 'VI_1' }],
  ['POST', '/v1/standby', '/v1/standby', 404, { name: 'nobody' }],
  ['POST', '/v1/standby', '/v1/standby', 400, { for: -1 }],
  ['POST', '/v1/standby', '/v1/standby', 200, { name: 'VI_1', for: 600, force: true }],
  ['GET', '/v1/status', '/v1/status', 200],
  ['POST', '/v1/resume', '/v1/resume', 200],
  ['POST', '/v1/resume', '/v1/resume', 400, { name: 7 }],
  ['POST', '/v1/reload', '/v1/reload', 200],
  ['POST', '/v1/log', '/v1/log', 200, { level: 'debug' }],
  ['POST', '/v1/log', '/v1/log', 400, { level: 'loud' }],
  ['POST', '/v1/test-script', '/v1/test-script', 404, { name: 'nobody' }],
];

t.test('every answer is as docs/openapi.json says', async (t) => {
  // On standby nothing can be switched over: a refusal to hold against its description.
  const seen = new Set<string>(['get /v1/events/stream']);
  for (const [method, path, target, status, body] of REQUESTS) {
    if (path === '/v1/switchover') {
      await ask('POST', '/v1/standby', { name: 'VI_1', force: true });
      world.advance(100_000);
    }
    const reply = await ask(method, target, body);
    t.equal(reply.status, status, `${method} ${target}`);
    const operation = DESCRIPTION.paths[path]?.[method.toLowerCase()];
    const schema = operation?.responses[String(status)]?.content['application/json']?.schema;
    t.ok(schema, `${method} ${path} describes ${status}`);
    t.equal(problems(schema ?? {}, jsonOf(reply)), '', `${method} ${target}`);
    if (status === 200 && body !== undefined) {
      const asked = operation?.requestBody?.content['application/json'].schema;
      t.equal(problems(asked ?? {}, body), '', `the body of ${path}`);
    }
    if (status === 200) seen.add(`${method.toLowerCase()} ${path}`);
  }
  const trial = ask('POST', '/v1/test-script', { name: 'chk' });
  runScripts(3);
  const { status, ...reply } = await trial;
  t.equal(status, 200);
  const ran = jsonOf({ status, ...reply } as ControlReply);
  t.equal(
    problems(
      DESCRIPTION.paths['/v1/test-script']?.['post']?.responses['200']?.content['application/json']?.schema ?? {},
      ran,
    ),
    '',
  );
  t.match(ran, {
    name: 'chk',
    argv: ['/bin/true', 'yes'],
    timeout: 2_000_000,
    result: { status: 3, output: 'said\n' },
  });
  seen.add('post /v1/test-script').add('post /v1/switchover');
  const described = Object.entries(DESCRIPTION.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  t.same([...seen].sort(), described.sort(), 'all that is described was asked');
  const there = ROUTES.map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`);
  t.same(there.sort(), described.sort(), 'all that is there is described');
});

t.test('every question may be refused', async (t) => {
  for (const [path, { get }] of Object.entries(DESCRIPTION.paths)) {
    if (get === undefined) continue;
    const schema = get.responses['400']?.content['application/json']?.schema;
    t.equal(problems(schema ?? {}, refusal(400, 'BAD_REQUEST', 'no').json), '', path);
    t.ok(schema, path);
  }
});

t.test('an answer says what will not be kept, as it is described', async (t) => {
  first.filesRefused = 'EROFS: read-only file system';
  const file = '/state/standby.json: EROFS: read-only file system';
  for (const path of ['/v1/standby', '/v1/resume'] as const) {
    const changed = jsonOf(await ask('POST', path, path === '/v1/standby' ? { name: 'VI_1', force: true } : {}));
    t.match(changed, { routers: ['VI_1'], notKept: file });
    t.equal(problems(schemaOf(path, 'post'), changed), '', path);
  }
  const status = jsonOf(await ask('GET', '/v1/status'));
  t.match(status, { daemon: { notKept: { standby: file, events: /^\/state\/events\.jsonl: EROFS/ } } });
  t.equal(problems(schemaOf('/v1/status', 'get'), status), '');
  first.filesRefused = undefined;
});

t.test('what is described is not empty words', async (t) => {
  const { events } = jsonOf(await ask('GET', '/v1/events')) as { events: EventRecord[] };
  t.match(
    events.find(({ type }) => type === 'bfd'),
    { session: 'peer', to: 'up' },
  );
  const status = jsonOf(await ask('GET', '/v1/status')) as { routers: { state?: string }[]; peers: unknown[] };
  t.ok(status.peers.length >= 2, 'a peer and a stranger');
  const schema = DESCRIPTION.paths['/v1/status']?.['get']?.responses['200']?.content['application/json']?.schema ?? {};
  t.not(problems(schema, { ...status, more: 1 }), '', 'a field that is not described');
  const [router] = status.routers;
  t.not(problems(schema, { ...status, routers: [{ ...router, state: 'active' }] }), '', 'a state that does not exist');
});

t.test('bodies are read with care', async (t) => {
  for (const [path, body, message] of [
    ['/v1/standby', [], 'the body is a JSON object'],
    ['/v1/standby', { nmae: 'VI_1' }, "there is no field 'nmae' here"],
    ['/v1/standby', { force: 'yes' }, "'force' is a boolean"],
    ['/v1/standby', { for: 1e12 }, "'for' is seconds, more than 0 and at most a year"],
    ['/v1/switchover', {}, "'name' is a string"],
    ['/v1/switchover', { name: 'x'.repeat(300) }, "'name' is a string"],
  ] as const) {
    t.match(await ask('POST', path, body), { status: 400, json: { error: { code: 'BAD_REQUEST', message } } });
  }
});

t.test('a stream begins with the journal and goes on', async (t) => {
  const listeners = new Map<(event: EventRecord) => void, string | undefined>();
  const event = (sequence: number, router: string): EventRecord => ({
    sequence,
    wall: 0,
    type: 'standby',
    router,
    text: 'x',
  });
  const [, stream] = eventRoutes({
    events: () => [event(1, 'VI_1')],
    onEvent: (router, listener) => {
      listeners.set(listener, router);
      return () => listeners.delete(listener);
    },
  });
  const query = new URLSearchParams('name=VI_1');
  const reply = await stream?.handle({ parameters: {}, query, body: undefined, peer: undefined });
  if (reply === undefined || !('start' in reply)) throw new Error('no stream');
  const sent: unknown[] = [];
  const end = reply.start((json) => sent.push(json));
  for (const [listener, router] of listeners) {
    t.equal(router, 'VI_1');
    listener(event(2, 'VI_1'));
  }
  end();
  t.match(sent, [{ sequence: 1 }, { sequence: 2 }]);
  t.equal(listeners.size, 0);
});
