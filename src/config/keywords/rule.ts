/**
 * Lines of virtual_rules and static_rules: the words of "ip rule add" in any order. A line that cannot be understood
 * is dropped as a whole.
 */

import { type AddressFamily, familyOf, type Prefix } from '../../base/address.js';
import type { PortRange, RoutingRule, RuleAction } from '../model-route.js';
import { readPrefix } from '../read/address-reader.js';
import { readWords } from '../read/block.js';
import { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import { readRoutingName } from '../read/routing-name.js';
import { shown, textOf } from '../read/text.js';
import type { Node, Word } from '../tree.js';
import { readUint64 } from './encapsulation.js';
import { type Row, type RowHelp, special, type Table, table, type Writable } from './keyword.js';
import { agreeOnFamily, drop, needed, readDevice, readRealms } from './route.js';

const UINT = 4_294_967_295;
const INT = 2_147_483_647;

interface RuleDraft extends Writable<Omit<RoutingRule, 'span'>> {
  dropped: boolean;
}

type Read = (cursor: Cursor, draft: RuleDraft) => void;

function act(cursor: Cursor, draft: RuleDraft, action: RuleAction): void {
  if (draft.action === undefined) draft.action = action;
  else drop(cursor, draft, cursor.subject, 'a rule has one action');
}

function selector(field: 'from' | 'to'): Read {
  return (cursor, draft) => {
    const found = cursor.required();
    if (found === undefined) {
      draft.dropped = true;
      return;
    }
    if (['default', 'any', 'all'].includes(found.text)) return;
    const prefix = readPrefix(cursor, found);
    if (prefix === undefined) draft.dropped = true;
    else if (agreeOnFamily(cursor, draft, familyOf(prefix.address), found)) draft[field] = usefulPrefix(prefix);
  };
}

function usefulPrefix(prefix: Prefix): Prefix | undefined {
  return prefix.length === 0 ? undefined : prefix;
}

const readTable: Read = (cursor, draft) => {
  const found = cursor.required();
  const number = found === undefined ? undefined : readRoutingName(cursor, found, 'rt_tables', UINT);
  if (number === undefined || found === undefined) draft.dropped = true;
  else if (number === 0) drop(cursor, draft, found, 'there is no table 0');
  else act(cursor, draft, { type: 'table', table: number });
};

const number = (field: 'preference' | 'suppressPrefixLength', least: number, most: number, anyBase = false): Read =>
  needed<RuleDraft, number>(
    (cursor, found) => readInteger(cursor, found, least, most, { anyBase }),
    (draft, value) => {
      draft[field] = value;
    },
  );

const readTos: Read = needed<RuleDraft, number>(
  (cursor, found) => readRoutingName(cursor, found, 'rt_dsfield', 255),
  (draft, value) => {
    draft.tos = value;
  },
);

const readGroup: Read = needed<RuleDraft, number>(
  (cursor, found) => readRoutingName(cursor, found, 'group', UINT),
  (draft, value) => {
    draft.suppressInterfaceGroup = value;
  },
);

const device = (field: 'inputInterface' | 'outputInterface'): Read =>
  needed<RuleDraft, string>(readDevice, (draft, value) => {
    draft[field] = value;
  });

/** `MARK[/MASK]` in any base. */
const readMark: Read = needed<RuleDraft, NonNullable<RoutingRule['mark']>>(
  (cursor, found) => {
    const [value = '', mask] = found.text.split('/');
    const part = (text: string): number | undefined =>
      /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text) && Number(text) <= UINT ? Number(text) : undefined;
    const bits = mask === undefined ? undefined : part(mask);
    const mark = part(value);
    if (mark !== undefined && (mask === undefined || bits !== undefined)) return { value: mark, mask: bits };
    cursor.badValue(found, 'a mark, and behind a slash a mask', { keepalived: 'drops the line' });
    return undefined;
  },
  (draft, value) => {
    draft.mark = value;
  },
);

/** `A-B`, or one number, which keepalived 2.4.3 does not take for ports. */
function range(most: number, single: boolean) {
  return (cursor: Cursor, found: Word): PortRange | undefined => {
    const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(found.text);
    const first = Number(match?.[1] ?? Number.NaN);
    const last = match?.[2] === undefined ? first : Number(match[2]);
    if (match === null || first > last || last > most || (match[2] === undefined && !single)) {
      cursor.badValue(found, `a range such as 1000-2000 up to ${most}`, { keepalived: 'drops the line' });
      return undefined;
    }
    if (match[2] === undefined) {
      cursor.report('single-port', found.span, `${shown(cursor.subject.text)} has one port instead of a range`, {
        severity: 'warning',
        keepalived: 'drops the line',
        hint: `write ${first}-${first}`,
      });
    }
    return { first, last };
  };
}

/** Protocols that people name in rules. */
const IP_PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  dccp: 33,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  icmpv6: 58,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  sctp: 132,
  udplite: 136,
};

const readIpProtocol: Read = (cursor, draft) => {
  const found = cursor.required();
  if (found === undefined) return;
  const named = Object.hasOwn(IP_PROTOCOLS, found.text) ? IP_PROTOCOLS[found.text] : undefined;
  draft.ipProtocol = named ?? readInteger(cursor, found, 0, 255);
};

function row(name: string, help: RowHelp, read: Read): Row<RuleDraft> {
  return special<RuleDraft>(name, help, read);
}

const simpleAction = (
  type: 'nop' | 'blackhole' | 'unreachable' | 'prohibit',
  tier: 3 | 4,
  help: string,
): Row<RuleDraft> =>
  row(type, { tier, invalid: 'a second action drops the line', help: `Action: ${help}` }, (cursor, draft) =>
    act(cursor, draft, { type }),
  );

const rows: readonly Row<RuleDraft>[] = [
  row('inet', { help: 'Says that the rule is IPv4. keepalived 2.4.3 skips the word behind it.' }, (_, draft) => {
    draft.family ??= 4;
  }),
  row(
    'inet6',
    { tier: 3, help: 'Says that the rule is IPv6. keepalived 2.4.3 skips the word behind it.' },
    (_, draft) => {
      draft.family ??= 6;
    },
  ),
  row(
    'from',
    { tier: 1, args: '<PREFIX>|default|any|all', default: 'any', help: 'Source of the packets.' },
    selector('from'),
  ),
  row(
    'to',
    { tier: 1, args: '<PREFIX>|default|any|all', default: 'any', help: 'Destination of the packets.' },
    selector('to'),
  ),
  row(
    'table',
    {
      tier: 1,
      args: '<NUMBER|NAME>',
      invalid: 'the line is dropped',
      help: 'Action: look the route up in this table.',
    },
    readTable,
  ),
  row('lookup', { tier: 2, args: '<NUMBER|NAME>', aliasOf: 'table', help: 'The same as table.' }, readTable),
  row('not', { tier: 3, default: 'off', help: 'The rule holds for all other packets.' }, (_, draft) => {
    draft.not = true;
  }),
  row(
    'preference',
    {
      tier: 1,
      args: '<NUMBER>',
      range: `0-${UINT}`,
      default: 'counted down from 16384, with a finding',
      help: 'Place of the rule: smaller numbers come first.',
    },
    number('preference', 0, UINT, true),
  ),
  row(
    'order',
    { tier: 3, args: '<NUMBER>', aliasOf: 'preference', help: 'The same as preference.' },
    number('preference', 0, UINT, true),
  ),
  row(
    'priority',
    { tier: 2, args: '<NUMBER>', aliasOf: 'preference', help: 'The same as preference.' },
    number('preference', 0, UINT, true),
  ),
  row('tos', { tier: 3, args: '<NUMBER|NAME>', help: 'Type of service of the packets.' }, readTos),
  row('dsfield', { args: '<NUMBER|NAME>', aliasOf: 'tos', help: 'The same as tos.' }, readTos),
  row('fwmark', { tier: 2, args: '<NUMBER>[/<MASK>]', help: 'Mark that the firewall put on the packets.' }, readMark),
  row(
    'realms',
    { args: '[<FROM>/]<TO>', help: 'Realms that the rule sets; IPv4 and a table only.' },
    needed<RuleDraft, number>(readRealms, (draft, value) => {
      draft.realms = value;
    }),
  ),
  row(
    'suppress_prefixlength',
    { args: '<NUMBER>', range: `0-${INT}`, help: 'Passes over routes of networks up to this length; a table only.' },
    number('suppressPrefixLength', 0, INT),
  ),
  row(
    'sup_pl',
    { args: '<NUMBER>', aliasOf: 'suppress_prefixlength', help: 'The same as suppress_prefixlength.' },
    number('suppressPrefixLength', 0, INT),
  ),
  row(
    'suppress_ifgroup',
    { args: '<GROUP>', help: 'Passes over routes through interfaces of this group; a table only.' },
    readGroup,
  ),
  row('sup_group', { args: '<GROUP>', aliasOf: 'suppress_ifgroup', help: 'The same as suppress_ifgroup.' }, readGroup),
  row(
    'iif',
    { tier: 2, args: '<INTERFACE>', help: 'Interface that packets come in by. It is watched, too.' },
    device('inputInterface'),
  ),
  row('dev', { tier: 2, args: '<INTERFACE>', aliasOf: 'iif', help: 'The same as iif.' }, device('inputInterface')),
  row(
    'oif',
    { tier: 2, args: '<INTERFACE>', help: 'Interface that packets are bound to. It is watched, too.' },
    device('outputInterface'),
  ),
  row(
    'tunnel-id',
    { args: '<NUMBER>', help: 'Tunnel that packets come from.' },
    needed<RuleDraft, bigint>(readUint64, (draft, value) => {
      draft.tunnelId = value;
    }),
  ),
  row(
    'uidrange',
    { tier: 3, args: '<FIRST>-<LAST>', help: 'Users whose packets the rule holds for.' },
    needed<RuleDraft, PortRange>(range(UINT, false), (draft, value) => {
      draft.uidRange = value;
    }),
  ),
  row(
    'l3mdev',
    { invalid: 'not together with a table', help: 'Looks the route up in the table of the VRF.' },
    (_, draft) => {
      draft.l3mdev = true;
    },
  ),
  row(
    'protocol',
    {
      args: '<NUMBER>',
      range: '0-255',
      default: 'keepalived, 18',
      invalid: 'taken as keepalived without no_track',
      help: 'Who the rule is from, as "ip rule" shows it.',
    },
    (cursor, draft) => {
      const found = cursor.required();
      if (found !== undefined) draft.protocol = readInteger(cursor, found, 0, 255);
    },
  ),
  row('ipproto', { tier: 3, args: '<NUMBER|NAME>', help: 'Protocol of the packets.' }, readIpProtocol),
  row(
    'sport',
    { tier: 3, args: '<FIRST>-<LAST>', range: '0-65535', help: 'Source ports of the packets.' },
    needed<RuleDraft, PortRange>(range(65_535, true), (draft, value) => {
      draft.sourcePorts = value;
    }),
  ),
  row(
    'dport',
    { tier: 3, args: '<FIRST>-<LAST>', range: '0-65535', help: 'Destination ports of the packets.' },
    needed<RuleDraft, PortRange>(range(65_535, true), (draft, value) => {
      draft.destinationPorts = value;
    }),
  ),
  row('no_track', { tier: 2, default: 'off', help: 'Leaves it alone when somebody removes the rule.' }, (_, draft) => {
    draft.noTrack = true;
  }),
  row('type', { help: 'May stand before the action.' }, () => undefined),
  row(
    'goto',
    {
      args: '<NUMBER>',
      invalid: 'the target must come behind the rule',
      help: 'Action: go on with the rule of this preference.',
    },
    (cursor, draft) => {
      const found = cursor.required();
      const target = found === undefined ? undefined : readInteger(cursor, found, 0, UINT, { anyBase: true });
      if (target === undefined) draft.dropped = true;
      else act(cursor, draft, { type: 'goto', target });
    },
  ),
  simpleAction('nop', 4, 'nothing.'),
  simpleAction('blackhole', 3, 'drop the packet silently.'),
  simpleAction('unreachable', 3, 'refuse the packet as unreachable.'),
  simpleAction('prohibit', 3, 'refuse the packet as prohibited.'),
  row(
    'ip_proto',
    { args: '<NUMBER|NAME>', aliasOf: 'ipproto', help: "Stands in keepalived's manual only; the word is ipproto." },
    (cursor, draft) => {
      drop(cursor, draft, cursor.subject, '"ip_proto" is a name that only the manual has', 'write ipproto');
      cursor.next();
    },
  ),
];

export const ruleTable: Table<RuleDraft> = table('virtual_rules', 'vrrp', rows);

export const staticRuleTable: Table<RuleDraft> = table('static_rules', 'vrrp', [
  ...rows,
  row(
    'track_group',
    { tier: 3, args: '<GROUP>', default: 'none', help: 'Group of instances that fail when the rule cannot be kept.' },
    (cursor, draft) => {
      const found = cursor.required();
      if (found !== undefined) draft.trackGroup = textOf(found.text);
    },
  ),
]);

/** First of the preferences that rules without one get, counting down. */
const FIRST_FREE_PREFERENCE = 16_384;

/** Reads the rules of a block. */
export function readRules(cursor: Cursor, nodes: readonly Node[], kind: 'virtual' | 'static'): readonly RoutingRule[] {
  const words = kind === 'virtual' ? ruleTable : staticRuleTable;
  return nodes.flatMap((node) => readRule(new Cursor(cursor.reading, node, -1), words) ?? []);
}

function readRule(cursor: Cursor, words: Table<RuleDraft>): RoutingRule | undefined {
  const draft: RuleDraft = { dropped: false };
  readWords(cursor, words, draft, (found) => {
    drop(cursor, draft, found, `${shown(found.text)} is not an option of a rule`);
    return false;
  });
  checkRule(cursor, draft);
  const { action } = draft;
  if (draft.dropped) return undefined;
  const family: AddressFamily = draft.family ?? 4;
  return {
    family,
    not: draft.not ?? false,
    from: draft.from,
    to: draft.to,
    action: action ?? { type: 'table', table: 0 },
    preference: draft.preference ?? freePreference(cursor),
    tos: draft.tos,
    mark: draft.mark,
    realms: draft.realms,
    suppressPrefixLength: draft.suppressPrefixLength,
    suppressInterfaceGroup: draft.suppressInterfaceGroup,
    inputInterface: draft.inputInterface,
    outputInterface: draft.outputInterface,
    tunnelId: draft.tunnelId,
    uidRange: draft.uidRange,
    l3mdev: draft.l3mdev ?? false,
    protocol: draft.noTrack === true ? draft.protocol : undefined,
    ipProtocol: draft.ipProtocol,
    sourcePorts: draft.sourcePorts,
    destinationPorts: draft.destinationPorts,
    noTrack: draft.noTrack ?? false,
    trackGroup: draft.trackGroup,
    span: cursor.node.keyword.span,
  };
}

const KEEPALIVED_PROTOCOL = 18;

function checkRule(cursor: Cursor, draft: RuleDraft): void {
  const at = cursor.node.keyword;
  const { action, protocol } = draft;
  if (protocol !== undefined && protocol !== KEEPALIVED_PROTOCOL && draft.noTrack !== true) {
    cursor.report('no-effect', at.span, 'a rule that is tracked has no protocol of its own', {
      keepalived: `uses ${KEEPALIVED_PROTOCOL}`,
      hint: 'remove protocol, or add no_track',
    });
  }
  if (action === undefined && draft.l3mdev !== true)
    drop(cursor, draft, at, 'the rule has no action', 'add table NUMBER');
  if (action?.type === 'table' && draft.l3mdev === true)
    drop(cursor, draft, at, 'a rule has a table or l3mdev, not both');
  if (
    action?.type !== 'table' &&
    (draft.realms ?? draft.suppressPrefixLength ?? draft.suppressInterfaceGroup) !== undefined
  ) {
    drop(cursor, draft, at, 'realms and the suppress options need a table');
  }
  if (action?.type === 'goto' && (draft.preference === undefined || draft.preference >= action.target)) {
    drop(cursor, draft, at, `"goto ${action.target}" needs a smaller preference of its own`);
  }
}

function freePreference(cursor: Cursor): number {
  const preference = FIRST_FREE_PREFERENCE - cursor.reading.count('rule-preference');
  cursor.report('no-preference', cursor.span, 'the rule has no preference', {
    severity: 'warning',
    keepalived: `gives it ${preference}`,
    hint: `write preference ${preference}`,
  });
  return preference;
}
