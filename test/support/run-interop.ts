/**
 * Plays the whole matrix of other daemons, prints it, and writes docs/interop.md from what was measured. Words choose
 * cells by their label; then nothing is written. Needs root, Debian's keepalived, frr and tcpdump.
 */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { whatInteropLacks } from './daemons.js';
import { frrIsInstalled } from './frr.js';
import { GROUP_CELLS, type GroupCell, MATRIX, type MatrixRow, rolesBeside } from './interop-cells.js';
import { playGroup } from './interop-group.js';
import { playCell, STEPS, type StepResult } from './interop-story.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
/** Cells at a time: more would stretch the timers of all. */
const LANES = 4;

interface Played {
  readonly row: MatrixRow;
  readonly role: 'master' | 'backup';
  readonly steps: readonly StepResult[];
}

function labelOf({ other, version, family, delivery, authentication }: MatrixRow): string {
  return `${other} v${version} IPv${family} ${delivery} ${authentication}`;
}

async function playAll(rows: readonly MatrixRow[]): Promise<readonly Played[]> {
  const waiting = rows.flatMap((row) => rolesBeside(row.other).map((role) => ({ row, role })));
  const played: Played[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const steps = await playCell(next.row, next.role);
      played.push({ ...next, steps });
      const failed = steps.find(({ problem }) => problem !== undefined);
      const verdict = failed === undefined ? 'ok' : `FAILED at ${failed.step}: ${failed.problem}`;
      process.stdout.write(`${labelOf(next.row)}, vrrpd as ${next.role}: ${verdict}\n`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return played;
}

interface PlayedGroup {
  readonly cell: GroupCell;
  /** For each role what failed; undefined where nothing did. */
  readonly problems: readonly (string | undefined)[];
}

async function playGroups(): Promise<readonly PlayedGroup[]> {
  const played: PlayedGroup[] = [];
  for (const cell of GROUP_CELLS) {
    const problems: (string | undefined)[] = [];
    for (const role of rolesBeside(cell.other)) {
      const ours = 'vrrpd' as const;
      const problem = await playGroup(
        role === 'master' ? { a: ours, b: cell.other } : { a: cell.other, b: ours },
        cell,
      );
      const name = `sync group, ${cell.other} v${cell.version} IPv${cell.family}, vrrpd as ${role}`;
      process.stdout.write(`${name}: ${problem ?? 'ok'}\n`);
      problems.push(problem);
    }
    played.push({ cell, problems });
  }
  return played;
}

function groupLine({ cell, problems }: PlayedGroup): readonly string[] {
  const marks = problems.map((problem) => (problem === undefined ? 'yes' : 'FAILS'));
  return [cell.other, String(cell.version), `IPv${cell.family}`, marks.join(' / ')];
}

function cellText(row: MatrixRow, played: readonly Played[], step: string): string {
  const mark = (role: Played['role']): string => {
    const steps = played.find((one) => one.row === row && one.role === role)?.steps;
    const result = steps?.find((one) => one.step === step);
    if (result === undefined) return 'not reached';
    return result.problem === undefined ? 'yes' : 'FAILS';
  };
  return rolesBeside(row.other).map(mark).join(' / ');
}

function document(played: readonly Played[], groups: readonly PlayedGroup[]): string {
  const possible = MATRIX.filter(({ impossible }) => impossible === undefined);
  const impossible = MATRIX.filter((row) => row.impossible !== undefined);
  const name = ({ other, version, family, delivery, authentication }: MatrixRow): readonly string[] => [
    other,
    String(version),
    `IPv${family}`,
    delivery,
    authentication,
  ];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = ['with', 'version', 'family', 'adverts', 'authentication'];
  return [
    '# vrrpd beside other daemons',
    '',
    'Made by `npm run interop`, which plays every combination between two hosts in network namespaces, while a third',
    `one watches the wire. vrrpd ran beside ${versionOf('keepalived')} and ${versionOf('frr')} of Debian.`,
    '',
    'Each cell says how it went with vrrpd as the better router / as the other one; beside itself it is both.',
    '',
    line([...head, ...STEPS]),
    line(Array.from({ length: head.length + STEPS.length }, () => '---')),
    ...possible.map((row) => line([...name(row), ...STEPS.map((step) => cellText(row, played, step))])),
    '',
    '- election: the better one advertises alone, the other holds no address.',
    '- priority change: a reload lowers the priority of the better one, and raises it again.',
    '- failover by kill: SIGKILL, no goodbye; failover by stop: SIGTERM, priority 0 is on the wire.',
    '- preemption: the better one comes back.',
    '',
    'A sync group of two, multicast, no authentication: both go when one fails, and both return. FRR has no sync groups.',
    '',
    line(['with', 'version', 'family', 'sync group']),
    line(['---', '---', '---', '---']),
    ...groups.map((group) => line(groupLine(group))),
    '',
    'A host with a virtual MAC hears a peer that sends from the same virtual MAC only on that interface: beside FRR use',
    '`use_vmac` without `vmac_xmit_base`.',
    '',
    'keepalived 2.2.7 and FRR have no `auth_hmac`. What vrrpd signs is held against the images of its draft in',
    '`test/wire/hmac-trailer.test.ts`; two daemons sign and check in `test/interop/signatures.test.ts`, and hear recordings in',
    '`test/interop/replay.test.ts`.',
    '',
    'These combinations do not exist:',
    '',
    line([...head, 'why']),
    line(Array.from({ length: head.length + 1 }, () => '---')),
    ...impossible.map((row) => line([...name(row), row.impossible ?? ''])),
    '',
  ].join('\n');
}

function versionOf(packageName: string): string {
  return execFileSync('dpkg-query', ['--show', packageName], { encoding: 'utf8' }).trim().replace('\t', ' ');
}

async function main(): Promise<number> {
  const lacks = (await whatInteropLacks('keepalived', 'vtysh')) ?? (frrIsInstalled() ? undefined : 'needs frr');
  if (lacks !== undefined) {
    process.stderr.write(`${lacks}\n`);
    return 1;
  }
  const words = process.argv.slice(2);
  const rows = MATRIX.filter(
    (row) => row.impossible === undefined && words.every((word) => labelOf(row).includes(word)),
  );
  const played = await playAll(rows);
  const groups = await playGroups();
  if (words.length === 0) writeFileSync(path.join(root, 'docs/interop.md'), document(played, groups));
  const cellsWell = played.every(({ steps }) => steps.every(({ problem }) => problem === undefined));
  return cellsWell && groups.every(({ problems }) => problems.every((problem) => problem === undefined)) ? 0 : 1;
}

process.exitCode = await main();
