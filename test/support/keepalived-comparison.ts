/** Compares many texts with what keepalived makes of them, a few at a time: keepalived waits more than it works. */

import type { Test } from 'tap';
import type { Diagnostic } from '../../src/config/diagnostic.js';
import { keepalivedExitStatus } from '../../src/config/report/exit-status.js';
import type { KeepalivedHost } from './keepalived-dump.js';
import { Random } from './random.js';

export interface Comparison {
  readonly outcome: 'compared' | 'refused' | 'crashed';
  readonly wrong: readonly string[];
}

export type Compare = (keepalived: KeepalivedHost, text: string) => Promise<Comparison>;

/** The class of the exit status, where it differs. */
export function statusDifference(status: number, diagnostics: readonly Diagnostic[]): string[] {
  const ours = keepalivedExitStatus(diagnostics);
  if (ours === status) return [];
  const codes = diagnostics.map(({ code, exitClass }) => `${code} ${exitClass}`).join(', ');
  return [`status: vrrpd ${ours} (${codes}), keepalived ${status}`];
}

export async function compareAll<T>(
  hosts: readonly KeepalivedHost[],
  items: readonly T[],
  compare: (keepalived: KeepalivedHost, item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (keepalived: KeepalivedHost): Promise<void> => {
    for (let item = items[next]; item !== undefined; item = items[next]) {
      next += 1;
      await compare(keepalived, item);
    }
  };
  await Promise.all(hosts.map(work));
}

/** Compares texts made by chance; more than half of them must have been listed by both. */
export async function compareGenerated(
  t: Test,
  hosts: readonly KeepalivedHost[],
  make: (random: Random) => string,
  compare: Compare,
): Promise<void> {
  const rounds = Number(process.env['VRRPD_MODEL_ROUNDS'] ?? 8);
  const first = Number(process.env['VRRPD_FUZZ_SEED'] ?? 1);
  const seeds = Array.from({ length: rounds }, (_, index) => first + index);
  const count = { compared: 0, refused: 0, crashed: 0 };
  await compareAll(hosts, seeds, async (keepalived, seed) => {
    const text = make(new Random(seed));
    const { outcome, wrong } = await compare(keepalived, text);
    count[outcome] += 1;
    if (wrong.length > 0) t.fail(`seed ${seed}:\n${wrong.join('\n')}\n${text}`);
  });
  t.comment(`${count.compared} compared, ${count.refused} refused, ${count.crashed} crashed keepalived`);
  t.ok(count.compared > rounds / 2, `${count.compared} of ${rounds} were compared line by line`);
}
