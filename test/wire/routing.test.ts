/**
 * Routes and rules: what `ip` of iproute2 6.1 sends for them, and what Linux 6.18 reports of them, recorded on a
 * little-endian machine. The order of attributes is free, so they are compared as a list sorted by type.
 */
import t from 'tap';
import type { IpAddress, Prefix } from '../../src/base/address.js';
import { parsePrefix } from '../../src/base/address.js';
import { listAttributes } from '../../src/wire/netlink/attributes.js';
import { decodeRoute, encodeDeleteRoute, encodeNewRoute, routeKey } from '../../src/wire/netlink/route-message.js';
import type { RouteRequest, RuleRequest } from '../../src/wire/netlink/route-request.js';
import { describeRoute, describeRule } from '../../src/wire/netlink/routing-text.js';
import { decodeRule, encodeRule, reportOf, ruleKey } from '../../src/wire/netlink/rule-message.js';
import { hex, toHex } from './captures.js';

const ip = (text: string): IpAddress => text as IpAddress;
const prefix = (text: string): Prefix => parsePrefix(text) ?? { address: ip(text), length: 0 };

const ROUTE: RouteRequest = {
  family: 4,
  type: 'unicast',
  destination: undefined,
  source: undefined,
  preferredSource: undefined,
  via: undefined,
  interfaceIndex: undefined,
  table: 254,
  metric: undefined,
  scope: 0,
  tos: 0,
  protocol: 18,
  onlink: false,
  encapsulation: undefined,
  expires: undefined,
  metrics: {},
  realms: undefined,
  ecn: false,
  congestionControl: undefined,
  preference: undefined,
  ttlPropagate: undefined,
  insertion: 'prepend',
  nextHops: [],
};
const HOP = {
  via: undefined,
  interfaceIndex: undefined,
  weight: 1,
  onlink: false,
  encapsulation: undefined,
  realms: undefined,
};
const RULE: RuleRequest = {
  family: 4,
  not: false,
  from: undefined,
  to: undefined,
  action: { type: 'table', table: 1000 },
  preference: 2000,
  tos: undefined,
  mark: undefined,
  realms: undefined,
  suppressPrefixLength: undefined,
  suppressInterfaceGroup: undefined,
  inputInterface: undefined,
  outputInterface: undefined,
  tunnelId: undefined,
  uidRange: undefined,
  l3mdev: false,
  protocol: 18,
  ipProtocol: undefined,
  sourcePorts: undefined,
  destinationPorts: undefined,
};

/** The fixed part of the message, then each attribute. */
function parts(payload: Uint8Array): readonly string[] {
  const attributes = listAttributes(payload.subarray(12)).map(([type, value]) => `${type} ${toHex(value)}`);
  return [toHex(payload.subarray(0, 12)), ...attributes.sort()];
}

t.test('ip route add 203.0.113.0/24 via ... with a table, metrics and realms', async (t) => {
  const payload = encodeNewRoute({
    ...ROUTE,
    destination: prefix('203.0.113.77/24'),
    via: ip('192.0.2.9'),
    interfaceIndex: 3,
    table: 1000,
    metric: 7,
    metrics: { mtu: { value: 1400, locked: true }, rtt: { value: 2400, locked: false } },
    realms: 0x1_0002,
  });
  t.strictSame(parts(payload), [
    '021800000012000100000000',
    '1 cb007100',
    '11 02000100',
    '15 e8030000',
    '4 03000000',
    '5 c0000209',
    '6 07000000',
    // The kernel counts rtt in eighths of a millisecond.
    '8 0800020078050000' + '0800040060090000' + '0800010004000000',
  ]);
});

t.test('a route over two gateways', async (t) => {
  const payload = encodeNewRoute({
    ...ROUTE,
    destination: prefix('203.0.114.0/24'),
    nextHops: [
      { ...HOP, via: ip('192.0.2.9'), weight: 2 },
      { ...HOP, via: ip('192.0.2.8'), interfaceIndex: 3, onlink: true },
    ],
  });
  t.strictSame(parts(payload), [
    '02180000fe12000100000000',
    '1 cb007200',
    '9 100000010000000008000500c0000209' + '100004000300000008000500c0000208',
  ]);
});

t.test('a route into a tunnel', async (t) => {
  const tunnel = {
    type: 'ip',
    id: 30n,
    destination: ip('192.0.2.9'),
    source: undefined,
    trafficClass: undefined,
    hopLimit: 9,
    flags: undefined,
  } as const;
  const payload = encodeNewRoute({
    ...ROUTE,
    destination: prefix('203.0.115.0/24'),
    interfaceIndex: 3,
    scope: 253,
    encapsulation: tunnel,
  });
  t.strictSame(parts(payload), [
    '02180000fe12fd0100000000',
    '1 cb007300',
    '21 0200',
    '22 0c000100000000000000001e08000200c00002090500040009000000',
    '4 03000000',
  ]);
  const labels = encodeNewRoute({ ...ROUTE, encapsulation: { type: 'mpls', labels: [100, 200] } });
  t.ok(parts(labels).includes('22 0c00010000064000000c8100'), 'labels, the last marked as the bottom');
  const ila = encodeNewRoute({ ...ROUTE, encapsulation: { type: 'ila', locator: '2001:db8:1:2' } });
  t.ok(parts(ila).includes('22 0c00010020010db800010002'));
});

t.test('a route is deleted by what tells it from others', async (t) => {
  const route = { ...ROUTE, destination: prefix('198.51.100.0/24'), via: ip('192.0.2.9'), realms: 5, ecn: true };
  t.strictSame(parts(encodeDeleteRoute(route)), ['02180000fe12ff0100000000', '1 c6336400', '5 c0000209']);
});

t.test('a rule with everything', async (t) => {
  const payload = encodeRule({
    ...RULE,
    not: true,
    from: prefix('198.51.100.0/24'),
    to: prefix('203.0.113.0/24'),
    uidRange: { first: 100, last: 200 },
    ipProtocol: 6,
    sourcePorts: { first: 10, last: 20 },
    suppressPrefixLength: 8,
  });
  t.strictSame(parts(payload), [
    '021818000000000102000000',
    '1 cb007100',
    '14 08000000',
    '15 e8030000',
    '2 c6336400',
    '20 64000000c8000000',
    '21 12',
    '22 06',
    '23 0a001400',
    '6 d0070000',
  ]);
});

t.test('a reported route is known again', async (t) => {
  const report = decodeRoute(
    hex('02180010fc1200010000000008000f00e803000008000100c6336400080006000700000008000500c00002090800040003000000'),
  );
  const asked = { ...ROUTE, destination: prefix('198.51.100.7/24'), table: 1000, metric: 7, tos: 16 };
  t.match(report, { family: 4, table: 1000, metric: 7, tos: 16, protocol: 18 });
  t.equal(report && routeKey(report), routeKey(asked));
  t.equal(describeRoute({ ...asked, via: ip('192.0.2.9') }), 'route 198.51.100.7/24 via 192.0.2.9 table 1000');

  const six = decodeRoute(
    hex(
      '0a000000fe1200010000000008000f00fe0000000800060000040000080004000300000024000c00' +
        '00000000000000000000000000000000000000000000000000000000000000000500140000000000',
    ),
  );
  t.equal(six && routeKey(six), routeKey({ ...ROUTE, family: 6 }), 'IPv6 has a metric where none was asked for');
});

t.test('a reported rule is known again', async (t) => {
  const report = decodeRule(
    hex(
      '02001800fc0000010000000008000f00e803000008000e00ffffffff0500150012000000070003006430000008000600d0070000' +
        '08000a001000000008001000ff00000008000200c6336400',
    ),
  );
  const asked = {
    ...RULE,
    from: prefix('198.51.100.0/24'),
    mark: { value: 0x10, mask: 0xff },
    inputInterface: 'd0',
  };
  t.match(report, { protocol: 18, preference: 2000 });
  t.equal(report && ruleKey(report), ruleKey(reportOf(asked)));
  t.equal(describeRule(asked), 'rule from 198.51.100.0/24 preference 2000');
});

t.test('what is cut short or foreign is no report', async (t) => {
  t.equal(decodeRoute(hex('0218001')), undefined);
  t.equal(decodeRoute(hex('1c180010fc12000100000000')), undefined, 'MPLS');
  t.equal(decodeRoute(hex('02280010fc12000100000000')), undefined, 'a length of 40 bits');
  t.equal(decodeRoute(hex('02180010fc1200010000000006000100c633')), undefined);
  t.equal(decodeRule(hex('02001800')), undefined);
  t.equal(decodeRule(hex('020028000000000100000000')), undefined);
});
