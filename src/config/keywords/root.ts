/**
 * Keywords of the top level, and everything that is read from it before it is completed.
 */

import { type Micros, micros } from '../../base/micros.js';
import type { GarpGroup, InterfaceDelay, LinkbeatInterface } from '../model.js';
import type { Route, RoutingRule } from '../model-route.js';
import { formatWord } from '../print/statement.js';
import { readInterfaceName } from '../read/address-reader.js';
import { blockOf, expectNoWords, itemsOf, readBlock } from '../read/block.js';
import { Cursor } from '../read/cursor.js';
import { readDecimal } from '../read/number.js';
import { flag, oneOf, seconds, word } from '../read/reader.js';
import type { Finding } from '../read/reading.js';
import { shown, textOf } from '../read/text.js';
import type { Node, Word } from '../tree.js';
import { readAddressLine, staticAddressTable } from './address-line.js';
import { bfdTable } from './bfd.js';
import { globalTable } from './global.js';
import { emptyGlobals, type GlobalDraft } from './global-draft.js';
import { instanceTable } from './instance.js';
import { type AddressDraft, emptyInstance, emptyTracking, type InstanceDraft } from './instance-draft.js';
import { IGNORED_SILENTLY, type Row, type RowHelp, setting, special, type Table, table, within } from './keyword.js';
import { lvsRows } from './lvs.js';
import { type BfdDraft, emptyLvs, type LvsDraft } from './lvs-draft.js';
import type { Ordered } from './ordered.js';
import { readRoutes, staticRouteTable } from './route.js';
import { readRules, staticRuleTable } from './rule.js';
import { type ScriptDraft, scriptTable } from './script.js';
import { type GroupDraft, syncGroupTable, type TrackGroupDraft, trackGroupTable } from './sync-group.js';
import { type FileDraft, fileTable, oldFileTable, type ProcessDraft, processTable } from './tracked-object.js';

export interface RootDraft {
  readonly globals: GlobalDraft;
  readonly scripts: Map<string, Ordered<ScriptDraft>>;
  readonly files: Map<string, Ordered<FileDraft>>;
  readonly processes: Map<string, Ordered<ProcessDraft>>;
  readonly instances: Map<string, Ordered<InstanceDraft>>;
  readonly syncGroups: Map<string, Ordered<GroupDraft>>;
  readonly trackGroups: Map<string, Ordered<TrackGroupDraft>>;
  /** Static lines that name a track_group above its definition. */
  readonly tooEarly: Set<object>;
  readonly staticAddresses: AddressDraft[];
  readonly staticRoutes: Route[];
  readonly staticRules: RoutingRule[];
  readonly garpGroups: GarpGroup[];
  readonly linkbeats: LinkbeatInterface[];
  readonly delays: InterfaceDelay[];
  readonly lvs: LvsDraft;
  /** Definitions so far. */
  count: number;
}

export function emptyRoot(): RootDraft {
  return {
    globals: emptyGlobals(),
    scripts: new Map(),
    files: new Map(),
    processes: new Map(),
    instances: new Map(),
    syncGroups: new Map(),
    trackGroups: new Map(),
    tooEarly: new Set(),
    staticAddresses: [],
    staticRoutes: [],
    staticRules: [],
    garpGroups: [],
    linkbeats: [],
    delays: [],
    lvs: emptyLvs(),
    count: 0,
  };
}

function lvsRow(row: Row<LvsDraft>): Row<RootDraft> {
  const inner = within((root: RootDraft) => root.lvs, row);
  return {
    ...inner,
    read(cursor, root) {
      root.lvs.order = root.count;
      inner.read(cursor, root);
    },
  };
}

type Definitions<D> = (root: RootDraft) => Map<string, Ordered<D>>;

interface NamedHelp extends RowHelp {
  /** Longest name in bytes. */
  readonly longest?: number;
}

/** Reads `KEYWORD NAME { ... }`. The first of a name stays; a line with more or fewer names is skipped with its block. */
function readNamed<D extends { readonly word: Word }>(
  cursor: Cursor,
  root: RootDraft,
  definitions: Map<string, Ordered<D>>,
  inner: Table<D>,
  make: (word: Word, name: string, node: Node) => D,
  longest: number,
): void {
  const found = cursor.next();
  if (found === undefined) {
    if (cursor.missing === undefined) cursor.reportMissing('a name');
    else {
      cursor.report('missing-name', cursor.span, `${shown(cursor.subject.text)} needs a name`, {
        ...cursor.missing,
        hint: `write ${cursor.subject.text} NAME { ... }`,
      });
    }
    return;
  }
  const extra = cursor.next();
  if (extra !== undefined) {
    cursor.report('extra-words', extra.span, `${shown(cursor.subject.text)} takes one name`, {
      severity: 'error',
      keepalived: 'skips the whole block',
      hint: 'join the words, or put the name in double quotes',
    });
    return;
  }
  if (found.text.length > longest) {
    cursor.report('too-long', found.span, `the name of a ${cursor.subject.text} has at most ${longest} bytes`, {
      keepalived: 'skips the whole block',
    });
    return;
  }
  const name = textOf(found.text);
  const first = definitions.get(name);
  if (first !== undefined) {
    cursor.report(
      'duplicate-name',
      found.span,
      `${cursor.subject.text} ${shown(found.text)} is defined a second time`,
      {
        keepalived: 'skips the second block and stays with the first',
        hint: 'give one of them another name, or remove it',
        related: [{ span: first.draft.word.span, message: 'first defined here' }],
      },
    );
    return;
  }
  const nodes = blockOf(cursor);
  const draft = make(found, name, cursor.node);
  readBlock(cursor.reading, nodes, inner, draft);
  definitions.set(name, { draft, order: root.count });
  root.count += 1;
}

/** Some look whether there is a name before they take it. */
const SKIPPED: Finding = { keepalived: 'skips the whole block' };

function named<D extends { readonly word: Word }>(
  name: string,
  definitions: Definitions<D>,
  inner: Table<D>,
  make: (word: Word, name: string, node: Node) => D,
  { longest = Number.POSITIVE_INFINITY, ...help }: NamedHelp,
): Row<RootDraft> {
  return special<RootDraft>(
    name,
    { args: '<NAME> { ... }', default: 'none', invalid: 'the second of a name is skipped', ...help },
    (cursor, root) => readNamed(cursor, root, definitions(root), inner, make, longest),
    undefined,
    { opensBlock: true, inner },
  );
}

const globalWords: readonly Row<GlobalDraft>[] = [
  setting('linkbeat_use_polling', 'linkbeatUsePolling', flag, {
    tier: 3,
    default: 'off',
    help: 'Asks every interface for the state of its link once a second, for drivers that do not report it.',
  }),
  setting('net_namespace', 'netNamespace', word('<NAME>'), {
    tier: 3,
    once: true,
    help: 'Runs the daemon in this network namespace. The -s option wins over it.',
  }),
  special<GlobalDraft>(
    'net_namespace_ipvs',
    {
      family: 'lvs',
      args: '[<NAME>]',
      default: 'that of the daemon',
      help: 'Network namespace whose IPVS table is written; without a name the default one.',
    },
    (cursor, draft) => {
      const name = cursor.next();
      draft.netNamespaceIpvs = name === undefined ? '' : textOf(name.text);
    },
    (draft) =>
      draft.netNamespaceIpvs === undefined
        ? []
        : [
            draft.netNamespaceIpvs === ''
              ? 'net_namespace_ipvs'
              : `net_namespace_ipvs ${formatWord(draft.netNamespaceIpvs)}`,
          ],
  ),
  setting('namespace_with_ipsets', 'namespaceWithIpsets', flag, {
    default: 'off',
    help: 'Allows sets of addresses together with a namespace on kernels older than 3.13.',
  }),
  setting('instance', 'instance', word('<NAME>'), {
    tier: 3,
    once: true,
    help: 'Name of this daemon, for hosts that run several: part of the names of pid files and of the log. Each of them needs a --run-dir of its own.',
  }),
  setting('use_pid_dir', 'usePidDir', flag, {
    tier: 3,
    default: 'off',
    help: 'Puts pid files into a directory of their own under the run directory.',
  }),
  setting('child_wait_time', 'childWaitTime', seconds(0, 4_294_967_295, { places: 0, junk: 'strict' }), {
    tier: 3,
    default: '5',
    help: 'Seconds that child processes get to end before they are killed.',
  }),
];

const LINKBEAT_HELP = {
  MII: 'Asks the driver, which reads the registers of the network chip; the same as ETHTOOL.',
  ETHTOOL: 'Asks the driver for the link; the flags of the interface are read where it cannot tell.',
  IOCTL: 'Reads the flags of the interface.',
} as const;

const linkbeatTable: Table<{ method: LinkbeatInterface['method'] }> = table(
  'linkbeat_interfaces',
  'vrrp',
  (['MII', 'ETHTOOL', 'IOCTL'] as const).map((method) =>
    special<{ method: LinkbeatInterface['method'] }>(
      method,
      {
        default: method === 'ETHTOOL' ? 'without a word' : undefined,
        invalid: 'a method that the driver lacks gives way to another',
        help: LINKBEAT_HELP[method],
      } as { help: string },
      (_, draft) => {
        draft.method = method;
      },
    ),
  ),
);

const garpTable: Table<{ interfaces: string[]; garpInterval?: Micros; gnaInterval?: Micros }> = table(
  'garp_group',
  'vrrp',
  [
    setting('garp_interval', 'garpInterval', seconds(0.000001, 4294.967295, { junk: 'lenient' }), {
      tier: 3,
      help: 'Least gap between two gratuitous ARPs on these interfaces.',
    }),
    setting('gna_interval', 'gnaInterval', seconds(0.000001, 4294.967295, { junk: 'lenient' }), {
      tier: 3,
      help: 'Least gap between two unsolicited neighbour advertisements on these interfaces.',
    }),
    special<{ interfaces: string[] }>(
      'interface',
      {
        tier: 3,
        args: '<INTERFACE>',
        invalid: 'an interface of another group is ignored',
        help: 'One interface that the gaps are kept on.',
      },
      (cursor, draft) => {
        const found = cursor.required();
        const name = found === undefined ? undefined : readInterfaceName(cursor, found);
        if (name !== undefined) draft.interfaces.push(name);
      },
    ),
    special<{ interfaces: string[] }>(
      'interfaces',
      {
        tier: 3,
        args: '{ <INTERFACE> ... }',
        invalid: 'an interface of another group is ignored',
        help: 'Interfaces that share the gaps: an announcement on one makes the others wait.',
      },
      (cursor, draft) => {
        for (const node of itemsOf(cursor)) {
          for (const found of [node.keyword, ...node.words]) {
            const name = readInterfaceName(cursor, found);
            if (name !== undefined) draft.interfaces.push(name);
          }
        }
      },
      undefined,
      { opensBlock: true },
    ),
  ],
);

function readLinkbeats(cursor: Cursor, root: RootDraft): void {
  expectNoWords(cursor);
  for (const node of itemsOf(cursor)) {
    const line = new Cursor(cursor.reading, node);
    const name = readInterfaceName(line, node.keyword);
    if (name === undefined) continue;
    const method = line.atEnd
      ? undefined
      : oneOf({ MII: 'MII', ETHTOOL: 'ETHTOOL', IOCTL: 'IOCTL' } as const).read(line, undefined);
    root.linkbeats.push({ name, method, span: node.keyword.span });
  }
}

function readDelays(cursor: Cursor, root: RootDraft): void {
  expectNoWords(cursor);
  for (const node of itemsOf(cursor)) {
    const line = new Cursor(cursor.reading, node);
    line.missing = IGNORED_SILENTLY;
    const name = readInterfaceName(line, node.keyword);
    const down = line.required();
    if (name === undefined) continue;
    const rules = { least: 0, most: 255, unit: 1_000_000 };
    const downTime = down === undefined ? micros(0) : readDecimal(line, down, rules);
    const up = line.next();
    const upTime = up === undefined ? micros(0) : readDecimal(line, up, rules);
    if (downTime === undefined || upTime === undefined) continue;
    root.delays.push({ name, down: downTime, up: upTime, span: node.keyword.span });
  }
}

function readGarpGroup(cursor: Cursor, root: RootDraft): void {
  expectNoWords(cursor);
  const draft: { interfaces: string[]; garpInterval?: Micros; gnaInterval?: Micros } = { interfaces: [] };
  readBlock(cursor.reading, blockOf(cursor), garpTable, draft);
  const taken = new Set(root.garpGroups.flatMap((group) => group.interfaces));
  const interfaces = draft.interfaces.filter((name, index, all) => all.indexOf(name) === index && !taken.has(name));
  if (interfaces.length < draft.interfaces.length) {
    cursor.report('repeated', cursor.span, 'an interface is in a garp_group already', {
      keepalived: 'ignores it in the second',
    });
  }
  if (draft.garpInterval === undefined && draft.gnaInterval === undefined) {
    cursor.report('no-effect', cursor.span, 'the garp_group has no interval', {
      keepalived: 'removes the group',
      hint: 'add garp_interval or gna_interval',
    });
    return;
  }
  root.garpGroups.push({
    interfaces,
    garpInterval: draft.garpInterval,
    gnaInterval: draft.gnaInterval,
    span: cursor.span,
  });
}

function addStatic<T extends { readonly trackGroup?: string | undefined }>(
  root: RootDraft,
  all: T[],
  lines: readonly T[],
): void {
  for (const line of lines) {
    all.push(line);
    if (line.trackGroup !== undefined && !root.trackGroups.has(line.trackGroup)) root.tooEarly.add(line);
  }
}

const statics: readonly Row<RootDraft>[] = [
  special<RootDraft>(
    'static_ipaddress',
    {
      tier: 2,
      args: '{ as virtual_ipaddress, and track_group }',
      default: 'none',
      help: 'Addresses that are there as long as the daemon runs.',
    },
    (cursor, root) => {
      expectNoWords(cursor);
      for (const node of itemsOf(cursor)) {
        const line = readAddressLine(cursor.reading, node, staticAddressTable);
        if (line !== undefined) addStatic(root, root.staticAddresses, [line]);
      }
    },
    undefined,
    { opensBlock: true, inner: staticAddressTable },
  ),
  special<RootDraft>(
    'static_routes',
    {
      tier: 2,
      args: '{ as virtual_routes, and track_group }',
      default: 'none',
      help: 'Routes that are there as long as the daemon runs.',
    },
    (cursor, root) => {
      expectNoWords(cursor);
      addStatic(root, root.staticRoutes, readRoutes(cursor, itemsOf(cursor), 'static'));
    },
    undefined,
    { opensBlock: true, inner: staticRouteTable },
  ),
  special<RootDraft>(
    'static_rules',
    {
      tier: 3,
      args: '{ as virtual_rules, and track_group }',
      default: 'none',
      help: 'Routing rules that are there as long as the daemon runs.',
    },
    (cursor, root) => {
      expectNoWords(cursor);
      addStatic(root, root.staticRules, readRules(cursor, itemsOf(cursor), 'static'));
    },
    undefined,
    { opensBlock: true, inner: staticRuleTable },
  ),
  special<RootDraft>(
    'linkbeat_interfaces',
    {
      tier: 3,
      args: '{ <INTERFACE> [MII|ETHTOOL|IOCTL] ... }',
      default: 'none',
      help: 'Interfaces whose link is asked for once a second, because the driver does not report it. The answer counts instead of the carrier.',
    },
    readLinkbeats,
    undefined,
    { opensBlock: true, inner: linkbeatTable },
  ),
  special<RootDraft>(
    'interface_up_down_delays',
    {
      tier: 3,
      args: '{ <INTERFACE> <DOWN> [<UP>] ... }',
      range: '0-255 s',
      default: 'none',
      invalid: 'a line with a bad time is ignored; without UP it is 0',
      help: 'Seconds that an interface must be down, or up again, before it counts.',
    },
    readDelays,
    undefined,
    { opensBlock: true },
  ),
  special<RootDraft>(
    'garp_group',
    {
      tier: 3,
      args: '{ ... }',
      default: 'none',
      invalid: 'without an interval it is removed',
      help: 'Gaps between announcements that several interfaces share.',
    },
    readGarpGroup,
    undefined,
    { opensBlock: true, inner: garpTable },
  ),
];

export const rootTable: Table<RootDraft> = table('', 'vrrp', [
  special<RootDraft>(
    'global_defs',
    {
      tier: 1,
      family: 'global',
      args: '{ ... }',
      help: 'Settings of the daemon, and defaults of instances. May be given more than once.',
    },
    (cursor, root) => {
      expectNoWords(cursor);
      readBlock(cursor.reading, blockOf(cursor), globalTable, root.globals);
    },
    undefined,
    { opensBlock: true, inner: globalTable },
  ),
  ...globalWords.map((row) => ({
    ...within((root: RootDraft) => root.globals, row),
    family: row.family ?? ('global' as const),
  })),
  named(
    'vrrp_script',
    (root) => root.scripts,
    scriptTable,
    (at, name, node): ScriptDraft => ({ name, word: at, node }),
    {
      tier: 1,
      help: 'A check that is run again and again. It has an effect where a track_script names it, and must be defined before.',
    },
  ),
  named(
    'track_file',
    (root) => root.files,
    fileTable,
    (at, name, node): FileDraft => ({ name, word: at, node }),
    {
      tier: 2,
      help: 'A file whose number moves the priority. Must be defined before it is named.',
    },
  ),
  named(
    'vrrp_track_file',
    (root) => root.files,
    oldFileTable,
    (at, name, node): FileDraft => ({ name, word: at, node }),
    {
      tier: 4,
      aliasOf: 'track_file',
      deprecated: 'track_file',
      help: 'Old spelling of track_file.',
    },
  ),
  named(
    'vrrp_track_process',
    (root) => root.processes,
    processTable,
    (at, name, node): ProcessDraft => ({ name, word: at, node }),
    {
      tier: 2,
      help: 'A process that must run, counted through the kernel. Must be defined before it is named.',
    },
  ),
  named('vrrp_instance', (root) => root.instances, instanceTable, emptyInstance, {
    missing: SKIPPED,
    tier: 1,
    help: 'A virtual router: addresses that one of several hosts holds.',
  }),
  named(
    'vrrp_sync_group',
    (root) => root.syncGroups,
    syncGroupTable,
    (at, name): GroupDraft => ({ name, word: at, members: undefined, notify: {}, tracking: emptyTracking() }),
    { missing: SKIPPED, tier: 1, help: 'Instances that change state together.' },
  ),
  named(
    'track_group',
    (root) => root.trackGroups,
    trackGroupTable,
    (at, name): TrackGroupDraft => ({ name, word: at, members: undefined }),
    {
      missing: SKIPPED,
      tier: 3,
      help: 'Instances that a static address, route or rule can be tied to.',
    },
  ),
  ...statics,
  named(
    'bfd_instance',
    (root) => root.lvs.bfds,
    bfdTable,
    (at, name): BfdDraft => ({ name, word: at }),
    {
      missing: SKIPPED,
      tier: 3,
      family: 'bfd',
      longest: 31,
      help: 'A BFD session (RFC 5880) with another host, for track_bfd.',
    },
  ),
  ...lvsRows.map(lvsRow),
]);
