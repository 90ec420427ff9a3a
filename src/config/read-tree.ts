/**
 * The text passes, from the file that the command line names to the tree. Never throws on any bytes, never blocks, and
 * takes memory only up to the limits of text/limits.ts.
 */

import { FindingList } from './finding-list.js';
import { bracesMatch, repairBraces } from './text/brace-repair.js';
import { Directives } from './text/directives.js';
import type { Line } from './text/line.js';
import { LineReader, type LineReaderOptions } from './text/line-reader.js';
import { PlainRun, separateLines } from './text/plain-run.js';
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
  const report = findings.add;
  const sources = new Sources();
  const reader = new LineReader(options, sources, report);
  const directives = new Directives(reader, report);
  reader.start(path);
  const lines: (Line | PlainRun)[] = [];
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    if (!(line instanceof PlainRun)) directives.follow(line);
    lines.push(line);
  }
  const matched = bracesMatch(lines) ? lines : repairBraces(separateLines(lines), report);
  const nodes = buildTree(matched, report);
  return { nodes, diagnostics: findings.all(), sources };
}
