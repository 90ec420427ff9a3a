/**
 * Virtual servers while they are read.
 */

import type { Span } from '../diagnostic.js';
import type {
  BfdSession,
  Checker,
  CheckTiming,
  GroupEntry,
  RealServer,
  ServiceAddress,
  SorryServer,
  SslSettings,
  VirtualServer,
} from '../model-lvs.js';
import type { Word } from '../tree.js';
import type { Writable } from './keyword.js';
import type { Ordered } from './ordered.js';

export type CheckTimingDraft = Writable<CheckTiming>;

export interface BfdDraft extends Writable<Omit<BfdSession, 'name' | 'span'>> {
  readonly name: string;
  readonly word: Word;
}

export interface GroupDraftLvs {
  readonly name: string;
  readonly word: Word;
  readonly entries: GroupEntry[];
}

export interface RealServerDraft extends Writable<Omit<RealServer, 'checkers' | 'address' | 'port' | 'span'>> {
  readonly address: RealServer['address'];
  readonly port: number;
  readonly span: Span;
  readonly checkers: CheckerDraft[];
}

/** A checker as written; what it inherits is filled when its servers are complete. */
export type CheckerDraft = Checker;

export interface VirtualServerDraft
  extends Writable<Omit<VirtualServer, 'service' | 'realServers' | 'sorryServer' | 'schedulerFlags' | 'span'>> {
  readonly service: ServiceAddress;
  readonly span: Span;
  /** Its place among the definitions of the file. */
  readonly order: number;
  readonly realServers: RealServerDraft[];
  readonly schedulerFlags: string[];
  sorryServer: (Writable<SorryServer> & { readonly span: Span }) | undefined;
}

export interface LvsDraft {
  readonly bfds: Map<string, Ordered<BfdDraft>>;
  readonly groups: Map<string, GroupDraftLvs>;
  readonly virtualServers: VirtualServerDraft[];
  ssl: Writable<SslSettings> | undefined;
  /** Definitions before what is being read. */
  order: number;
}

export function emptyLvs(): LvsDraft {
  return { bfds: new Map(), groups: new Map(), virtualServers: [], ssl: undefined, order: 0 };
}
