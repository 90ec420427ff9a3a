/**
 * A vrrp_instance while it is read. Names are those of the model; what the model has not is what was written before
 * the completion rules apply.
 */

import type { AddressFamily, IpAddress } from '../../base/address.js';
import type { Micros } from '../../base/micros.js';
import type { AnnouncementParameters } from '../../vrrp/parameters.js';
import type { Span } from '../diagnostic.js';
import type {
  ExtraAnnouncements,
  HmacAuthentication,
  HmacKey,
  Instance,
  InstanceNotifyScripts,
  Tracking,
  VirtualAddress,
} from '../model.js';
import type { Route, RoutingRule } from '../model-route.js';
import type { Node, Word } from '../tree.js';
import type { Writable } from './keyword.js';

/** A line of an address block, complete but for the interface that it has by default: empty until that is known. */
export type AddressDraft = { -readonly [K in keyof VirtualAddress]: VirtualAddress[K] } & {
  readonly span: Span;
  trackGroup?: string | undefined;
};

/** A reference to something tracked; weight and reverse only where the reference gives its own. */
export interface ReferenceDraft {
  readonly name: string;
  readonly word: Word;
  weight: number | undefined;
  reverse: boolean | undefined;
}

export type TrackKind = 'script' | 'interface' | 'file' | 'process' | 'bfd';
export type TrackingDraft = Record<TrackKind, ReferenceDraft[]>;

export function emptyTracking(): TrackingDraft {
  return { script: [], interface: [], file: [], process: [], bfd: [] };
}

export interface HmacDraft extends Writable<Omit<HmacAuthentication, 'keys'>> {
  readonly keys: HmacKey[];
}

type Collected =
  | keyof Tracking
  | 'name'
  | 'span'
  | 'announcements'
  | 'notify'
  | 'authentication'
  | 'hmac'
  | 'addresses'
  | 'excludedAddresses'
  | 'routes'
  | 'rules'
  | 'state'
  | 'preemptMode'
  | 'acceptMode'
  | 'syncGroup'
  | 'configurationFault'
  | 'extraAnnouncements'
  | 'family';

export interface InstanceDraft extends Writable<Omit<Instance, Collected>> {
  readonly name: string;
  /** Place of the name. */
  readonly word: Word;
  /** Holds the lines of the block; undefined where it was not read. */
  readonly node: Node | undefined;
  family: AddressFamily | undefined;
  readonly announcements: Writable<AnnouncementParameters>;
  readonly notify: Writable<InstanceNotifyScripts>;
  readonly tracking: TrackingDraft;
  readonly addressLines: AddressDraft[];
  readonly excludedLines: AddressDraft[];
  readonly routes: Route[];
  readonly rules: RoutingRule[];
  state: 'MASTER' | 'BACKUP' | undefined;
  preempt: boolean | undefined;
  accept: boolean | undefined;
  authType: 'none' | 'pass' | 'ah' | undefined;
  password: Uint8Array | undefined;
  hmac: HmacDraft | undefined;
  extraAnnouncements: ExtraAnnouncements | undefined;
  extraAnnouncementsOff: boolean;
  /** A keyword that only makes sense for unicast was met. */
  unicastMeant: boolean;
  sourceAddress: IpAddress | undefined;
  preemptDelay: Micros | undefined;
}

export function emptyInstance(word: Word, name: string, node?: Node): InstanceDraft {
  return {
    name,
    word,
    node,
    family: undefined,
    announcements: {},
    notify: {},
    tracking: emptyTracking(),
    addressLines: [],
    excludedLines: [],
    routes: [],
    rules: [],
    state: undefined,
    preempt: undefined,
    accept: undefined,
    authType: undefined,
    password: undefined,
    hmac: undefined,
    extraAnnouncements: undefined,
    extraAnnouncementsOff: false,
    unicastMeant: false,
    sourceAddress: undefined,
    preemptDelay: undefined,
  };
}

/** Where an instance first says a keyword; its name where it does not. Only for findings: the lines are searched. */
export function placeOf(draft: InstanceDraft, keyword: string): Span {
  const node = draft.node?.block?.find((candidate) => candidate.keyword.text === keyword);
  return node?.keyword.span ?? draft.word.span;
}
