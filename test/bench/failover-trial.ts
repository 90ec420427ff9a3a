/**
 * One failover, read from the wire by a third host. The master is keepalived for both daemons, so that only the backup
 * differs: it is killed, or stopped, and what counts is how late the backup's first gratuitous ARP is against the
 * moment that the RFC sets.
 */

import { setTimeout as pause } from 'node:timers/promises';
import type { Lab } from '../../src/lab/lab.js';
import type { LabProcess } from '../../src/lab/lab-process.js';
import type { Capture } from '../support/capture.js';
import { type DaemonKind, startDaemon } from '../support/daemons.js';
import {
  BACKUP_PRIORITY,
  heldAddresses,
  type Load,
  loadConf,
  MASTER_PRIORITY,
  masterDownInterval,
  skewTime,
  VIRTUAL_NETWORKS,
  vrids,
} from './instances.js';

export const MASTER_ADDRESS = '10.9.0.1';
export const BACKUP_ADDRESS = '10.9.0.2';

export type Ending = 'killed' | 'stopped';

export interface Stage {
  readonly lab: Lab;
  readonly capture: Capture;
  readonly load: Load;
}

/** Microseconds after which an address that was not announced counts as announced. */
const TAKEOVER_BOUND = 15_000_000;

/** Rounds that are begun again before the bench gives up. */
const ATTEMPTS = 5;

/**
 * How late each address was taken over, microseconds, in order of VRID. Both daemons are fresh: as on a real host,
 * the backup has never been master before. A round in which the machine was so busy that the backup took over from a
 * living master says nothing about a dying one, and is played again.
 */
export async function runFailoverTrial(stage: Stage, kind: DaemonKind, ending: Ending): Promise<readonly number[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const late = await attemptFailover(stage, kind, ending);
    if (late !== undefined) return late;
  }
  throw new Error(`${kind} took over from a living master in each of ${ATTEMPTS} rounds: the machine is too busy`);
}

async function attemptFailover(stage: Stage, kind: DaemonKind, ending: Ending): Promise<readonly number[] | undefined> {
  const { capture, load } = stage;
  const master = await startMaster(stage);
  const backup = await startBackup(stage, kind);
  await settle(load);
  const since = capture.latest;
  const tooEarly = capture.adverts({ source: BACKUP_ADDRESS }).length > 0;
  const ended = ending === 'killed' ? master.kill() : master.stop();
  if (!tooEarly) await takenOver(stage, since, backup);
  await ended;
  const late = ending === 'killed' ? lateAfterKill(stage, since) : lateAfterStop(stage, since);
  await backup.kill();
  await clear(stage);
  return tooEarly ? undefined : late;
}

/** Microseconds from the start of the process to each virtual router's first advert, less Master_Down_Interval. */
export async function runStartTrial(stage: Stage, kind: DaemonKind): Promise<readonly number[]> {
  const { lab, capture, load } = stage;
  const startedAt = (performance.timeOrigin + performance.now()) * 1e3;
  const daemon = startDaemon(kind, lab.host('backup'), loadConf(load, BACKUP_PRIORITY));
  await capture.until('an advert of every instance', () => firstAdverts(stage, startedAt).size === load.instances);
  const first = firstAdverts(stage, startedAt);
  await daemon.kill();
  await clear(stage);
  return vrids(load).map((vrid) => (first.get(vrid) ?? Number.NaN) - startedAt - masterDownInterval(load));
}

function firstAdverts({ capture }: Stage, since: number): Map<number, number> {
  const first = new Map<number, number>();
  for (const one of capture.seen) {
    if (one.type !== 'advert' || one.at < since || one.source !== BACKUP_ADDRESS) continue;
    if (!first.has(one.vrid)) first.set(one.vrid, one.at);
  }
  return first;
}

async function startMaster({ lab, capture, load }: Stage): Promise<LabProcess> {
  const since = capture.latest;
  const master = startDaemon('keepalived', lab.host('master'), loadConf(load, MASTER_PRIORITY));
  await explained(
    master,
    capture.until('adverts of every instance from the master', () => {
      const heard = new Set<number>();
      for (const one of capture.seen) {
        if (one.type === 'advert' && one.at > since && one.source === MASTER_ADDRESS) heard.add(one.vrid);
      }
      return heard.size === load.instances;
    }),
  );
  return master;
}

async function startBackup({ lab, load }: Stage, kind: DaemonKind): Promise<LabProcess> {
  let backups = 0;
  let done = (): void => {};
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const backup = startDaemon(kind, lab.host('backup'), loadConf(load, BACKUP_PRIORITY), {
    onLine: (line) => {
      if (line.includes('Entering BACKUP STATE')) backups += 1;
      if (backups === load.instances) done();
    },
  });
  const died = backup.ended.then(() => Promise.reject(new Error('the backup ended')));
  await explained(backup, Promise.race([all, died]));
  // From here on its end is expected.
  died.catch(() => {});
  return backup;
}

/** Adds the daemon's last lines to what went wrong. */
async function explained(daemon: LabProcess, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (cause) {
    throw new Error(`${cause}\n${daemon.lines.slice(-20).join('\n')}`, { cause });
  }
}

/** What killed daemons leave bound, and what was seen, are no part of the next round. */
async function clear({ lab, capture }: Stage): Promise<void> {
  for (const host of ['master', 'backup']) {
    await lab.host(host).ip(...VIRTUAL_NETWORKS.map((network) => `address flush dev eth0 to ${network}`));
  }
  capture.seen.length = 0;
}

/** Some intervals of quiet operation: the backup has heard the master, start-up work is done. */
async function settle(load: Load): Promise<void> {
  await pause(Math.max(600, load.advertCentis * 50));
}

/** Resolves when every address was announced, or when that has taken too long. */
async function takenOver({ capture, load }: Stage, since: number, backup: LabProcess): Promise<void> {
  const seen = capture.until(
    'a gratuitous ARP for every address',
    () => {
      const taken = new Set<string>();
      for (const one of capture.seen) {
        if (one.type === 'gratuitous-arp' && one.at > since) taken.add(one.address);
      }
      return taken.size === heldAddresses(load).length;
    },
    TAKEOVER_BOUND / 1e3,
  );
  // keepalived may leave some out where hundreds are announced at once: they count as late as the bound.
  const bounded = seen.catch((cause: unknown) => {
    if (!backup.running) throw cause;
  });
  await explained(backup, bounded);
}

function lateAfterKill({ capture, load }: Stage, since: number): readonly number[] {
  const lastAdvert = new Map<number, number>();
  for (const one of capture.seen) {
    if (one.type === 'advert' && one.source === MASTER_ADDRESS) lastAdvert.set(one.vrid, one.at);
  }
  return late(capture, load, since, lastAdvert, masterDownInterval(load));
}

function lateAfterStop({ capture, load }: Stage, since: number): readonly number[] {
  const goodbye = new Map<number, number>();
  for (const one of capture.seen) {
    if (one.type === 'advert' && one.source === MASTER_ADDRESS && one.priority === 0) goodbye.set(one.vrid, one.at);
  }
  return late(capture, load, since, goodbye, skewTime(load));
}

function late(
  capture: Capture,
  load: Load,
  since: number,
  from: ReadonlyMap<number, number>,
  allowed: number,
): readonly number[] {
  const announced = new Map<string, number>();
  for (const one of capture.seen) {
    if (one.type === 'gratuitous-arp' && one.at > since && !announced.has(one.address)) {
      announced.set(one.address, one.at);
    }
  }
  return heldAddresses(load).map(({ vrid, address }) => {
    return (announced.get(address) ?? since + TAKEOVER_BOUND) - (from.get(vrid) ?? Number.NaN) - allowed;
  });
}
