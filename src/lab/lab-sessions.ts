/**
 * BFD sessions in a rehearsal. Between hosts of the lab they run as the files say; for a session with somebody outside
 * stands a check, which is well until the lab fails it.
 */

import type { IpAddress } from '../base/address.js';
import type { Command, Configuration, Tracking } from '../config/model.js';
import type { BfdSession } from '../config/model-lvs.js';
import { switchCheck } from './lab-configuration.js';
import { addressOwners } from './session-addresses.js';
import { fixedAddresses, type Player } from './stage.js';

const SUCCEEDS: Command = { argv: ['/bin/true'], user: 'root', group: undefined, span: undefined };

/** What is said of a host before it boots. */
export interface LabNote {
  readonly who: string;
  readonly what: string;
}

type Owners = ReadonlyMap<IpAddress, string>;

/** @param realScripts checks have no switches: what stands for a session is always well */
export function withLabSessions(
  players: readonly Player[],
  realScripts: boolean,
): { readonly players: readonly Player[]; readonly notes: readonly LabNote[] } {
  const { known, guessed } = addressOwners(players, fixedAddresses(players));
  const notes: LabNote[] = guessed.map(({ host, address }) => {
    return { who: host, what: `gets ${address}: BFD sessions of the other files name it` };
  });
  const played = players.map((player): Player => {
    const outside = player.configuration.bfdSessions.filter((session) => !isInside(session, player, known));
    const checks = outside.filter(({ name }) => isTracked(player, name) && !isCheck(player, name));
    notes.push(...remarks(player, players, { known, outside, checks, realScripts }));
    const configuration = withChecks(player.configuration, outside, checks);
    return { ...player, configuration, sessionAddresses: needed(player, players, known) };
  });
  return { players: played, notes };
}

function isInside({ neighbor }: BfdSession, { name }: Player, known: Owners): boolean {
  const owner = known.get(neighbor);
  return owner !== undefined && owner !== name;
}

/** Addresses that its own sessions send from and those of others send to, without those that its daemon sets itself. */
function needed(player: Player, players: readonly Player[], known: Owners): readonly IpAddress[] {
  const inside = players.flatMap((one) =>
    one.configuration.bfdSessions.filter((session) => isInside(session, one, known)),
  );
  const named = new Set(
    inside.flatMap(({ neighbor, source }) => (source === undefined ? [neighbor] : [neighbor, source])),
  );
  for (const { prefix } of player.configuration.staticAddresses) named.delete(prefix.address);
  return [...named].filter((address) => known.get(address) === player.name);
}

function trackingOf({ configuration }: Player): readonly Tracking[] {
  return [...configuration.instances, ...configuration.syncGroups];
}

function isTracked(player: Player, session: string): boolean {
  return trackingOf(player).some(({ trackedBfds }) => trackedBfds.some(({ name }) => name === session));
}

/** A check of that name is there already. */
function isCheck({ configuration }: Player, session: string): boolean {
  const { scripts, trackedProcesses } = configuration;
  return [...scripts, ...trackedProcesses].some(({ name }) => name === session);
}

interface Sorted {
  readonly known: Owners;
  readonly outside: readonly BfdSession[];
  readonly checks: readonly BfdSession[];
  readonly realScripts: boolean;
}

function remarks(player: Player, players: readonly Player[], sorted: Sorted): readonly LabNote[] {
  const { known, outside } = sorted;
  return player.configuration.bfdSessions.flatMap((session) => {
    const { name, neighbor } = session;
    const note = (what: string): readonly LabNote[] => [{ who: player.name, what: `BFD session ${name}${what}` }];
    if (outside.includes(session)) return note(outsideText(player, session, sorted));
    const owner = players.find((one) => one.name === known.get(neighbor));
    const back = owner?.configuration.bfdSessions.some((other) => known.get(other.neighbor) === player.name);
    return back === true ? [] : note(` stays down: ${owner?.name} has no bfd_instance with this host`);
  });
}

function outsideText(player: Player, session: BfdSession, { checks, realScripts }: Sorted): string {
  const why = `${session.neighbor} is no host's address in the files`;
  if (checks.includes(session)) {
    return realScripts ? ` counts as up: ${why}` : ` is a switch (fail HOST ${session.name}): ${why}`;
  }
  const named = isTracked(player, session.name) ? `, and a check is called ${session.name} too` : '';
  return ` is left out: ${why}${named}`;
}

function withChecks(
  configuration: Configuration,
  outside: readonly BfdSession[],
  checks: readonly BfdSession[],
): Configuration {
  const gone = new Set(outside.map(({ name }) => name));
  const replaced = new Set(checks.map(({ name }) => name));
  const moved = <T extends Tracking>(one: T): T => ({
    ...one,
    trackedScripts: [...one.trackedScripts, ...one.trackedBfds.filter(({ name }) => replaced.has(name))],
    trackedBfds: one.trackedBfds.filter(({ name }) => !gone.has(name)),
  });
  return {
    ...configuration,
    bfdSessions: configuration.bfdSessions.filter(({ name }) => !gone.has(name)),
    scripts: [...configuration.scripts, ...checks.map((session) => switchCheck(session, SUCCEEDS))],
    instances: configuration.instances.map(moved),
    syncGroups: configuration.syncGroups.map(moved),
  };
}
