/**
 * `npm run bench`: vrrpd and Debian's keepalived side by side in one run. Rounds of the two take turns, so that what
 * the machine does meanwhile meets both. `--quick` takes fewer rounds; `--json FILE` writes every single value too;
 * words choose sections: failover addresses start cost busy config; `--instances N` one size of the first, third and
 * fourth.
 */

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runCommand } from '../../src/lab/command.js';
import { Lab } from '../../src/lab/lab.js';
import { LabProcess } from '../../src/lab/lab-process.js';
import { Capture } from '../support/capture.js';
import { type DaemonKind, whatInteropLacks } from '../support/daemons.js';
import { runBusyTrial } from './busy-trial.js';
import { CONFIG_INSTANCES, runConfigTrial } from './config-trial.js';
import { type Cost, runCostTrial } from './cost-trial.js';
import { BACKUP_ADDRESS, type Ending, MASTER_ADDRESS, runFailoverTrial, runStartTrial } from './failover-trial.js';
import type { Load } from './instances.js';
import { formatTable, missed, type Row, ratio } from './report.js';
import { largest, median } from './statistics.js';
import { type MemoryUsage, memoryOf } from './usage.js';

const KINDS: readonly DaemonKind[] = ['keepalived', 'vrrpd'];
const ADDRESSES = 200;
const MIB = 1024 * 1024;

type Samples = Record<DaemonKind, number[]>;

const { values: options, positionals: sections } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' }, instances: { type: 'string' } },
});
/** Numbers of instances; a quick run leaves out what lies between. */
const usual: readonly number[] = options.quick ? [1, 100, 250] : [1, 20, 100, 250];
const sizes = options.instances === undefined ? usual : [Number(options.instances)];
/** Limits of a takeover: what the middle address may take, and the slowest one. */
interface FailoverLimits {
  readonly middle?: number;
  readonly killedSlowest?: number;
  readonly stoppedSlowest?: number;
}

const FAILOVER_LIMITS: ReadonlyMap<number, FailoverLimits> = new Map([
  [1, { middle: 1.5 }],
  [100, { middle: 1 }],
  [250, { killedSlowest: 0.5, stoppedSlowest: 0.25 }],
]);

/** Of the processor time of a pair. */
const COST_LIMITS: ReadonlyMap<number, number> = new Map([
  [100, 2],
  [250, 1],
]);

const rows: Row[] = [];
const samples: Record<string, unknown> = {};
const startedAt = performance.now();

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
process.exitCode = await main();

async function main(): Promise<number> {
  const lacks = await whatInteropLacks('keepalived');
  if (lacks !== undefined) {
    process.stderr.write(`bench ${lacks}\n`);
    return 1;
  }
  if (wanted('failover')) for (const instances of sizes) await failover({ instances, advertCentis: 10 });
  if (wanted('addresses')) await addresses({ instances: 1, advertCentis: 10, excluded: ADDRESSES - 1 });
  if (wanted('start')) for (const instances of sizes) await start({ instances, advertCentis: 10 });
  if (wanted('cost')) {
    for (const instances of sizes) await cost({ instances, advertCentis: 100 });
    for (const instances of sizes.filter((size) => size >= 100)) await cost({ instances, advertCentis: 10 });
  }
  if (wanted('busy')) for (const realTime of [undefined, 50]) await busy(realTime);
  if (wanted('config')) await config();
  process.stdout.write(`${await machine()}\n\n${formatTable(rows)}\n`);
  if (options.json !== undefined) {
    const text = { machine: await machine(), rows: rows.map((row) => ({ ...row, ratio: ratio(row) })), samples };
    writeFileSync(options.json, `${JSON.stringify(text, undefined, 1)}\n`);
  }
  return rows.some(missed) ? 1 : 0;
}

function wanted(section: string): boolean {
  return sections.length === 0 || sections.includes(section);
}

function progress(text: string): void {
  process.stderr.write(`${((performance.now() - startedAt) / 1e3).toFixed(0).padStart(4)} s  ${text}\n`);
}

async function withWire(work: (lab: Lab, capture: Capture) => Promise<void>): Promise<void> {
  const lab = await Lab.create({
    hosts: [
      { name: 'master', links: [{ name: 'eth0', addresses: [`${MASTER_ADDRESS}/16`] }] },
      { name: 'backup', links: [{ name: 'eth0', addresses: [`${BACKUP_ADDRESS}/16`] }] },
      { name: 'watcher', links: [{ name: 'eth0' }] },
    ],
  });
  try {
    await work(lab, await Capture.start(lab.host('watcher')));
  } finally {
    await lab.dispose();
  }
}

async function failover(load: Load): Promise<void> {
  const { middle, slowest } = await failoverRounds(load, `${load.instances} instances`);
  const limits = FAILOVER_LIMITS.get(load.instances);
  row('SIGKILL, late against Master_Down_Interval', load, 'ms', middle.killed, limits?.middle);
  row('SIGTERM, late against Skew_Time', load, 'ms', middle.stopped, limits?.middle);
  if (load.instances === 1) return;
  row('SIGKILL, slowest address', load, 'ms', slowest.killed, limits?.killedSlowest);
  row('SIGTERM, slowest address', load, 'ms', slowest.stopped, limits?.stoppedSlowest);
}

/** Very many addresses of one instance, most of them in virtual_ipaddress_excluded. */
async function addresses(load: Load): Promise<void> {
  const { slowest } = await failoverRounds(load, `${ADDRESSES} addresses`);
  row(`SIGKILL, last of ${ADDRESSES} addresses`, load, 'ms', slowest.killed, 1);
  row(`SIGTERM, last of ${ADDRESSES} addresses`, load, 'ms', slowest.stopped, 1);
}

/** Milliseconds of each round: of its middle address and of its slowest one. */
interface FailoverTimes {
  readonly middle: Record<Ending, Samples>;
  readonly slowest: Record<Ending, Samples>;
}

async function failoverRounds(load: Load, what: string): Promise<FailoverTimes> {
  const rounds = options.quick ? 3 : 9;
  const middle = { killed: empty(), stopped: empty() };
  const slowest = { killed: empty(), stopped: empty() };
  await withWire(async (lab, capture) => {
    for (let round = 0; round < rounds; round += 1) {
      for (const ending of ['killed', 'stopped'] as const) {
        for (const kind of turn(round)) {
          const late = await runFailoverTrial({ lab, capture, load }, kind, ending);
          middle[ending][kind].push(median(late) / 1e3);
          slowest[ending][kind].push(largest(late) / 1e3);
        }
      }
      const last = (values: Samples): string => KINDS.map((kind) => values[kind].at(-1)?.toFixed(2)).join(' / ');
      const middles = `killed ${last(middle.killed)} ms, stopped ${last(middle.stopped)} ms`;
      const slow = `slowest ${last(slowest.killed)} ms, ${last(slowest.stopped)} ms`;
      progress(`failover, ${what}, round ${round + 1} of ${rounds}: ${middles}; ${slow}`);
    }
  });
  return { middle, slowest };
}

async function start(load: Load): Promise<void> {
  const rounds = options.quick ? 3 : 9;
  const all = { first: empty(), last: empty() };
  await withWire(async (lab, capture) => {
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of turn(round)) {
        const late = await runStartTrial({ lab, capture, load }, kind);
        all.first[kind].push(Math.min(...late) / 1e3);
        all.last[kind].push(largest(late) / 1e3);
      }
    }
    progress(`start, ${load.instances} instances: ${rounds} rounds`);
  });
  const target = load.instances === 250 ? 1 : undefined;
  row('start to first advert, less Master_Down_Interval', load, 'ms', all.first, target);
  if (load.instances > 1) row('start to last first advert, less the same', load, 'ms', all.last);
}

async function cost(load: Load): Promise<void> {
  const interval = `${load.advertCentis / 100} s adverts`;
  progress(`cost, ${load.instances} instances, ${interval}`);
  const windows = options.quick
    ? { settleMillis: 8_000, windows: 5, windowMillis: 2_000 }
    : { settleMillis: 45_000, windows: 9, windowMillis: 3_000 };
  const bare = await bareNode();
  const costs = await runCostTrial(load, windows);
  const target = COST_LIMITS.get(load.instances);
  for (const role of ['master', 'backup'] as const) {
    const of = (kind: DaemonKind): number[] => [...(find(costs, kind, role)?.processor ?? [])];
    row(`CPU as ${role}, ${interval}`, load, 'us/s', { keepalived: of('keepalived'), vrrpd: of('vrrpd') });
  }
  const pair = (kind: DaemonKind): number[] => sums(find(costs, kind, 'master'), find(costs, kind, 'backup'));
  const pairs = { keepalived: pair('keepalived'), vrrpd: pair('vrrpd') };
  row(`CPU of a master and a backup, ${interval}`, load, 'us/s', pairs, target);
  if (load.advertCentis !== 100) return;
  for (const role of ['master', 'backup'] as const) {
    const [keepalived, vrrpd] = KINDS.map((kind) => find(costs, kind, role)?.memory.resident ?? Number.NaN);
    const to = (value: number | undefined): number[] => [(value ?? Number.NaN) / MIB];
    row(`resident memory as ${role}`, load, 'MB', { keepalived: to(keepalived), vrrpd: to(vrrpd) });
    // The yardstick for memory is the runtime itself, doing nothing.
    row(
      `resident memory as ${role}, against bare Node.js`,
      load,
      'MB',
      { keepalived: to(bare.resident), vrrpd: to(vrrpd) },
      1.6,
    );
  }
}

/** Adverts every 10 ms beside busy loops, without and with real-time scheduling. */
async function busy(realTime: number | undefined): Promise<void> {
  const millis = options.quick ? 20_000 : 60_000;
  const rounds = options.quick ? 1 : 3;
  const how = realTime === undefined ? 'busy machine' : 'busy machine, real-time';
  const gaps: Samples = { keepalived: [], vrrpd: [] };
  const takeovers = { keepalived: 0, vrrpd: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const trial = await runBusyTrial({ millis, realTime });
    for (const kind of KINDS) {
      gaps[kind].push(trial[kind].longestGap / 1e3);
      takeovers[kind] += trial[kind].falseTakeovers;
    }
    const longest = KINDS.map((kind) => (trial[kind].longestGap / 1e3).toFixed(1)).join(' / ');
    const adverts = KINDS.map((kind) => trial[kind].adverts).join(' / ');
    progress(`${how}, round ${round + 1} of ${rounds}: ${adverts} adverts, longest gaps ${longest} ms`);
  }
  const load = { instances: 1 };
  row(`${how}, longest gap of 10 ms adverts`, load, 'ms', gaps, 1);
  const counts = { keepalived: [takeovers.keepalived], vrrpd: [takeovers.vrrpd] };
  row(`${how}, takeovers from a living master`, load, 'times', counts, undefined, 0);
}

/** Reading, checking and linting a large file, each daemon's own time for an empty file taken off. */
async function config(): Promise<void> {
  const times = await runConfigTrial(options.quick ? 9 : 25, turn);
  const load = { instances: CONFIG_INSTANCES };
  const net = (kind: DaemonKind): number[] => times.large[kind].map((value) => value - median(times.empty[kind]));
  progress(`config: ${KINDS.map((kind) => median(net(kind)).toFixed(0)).join(' / ')} ms`);
  row('check of an empty file', { instances: 0 }, 'ms', times.empty);
  row('check, less that', load, 'ms', { keepalived: net('keepalived'), vrrpd: net('vrrpd') }, 3);
}

/** `node -e 'setInterval(()=>{},1e9)'`, once it has settled. */
async function bareNode(): Promise<MemoryUsage> {
  const node = new LabProcess([process.execPath, '-e', 'setInterval(()=>{},1e9)']);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const memory = memoryOf([node.pid]);
  await node.kill();
  return memory;
}

/** Window by window: what the two hosts of a pair spend together. */
function sums(master: Cost | undefined, backup: Cost | undefined): number[] {
  return (master?.processor ?? []).map((value, index) => value + (backup?.processor[index] ?? Number.NaN));
}

function find(costs: readonly Cost[], kind: DaemonKind, role: Cost['role']): Cost | undefined {
  return costs.find((one) => one.kind === kind && one.role === role);
}

function row(
  what: string,
  load: Pick<Load, 'instances'>,
  unit: Row['unit'],
  values: Readonly<Samples>,
  target?: number,
  most?: number,
): void {
  const { keepalived, vrrpd } = values;
  const limits = { ...(target !== undefined && { target }), ...(most !== undefined && { most }) };
  rows.push({ what, instances: load.instances, unit, keepalived: median(keepalived), vrrpd: median(vrrpd), ...limits });
  samples[`${what}, ${load.instances}`] = values;
}

function empty(): Samples {
  return { keepalived: [], vrrpd: [] };
}

/** Which daemon goes first changes from round to round. */
function turn(round: number): readonly DaemonKind[] {
  return round % 2 === 0 ? KINDS : [...KINDS].reverse();
}

async function machine(): Promise<string> {
  const kernel = (await runCommand(['uname', '-r'])).stdout.trim();
  const cores = (await runCommand(['nproc'])).stdout.trim();
  const peer = / v(\d\S*)/.exec((await runCommand(['keepalived', '-v'])).stderr)?.[1] ?? 'unknown';
  return `keepalived ${peer}, Node.js ${process.version}, kernel ${kernel}, ${cores} cores`;
}
