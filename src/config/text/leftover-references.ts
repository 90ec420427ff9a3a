/**
 * Explains references that nothing was put in for. A `$` in a value without definitions is common and no mistake: only
 * `${NAME}`, whose braces break the file's blocks in keepalived, also a broken one, and near misses are reported.
 */

import type { Diagnostic } from '../diagnostic.js';
import type { DefinitionTable } from './definition-table.js';
import { brokenReference, findReference, type Reference } from './definitions.js';
import type { Line } from './line.js';
import { COVERED } from './secrets.js';
import { textFinding } from './text-finding.js';

/**
 * The findings of one line after its definitions were put in.
 * @param secret no word of the line may be shown
 */
export function leftoverFindings(line: Line, secret: boolean, definitions: DefinitionTable): Diagnostic[] {
  const findings: Diagnostic[] = brokenReferences(line, secret);
  let offset = 0;
  for (;;) {
    const reference = findReference(line.text, offset);
    if (reference === undefined) return findings;
    const finding = explain(line, reference, secret, definitions);
    if (finding !== undefined) findings.push(finding);
    offset = reference.end;
  }
}

/** In quotes they are the business of whatever reads the text. */
function brokenReferences(line: Line, secret: boolean): Diagnostic[] {
  const { text } = line;
  const findings: Diagnostic[] = [];
  for (let start = text.indexOf(START); start >= 0; start = text.indexOf(START, start + 1)) {
    const broken = isQuoted(text, start) ? undefined : brokenReference(text, start);
    if (broken === undefined) continue;
    const { end, closed } = broken;
    const written = secret ? COVERED : text.slice(start, end);
    const message = closed
      ? `${written} is no reference: a name cannot begin with a digit`
      : `the brace of ${written} is not closed`;
    const wayOut = closed || secret ? 'correct the name' : `write ${written}}`;
    const hint = `${wayOut}, or put the value in double quotes if the braces belong to it`;
    const keepalived = closed ? 'takes its braces for a block' : 'takes its brace for the start of a block';
    findings.push(textFinding('undefined-name', line.span(start, end - start), message, { keepalived, hint }));
  }
  return findings;
}

const START = '$' + '{';

function explain(
  line: Line,
  reference: Reference,
  secret: boolean,
  definitions: DefinitionTable,
): Diagnostic | undefined {
  const place = line.span(reference.start, reference.end - reference.start);
  const written = secret ? COVERED : line.text.slice(reference.start, reference.end);
  const definition = definitions.find(reference.name);
  if (definition?.type === 'lines') {
    return textFinding('definition-multi-line-inside', place, `${written} has several lines and text follows it`, {
      hint: 'nothing may follow a definition of several lines on its line',
    });
  }
  if (definition?.type === 'standard' && reference.replaceable) return undefined;
  if (definition !== undefined) return notReplaced(line, reference, secret, written);
  const hint = definitions.nearest(reference.name);
  if (reference.braces) {
    const quoted = isQuoted(line.text, reference.start);
    return textFinding('undefined-name', place, `${written} is not defined`, {
      ...(hint === undefined ? {} : { hint: `did you mean $\{${hint}}?` }),
      ...(quoted
        ? { severity: 'warning', exitClass: 0, keepalived: 'keeps it as it is, too' }
        : { keepalived: 'takes its braces for a block' }),
    });
  }
  if (hint === undefined) return undefined;
  return textFinding('name-not-replaced', place, `${written} is not defined`, { hint: `did you mean $${hint}?` });
}

function notReplaced(line: Line, reference: Reference, secret: boolean, written: string): Diagnostic | undefined {
  if (reference.braces || line.text[reference.end] === '=') return undefined;
  const place = line.span(reference.start, reference.end - reference.start);
  return textFinding(
    'name-not-replaced',
    place,
    `${written} is not replaced before ${secret ? 'what follows' : line.text[reference.end]}`,
    {
      keepalived: 'keeps it as it is, too',
      hint: `write $\{${reference.name}}`,
    },
  );
}

function isQuoted(text: string, offset: number): boolean {
  let quoted = false;
  for (let index = text.indexOf('"'); index >= 0 && index < offset; index = text.indexOf('"', index + 1))
    quoted = !quoted;
  return quoted;
}
