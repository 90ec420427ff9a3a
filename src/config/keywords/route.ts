/**
 * Lines of virtual_routes and static_routes: the words of "ip route add" in any order. A line that cannot be
 * understood is dropped as a whole, because half a route is worse than none.
 */

import { type AddressFamily, familyOf, type IpAddress, type Prefix, parseIpAddress } from '../../base/address.js';
import type { MetricName, NextHop, Route, RouteType } from '../model-route.js';
import { readInterfaceName, readPrefix } from '../read/address-reader.js';
import { readWords } from '../read/block.js';
import { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import { readRoutingName } from '../read/routing-name.js';
import { shown, textOf } from '../read/text.js';
import type { Node, Word } from '../tree.js';
import { encapsulationRow } from './encapsulation.js';
import { type Row, type RowHelp, special, type Table, table, type Writable } from './keyword.js';
import { metricRows } from './route-metrics.js';

const UINT = 4_294_967_295;

/** A route while its line is read. */
export interface RouteDraft extends Writable<Omit<Route, 'nextHops' | 'metrics' | 'span'>> {
  readonly nextHops: NextHop[];
  readonly metrics: Partial<Record<MetricName, { readonly value: number; readonly locked: boolean }>>;
  /** A destination was read, also when it is the default. */
  destined: boolean;
  dropped: boolean;
}

/** Sets the family, or reports that a part is of another and drops the route. */
export function agreeOnFamily(
  cursor: Cursor,
  draft: { family?: AddressFamily | undefined; dropped: boolean },
  family: AddressFamily,
  word: Word,
): boolean {
  draft.family ??= family;
  if (draft.family === family) return true;
  drop(cursor, draft, word, `${shown(word.text)} is not of the family of the rest, IPv${draft.family}`);
  return false;
}

/** A reader for what only IPv6 has, which is asked before there is a value. */
function onlyIpv6(read: (cursor: Cursor, draft: RouteDraft) => void): (cursor: Cursor, draft: RouteDraft) => void {
  return (cursor, draft) => {
    draft.family ??= 6;
    if (draft.family === 6) {
      read(cursor, draft);
      return;
    }
    const { span, text } = cursor.subject;
    cursor.report('family-mismatch', span, `${shown(text)} is for IPv6 only`, { keepalived: 'drops the line' });
    draft.dropped = true;
    cursor.next();
  };
}

/** Says why the line is dropped, once. */
export function drop(cursor: Cursor, draft: { dropped: boolean }, word: Word, message: string, hint?: string): void {
  if (!draft.dropped) {
    cursor.report('dropped-line', word.span, message, {
      keepalived: 'drops the line',
      ...(hint !== undefined && { hint }),
    });
  }
  draft.dropped = true;
}

/** Reads a word by `read`; when nothing comes of it, the line is dropped. */
export function needed<D extends { dropped: boolean }, T>(
  read: (cursor: Cursor, word: Word, draft: D) => T | undefined,
  set: (draft: D, value: T) => void,
): (cursor: Cursor, draft: D) => void {
  return (cursor, draft) => {
    const word = cursor.required();
    const value = word === undefined ? undefined : read(cursor, word, draft);
    if (value === undefined) draft.dropped = true;
    else set(draft, value);
  };
}

const TYPES: Readonly<Record<RouteType, readonly [tier: 2 | 3 | 4, help: string]>> = {
  unicast: [4, 'An ordinary route; the default.'],
  local: [4, 'Packets to the destination are for this host.'],
  broadcast: [4, 'Packets to the destination are sent as broadcast.'],
  anycast: [4, 'The destination is an anycast address of this host.'],
  multicast: [4, 'The destination is a multicast group.'],
  blackhole: [2, 'Packets to the destination are dropped silently.'],
  unreachable: [3, 'Packets to the destination are refused as unreachable.'],
  prohibit: [3, 'Packets to the destination are refused as prohibited.'],
  throw: [4, 'The search goes on with the next rule.'],
  nat: [4, 'Old address translation; kernels have it no more.'],
  xresolve: [4, 'Resolved by a program outside; kernels have it no more.'],
};

const DEFAULTS = new Set(['default', 'any', 'all', 'default6']);

function readDestination(cursor: Cursor, word: Word, draft: RouteDraft): void {
  if (draft.destined) {
    drop(cursor, draft, word, `${shown(word.text)} is not an option of a route`, 'a line has one destination');
    return;
  }
  draft.destined = true;
  if (DEFAULTS.has(word.text)) {
    if (word.text === 'default6') agreeOnFamily(cursor, draft, 6, word);
    return;
  }
  if (parseIpAddress(word.text.split('/')[0] ?? '') === undefined) {
    drop(cursor, draft, word, `${shown(word.text)} is neither a destination nor an option of a route`);
    return;
  }
  const prefix = readPrefix(cursor, word);
  if (prefix === undefined || !agreeOnFamily(cursor, draft, familyOf(prefix.address), word)) return;
  draft.destination = prefix.length === 0 ? undefined : prefix;
}

function typeRow(type: RouteType, name: string = type): Row<RouteDraft> {
  const [tier, help] = TYPES[type];
  return special<RouteDraft>(
    name,
    { tier, args: '<PREFIX>', help, ...(name !== type && { aliasOf: type }) },
    (cursor, draft) => {
      draft.type = type;
      if (!cursor.atEnd) return;
      cursor.required();
      draft.dropped = true;
    },
  );
}

function word(
  name: string,
  tier: 2 | 3 | 4,
  help: string,
  set: (draft: RouteDraft) => void,
  fallback = 'off',
): Row<RouteDraft> {
  return special<RouteDraft>(name, { tier, default: fallback, help }, (_, draft) => set(draft));
}

export function readHop(
  cursor: Cursor,
  draft: { family?: AddressFamily | undefined; dropped: boolean },
): IpAddress | undefined {
  let found = cursor.required();
  if (found?.text === 'inet' || found?.text === 'inet6') {
    const family = found;
    found = cursor.required();
    if (found !== undefined && !agreeOnFamily(cursor, draft, family.text === 'inet' ? 4 : 6, family)) return undefined;
  }
  if (found === undefined) {
    draft.dropped = true;
    return undefined;
  }
  const value = parseIpAddress(found.text);
  if (value === undefined) {
    drop(cursor, draft, found, `the gateway ${shown(found.text)} is not an IP address`);
    return undefined;
  }
  return agreeOnFamily(cursor, draft, familyOf(value), found) ? value : undefined;
}

export function readDevice(cursor: Cursor, found: Word): string | undefined {
  return readInterfaceName(cursor, found);
}

const readTable = needed<RouteDraft, number>(
  (cursor, found) => readRoutingName(cursor, found, 'rt_tables', UINT),
  (draft, value) => {
    draft.table = value;
  },
);

const readMetric = needed<RouteDraft, number>(
  (cursor, found) => readInteger(cursor, found, 0, UINT),
  (draft, value) => {
    draft.metric = value;
  },
);

const readTos = needed<RouteDraft, number>(
  (cursor, found) => readRoutingName(cursor, found, 'rt_dsfield', 255),
  (draft, value) => {
    draft.tos = value;
  },
);

function alias(
  name: string,
  of: string,
  help: RowHelp,
  read: (cursor: Cursor, draft: RouteDraft) => void,
): Row<RouteDraft> {
  return special<RouteDraft>(name, { aliasOf: of, ...help }, read);
}

const setVia = (cursor: Cursor, draft: RouteDraft): void => {
  draft.via = readHop(cursor, draft);
};

const setDevice = needed<RouteDraft, string>(readDevice, (draft, value) => {
  draft.device = value;
});

/** `[FROM/]TO` as one number. */
export function readRealms(cursor: Cursor, found: Word): number | undefined {
  const [first = '', second] = found.text.split('/');
  const part = (text: string): number | undefined => readRoutingName(cursor, { ...found, text }, 'rt_realms', 0xffff);
  const to = part(second ?? first);
  const from = second === undefined ? 0 : part(first);
  return to === undefined || from === undefined ? undefined : from * 0x1_0000 + to;
}

/** Words of a leg behind `nexthop`. */
interface HopDraft extends Writable<NextHop> {
  family?: AddressFamily | undefined;
  dropped: boolean;
}

const hopTable: Table<HopDraft> = table('virtual_routes/nexthop', 'vrrp', [
  special<HopDraft>(
    'via',
    { tier: 2, args: '[inet|inet6] <ADDRESS>', help: 'Gateway of the leg.' },
    (cursor, draft) => {
      draft.via = readHop(cursor, draft);
    },
  ),
  special<HopDraft>(
    'dev',
    { tier: 2, args: '<INTERFACE>', help: 'Interface of the leg.' },
    needed<HopDraft, string>(readDevice, (draft, value) => {
      draft.device = value;
    }),
  ),
  special<HopDraft>(
    'weight',
    {
      tier: 2,
      args: '<NUMBER>',
      range: '1-256',
      default: '1',
      invalid: 'the line is dropped',
      help: 'Share of the leg.',
    },
    needed<HopDraft, number>(
      (cursor, found) => readInteger(cursor, found, 1, 256),
      (draft, value) => {
        draft.weight = value;
      },
    ),
  ),
  special<HopDraft>(
    'onlink',
    { tier: 3, default: 'off', help: 'The gateway is on the link, whatever the routes say.' },
    (_, draft) => {
      draft.onlink = true;
    },
  ),
  encapsulationRow<HopDraft>('virtual_routes/nexthop', (draft, value) => {
    draft.encapsulation = value;
  }),
  special<HopDraft>(
    'realms',
    { args: '[<FROM>/]<TO>', help: 'Realms of the leg; IPv4 only.' },
    needed<HopDraft, number>(readRealms, (draft, value) => {
      draft.realms = value;
    }),
  ),
  special<HopDraft>(
    'as',
    { args: '[to] <ADDRESS>', help: 'MPLS destination; keepalived drops the leg.' },
    (cursor, draft) => {
      if (!cursor.atEnd) drop(cursor, draft, cursor.subject, '"as" is not supported for a leg');
      else cursor.required();
      draft.dropped = true;
    },
  ),
]);

/** Reads one leg; the next `nexthop` ends it. */
function readNextHop(cursor: Cursor, draft: RouteDraft): void {
  const leg: HopDraft = { family: draft.family, dropped: false };
  let more = false;
  readWords(cursor, hopTable, leg, (found) => {
    if (found.text === 'nexthop') {
      more = true;
      return false;
    }
    drop(cursor, leg, found, `${shown(found.text)} is not an option of a next hop`);
    return true;
  });
  if (leg.dropped) draft.dropped = true;
  draft.family ??= leg.family;
  draft.nextHops.push({
    via: leg.via,
    device: leg.device,
    weight: leg.weight ?? 1,
    onlink: leg.onlink ?? false,
    encapsulation: leg.encapsulation,
    realms: leg.realms,
  });
  if (more) readNextHop(cursor, draft);
}

const rows: readonly Row<RouteDraft>[] = [
  special<RouteDraft>(
    '<PREFIX>',
    {
      tier: 1,
      args: '',
      default: 'none; required',
      help: 'Destination: a network, a host, or default. Also any, all and, for IPv6, default6.',
    },
    () => undefined,
  ),
  special<RouteDraft>(
    'to',
    { tier: 2, args: '<PREFIX>', help: 'May stand before the destination.' },
    (cursor, draft) => {
      const found = cursor.required();
      if (found === undefined) draft.dropped = true;
      else if (Object.hasOwn(TYPES, found.text)) {
        draft.type = found.text as RouteType;
        const next = cursor.required();
        if (next === undefined) draft.dropped = true;
        else readDestination(cursor, next, draft);
      } else readDestination(cursor, found, draft);
    },
  ),
  word('inet', 4, 'Says that the route is IPv4. keepalived 2.4.3 skips the word behind it.', (draft) => {
    draft.family ??= 4;
  }),
  word('inet6', 3, 'Says that the route is IPv6. keepalived 2.4.3 skips the word behind it.', (draft) => {
    draft.family ??= 6;
  }),
  special<RouteDraft>(
    'src',
    { tier: 1, args: '<ADDRESS>', help: 'Source address of packets that this host sends by the route.' },
    (cursor, draft) => {
      draft.preferredSource = readHop(cursor, draft);
    },
  ),
  special<RouteDraft>(
    'from',
    { args: '<IPv6 PREFIX>', invalid: 'with IPv4 the line is dropped', help: 'Source that the route holds for.' },
    needed<RouteDraft, Prefix>(
      (cursor, found, draft) => {
        const prefix = readPrefix(cursor, found);
        return prefix !== undefined && agreeOnFamily(cursor, draft, 6, found) && familyOf(prefix.address) === 6
          ? prefix
          : undefined;
      },
      (draft, value) => {
        draft.source = value;
      },
    ),
  ),
  special<RouteDraft>('via', { tier: 1, args: '[inet|inet6] <ADDRESS>', help: 'Gateway.' }, setVia),
  alias('gw', 'via', { tier: 2, args: '<ADDRESS>', deprecated: 'via', help: 'Old spelling of via.' }, setVia),
  special<RouteDraft>(
    'or',
    { tier: 3, args: '<ADDRESS>', deprecated: 'nexthop', help: 'Second gateway of a route over two.' },
    (cursor, draft) => {
      const second = readHop(cursor, draft);
      const leg = (via: IpAddress): NextHop => ({
        via,
        device: undefined,
        weight: 1,
        onlink: false,
        encapsulation: undefined,
        realms: undefined,
      });
      if (draft.via === undefined || second === undefined || draft.nextHops.length > 0) {
        drop(cursor, draft, cursor.subject, '"or" takes one gateway behind via');
        return;
      }
      draft.nextHops.push(leg(draft.via), leg(second));
      draft.via = undefined;
    },
  ),
  special<RouteDraft>(
    'dev',
    { tier: 1, args: '<INTERFACE>', help: 'Interface that packets leave by. It is watched, too.' },
    setDevice,
  ),
  alias('oif', 'dev', { tier: 3, args: '<INTERFACE>', help: 'The same as dev.' }, setDevice),
  special<RouteDraft>('table', { tier: 2, args: '<NUMBER|NAME>', default: 'main', help: 'Routing table.' }, readTable),
  special<RouteDraft>(
    'metric',
    {
      tier: 2,
      args: '<NUMBER>',
      range: `0-${UINT}`,
      default: 'as the kernel has it',
      help: 'Of two routes the one with the smaller number counts.',
    },
    readMetric,
  ),
  alias('priority', 'metric', { tier: 3, args: '<NUMBER>', help: 'The same as metric.' }, readMetric),
  alias('preference', 'metric', { tier: 3, args: '<NUMBER>', help: 'The same as metric.' }, readMetric),
  special<RouteDraft>(
    'scope',
    {
      tier: 2,
      args: '<SCOPE>',
      default: 'global',
      help: 'How far away the destination is: global, site, link, host, nowhere.',
    },
    needed<RouteDraft, number>(
      (cursor, found) => readRoutingName(cursor, found, 'rt_scopes', 255),
      (draft, value) => {
        draft.scope = value;
      },
    ),
  ),
  special<RouteDraft>(
    'tos',
    { tier: 3, args: '<NUMBER|NAME>', default: '0', help: 'Only for packets of this type of service.' },
    readTos,
  ),
  alias('dsfield', 'tos', { args: '<NUMBER|NAME>', help: 'The same as tos.' }, readTos),
  special<RouteDraft>(
    'protocol',
    {
      tier: 3,
      args: '<NUMBER|NAME>',
      default: 'keepalived, 18',
      invalid: 'taken as keepalived without no_track',
      help: 'Who the route is from, as "ip route" shows it.',
    },
    needed<RouteDraft, number>(
      (cursor, found) => readRoutingName(cursor, found, 'rt_protos', 255),
      (draft, value) => {
        draft.protocol = value;
      },
    ),
  ),
  word('onlink', 3, 'The gateway is on the link, whatever the routes say.', (draft) => {
    draft.onlink = true;
  }),
  encapsulationRow<RouteDraft>('virtual_routes', (draft, value) => {
    draft.encapsulation = value;
  }),
  special<RouteDraft>(
    'expires',
    { args: '<SECONDS>', help: 'The route goes by itself after this time; IPv6 only.' },
    onlyIpv6(
      needed<RouteDraft, number>(
        (cursor, found) => readInteger(cursor, found, 0, UINT),
        (draft, value) => {
          draft.expires = value;
        },
      ),
    ),
  ),
  ...metricRows,
  special<RouteDraft>(
    'realms',
    { args: '[<FROM>/]<TO>', help: 'Realms of the route; IPv4 only.' },
    needed<RouteDraft, number>(readRealms, (draft, value) => {
      draft.realms = value;
    }),
  ),
  special<RouteDraft>(
    'features',
    { args: 'ecn', help: 'Asks for explicit congestion notification.' },
    (cursor, draft) => {
      const found = cursor.required();
      if (found?.text === 'ecn') draft.ecn = true;
      else if (found !== undefined) cursor.badValue(found, 'ecn', { keepalived: 'ignores the word' });
    },
  ),
  special<RouteDraft>('congctl', { args: '[lock] <NAME>', help: 'Way of congestion control.' }, (cursor, draft) => {
    const locked = cursor.peek()?.text === 'lock';
    if (locked) cursor.next();
    const found = cursor.required();
    if (found !== undefined) draft.congestionControl = { name: textOf(found.text), locked };
  }),
  special<RouteDraft>(
    'pref',
    { args: 'low|medium|high|<NUMBER>', range: '0-255', help: 'Preference of a router; IPv6 only.' },
    onlyIpv6(
      needed<RouteDraft, number>(
        (cursor, found) => {
          const named: Readonly<Record<string, number>> = { low: 3, medium: 0, high: 1 };
          return Object.hasOwn(named, found.text) ? named[found.text] : readInteger(cursor, found, 0, 255);
        },
        (draft, value) => {
          draft.preference = value;
        },
      ),
    ),
  ),
  special<RouteDraft>(
    'ttl-propagate',
    { args: 'enabled|disabled', help: 'Whether MPLS carries the TTL on.' },
    (cursor, draft) => {
      const found = cursor.required();
      if (found === undefined) return;
      draft.ttlPropagate = found.text === 'enabled';
      if (!draft.ttlPropagate && found.text !== 'disabled')
        cursor.badValue(found, 'enabled or disabled', { keepalived: 'takes it for disabled' });
    },
  ),
  word('add', 4, 'Adds the route only if there is none like it.', (draft) => {
    draft.insertion = 'add';
  }),
  word(
    'prepend',
    4,
    'Adds the route before others like it.',
    (draft) => {
      draft.insertion = 'prepend';
    },
    'on',
  ),
  word('append', 4, 'Adds the route behind others like it.', (draft) => {
    draft.insertion = 'append';
  }),
  special<RouteDraft>(
    'nexthop',
    {
      tier: 2,
      args: 'via <ADDRESS> [dev <INTERFACE>] [weight <1..256>] [onlink] ...',
      help: 'One of several ways, shared by weight. Stands last; may be given again and again.',
    },
    readNextHop,
    undefined,
    { inner: hopTable },
  ),
  special<RouteDraft>('as', { args: '[to] <ADDRESS>', help: 'MPLS destination; keepalived ignores it.' }, (cursor) => {
    if (cursor.peek()?.text === 'to') cursor.next();
    cursor.required();
    cursor.report('no-effect', cursor.subject.span, '"as" is not supported', { keepalived: 'ignores it' });
  }),
  word('no_track', 2, 'Leaves it alone when somebody removes the route.', (draft) => {
    draft.noTrack = true;
  }),
  special<RouteDraft>(
    'vrf',
    { args: '<INTERFACE>', help: 'Uses the routing table of this VRF.' },
    needed<RouteDraft, string>(readDevice, (draft, value) => {
      draft.vrf = value;
    }),
  ),
  ...(Object.keys(TYPES) as readonly RouteType[]).map((type) => typeRow(type)),
  typeRow('broadcast', 'brd'),
];

export const routeTable: Table<RouteDraft> = table('virtual_routes', 'vrrp', rows);

export const staticRouteTable: Table<RouteDraft> = table('static_routes', 'vrrp', [
  ...rows,
  special<RouteDraft>(
    'track_group',
    { tier: 3, args: '<GROUP>', default: 'none', help: 'Group of instances that fail when the route cannot be kept.' },
    (cursor, draft) => {
      const found = cursor.required();
      if (found !== undefined) draft.trackGroup = textOf(found.text);
    },
  ),
]);

export function readRoutes(cursor: Cursor, nodes: readonly Node[], kind: 'virtual' | 'static'): readonly Route[] {
  const words = kind === 'virtual' ? routeTable : staticRouteTable;
  return nodes.flatMap((node) => readRoute(new Cursor(cursor.reading, node, -1), words) ?? []);
}

/** A route is known by its protocol and watched by its interface. */
function canBeTracked(cursor: Cursor, { protocol, device }: RouteDraft): boolean {
  const at = cursor.node.keyword.span;
  if (protocol !== undefined && protocol !== KEEPALIVED_PROTOCOL) {
    cursor.report('no-effect', at, 'a route that is tracked has no protocol of its own', {
      keepalived: `uses ${KEEPALIVED_PROTOCOL}`,
      hint: 'remove protocol, or add no_track',
    });
  }
  if (device !== undefined) return true;
  cursor.report('no-effect', at, 'a route without dev cannot be tracked', {
    keepalived: 'does not notice when somebody removes the route',
    hint: 'add dev, or say no_track',
  });
  return false;
}

const KEEPALIVED_PROTOCOL = 18;

function readRoute(cursor: Cursor, words: Table<RouteDraft>): Route | undefined {
  const draft: RouteDraft = { nextHops: [], metrics: {}, destined: false, dropped: false };
  readWords(cursor, words, draft, (found) => {
    readDestination(cursor, found, draft);
    return !draft.dropped;
  });
  if (!draft.destined) drop(cursor, draft, cursor.node.keyword, 'the route has no destination');
  if (draft.dropped) return undefined;
  const noTrack = draft.noTrack === true || !canBeTracked(cursor, draft);
  const family = draft.family ?? 4;
  return {
    family,
    type: draft.type ?? 'unicast',
    destination: draft.destination,
    preferredSource: draft.preferredSource,
    source: draft.source,
    via: draft.via,
    device: draft.device,
    table: draft.table,
    metric: draft.metric,
    scope: draft.scope,
    tos: draft.tos === 0 ? undefined : draft.tos,
    protocol: draft.noTrack === true ? draft.protocol : noTrack ? KEEPALIVED_PROTOCOL : undefined,
    onlink: draft.onlink ?? false,
    encapsulation: draft.encapsulation,
    expires: draft.expires,
    metrics: draft.metrics,
    realms: draft.realms,
    ecn: draft.ecn ?? false,
    congestionControl: draft.congestionControl,
    preference: draft.preference,
    ttlPropagate: draft.ttlPropagate,
    insertion: draft.insertion ?? 'prepend',
    vrf: draft.vrf,
    nextHops: draft.nextHops,
    noTrack,
    trackGroup: draft.trackGroup,
    span: cursor.node.keyword.span,
  };
}
