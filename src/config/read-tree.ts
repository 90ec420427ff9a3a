/**
 * The text passes, from the file that the command line names to the tree. Never throws on any bytes, never blocks, and
 * takes memory only up to the limits of text/limits.ts.
 */

import type { Diagnostic, Span } from './diagnostic.js';
import { FindingList } from './finding-list.js';
import { bracesMatch, repairBraces } from './text/brace-repair.js';
import { Directives } from './text/directives.js';
import { type TakenHead, withoutHeadless } from './text/headless-blocks.js';
import type { Line } from './text/line.js';
import { LineReader, type LineReaderOptions } from './text/line-reader.js';
import { PlainRun, separateLines } from './text/plain-run.js';
import { OpenSecrets } from './text/secrets.js';
import { Sources } from './text/sources.js';
import { buildTree } from './text/tree-builder.js';
import type { Tree } from './tree.js';

export type ReadTreeOptions = LineReaderOptions;

/**
 * Reads a configuration file and all that it includes.
 * @param path as the command line names it, in bytes; may be a pattern
 */
export function readTree(path: string, options: ReadTreeOptions): Tree {
  const findings = new FindingList();
  const sources = new Sources();
  const secrets = new OpenSecrets();
  const report = (finding: Diagnostic): void => {
    const places = [finding.span, ...(finding.related ?? []).map(({ span }) => span)];
    for (const place of places) if (place !== undefined) coverUnread(place, sources, secrets);
    findings.add(finding);
  };
  const reader = new LineReader(options, sources, secrets, report);
  const directives = new Directives(reader, report);
  reader.start(path);
  const lines: (Line | PlainRun)[] = [];
  const heads: TakenHead[] = [];
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    for (const head of reader.takenHeads()) heads.push({ line: head, index: lines.length });
    if (!(line instanceof PlainRun)) {
      directives.follow(line);
      secrets.follow(line);
    }
    lines.push(line);
  }
  const matched = bracesMatch(lines) ? lines : matchBraces(lines, heads, findings.add);
  const nodes = buildTree(matched, findings.add);
  sources.secrets.coverNodes(nodes);
  return { nodes, diagnostics: findings.all(), sources };
}

function matchBraces(
  lines: readonly (Line | PlainRun)[],
  heads: readonly TakenHead[],
  report: (finding: Diagnostic) => void,
): (Line | PlainRun)[] {
  const found: Diagnostic[] = [];
  const headed = withoutHeadless(lines, heads, (finding) => found.push(finding));
  if (headed === undefined || !bracesMatch(headed)) return repairBraces(separateLines(lines), report);
  found.forEach(report);
  return headed;
}

const DEFINITION = /^[^$]*\$\w+[ \t]*=/;

/** A line with a finding may never become a node: then its block decides. Of a definition only its use could tell. */
function coverUnread(place: Span, sources: Sources, secrets: OpenSecrets): void {
  const definition = DEFINITION.exec(sources.line(place.file, place.line) ?? '');
  if (definition !== null) sources.secrets.cover({ ...place, column: definition[0].length + 1 });
  else if (secrets.inside) sources.secrets.cover({ ...place, column: 1 });
}
