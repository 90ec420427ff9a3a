/**
 * The sync group: members that are master together or not at all. A pure machine beside the routers: members say what
 * they want (`group-request`), the group decides (`group-decided`), and the shell carries the decision to the members.
 *
 * Fault beats everything: one member's fault is the group's. Mastership needs every member; one that loses it takes all
 * to backup. Nobody does anything before every member is ready. keepalived's vrrp_sync_group.
 */

import type { StateName, VrrpAction } from './action.js';
import type { VrrpState } from './state.js';

export type GroupRequest = Extract<VrrpAction, { readonly type: 'group-request' }>['wants'];

/** What a member last asked for; `waiting` until it is ready for the first time. */
export type MemberWant = 'waiting' | 'backup' | 'master' | 'fault';

export interface SyncGroupState {
  readonly state: StateName;
  /** By the member's name, in the order of the file. */
  readonly wants: Readonly<Record<string, MemberWant>>;
}

/** What the members named here have to be told. */
export interface GroupDecision {
  readonly state: 'master' | 'backup' | 'fault';
  readonly members: readonly string[];
}

export interface GroupResult {
  readonly group: SyncGroupState;
  /** A change of the group's own state; its notification comes after the members'. */
  readonly transition: { readonly from: StateName; readonly to: StateName } | undefined;
  readonly decision: GroupDecision | undefined;
}

export function initialGroup(members: readonly string[]): SyncGroupState {
  return { state: 'init', wants: Object.fromEntries(members.map((member) => [member, 'waiting' as const])) };
}

/** What the group makes of one member's request. A request from a stranger changes nothing. */
export function stepGroup(group: SyncGroupState, member: string, request: GroupRequest): GroupResult {
  const before = group.wants[member];
  if (before === undefined) return settled(group);
  const want: MemberWant = request === 'fault-cleared' ? 'backup' : request;
  const asked: SyncGroupState = { ...group, wants: { ...group.wants, [member]: want } };
  const wants = Object.values(asked.wants);
  if (wants.includes('fault')) return inFault(group, asked, member, request);
  if (before === 'waiting' && (group.state === 'master' || group.state === 'backup')) {
    return admit(asked, member, group.state);
  }
  if (wants.includes('waiting')) return settled(asked);
  return wants.every((each) => each === 'master') ? decideMaster(asked) : decideBackup(asked, member);
}

/**
 * The group of a new configuration, made of members as they are now. Members that do not fit together are brought into
 * line: a fault is everybody's, a master beside a backup steps down, and a newcomer follows those that were there.
 * @param from state of the group before, `init` for a new one
 * @param members in the order of the file
 */
export function regroup(from: StateName, members: readonly GroupMember[]): GroupResult {
  const wants = Object.fromEntries(members.map(({ name, state }) => [name, wantOf(state)]));
  const group: SyncGroupState = { state: from, wants };
  const values = Object.values(wants);
  if (values.includes('fault')) {
    return decided(group, 'fault', namesOf(members.filter(({ state }) => state.type !== 'fault')));
  }
  const old = members.filter(({ state }) => state.type !== 'init');
  const newcomers = members.filter(({ state }) => state.type === 'init' && state.phase === 'waiting-for-group');
  if (values.includes('waiting') && (from === 'fault' || old.length === 0)) return settled(group);
  if (old.length > 0 && old.every(({ state }) => state.type === 'master')) {
    return decided(withWants(group, newcomers, 'master'), 'master', namesOf(newcomers));
  }
  const misfits = members.filter((member) => newcomers.includes(member) || isMasterOrFault(member));
  return decided(withWants(group, misfits, 'backup'), 'backup', namesOf(misfits));
}

function isMasterOrFault({ state }: GroupMember): boolean {
  return state.type === 'master' || state.type === 'fault';
}

function withWants(group: SyncGroupState, members: readonly GroupMember[], want: MemberWant): SyncGroupState {
  const changed = Object.fromEntries(namesOf(members).map((name) => [name, want]));
  return { ...group, wants: { ...group.wants, ...changed } };
}

export interface GroupMember {
  readonly name: string;
  readonly state: VrrpState;
}

function namesOf(members: readonly GroupMember[]): readonly string[] {
  return members.map(({ name }) => name);
}

function wantOf(state: VrrpState): MemberWant {
  switch (state.type) {
    case 'init':
      return state.phase === 'waiting-for-group' ? 'backup' : 'waiting';
    case 'backup':
      return state.wantsMaster ? 'master' : 'backup';
    case 'master':
      return 'master';
    case 'fault':
      return state.causes.every((cause) => cause === 'sync-group') ? 'backup' : 'fault';
  }
}

/** A member that gets ready while another is in fault joins it there. */
function inFault(group: SyncGroupState, asked: SyncGroupState, member: string, request: GroupRequest): GroupResult {
  if (group.state !== 'fault') {
    const others = Object.keys(asked.wants).filter((name) => asked.wants[name] !== 'fault');
    return decided(withdrawn(asked), 'fault', others);
  }
  if (request === 'fault' || request === 'fault-cleared') return settled(asked);
  return { ...settled(asked), decision: { state: 'fault', members: [member] } };
}

/** A member that a reload added to a group which has decided already. */
function admit(asked: SyncGroupState, member: string, state: 'master' | 'backup'): GroupResult {
  const wants = { ...asked.wants, [member]: state };
  return { ...settled({ ...asked, wants }), decision: { state, members: [member] } };
}

function decideMaster(asked: SyncGroupState): GroupResult {
  return asked.state === 'master' ? settled(asked) : decided(asked, 'master', Object.keys(asked.wants));
}

/** From init and fault everybody becomes backup; a master group follows the member that is backup already. */
function decideBackup(asked: SyncGroupState, member: string): GroupResult {
  if (asked.state === 'backup') return settled(asked);
  const everybody = Object.keys(asked.wants);
  const members = asked.state === 'master' ? everybody.filter((name) => name !== member) : everybody;
  return decided(withdrawn(asked), 'backup', members);
}

/** Nobody wants to be master any more. */
function withdrawn(group: SyncGroupState): SyncGroupState {
  const wants = Object.entries(group.wants).map(([name, want]) => [name, want === 'master' ? 'backup' : want] as const);
  return { ...group, wants: Object.fromEntries(wants) };
}

function settled(group: SyncGroupState): GroupResult {
  return { group, transition: undefined, decision: undefined };
}

function decided(group: SyncGroupState, state: GroupDecision['state'], members: readonly string[]): GroupResult {
  return {
    group: { ...group, state },
    transition: group.state === state ? undefined : { from: group.state, to: state },
    decision: members.length === 0 ? undefined : { state, members },
  };
}
