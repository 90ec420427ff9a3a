/**
 * The shortest interval on a machine with no processor to spare: a pair of each daemon advertises every 10 ms while
 * eight busy loops run. Both pairs run at the same time, on networks of their own, so that they meet the same machine.
 * A third host on each network tells how long its master was silent at most, and how often the backup took over from
 * a master that lived.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { Lab, type LabSpec } from '../../src/lab/lab.js';
import { Capture } from '../support/capture.js';
import { type DaemonKind, startDaemon } from '../support/daemons.js';
import { BACKUP_PRIORITY, type Load, loadConf, MASTER_PRIORITY } from './instances.js';

const KINDS: readonly DaemonKind[] = ['keepalived', 'vrrpd'];
const LOAD: Load = { instances: 1, advertCentis: 1 };
const BUSY_LOOPS = 8;
const MASTER = '10.9.0.1';
const BACKUP = '10.9.0.2';
/** From the start of the loops to the first gap that counts. */
const SETTLE_MILLIS = 2_000;
/** Silence of a backup after which what it says is one more takeover. */
const EPISODE_MICROS = 100_000;

export interface Steadiness {
  readonly adverts: number;
  /** Longest time between two adverts of the master, microseconds. */
  readonly longestGap: number;
  /** How often the backup began to advertise although the master lived. */
  readonly falseTakeovers: number;
}

export interface BusyOptions {
  readonly millis: number;
  /** `vrrp_rt_priority` of all daemons; undefined: no real-time scheduling. */
  readonly realTime: number | undefined;
}

export async function runBusyTrial(options: BusyOptions): Promise<Readonly<Record<DaemonKind, Steadiness>>> {
  const lab = await Lab.create(busyLab());
  try {
    const wires = { keepalived: await listen(lab, 'keepalived'), vrrpd: await listen(lab, 'vrrpd') };
    await startPairs(lab, wires, options);
    const loops = Array.from({ length: BUSY_LOOPS }, () => lab.host('busy').start(['sh', '-c', 'while :; do :; done']));
    await pause(SETTLE_MILLIS);
    const since = { keepalived: wires.keepalived.latest, vrrpd: wires.vrrpd.latest };
    await pause(options.millis);
    await Promise.all(loops.map((loop) => loop.kill()));
    // What the listeners have not been given time to read yet.
    await pause(SETTLE_MILLIS);
    const until = (kind: DaemonKind): number => since[kind] + options.millis * 1e3;
    const result = (kind: DaemonKind): Steadiness => steadiness(wires[kind], since[kind], until(kind));
    return { keepalived: result('keepalived'), vrrpd: result('vrrpd') };
  } finally {
    await lab.dispose();
  }
}

function listen(lab: Lab, kind: DaemonKind): Promise<Capture> {
  return Capture.start(lab.host(`${kind}-watcher`));
}

/** Masters first: a backup that starts beside a living master has nothing to take over. */
async function startPairs(
  lab: Lab,
  wires: Readonly<Record<DaemonKind, Capture>>,
  { realTime }: BusyOptions,
): Promise<void> {
  const globals = realTime === undefined ? [] : [`vrrp_rt_priority ${realTime}`];
  for (const kind of KINDS) startDaemon(kind, lab.host(`${kind}-master`), loadConf(LOAD, MASTER_PRIORITY, { globals }));
  await Promise.all(
    KINDS.map((kind) =>
      wires[kind].until(`adverts of ${kind}`, () => wires[kind].adverts({ source: MASTER }).length > 10),
    ),
  );
  for (const kind of KINDS) startDaemon(kind, lab.host(`${kind}-backup`), loadConf(LOAD, BACKUP_PRIORITY, { globals }));
  // Start-up work of the backups is over.
  await pause(8_000);
}

function steadiness(wire: Capture, since: number, until: number): Steadiness {
  const within = wire.adverts({}, since).filter(({ at }) => at <= until);
  let longestGap = 0;
  let before: number | undefined;
  let falseTakeovers = 0;
  let backupAt = Number.NEGATIVE_INFINITY;
  let adverts = 0;
  for (const { source, at } of within) {
    if (source === BACKUP) {
      if (at - backupAt > EPISODE_MICROS) falseTakeovers += 1;
      backupAt = at;
    }
    if (source !== MASTER) continue;
    adverts += 1;
    if (before !== undefined) longestGap = Math.max(longestGap, at - before);
    before = at;
  }
  return { adverts, longestGap, falseTakeovers };
}

function busyLab(): LabSpec {
  const pairs = KINDS.flatMap((kind) => [
    { name: `${kind}-master`, links: [{ name: 'eth0', segment: kind, addresses: [`${MASTER}/16`] }] },
    { name: `${kind}-backup`, links: [{ name: 'eth0', segment: kind, addresses: [`${BACKUP}/16`] }] },
    { name: `${kind}-watcher`, links: [{ name: 'eth0', segment: kind }] },
  ]);
  return { hosts: [...pairs, { name: 'busy', links: [] }] };
}
