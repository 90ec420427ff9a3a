import t from 'tap';
import { matchRoute, type Route } from '../../src/control/route.js';
import { narrowSnapshot, sharedSnapshot, statusRoutes } from '../../src/control/status-routes.js';
import type { DaemonSnapshot } from '../../src/runtime/snapshot.js';

const router = (name: string, ...checks: string[]): DaemonSnapshot['routers'][number] =>
  ({
    name,
    state: 'backup',
    tracked: checks.map((check) => ({ id: `script:${check}` })),
  }) as unknown as DaemonSnapshot['routers'][number];

const SNAPSHOT = {
  version: 1,
  routers: [router('VI_1', 'web'), router('VI_2', 'db'), router('VI_3')],
  groups: [{ name: 'VG', state: 'backup', members: ['VI_1', 'VI_2'] }],
  checks: [{ name: 'web' }, { name: 'db' }, { name: 'unused' }],
  peers: [],
  standby: [],
  sessions: [],
  twoMasters: [],
} as unknown as DaemonSnapshot;

const shape = (snapshot: DaemonSnapshot | undefined): unknown =>
  snapshot && [snapshot.routers, snapshot.groups, snapshot.checks].map((list) => list.map(({ name }) => name).join());

t.test('a snapshot of one instance or one sync group', async (t) => {
  t.same(shape(narrowSnapshot(SNAPSHOT, 'VI_1')), ['VI_1', 'VG', 'web']);
  t.same(shape(narrowSnapshot(SNAPSHOT, 'VI_3')), ['VI_3', '', '']);
  t.same(shape(narrowSnapshot(SNAPSHOT, 'VG')), ['VI_1,VI_2', 'VG', 'web,db']);
  t.equal(narrowSnapshot(SNAPSHOT, 'VI_4'), undefined);
});

t.test('one snapshot serves everybody for a while', async (t) => {
  let now = 0;
  let taken = 0;
  const take = (): DaemonSnapshot => {
    taken += 1;
    return SNAPSHOT;
  };
  const routes = statusRoutes(sharedSnapshot(take, 100, () => now));
  const ask = (path: string): unknown => {
    const match = matchRoute(routes, 'GET', path);
    if (match === undefined || !('route' in match)) return undefined;
    return match.route.handle({
      parameters: match.parameters,
      query: new URLSearchParams(),
      body: undefined,
      peer: undefined,
    });
  };
  const first = ask('/v1/status');
  for (now = 0; now < 100; now += 10)
    t.equal((ask('/v1/status') as { encoded: unknown }).encoded, (first as { encoded: unknown }).encoded);
  t.equal(taken, 1);
  ask('/v1/status/VI_1');
  t.equal(taken, 2, 'after its age a new one is taken');
  t.match(ask('/v1/status/nobody'), { status: 404, json: { version: 1, error: { code: 'NO_SUCH_INSTANCE' } } });
});

t.test('paths and methods', async (t) => {
  const route = (method: Route['method'], path: string): Route => ({
    method,
    path,
    access: 'read',
    handle: () => ({ status: 200, json: path }),
  });
  const routes = [route('GET', '/v1/status'), route('GET', '/v1/status/:name'), route('POST', '/v1/status/:name')];
  t.match(matchRoute(routes, 'GET', '/v1/status'), { parameters: {} });
  t.match(matchRoute(routes, 'POST', '/v1/status/a%20b'), { parameters: { name: 'a b' } });
  t.same(matchRoute(routes, 'DELETE', '/v1/status/a'), { allowed: ['GET', 'POST'] });
  for (const path of ['/', '/v1', '/v1/status/', '/v1/status/a/b', '/v1/status/%zz', '/v2/status']) {
    t.equal(matchRoute(routes, 'GET', path), undefined, path);
  }
});
