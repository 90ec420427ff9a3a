import t from 'tap';
import type { Route } from '../../src/config/model-route.js';
import { NetworkFacts } from '../../src/runtime/network-facts.js';
import type { LinkInfo } from '../../src/runtime/ports/network.js';
import { devicesOf, routeRequest, ruleRequest } from '../../src/runtime/routing-request.js';
import { build, instanceText } from '../support/configurations.js';

function route(line: string): Route {
  const [instance] = build(instanceText(`  virtual_routes {\n ${line}\n }`)).configuration.instances;
  const [first] = instance?.routes ?? [];
  if (first === undefined) throw new Error(`no route: ${line}`);
  return first;
}

function link(index: number, name: string, changes: Partial<LinkInfo> = {}): LinkInfo {
  const flags = { up: true, running: true, noArp: false, multicast: true, loopback: false, pointToPoint: false };
  return { index, name, mtu: 1500, mac: undefined, lower: undefined, kind: undefined, ...flags, ...changes };
}

function facts(...links: readonly LinkInfo[]): NetworkFacts {
  const made = new NetworkFacts();
  made.load({ links, addresses: [] });
  return made;
}

const host = facts(link(2, 'eth0'), link(3, 'eth1', { up: false }), link(4, 'blue', { kind: 'vrf', vrfTable: 77 }));

t.test('what the line leaves out has the defaults of keepalived', async (t) => {
  t.match(routeRequest(route('10.9.0.0/16 via 192.0.2.9'), host), {
    type: 'unicast',
    table: 254,
    scope: 0,
    tos: 0,
    protocol: 18,
    interfaceIndex: undefined,
    insertion: 'prepend',
  });
  t.match(routeRequest(route('local 10.9.0.1 dev eth0'), host), { table: 255, scope: 254, interfaceIndex: 2 });
  t.match(routeRequest(route('broadcast 10.9.0.255 dev eth0'), host), { table: 255, scope: 253 });
});

t.test('interfaces are numbers, and a VRF is its table', async (t) => {
  t.match(routeRequest(route('10.9.0.0/16 dev eth0'), host), { interfaceIndex: 2 });
  t.match(routeRequest(route('10.9.0.0/16 dev eth0 vrf blue'), host), { table: 77 });
  t.match(routeRequest(route('10.9.0.0/16 nexthop via 192.0.2.9 dev eth0 nexthop via 192.0.2.8'), host), {
    nextHops: [{ interfaceIndex: 2 }, { interfaceIndex: undefined }],
  });
});

t.test('a route waits for its interfaces', async (t) => {
  t.equal(routeRequest(route('10.9.0.0/16 dev eth1'), host), undefined, 'down');
  t.equal(routeRequest(route('10.9.0.0/16 dev eth9'), host), undefined, 'missing');
  t.equal(routeRequest(route('10.9.0.0/16 dev eth0 vrf red'), host), undefined, 'no such VRF');
  t.equal(routeRequest(route('10.9.0.0/16 nexthop via 192.0.2.9 dev eth9'), host), undefined);
  t.strictSame(devicesOf(route('10.9.0.0/16 vrf blue nexthop via 192.0.2.9 dev eth9')), ['blue', 'eth9']);
});

t.test('with no_track a route keeps its protocol, without it is ours', async (t) => {
  t.match(routeRequest(route('10.9.0.0/16 dev eth0 protocol 4 no_track'), host), { protocol: 4 });
  t.match(routeRequest(route('10.9.0.0/16 dev eth0 protocol 4'), host), { protocol: 18 });
  const [instance] = build(instanceText('  virtual_rules {\n from all table 5 priority 9 protocol 4 no_track\n }'))
    .configuration.instances;
  t.match(instance?.rules.map(ruleRequest), [{ protocol: 4, preference: 9 }]);
});
