/**
 * What a daemon costs while nothing happens: processor time as master and as backup, and memory. Three pairs run at the
 * same time on networks of their own, so that both daemons meet the same machine: vrrpd as master, vrrpd as backup, and
 * a pair of two keepalived that gives both figures to compare with.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { Lab, type LabSpec } from '../../src/lab/lab.js';
import { type DaemonKind, startDaemon } from '../support/daemons.js';
import { BACKUP_PRIORITY, type Load, loadConf, MASTER_PRIORITY } from './instances.js';
import { type MemoryUsage, memoryOf, processesOf, processorTime } from './usage.js';

export type Role = 'master' | 'backup';

/** One measured daemon. Processor time in microseconds a second, one value a window. */
export interface Cost {
  readonly kind: DaemonKind;
  readonly role: Role;
  readonly processor: readonly number[];
  readonly memory: MemoryUsage;
}

const PAIRS: readonly { readonly name: string; readonly master: DaemonKind; readonly backup: DaemonKind }[] = [
  { name: 'p', master: 'keepalived', backup: 'keepalived' },
  { name: 'm', master: 'vrrpd', backup: 'keepalived' },
  { name: 'b', master: 'keepalived', backup: 'vrrpd' },
];

const MEASURED: readonly { readonly host: string; readonly kind: DaemonKind; readonly role: Role }[] = [
  { host: 'p-master', kind: 'keepalived', role: 'master' },
  { host: 'p-backup', kind: 'keepalived', role: 'backup' },
  { host: 'm-master', kind: 'vrrpd', role: 'master' },
  { host: 'b-backup', kind: 'vrrpd', role: 'backup' },
];

export interface CostOptions {
  /** From the start of the backups to the first window: start-up work is over, as it is for the months that follow. */
  readonly settleMillis: number;
  readonly windows: number;
  readonly windowMillis: number;
}

export async function runCostTrial(load: Load, options: CostOptions): Promise<readonly Cost[]> {
  const lab = await Lab.create(costLab());
  try {
    // The second round of announcements comes early, and is over before the first window opens.
    const lines = { lines: ['garp_master_delay 1'] };
    for (const { name, master } of PAIRS) {
      startDaemon(master, lab.host(`${name}-master`), loadConf(load, MASTER_PRIORITY, lines));
    }
    // A backup that never has to give way: two hosts that both begin would fight for a while.
    await pause(load.advertCentis * 35 + 1_500);
    for (const { name, backup } of PAIRS) {
      startDaemon(backup, lab.host(`${name}-backup`), loadConf(load, BACKUP_PRIORITY, lines));
    }
    await pause(load.advertCentis * 10 + options.settleMillis);
    return await measure(lab, options);
  } finally {
    await lab.dispose();
  }
}

async function measure(lab: Lab, { windows, windowMillis }: CostOptions): Promise<readonly Cost[]> {
  const daemons = await Promise.all(
    MEASURED.map(async (one) => ({ ...one, pids: await processesOf(lab.host(one.host)), processor: [] as number[] })),
  );
  for (const one of daemons) {
    const owner = await lab.host(one.host).addresses();
    if (owner.includes('10.9.1.1/16') !== (one.role === 'master')) throw new Error(`${one.host} is not ${one.role}`);
  }
  for (let window = 0; window < windows; window += 1) {
    const before = daemons.map(({ pids }) => processorTime(pids));
    const start = performance.now();
    await pause(windowMillis);
    const seconds = (performance.now() - start) / 1e3;
    for (const [index, one] of daemons.entries()) {
      one.processor.push((processorTime(one.pids) - (before[index] ?? 0)) / seconds);
    }
  }
  return daemons.map(({ kind, role, processor, pids }) => ({ kind, role, processor, memory: memoryOf(pids) }));
}

function costLab(): LabSpec {
  const hosts = PAIRS.flatMap(({ name }) =>
    ['master', 'backup'].map((role, index) => ({
      name: `${name}-${role}`,
      links: [{ name: 'eth0', segment: name, addresses: [`10.9.0.${index + 1}/16`] }],
    })),
  );
  return { hosts };
}
