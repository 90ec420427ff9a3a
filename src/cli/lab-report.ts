/** The result of a rehearsal as text, as data and for CI. */

import { describeOutcome, type FaultOutcome, judge, survivedAll } from '../lab/verdict.js';
import { formatMillis } from './timeline.js';

/** Columns: fault, who took over, milliseconds without service, two masters for how long. */
export function formatTable(outcomes: readonly FaultOutcome[]): string {
  const rows = [['fault', 'address', 'who took over', 'without service', 'two masters'], ...outcomes.flatMap(rowsOf)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column >= 3 ? cell.padStart(width) : cell.padEnd(width);
    });
    return `  ${cells.join('  ')}`.trimEnd();
  });
  return `${lines.join('\n')}\n`;
}

/** Problems, remarks, and the last line that says it all. */
export function formatVerdict(outcomes: readonly FaultOutcome[]): string {
  const lines: string[] = [];
  for (const outcome of outcomes) {
    const { problems, remarks } = judge(outcome);
    for (const problem of problems) lines.push(`  NOT SURVIVED  ${outcome.text}: ${problem}`);
    for (const remark of remarks) lines.push(`  note          ${outcome.text}: ${remark}`);
  }
  const lost = outcomes.filter((outcome) => !judge(outcome).survived).length;
  lines.push(
    survivedAll(outcomes)
      ? `  Verdict: survived. Every address had one owner after each of ${outcomes.length} steps.`
      : `  Verdict: NOT survived. ${lost} of ${outcomes.length} steps left an address without an owner or with two.`,
  );
  return `${lines.join('\n')}\n`;
}

export interface TimelineEntry {
  readonly millis: number;
  readonly who: string;
  readonly what: string;
}

export function describeRehearsal(outcomes: readonly FaultOutcome[], timeline: readonly TimelineEntry[]): object {
  return { version: 1, survived: survivedAll(outcomes), faults: outcomes.map(describeOutcome), timeline };
}

/** One test case a fault. @see the JUnit format as CI systems read it */
export function formatJunit(outcomes: readonly FaultOutcome[]): string {
  const failures = outcomes.filter((outcome) => !judge(outcome).survived).length;
  const cases = outcomes.map((outcome, index) => {
    const { problems } = judge(outcome);
    const name = escapeXml(`${index + 1}. ${outcome.text}`);
    const open = `  <testcase classname="vrrpd.lab" name="${name}" time="${(outcome.took / 1e3).toFixed(3)}"`;
    if (problems.length === 0) return `${open}/>`;
    return `${open}>\n    <failure message="${escapeXml(problems.join('; '))}"/>\n  </testcase>`;
  });
  const head = `<testsuite name="vrrpd lab" tests="${outcomes.length}" failures="${failures}" errors="0">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${cases.join('\n')}\n</testsuite>\n`;
}

function rowsOf(outcome: FaultOutcome): readonly (readonly string[])[] {
  return outcome.services.map(({ address, before, after, silence, twoMasters }, index) => [
    index === 0 ? outcome.text : '',
    address,
    after === undefined ? 'NOBODY' : after === before ? `stays on ${after}` : after,
    silence === undefined ? 'at the end' : formatMillis(silence),
    twoMasters < 1 ? '-' : formatMillis(twoMasters),
  ]);
}

function escapeXml(text: string): string {
  const safe: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (char) => safe[char] ?? char);
}
