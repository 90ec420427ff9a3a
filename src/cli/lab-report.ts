/** The result of a rehearsal as text, as data and for CI. */

import { describeOutcome, type FaultOutcome, judge, survivedAll } from '../lab/verdict.js';
import { labelled, paint } from './paragraph.js';
import type { Terminal } from './terminal.js';
import { formatMillis } from './timeline.js';

const HEAD = ['fault', 'address', 'who took over', 'without service', 'two masters'];
const ADDRESS_COLUMN = 1;
/** From here on numbers, which stand right. */
const FIRST_NUMBER = 3;
const NOBODY = 'NOBODY';

/**
 * Columns: fault, who took over, milliseconds without service, two masters for how long. A single address stands above
 * the table, which then fits a narrow terminal.
 */
export function formatTable(outcomes: readonly FaultOutcome[], terminal: Terminal): string {
  const rows = [HEAD, ...outcomes.flatMap(rowsOf)];
  const services = new Map(outcomes.flatMap((one) => one.services.map(({ address, instance }) => [address, instance])));
  const [only] = services.size === 1 ? services : [];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      const padded = column >= FIRST_NUMBER ? cell.padStart(width) : cell.padEnd(width);
      return cell === NOBODY ? paint(padded, 'bad', terminal) : padded;
    });
    return `  ${cells.filter((_, column) => only === undefined || column !== ADDRESS_COLUMN).join('  ')}`.trimEnd();
  });
  const above = only === undefined ? [] : [`  ${only[0]} of ${only[1]}`, ''];
  return `${[...above, ...lines].join('\n')}\n`;
}

/** Problems, remarks, and the last line that says it all. */
export function formatVerdict(outcomes: readonly FaultOutcome[], terminal: Terminal): string {
  const lines = outcomes.flatMap((outcome) => {
    const { problems, remarks } = judge(outcome);
    return [
      ...problems.flatMap((problem) => {
        return labelled('LOST', paint(`${outcome.text}: ${problem}`, 'bad', terminal), terminal);
      }),
      ...(problems.length === 0 ? [] : outcome.complaints).flatMap((text) => labelled('why', text, terminal)),
      ...remarks.flatMap((remark) => labelled('note', `${outcome.text}: ${remark}`, terminal)),
    ];
  });
  const steps = outcomes.length;
  const lost = outcomes.filter((outcome) => !judge(outcome).survived).length;
  const see = lines.length > 0 ? ' Read the notes.' : '';
  const verdict = survivedAll(outcomes)
    ? paint(`survived. Every address had one owner after each of ${steps} steps.${see}`, 'good', terminal)
    : paint(`NOT survived. ${lost} of ${steps} steps left an address without an owner or with two.`, 'bad', terminal);
  return `${[...lines, ...(lines.length > 0 ? [''] : []), `  Verdict: ${verdict}`].join('\n')}\n`;
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
    after === undefined ? NOBODY : after === before ? `stays on ${after}` : after,
    silence === undefined ? 'at the end' : formatMillis(silence),
    twoMasters < 1 ? '-' : formatMillis(twoMasters),
  ]);
}

function escapeXml(text: string): string {
  const safe: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (char) => safe[char] ?? char);
}
