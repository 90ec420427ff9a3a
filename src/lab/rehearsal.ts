/**
 * Plays faults on hosts that run the configurations they will run in production, while a client asks for every virtual
 * address all the time. Tells what happens as it happens; the outcome of each fault is what the client and the kernels
 * of the hosts saw.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { VrrpdError } from '../base/errors.js';
import { watchAddresses } from './address-watch.js';
import { findProgram } from './command.js';
import { type Fault, needsDaemon } from './fault-plan.js';
import { Lab } from './lab.js';
import { PlayerHost } from './player-host.js';
import { startProbe } from './probe.js';
import { ServiceLedger } from './service-ledger.js';
import type { SettleTimes } from './settle-times.js';
import { type Player, planStage, type Stage } from './stage.js';
import type { FaultOutcome } from './verdict.js';

export interface RehearsalOptions {
  readonly players: readonly Player[];
  /** Hosts that run keepalived instead of vrrpd. */
  readonly keepalived: readonly string[];
  readonly realScripts: boolean;
  readonly times: SettleTimes;
  /** Ends the rehearsal: whatever waits rejects. */
  readonly signal: AbortSignal;
  /** Something happened to a host or the client. */
  readonly tell: (who: string, what: string) => void;
}

/** What takes a fault back. */
interface Undo {
  readonly fault: Fault;
  readonly host: string | undefined;
  readonly text: string;
  readonly run: () => Promise<void> | void;
}

/** What is done to a host, in words, and how it is taken back. */
interface Act {
  readonly does: string;
  readonly run: () => Promise<void> | void;
  readonly undo: { readonly does: string; readonly run: () => Promise<void> | void } | undefined;
}

/** Owners and holders stay as they are for so long, milliseconds: then it is judged. */
const STEADY = 1_200;
const POLL = 20;
/** A program that starts on a busy machine. */
const START_BOUND = 60_000;
const PROGRESS = 2_000;
/** Complaints that are kept; each is told once by a daemon, and holds for what comes after it. */
const MAX_COMPLAINTS = 8;

export class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #lab: Lab;
  readonly #ledgers: readonly ServiceLedger[];
  readonly #hosts = new Map<string, PlayerHost>();
  readonly #undo: Undo[] = [];
  readonly #complaints: string[] = [];

  private constructor(options: RehearsalOptions, lab: Lab, stage: Stage) {
    this.#options = options;
    this.#lab = lab;
    this.#ledgers = stage.services.map((service) => new ServiceLedger(service));
  }

  /** Builds the network and starts everything; `dispose` takes it away again. */
  static async create(options: RehearsalOptions): Promise<Rehearsal> {
    const stage = planStage(options.players);
    const lab = await Lab.create({ hosts: [...stage.hosts, stage.client] });
    const rehearsal = new Rehearsal(options, lab, stage);
    try {
      await rehearsal.#start(stage);
    } catch (error) {
      await lab.dispose();
      throw error;
    }
    return rehearsal;
  }

  /** Waits until every address has one owner. Returns how that went, as if the start were a fault. */
  async settle(): Promise<FaultOutcome> {
    const fault: Fault = { kind: 'wait', host: undefined, object: undefined, seconds: undefined };
    return this.#judge(fault, undefined, 'start', async () => {
      await this.#untilReported([...this.#hosts.values()]);
    });
  }

  async play(fault: Fault): Promise<FaultOutcome> {
    const { kind, seconds } = fault;
    if (kind === 'back') return this.#takeBack(fault);
    if (kind === 'wait') {
      const millis = (seconds ?? 0) * 1e3;
      return this.#judge(fault, undefined, `wait ${seconds} s`, () => this.#pause(millis));
    }
    if (kind === 'partition') {
      const all = [...this.#hosts.keys()];
      this.#undo.push({ fault, host: undefined, text: 'partition ends', run: () => this.#lab.isolate(all, false) });
      return this.#judge(fault, undefined, 'partition: no host hears another', () => this.#lab.isolate(all, true));
    }
    const name = this.#resolve(fault.host ?? '');
    const host = this.#hosts.get(name);
    if (name === undefined || host === undefined) throw new VrrpdError('LAB_NO_HOST', `there is no ${fault.host} now`);
    if (needsDaemon(fault) && !host.running) {
      throw new VrrpdError(
        'LAB_NO_DAEMON',
        `cannot ${kind} ${name}: its daemon is gone. The plan needs a 'back' before`,
      );
    }
    const act = this.#act(fault, name, host);
    const { undo } = act;
    if (undo !== undefined) this.#undo.push({ fault, host: name, text: `${name} ${undo.does}`, run: undo.run });
    return this.#judge(fault, name, `${name} ${act.does}`, async () => {
      await act.run();
    });
  }

  #act({ kind, object, value }: Fault, name: string, host: PlayerHost): Act {
    const restart = { does: 'comes back', run: () => host.start() };
    const check = object ?? '';
    switch (kind) {
      case 'kill':
        return { does: 'is killed', run: () => host.kill(), undo: restart };
      case 'stop':
        return { does: 'is stopped', run: () => host.stop(), undo: restart };
      case 'cut': {
        const cable = `its cable${object === undefined ? '' : ` ${object}`}`;
        const undo = { does: `has ${cable} again`, run: () => this.#lab.mend(name, object) };
        return { does: `loses ${cable}`, run: () => this.#lab.cut(name, object), undo };
      }
      case 'freeze':
        return { does: 'hangs', run: () => host.freeze(), undo: { does: 'wakes up', run: () => host.thaw() } };
      case 'fail': {
        const undo = { does: `passes ${check} again`, run: () => host.setCheck(check, true) };
        return { does: `fails ${check}`, run: () => host.setCheck(check, false), undo };
      }
      case 'write': {
        const undo = { does: `has 0 in ${check} again`, run: () => host.setFile(check, 0) };
        return { does: `has ${value} in ${check}`, run: () => host.setFile(check, value ?? 0), undo };
      }
      default:
        return { does: 'reloads', run: () => host.reload(), undo: undefined };
    }
  }

  async dispose(): Promise<void> {
    for (const host of this.#hosts.values()) host.forget();
    this.#hosts.clear();
    await this.#lab.dispose();
  }

  async #start(stage: Stage): Promise<void> {
    const { players, keepalived, realScripts, tell } = this.#options;
    const testProgram = (await findProgram('test')) ?? '/usr/bin/test';
    for (const player of players) {
      const host = this.#lab.host(player.name);
      watchAddresses(host, (address, held) => this.#held(player.name, address, held));
      const addresses = stage.hosts
        .find(({ name }) => name === player.name)
        ?.links.flatMap((one) => one.addresses ?? []);
      const daemon = keepalived.includes(player.name) ? 'keepalived' : 'vrrpd';
      tell(player.name, `boots: ${addresses?.join(' ')}, ${daemon}`);
      const transition = (one: { instance: string; state: string; why: string | undefined }): void => {
        tell(player.name, `${one.instance} ${one.state}${one.why === undefined ? '' : `: ${one.why}`}`);
      };
      const died = (lines: readonly string[]): void =>
        tell(player.name, `${daemon} ended by itself: ${lines.join(' / ')}`);
      const complained = (text: string): void => {
        tell(player.name, text);
        this.#complaints.push(`${player.name}: ${text}`);
        this.#complaints.splice(0, this.#complaints.length - MAX_COMPLAINTS);
      };
      const session = (text: string): void => tell(player.name, text);
      const options = { daemon, realScripts, testProgram, transition, session, complained, died } as const;
      this.#hosts.set(player.name, new PlayerHost(player, host, options));
    }
    const asked = stage.services.map(({ address, clientLink }) => {
      return /^fe[89ab]/.test(address) ? `${address}%${clientLink}` : address;
    });
    startProbe(this.#lab.host(stage.client.name), asked, (report) => {
      const ledger = this.#ledgers.find(({ service }) => service.address === report.address.split('%')[0]);
      if (ledger === undefined) return;
      ledger.probed(report, performance.now());
      if (report.type === 'answered') {
        const after = report.gap < 50 ? '' : `, after ${Math.round(report.gap)} ms without`;
        tell('client', `${ledger.service.address} answered by ${report.host}${after}`);
      } else if (report.type === 'silent') tell('client', `${ledger.service.address} does not answer any more`);
    });
  }

  #held(host: string, address: string, held: boolean): void {
    this.#ledgers.find(({ service }) => service.address === address)?.held(host, held, performance.now());
  }

  async #takeBack(fault: Fault): Promise<FaultOutcome> {
    const name = fault.host === undefined ? undefined : this.#resolve(fault.host);
    const taken = fault.host === undefined ? this.#undo.splice(-1) : this.#undo.filter(({ host }) => host === name);
    for (const one of taken) if (this.#undo.includes(one)) this.#undo.splice(this.#undo.indexOf(one), 1);
    const texts = new Set(taken.map(({ text }) => text));
    const host = taken[0]?.host;
    return this.#judge(fault, host, [...texts].join(', ') || 'nothing to take back', async () => {
      for (const one of taken.toReversed()) await one.run();
      const back = host === undefined ? undefined : this.#hosts.get(host);
      if (back !== undefined) await this.#untilReported([back]);
    });
  }

  async #judge(fault: Fault, host: string | undefined, text: string, act: () => Promise<void>): Promise<FaultOutcome> {
    const start = performance.now();
    for (const ledger of this.#ledgers) ledger.begin(start);
    this.#options.tell(host ?? 'lab', `--- ${text}`);
    let acted: number | undefined;
    const acting = act().finally(() => {
      acted = performance.now();
    });
    acting.catch(() => {});
    await this.#untilSettled(fault, host, () => acted);
    await acting;
    const end = performance.now();
    return {
      fault,
      text,
      host,
      took: end - start,
      unreachable: this.#unreachable(),
      complaints: [...this.#complaints],
      services: this.#ledgers.map((ledger) => ledger.outcome(end)),
    };
  }

  /** Hosts that nobody can make let go of an address while their fault lasts. */
  #unreachable(): readonly string[] {
    const kinds = this.#undo.map((one) => one.fault.kind);
    if (kinds.includes('partition')) return [...this.#hosts.keys()];
    return this.#undo.flatMap(({ fault: { kind }, host }) => {
      return host !== undefined && (kind === 'cut' || kind === 'freeze') ? [host] : [];
    });
  }

  /** @param acted when the fault had happened: a slow host starts late, and what follows takes its time from there */
  async #untilSettled(fault: Fault, host: string | undefined, acted: () => number | undefined): Promise<void> {
    const { times, tell } = this.#options;
    const window = times.window(fault);
    let told = performance.now();
    for (;;) {
      const now = performance.now();
      const elapsed = now - (acted() ?? now);
      if (elapsed > window + times.grace) return;
      const hopeless = fault.kind !== 'back' && [...this.#hosts.values()].every(({ running }) => !running);
      if (hopeless && elapsed > STEADY && this.#ledgers.every(({ changedAt }) => now - changedAt > STEADY)) return;
      const calm = this.#ledgers.every((ledger) => this.#isFine(ledger) && now - ledger.changedAt > STEADY);
      if (calm && (elapsed > window || this.#allLeft(fault, host))) return;
      if (now - told >= PROGRESS) {
        told = now;
        tell('', `... ${(elapsed / 1e3).toFixed(0)} s of about ${Math.ceil(window / 1e3)} s`);
      }
      await this.#pause(POLL);
    }
  }

  #isFine(ledger: ServiceLedger): boolean {
    const unreachable = this.#unreachable();
    return ledger.owner !== undefined && ledger.holders.filter((name) => !unreachable.includes(name)).length <= 1;
  }

  /** The host's addresses have all moved: there is nothing more to wait for. */
  #allLeft({ kind }: Fault, host: string | undefined): boolean {
    if (!['kill', 'stop', 'cut', 'freeze', 'fail', 'write'].includes(kind)) return false;
    return (
      this.#ledgers.some(({ moved }) => moved) &&
      this.#ledgers.every(({ owner }) => owner !== undefined && owner !== host)
    );
  }

  #resolve(name: string): string {
    const owner = this.#ledgers.find((ledger) => ledger.owner !== undefined)?.owner;
    if (name === 'master') return owner ?? '';
    if (name !== 'backup') return name;
    const backups = [...this.#hosts].filter(([host, { running }]) => host !== owner && running);
    return backups[0]?.[0] ?? '';
  }

  async #untilReported(hosts: readonly PlayerHost[]): Promise<void> {
    const end = performance.now() + START_BOUND;
    while (hosts.some((host) => host.running && !host.reported) && performance.now() < end) await this.#pause(POLL);
  }

  async #pause(millis: number): Promise<void> {
    await pause(millis, undefined, { signal: this.#options.signal });
  }
}
