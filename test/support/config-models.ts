/**
 * Texts of VRRP configurations, made from the rows of the keyword tables: values in their ranges, at their edges, and
 * now and then mutated. Left out is what keepalived 2.2.7 does not know yet, what docs/differences.md says that vrrpd
 * does otherwise, and what would reach outside of a network namespace.
 */

import { allKeywords } from '../../src/config/keywords/index.js';
import type { KeywordHelp } from '../../src/config/keywords/keyword.js';
import type { Random } from './random.js';

const GLOBAL_ROWS = rowsOf('global_defs', [
  'vrrp_version',
  'vrrp_garp_master_delay',
  'vrrp_garp_master_repeat',
  'vrrp_garp_master_refresh',
  'vrrp_garp_master_refresh_repeat',
  'vrrp_garp_lower_prio_delay',
  'vrrp_garp_lower_prio_repeat',
  'vrrp_down_timer_adverts',
  'vrrp_lower_prio_no_advert',
  'vrrp_higher_prio_send_advert',
  'vrrp_notify_priority_changes',
  'smtp_alert',
  'smtp_alert_vrrp',
]);
const INSTANCE_ROWS = rowsOf('vrrp_instance', [
  'state',
  'priority',
  'advert_int',
  'version',
  'nopreempt',
  'preempt_delay',
  'down_timer_adverts',
  'dont_track_primary',
  'accept',
  'no_accept',
  'lower_prio_no_advert',
  'higher_prio_send_advert',
  'garp_master_delay',
  'garp_master_repeat',
  'garp_master_refresh',
  'garp_master_refresh_repeat',
  'garp_lower_prio_delay',
  'garp_lower_prio_repeat',
  'promote_secondaries',
  'smtp_alert',
  'notify_priority_changes',
  'notify_deleted',
]);
const SCRIPT_ROWS = rowsOf('vrrp_script', ['weight', 'rise', 'fall']);

/** Values that hardly any keyword takes. */
const ODD = ['0', '-1', '300', 'abc', '5x', '99999999999', 'BACKUP;', '"7"', '254', '255', '1 2'];
const ADDRESSES = [
  '192.0.2.220',
  '192.0.2.221/24',
  '192.0.2.222/32 dev eth1',
  '198.51.100.9/24 dev eth1 label eth1:vip',
  '192.0.2.223/24 brd 192.0.2.255',
  '192.0.2.224/25 scope link',
  '192.0.2.225/24 brd + dev eth0',
];
const ODD_ADDRESSES = ['192.0.2', '300.1.1.1', '192.0.2.9/40', 'x.example.net'];
const PASSWORDS = [
  '1111',
  '"with blank"',
  'eight888',
  'longer-than-eight',
  'cut#here',
  '"in#quotes"',
  "it's",
  '£6nj7^5',
];

/** One text with a script or two, and one or two instances. */
export function configModel(random: Random): string {
  const scripts = ['chk_a', 'chk_b'].slice(0, random.integer(0, 2));
  const instances = Array.from({ length: random.integer(1, 2) }, (_, index) => instanceText(random, index, scripts));
  const globals = ['script_user root', 'enable_script_security', ...some(random, GLOBAL_ROWS, 0.15)];
  return [
    block('global_defs', globals),
    ...scripts.map((name) =>
      block(`vrrp_script ${name}`, ['script "/usr/bin/true x"', ...some(random, SCRIPT_ROWS, 0.4)]),
    ),
    ...instances,
  ].join('');
}

function instanceText(random: Random, index: number, scripts: readonly string[]): string {
  const lines = [
    `interface ${index === 0 ? 'eth0' : 'eth1'}`,
    `virtual_router_id ${random.chance(0.05) ? random.pick(ODD) : 91 + index}`,
    ...some(random, INSTANCE_ROWS, 0.15),
    listBlock('virtual_ipaddress', list(random, ADDRESSES, ODD_ADDRESSES, 1)),
  ];
  if (random.chance(0.2)) lines.push(listBlock('virtual_ipaddress_excluded', ['203.0.113.7/24 dev eth1']));
  if (random.chance(0.4)) {
    const type = random.chance(0.9) ? 'PASS' : random.pick(['PASS;', 'pass', 'AH']);
    lines.push(listBlock('authentication', [`auth_type ${type}`, `auth_pass ${random.pick(PASSWORDS)}`]));
  }
  if (random.chance(0.2)) {
    const peers = ['192.0.2.2', '192.0.2.3'].slice(0, random.integer(1, 2));
    lines.push('unicast_src_ip 192.0.2.1', listBlock('unicast_peer', peers));
  }
  const tracked = scripts.map((name) => (random.chance(0.4) ? `${name} weight ${random.integer(-20, 20)}` : name));
  if (tracked.length > 0) lines.push(listBlock('track_script', tracked));
  if (random.chance(0.2)) lines.push(listBlock('track_interface', [random.pick(['lo', 'lo weight 5'])]));
  return block(`vrrp_instance VI_${index + 1}`, shuffle(random, lines));
}

function rowsOf(blockName: string, names: readonly string[]): readonly KeywordHelp[] {
  return names.map((name) => {
    const row = allKeywords.find((keyword) => keyword.block === blockName && keyword.name === name);
    if (row === undefined) throw new Error(`no keyword ${name} in ${blockName}`);
    return row;
  });
}

function some(random: Random, rows: readonly KeywordHelp[], probability: number): readonly string[] {
  return rows.filter(() => random.chance(probability)).map((row) => `${row.name} ${valueFor(random, row)}`.trim());
}

function valueFor(random: Random, row: KeywordHelp): string {
  if (row.name === 'weight') return `${random.integer(-253, 253)}`;
  if (row.args !== '' && row.name !== 'notify_deleted' && random.chance(0.08))
    return random.pick(takesJunk(row.name) ? ['0', '300'] : ODD);
  if (row.args.startsWith('[on|off')) return random.pick(['', 'on', 'off', 'true', 'false', 'yes', 'no']);
  const range = /^([\d.]+)-([\d.]+)/.exec(row.range ?? '');
  if (range !== null) {
    const [least, most] = [Math.ceil(Number(range[1])), Math.min(Math.floor(Number(range[2])), 254)];
    return `${random.chance(0.2) ? random.pick([least, most]) : random.integer(least, Math.min(most, least + 40))}`;
  }
  return row.args.startsWith('<') || row.args.startsWith('[') ? '' : random.pick(row.args.split('|'));
}

/** keepalived 2.2.7 takes a word that is no number for 0 or 1 here; 2.4.3 leaves the setting alone, and so does vrrpd. */
function takesJunk(name: string): boolean {
  return /garp_|^preempt_delay$|^advert_int$/.test(name);
}

function list(random: Random, good: readonly string[], odd: readonly string[], least: number): readonly string[] {
  const chosen = shuffle(random, good).slice(0, random.integer(least, 4));
  return random.chance(0.1) ? [...chosen, random.pick(odd)] : chosen;
}

function shuffle<T>(random: Random, items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

function block(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}

function listBlock(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.map((line) => `    ${line}\n`).join('')}  }`;
}
