/**
 * One cell of the matrix, played between vrrpd and another daemon: a is better and comes first, b comes beside it. Each
 * step is judged by a third host on the wire and by the addresses that the hosts hold.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabProcess } from '../../src/lab/lab-process.js';
import { Duel, type Side } from './duel.js';
import { type FrrSettings, prepareFrr, setFrrPriority, startFrr } from './frr.js';
import { confText, instanceText } from './instances.js';
import type { Cell } from './interop-cells.js';
import { giveIpv6Addresses, LINK_LOCAL } from './interop-hosts.js';

export const STEPS = ['election', 'priority change', 'failover by kill', 'preemption', 'failover by stop'] as const;

export interface StepResult {
  readonly step: (typeof STEPS)[number];
  /** Undefined: it worked. */
  readonly problem: string | undefined;
}

type Kind = Cell['other'];

const ADDRESSES = {
  4: { vip: '10.0.0.100/24', a: '10.0.0.1', b: '10.0.0.2' },
  6: { vip: 'fd00::100/64', a: 'fd00::1', b: 'fd00::2' },
} as const;
const FRR_LINK_LOCAL = { a: 'fe80::f1', b: 'fe80::f2' } as const;
const BEST = 150;
const OTHER = 100;
const WORST = 50;

/** Plays the cell with vrrpd as a (`master`) or as b (`backup`); the first step that fails ends it. */
export async function playCell(cell: Cell, role: 'master' | 'backup'): Promise<readonly StepResult[]> {
  const duel = await Duel.build();
  try {
    return await new Story(duel, cell, role).play();
  } finally {
    await duel.lab.dispose();
  }
}

class Story {
  readonly #duel: Duel;
  readonly #cell: Cell;
  readonly #kinds: Readonly<Record<Side, Kind>>;
  readonly #running: Partial<Record<Side, LabProcess>> = {};

  constructor(duel: Duel, cell: Cell, role: 'master' | 'backup') {
    this.#duel = duel;
    this.#cell = cell;
    this.#kinds = role === 'master' ? { a: 'vrrpd', b: cell.other } : { a: cell.other, b: 'vrrpd' };
  }

  async play(): Promise<readonly StepResult[]> {
    await this.#prepare();
    const results: StepResult[] = [];
    for (const step of STEPS) {
      try {
        await this.#steps[step]();
        results.push({ step, problem: undefined });
      } catch (error) {
        results.push({ step, problem: `${(error as Error).message}\n${this.#duel.lastWords()}` });
        break;
      }
    }
    return results;
  }

  readonly #steps: Readonly<Record<StepResult['step'], () => Promise<void>>> = {
    election: async () => {
      this.#start('a', BEST);
      await this.#untilMaster('a');
      this.#start('b', OTHER);
      await this.#untilMaster('a');
      this.#judgeAdvert();
    },
    'priority change': async () => {
      await this.#setPriority('a', WORST);
      await this.#untilMaster('b');
      await this.#setPriority('a', BEST);
      await this.#untilMaster('a');
    },
    'failover by kill': async () => {
      const since = this.#duel.wire.latest;
      await this.#running.a?.kill();
      await this.#untilMaster('b', true);
      if (this.#duel.wire.adverts({ priority: 0 }, since).length > 0) throw new Error('a killed daemon said goodbye');
    },
    preemption: async () => {
      this.#start('a', BEST);
      await this.#untilMaster('a');
    },
    'failover by stop': async () => {
      const { wire, sources } = this.#duel;
      const since = wire.latest;
      await this.#running.a?.stop();
      await this.#untilMaster('b', true);
      if (wire.adverts({ source: sources.a, priority: 0 }, since).length === 0) throw new Error('no priority 0');
    },
  };

  async #prepare(): Promise<void> {
    const { lab } = this.#duel;
    const { family, delivery } = this.#cell;
    await giveIpv6Addresses(this.#duel, ADDRESSES[6]);
    // The watcher sees unicast too where the switch learns nothing.
    await lab.flood();
    for (const side of ['a', 'b'] as const) {
      if (this.#kinds[side] === 'FRR') await prepareFrr(lab.host(side), this.#frr(side, BEST));
    }
    const own = delivery === 'unicast' || family === 4 ? ADDRESSES[family] : LINK_LOCAL;
    const source = (side: Side): string =>
      family === 6 && this.#kinds[side] === 'FRR' ? FRR_LINK_LOCAL[side] : own[side];
    this.#duel.sources = { a: source('a'), b: source('b') };
  }

  #start(side: Side, priority: number): void {
    const kind = this.#kinds[side];
    const daemon =
      kind === 'FRR'
        ? this.#duel.watch(side, startFrr(this.#duel.host(side), this.#frr(side, priority)))
        : this.#duel.start(side, kind, this.#conf(side, priority));
    this.#running[side] = daemon;
  }

  async #setPriority(side: Side, priority: number): Promise<void> {
    const host = this.#duel.host(side);
    if (this.#kinds[side] === 'FRR') {
      await setFrrPriority(host, priority);
      return;
    }
    writeFileSync(join(host.directory, 'keepalived.conf'), this.#conf(side, priority));
    this.#running[side]?.signal('SIGHUP');
  }

  /** @param alone the other daemon does not run: its address is no matter */
  async #untilMaster(side: Side, alone = false): Promise<void> {
    const { vip } = ADDRESSES[this.#cell.family];
    await this.#duel.untilAlone(side, 4, 51);
    const other = side === 'a' ? 'b' : 'a';
    // FRR leaves the address on an interface that it switches off.
    if (this.#kinds[side] !== 'FRR') await this.#duel.untilHolds(side, vip);
    if (!alone && this.#running[other] !== undefined && this.#kinds[other] !== 'FRR') {
      await this.#duel.untilHolds(other, vip, false);
    }
  }

  #judgeAdvert(): void {
    const { version, family, delivery, authentication } = this.#cell;
    const { wire, sources } = this.#duel;
    const advert = wire.adverts({ source: sources.a }).at(-1);
    const group = family === 4 ? '224.0.0.18' : 'ff02::12';
    const expected = {
      version,
      // keepalived leaves the hop limit of IPv6 unicast to the kernel.
      ...(delivery === 'multicast' || this.#kinds.a === 'vrrpd' ? { ttl: 255 } : {}),
      destination: delivery === 'multicast' ? group : sources.b,
      protocol: authentication === 'AH' ? 51 : 112,
    };
    for (const [name, value] of Object.entries(expected)) {
      const actual = advert?.[name as 'version' | 'ttl' | 'destination' | 'protocol'];
      if (actual !== value) throw new Error(`the advert has ${name} ${actual}, expected ${value}`);
    }
  }

  #conf(side: Side, priority: number): string {
    const { version, family, delivery, authentication } = this.#cell;
    const addresses = ADDRESSES[family];
    const lines = [
      ...(delivery === 'unicast'
        ? [`unicast_src_ip ${addresses[side]}`, 'unicast_peer {', addresses[side === 'a' ? 'b' : 'a'], '}']
        : []),
      ...(authentication === 'none'
        ? []
        : ['authentication {', `auth_type ${authentication}`, 'auth_pass s3cret', '}']),
      // FRR sends from the virtual MAC. The kernel gives such frames only to an interface that has this MAC, if there is one.
      ...(this.#cell.other === 'FRR' ? ['use_vmac'] : []),
    ];
    const advertInt = version === 2 ? '1' : '0.1';
    return confText(instanceText({ version, priority, advertInt, addresses: [addresses.vip], lines }));
  }

  #frr(side: Side, priority: number): FrrSettings {
    const { version, family } = this.#cell;
    const interval = version === 2 ? 1_000 : 100;
    return { version, family, priority, interval, address: ADDRESSES[family].vip, linkLocal: FRR_LINK_LOCAL[side] };
  }
}
