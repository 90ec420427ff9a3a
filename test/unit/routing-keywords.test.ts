/**
 * Words of routes and rules: what each of them changes in the message to the kernel, by the numbers of linux/rtnetlink.h,
 * linux/lwtunnel.h and linux/fib_rules.h. As virtual and as static objects alike.
 */

import t from 'tap';
import type { Configuration } from '../../src/config/model.js';
import { NetworkFacts } from '../../src/runtime/network-facts.js';
import type { LinkInfo } from '../../src/runtime/ports/network.js';
import { routeRequest, ruleRequest } from '../../src/runtime/routing-request.js';
import { listAttributes } from '../../src/wire/netlink/attributes.js';
import { encodeNewRoute } from '../../src/wire/netlink/route-message.js';
import { encodeRule } from '../../src/wire/netlink/rule-message.js';
import { build, instanceText } from '../support/configurations.js';

function link(index: number, name: string, changes: Partial<LinkInfo> = {}): LinkInfo {
  const flags = { up: true, running: true, noArp: false, multicast: true, loopback: false, pointToPoint: false };
  return { index, name, mtu: 1500, mac: undefined, lower: undefined, kind: undefined, ...flags, ...changes };
}

const facts = new NetworkFacts();
facts.load({ links: [link(2, 'eth0'), link(4, 'blue', { kind: 'vrf', vrfTable: 77 })], addresses: [] });

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** The fixed part of a message, then each attribute as its number and bytes. */
function parts(payload: Uint8Array): readonly string[] {
  const attributes = listAttributes(payload.subarray(12)).map(([type, value]) => `${type} ${hex(value)}`);
  return [hex(payload.subarray(0, 12)), ...attributes.sort()];
}

function routeParts({ staticRoutes, instances }: Configuration): readonly string[] {
  const [route] = [...staticRoutes, ...instances.flatMap(({ routes }) => routes)];
  const request = route && routeRequest(route, facts);
  return request === undefined ? [] : [...parts(encodeNewRoute(request)), request.insertion];
}

function ruleParts({ staticRules, instances }: Configuration): readonly string[] {
  const [rule] = [...staticRules, ...instances.flatMap(({ rules }) => rules)];
  return rule === undefined ? [] : parts(encodeRule(ruleRequest(rule)));
}

/** The parts for a line, which must be the same in both blocks. */
function told(kind: 'routes' | 'rules', line: string): readonly string[] {
  const partsOf = kind === 'routes' ? routeParts : ruleParts;
  const asStatic = partsOf(build(`static_${kind} {\n${line}\n}\n${instanceText()}`).configuration);
  const asVirtual = partsOf(build(instanceText(`virtual_${kind} {\n${line}\n}`)).configuration);
  if (asStatic.join() !== asVirtual.join()) throw new Error(`${line}: ${asStatic} is not ${asVirtual}`);
  return asVirtual;
}

/** Parts that the words add to those of a line, or change. */
function added(kind: 'routes' | 'rules', line: string, words: string): string {
  const before = told(kind, line);
  return told(kind, `${line} ${words}`)
    .filter((part) => !before.includes(part))
    .join(', ');
}

t.test('words behind a route', async (t) => {
  const route = '10.9.0.0/16 via 10.0.0.3';
  t.same(told('routes', route), ['02100000fe12000100000000', '1 0a090000', '5 0a000003', 'prepend']);
  for (const [words, parts] of [
    ['src 10.0.0.1', '7 0a000001'],
    ['dev eth0', '4 02000000'],
    ['oif eth0', '4 02000000'],
    ['table 1000', '021000000012000100000000, 15 e8030000'],
    ['metric 7', '6 07000000'],
    ['priority 7', '6 07000000'],
    ['preference 7', '6 07000000'],
    ['scope link', '02100000fe12fd0100000000'],
    ['tos 0x10', '02100010fe12000100000000'],
    ['dsfield 0x10', '02100010fe12000100000000'],
    ['protocol 99 no_track', '02100000fe63000100000000'],
    ['dev eth0 onlink', '02100000fe12000104000000, 4 02000000'],
    ['mtu 1400', '8 0800020078050000'],
    ['mtu lock 1400', '8 08000200780500000800010004000000'],
    ['hoplimit 9', '8 08000a0009000000'],
    ['advmss 1300', '8 0800080014050000'],
    // 300 ms are eight times that many units of the kernel, a deviation of 250 ms four times.
    ['rtt 300ms', '8 0800040060090000'],
    ['rttvar 250ms', '8 08000500e8030000'],
    // Without a unit they are the kernel's own; 200 ms is the least.
    ['rtt 2000', '8 08000400d0070000'],
    ['rttvar lock 2001', '8 08000500d10700000800010020000000'],
    ['rtt 500', '8 0800040040060000'],
    ['rttvar 100ms', '8 0800050020030000'],
    ['rtt 121s', '8 0800040000a60e00'],
    ['reordering 5', '8 0800090005000000'],
    ['window 5000', '8 0800030088130000'],
    ['cwnd 20', '8 0800070014000000'],
    ['ssthresh 30', '8 080006001e000000'],
    ['rto_min 400ms', '8 08000d0090010000'],
    ['initcwnd 12', '8 08000b000c000000'],
    ['initrwnd 13', '8 08000e000d000000'],
    ['quickack 1', '8 08000f0001000000'],
    ['fastopen_no_cookie 1', '8 0800110001000000'],
    ['realms 1/2', '11 02000100'],
    ['features ecn', '8 08000c0001000000'],
    ['congctl reno', '8 0900100072656e6f00000000'],
    ['ttl-propagate enabled', '26 01'],
    ['add', 'add'],
    ['prepend', ''],
    ['append', 'append'],
    ['vrf blue', '021000004d12000100000000'],
    ['or 10.0.0.4', '9 1000000000000000080005000a0000031000000000000000080005000a000004'],
    ['as to 10.0.0.9', ''],
  ] as const) {
    t.equal(added('routes', route, words), parts, words);
  }
});

t.test('where a route goes: families, types, gateways', async (t) => {
  for (const [line, parts] of [
    ['inet 10.9.0.0/16 via inet 10.0.0.3', '02100000fe12000100000000, 1 0a090000, 5 0a000003'],
    ['to 10.9.0.0/16 via 10.0.0.3', '02100000fe12000100000000, 1 0a090000, 5 0a000003'],
    ['10.9.0.0/16 gw 10.0.0.3', '02100000fe12000100000000, 1 0a090000, 5 0a000003'],
    ['inet6 default via inet6 fe80::9', '0a000000fe12000100000000, 5 fe800000000000000000000000000009'],
    [
      '2001:db8::/32 from 2001:db8:1::/48 dev eth0',
      '0a203000fe12000100000000, 1 20010db8000000000000000000000000, 2 20010db8000100000000000000000000, 4 02000000',
    ],
    [
      '2001:db8::/32 dev eth0 pref high expires 60',
      '0a200000fe12000100000000, 1 20010db8000000000000000000000000, 20 01, 23 3c000000, 4 02000000',
    ],
    ['unicast 10.9.0.0/16', '02100000fe12000100000000, 1 0a090000'],
    ['local 10.9.0.0/16', '02100000ff12fe0200000000, 1 0a090000'],
    ['broadcast 10.9.0.0/16', '02100000ff12fd0300000000, 1 0a090000'],
    ['brd 10.9.0.0/16', '02100000ff12fd0300000000, 1 0a090000'],
    ['anycast 10.9.0.0/16', '02100000ff12fd0400000000, 1 0a090000'],
    ['multicast 10.9.0.0/16', '02100000fe12000500000000, 1 0a090000'],
    ['blackhole 10.9.0.0/16', '02100000fe12000600000000, 1 0a090000'],
    ['unreachable 10.9.0.0/16', '02100000fe12000700000000, 1 0a090000'],
    ['prohibit 10.9.0.0/16', '02100000fe12000800000000, 1 0a090000'],
    ['throw 10.9.0.0/16', '02100000fe12000900000000, 1 0a090000'],
    ['nat 10.9.0.0/16', '02100000ff12fe0a00000000, 1 0a090000'],
    ['xresolve 10.9.0.0/16', '02100000fe12000b00000000, 1 0a090000'],
    [
      '10.9.0.0/16 nexthop via 10.0.0.4 dev eth0 weight 2 onlink realms 1/2',
      '02100000fe12000100000000, 1 0a090000, 9 1800040102000000080005000a00000408000b0002000100',
    ],
    ['10.9.0.0/16 nexthop via 10.0.0.4 as to 10.0.0.7', ''],
  ] as const) {
    t.equal(told('routes', line).slice(0, -1).join(', '), parts, line);
  }
});

/** Words of a tunnel, and the attribute that they make. */
const TUNNELS = [
  [
    'encap ip id 30 dst 10.0.0.9 src 10.0.0.8 tos 0x10 ttl 9 flags 1',
    '0200',
    '0c000100000000000000001e080002000a000009080003000a000008050004000900000005000500100000000600060000010000',
  ],
  [
    'encap ip6 id 30 dst 2001:db8::9 src 2001:db8::8 tc 0x10 hoplimit 9 flags 1',
    '0400',
    '0c000100000000000000001e1400020020010db80000000000000000000000091400030020010db8000000000000000000000008' +
      '050004000900000005000500100000000600060000010000',
  ],
  ['encap mpls 100/200', '0100', '0c00010000064000000c8100'],
  ['encap ila 1:2:3:4', '0300', '0c0001000001000200030004'],
] as const;

t.test('tunnels of a route, and of a gateway among several', async (t) => {
  for (const [words, type, body] of TUNNELS) {
    t.equal(added('routes', '10.9.0.0/16 via 10.0.0.3', words), `21 ${type}, 22 ${body}`, words);
    const hop = told('routes', `10.9.0.0/16 nexthop via 10.0.0.4 ${words}`).find((part) => part.startsWith('9 '));
    t.ok(hop?.includes(body), words);
  }
});

t.test('words of a rule', async (t) => {
  const rule = 'from 10.9.0.0/16 table 1000';
  t.same(told('rules', rule), ['020010000000000100000000', '15 e8030000', '2 0a090000', '21 12', '6 00400000']);
  for (const [words, parts] of [
    ['to 10.8.0.0/16', '021010000000000100000000, 1 0a080000'],
    ['not', '020010000000000102000000'],
    ['preference 5', '6 05000000'],
    ['order 5', '6 05000000'],
    ['priority 5', '6 05000000'],
    ['tos 0x10', '020010100000000100000000'],
    ['dsfield 0x10', '020010100000000100000000'],
    ['fwmark 0x10/0xff', '10 10000000, 16 ff000000'],
    ['realms 3/4', '11 04000300'],
    ['suppress_prefixlength 8', '14 08000000'],
    ['sup_pl 8', '14 08000000'],
    ['suppress_ifgroup 2', '13 02000000'],
    ['sup_group 2', '13 02000000'],
    ['iif eth0', '3 6574683000'],
    ['dev eth0', '3 6574683000'],
    ['oif eth0', '17 6574683000'],
    ['tunnel-id 77', '12 000000000000004d'],
    ['uidrange 1-9', '20 0100000009000000'],
    ['protocol 99 no_track', '21 63'],
    ['ipproto tcp', '22 06'],
    ['ipproto tcp sport 1-9', '22 06, 23 01000900'],
    ['ipproto tcp dport 1-9', '22 06, 24 01000900'],
  ] as const) {
    t.equal(added('rules', rule, words), parts, words);
  }
});

t.test('what a rule does', async (t) => {
  for (const [line, parts] of [
    ['inet from 10.9.0.0/16 lookup 5 preference 7', '020010000500000100000000, 2 0a090000, 21 12, 6 07000000'],
    ['inet6 table 5 preference 7', '0a0000000500000100000000, 21 12, 6 07000000'],
    ['l3mdev preference 7', '020000000000000100000000, 19 01, 21 12, 6 07000000'],
    ['from all goto 500 preference 7', '020000000000000200000000, 21 12, 4 f4010000, 6 07000000'],
    ['from all nop preference 7', '020000000000000300000000, 21 12, 6 07000000'],
    ['from all type blackhole preference 7', '020000000000000600000000, 21 12, 6 07000000'],
    ['from all blackhole preference 7', '020000000000000600000000, 21 12, 6 07000000'],
    ['from all unreachable preference 7', '020000000000000700000000, 21 12, 6 07000000'],
    ['from all prohibit preference 7', '020000000000000800000000, 21 12, 6 07000000'],
  ] as const) {
    t.equal(told('rules', line).join(', '), parts, line);
  }
});
