/**
 * Rehearses faults with the configurations of the command line, and prints what happens, a table and a verdict.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { findProgram } from '../lab/command.js';
import { defaultPlan, type Fault, formatFault, parsePlan } from '../lab/fault-plan.js';
import { leftOut } from '../lab/lab-configuration.js';
import { type LabNote, withLabSessions } from '../lab/lab-sessions.js';
import { whatLabLacks } from '../lab/privileges.js';
import { Rehearsal } from '../lab/rehearsal.js';
import { settleTimes } from '../lab/settle-times.js';
import { type Player, planStage } from '../lab/stage.js';
import { type FaultOutcome, survivedAll } from '../lab/verdict.js';
import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';
import { readPlayers, readPlayerWords } from './lab-players.js';
import { describeRehearsal, formatJunit, formatTable, formatVerdict, type TimelineEntry } from './lab-report.js';
import type { ReadingPrograms } from './programs.js';
import { describeTerminal } from './terminal.js';
import { Timeline } from './timeline.js';

export async function runLab(given: Given, programs: ReadingPrograms): Promise<number> {
  const words = Array.isArray(given['files']) ? given['files'].map(String) : [];
  const { players: read, problems, mistakes } = await readPlayers(readPlayerWords(words), programs);
  if (mistakes !== '') process.stderr.write(`${mistakes}\n`);
  const { players, notes } = withLabSessions(read, given['real-scripts'] === true);
  if (problems.length === 0 && planStage(players).services.length === 0) {
    return refuse(['no virtual_ipaddress in any of the files']);
  }
  const plan = readPlan(textOf(given, 'plan'), players, given['real-scripts'] === true);
  if ('problems' in plan) return refuse([...problems, ...plan.problems]);
  if (problems.length > 0) return refuse(problems);
  if (given['dry-run'] === true) return show(players, plan.faults, notes);
  const keepalived = textOf(given, 'peer') === 'keepalived';
  const lacks = (await whatLabLacks()) ?? (keepalived ? await whatKeepalivedLacks() : undefined);
  if (lacks !== undefined) {
    process.stderr.write(`vrrpd lab: ${lacks}\n`);
    return EXIT.permission;
  }
  return new LabRun(given, players, plan.faults, notes).run();
}

class LabRun {
  readonly #given: Given;
  readonly #players: readonly Player[];
  readonly #faults: readonly Fault[];
  readonly #notes: readonly LabNote[];
  readonly #timeline: Timeline;
  readonly #entries: TimelineEntry[] = [];
  readonly #outcomes: FaultOutcome[] = [];
  readonly #interruption = new AbortController();
  readonly #start = performance.now();

  constructor(given: Given, players: readonly Player[], faults: readonly Fault[], notes: readonly LabNote[]) {
    this.#given = given;
    this.#players = players;
    this.#faults = faults;
    this.#notes = notes;
    const stream = given['json'] === true ? process.stderr : process.stdout;
    const width = Math.max(6, ...players.map(({ name }) => name.length));
    this.#timeline = new Timeline((text) => stream.write(text), width);
  }

  async run(): Promise<number> {
    const interrupt = (): void => this.#interruption.abort();
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, interrupt);
    try {
      await this.#play();
      this.#report(this.#outcomes);
      return survivedAll(this.#outcomes) ? EXIT.ok : EXIT.failed;
    } catch (error) {
      if (this.#interruption.signal.aborted) return EXIT.interrupted;
      if (this.#outcomes.length > 0) this.#report(this.#outcomes);
      throw error;
    } finally {
      for (const signal of signals) process.off(signal, interrupt);
    }
  }

  async #play(): Promise<void> {
    const last = this.#players.at(-1)?.name ?? '';
    for (const { name, configuration } of this.#players) {
      if (this.#given['real-scripts'] === true) break;
      for (const what of leftOut(configuration)) this.#tell(name, what);
    }
    for (const { who, what } of this.#notes) this.#tell(who, what);
    const rehearsal = await Rehearsal.create({
      players: this.#players,
      keepalived: textOf(this.#given, 'peer') === 'keepalived' ? [last] : [],
      realScripts: this.#given['real-scripts'] === true,
      times: settleTimes(this.#players.map(({ configuration }) => configuration)),
      signal: this.#interruption.signal,
      tell: (who, what) => this.#tell(who, what),
    });
    try {
      this.#outcomes.push(await rehearsal.settle());
      // Faults on a pair that does not even start would say nothing.
      if (!survivedAll(this.#outcomes)) return;
      for (const fault of this.#faults) this.#outcomes.push(await rehearsal.play(fault));
    } finally {
      await rehearsal.dispose();
    }
  }

  #report(outcomes: readonly FaultOutcome[]): void {
    const junit = textOf(this.#given, 'junit');
    if (junit !== undefined) writeFileSync(junit, formatJunit(outcomes));
    const terminal = describeTerminal(this.#given['json'] === true ? process.stderr : process.stdout);
    this.#timeline.say(`\n${formatTable(outcomes, terminal)}\n${formatVerdict(outcomes, terminal)}`);
    if (this.#given['json'] !== true) return;
    process.stdout.write(`${JSON.stringify(describeRehearsal(outcomes, this.#entries), undefined, 2)}\n`);
  }

  #tell(who: string, what: string): void {
    this.#timeline.line(who, what);
    if (who !== '') this.#entries.push({ millis: Math.round(performance.now() - this.#start), who, what });
  }
}

function readPlan(
  file: string | undefined,
  players: readonly Player[],
  realScripts: boolean,
): { readonly faults: readonly Fault[] } | { readonly problems: readonly string[] } {
  // A script of the file has no switch: it fails when what it looks at fails.
  const switchless = realScripts ? players.map((player) => ({ ...player, configuration: bare(player) })) : players;
  if (file === undefined) return { faults: defaultPlan(switchless) };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { problems: [`the plan cannot be read: ${(error as Error).message}`] };
  }
  const { faults, problems } = parsePlan(text, switchless);
  if (problems.length > 0) return { problems: problems.map(({ line, message }) => `${file}:${line}: ${message}`) };
  return faults.length === 0 ? { problems: [`${file} has no fault in it`] } : { faults };
}

/** Without anything that is tracked. */
function bare({ configuration }: Player): Player['configuration'] {
  const nothing = { trackedScripts: [], trackedProcesses: [], trackedFiles: [] };
  return {
    ...configuration,
    instances: configuration.instances.map((instance) => ({ ...instance, ...nothing })),
    syncGroups: configuration.syncGroups.map((group) => ({ ...group, ...nothing })),
  };
}

function refuse(problems: readonly string[]): number {
  for (const problem of problems) process.stderr.write(`vrrpd lab: ${problem}\n`);
  return EXIT.configuration;
}

function show(players: readonly Player[], faults: readonly Fault[], notes: readonly LabNote[]): number {
  const stage = planStage(players);
  for (const { name, links } of [...stage.hosts, stage.client]) {
    for (const { name: link, segment, addresses } of links) {
      process.stdout.write(`${name}  ${link} (${segment})  ${addresses?.join(' ')}\n`);
    }
  }
  for (const { instance, address } of stage.services) process.stdout.write(`${instance}  ${address}\n`);
  for (const { who, what } of notes) process.stdout.write(`${who}  ${what}\n`);
  process.stdout.write(`\n${faults.map(formatFault).join('\n')}\n`);
  return EXIT.ok;
}

async function whatKeepalivedLacks(): Promise<string | undefined> {
  if ((await findProgram('keepalived')) !== undefined) return undefined;
  return 'needs the keepalived program (Debian: apt-get install keepalived)';
}
