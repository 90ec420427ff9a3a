/**
 * Instances with routes, rules and virtual MACs, and static routes and rules, made by chance, with values in their ranges and beyond them. Left out is what keepalived
 * 2.2.7 reads otherwise than 2.4.3, and what docs/differences.md says that vrrpd does otherwise.
 */

import { block, type Choices, chooseLines } from './config-choices.js';
import type { Random } from './random.js';

const ODD = ['abc', '-1', '5x'];

const DESTINATIONS = [
  '10.1.0.0/16',
  '10.2.3.4',
  'default',
  'to 10.3.0.0/16',
  'blackhole 10.4.0.0/16',
  'unreachable 10.5.0.0/16',
  'prohibit 10.6.0.0/16',
  'throw 10.7.0.0/16',
  'local 10.8.0.0/16',
  '10.9.0.0/33',
  'x.example.net',
];

const ROUTE: Choices = {
  via: ['192.0.2.254', 'inet 192.0.2.253', '198.51.100.2', '192.0.2'],
  dev: ['eth0', 'eth1', 'eth0'],
  src: ['192.0.2.220'],
  table: ['100', 'main', '255'],
  metric: ['5', '1000', '0'],
  scope: ['link', 'global', 'host', '200', 'nowhere'],
  tos: ['4', '0x10', '256'],
  onlink: [''],
  protocol: ['99', 'static', '18'],
  realms: ['3', '1/2', '70000'],
  mtu: ['1400', 'lock 1500'],
  advmss: ['1300'],
  rtt: ['2000', '300ms', '1.5s', 'lock 2001', '500', '121s', '960001'],
  rttvar: ['2000', '250ms', '799', 'lock 10s', '480001'],
  rto_min: ['300', '400ms', '100', '1s', '120001'],
  initcwnd: ['10'],
  window: ['100'],
  quickack: ['1', '0'],
  features: ['ecn', 'odd'],
  'ttl-propagate': ['enabled', 'disabled', 'odd'],
  no_track: [''],
  append: [''],
};

const HOPS = [
  'nexthop via 192.0.2.1 dev eth0 weight 2 nexthop via 192.0.2.2 dev eth0 onlink',
  'nexthop dev eth0 nexthop dev eth1 weight 256 realms 7',
  'nexthop via 192.0.2.1 nexthop via 192.0.2.3',
];

const SIX = [
  '2001:db8:5::/64 via fe80::1 dev eth0',
  '2001:db8:6::/64 dev eth1 pref high',
  '::/0 via fe80::1 dev eth0 from 2001:db8:7::/64',
];

function routeText(random: Random): string {
  if (random.chance(0.15)) return random.pick(SIX);
  const words = chooseLines(random, ROUTE, 0.18, ODD);
  const hops = random.chance(0.15) ? [random.pick(HOPS)] : [];
  const device = random.chance(0.5) ? ['dev eth0'] : [];
  return [random.pick(DESTINATIONS), ...device, ...words, ...hops].join(' ');
}

const RULE: Choices = {
  from: ['192.0.2.0/24', '192.0.2.9', '192.0.2'],
  to: ['10.0.0.0/8', '10.1.1.1'],
  tos: ['8', '0x10', '300'],
  fwmark: ['7', '0x10/0xff'],
  iif: ['eth0', 'eth1'],
  oif: ['eth1'],
  uidrange: ['0-99', '5'],
  ipproto: ['tcp', 'udp', '17', 'odd'],
  sport: ['1-5', '7-7'],
  dport: ['80-90'],
  realms: ['1/2', '3'],
  suppress_prefixlength: ['0', '24', '33'],
  'tunnel-id': ['7'],
  protocol: ['20'],
  no_track: [''],
};

const ACTIONS = [
  'table 5',
  'lookup main',
  'table 5',
  'lookup 300',
  'prohibit',
  'blackhole',
  'unreachable',
  'nop',
  'goto 900',
  '',
];

function ruleText(random: Random): string {
  const words = chooseLines(random, RULE, 0.2, ODD);
  const not = random.chance(0.1) ? ['not'] : [];
  const preference = random.chance(0.85)
    ? [`${random.pick(['preference', 'priority'])} ${random.integer(100, 800)}`]
    : [];
  return [...not, ...words, ...preference, random.pick(ACTIONS)].filter((word) => word !== '').join(' ');
}

/** With an interface that does not exist keepalived does not start. */
const NO_INTERFACE = /\b(dev|iif|oif) (?!eth)\S+/g;
/** keepalived 2.2.7 takes these for numbers. */
const NO_NUMBER = /\b(table|[sd]port) (abc|-1|5x)/g;

const VIRTUAL_MACS = [
  'use_vmac',
  'use_vmac vm92',
  'use_vmac\nvmac_xmit_base',
  'use_vmac vm92 00:00:5e:00:01:07',
  'use_vmac vm92 02:00:00:00:01',
  'use_vmac vm92 03:00:00:00:01:00',
  'vmac_xmit_base',
];

/** One instance with routes and rules, now and then one with a virtual MAC, and static ones. */
export function configRouting(random: Random): string {
  const list = (text: (random: Random) => string): string[] =>
    Array.from({ length: random.integer(0, 3) }, () => text(random));
  const instance = (number: number, lines: readonly string[]): string =>
    block(`vrrp_instance VI_${number}`, [
      `interface eth${number - 1}`,
      `virtual_router_id 9${number}`,
      ...lines,
      block('virtual_ipaddress', [number === 1 ? '192.0.2.220/24' : '198.51.100.9/24']),
    ]);
  const rules = (): string[] => list(ruleText);
  return [
    ...(random.chance(0.5) ? [block('static_routes', list(routeText)), block('static_rules', rules())] : []),
    instance(1, [block('virtual_routes', list(routeText)), block('virtual_rules', rules())]),
    ...(random.chance(0.4) ? [instance(2, [random.pick(VIRTUAL_MACS)])] : []),
    '',
  ]
    .join('\n')
    .replace(NO_INTERFACE, '$1 eth0')
    .replace(NO_NUMBER, 'realms 5');
}
