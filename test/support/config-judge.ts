/**
 * Reads texts made by chance to rendered findings, a printed model and a diff, and says what is wrong with the reading:
 * an exception, or a finding at a place that does not exist.
 */

import type { SourceReader } from '../../src/base/source-reader.js';
import type { Diagnostic, Span } from '../../src/config/diagnostic.js';
import { diffConfigurations } from '../../src/config/diff.js';
import { formatDiff } from '../../src/config/diff-text.js';
import { lintConfiguration } from '../../src/config/lint/lint.js';
import { formatConfiguration } from '../../src/config/print/configuration.js';
import { formatTree } from '../../src/config/print/tree.js';
import { readConfiguration } from '../../src/config/read-configuration.js';
import { jsonReport } from '../../src/config/report/json-report.js';
import { sarifReport } from '../../src/config/report/sarif-report.js';
import { sortDiagnostics } from '../../src/config/report/sort-diagnostics.js';
import { formatDiagnostics } from '../../src/config/report/text-report.js';
import { TEXT_FINDINGS } from '../../src/config/text-codes.js';
import type { Tree } from '../../src/config/tree.js';
import { fuzzText } from './config-mutations.js';
import { testHost } from './hosts.js';
import type { Random } from './random.js';

const host = testHost({
  interfaces: { lo: ['127.0.0.1/8'], eth0: ['192.0.2.1/24'], eth1: ['198.51.100.1/24', '2001:db8::1/64'] },
  files: { '/usr/bin/true': { mode: 0o755 }, '/usr/bin/check': { mode: 0o777 } },
  users: { root: 0 },
});

/** Three files that may include each other. */
function noisyFiles(random: Random): SourceReader {
  const files = new Map<string, string>();
  const textOf = (path: string): string => {
    const text = files.get(path) ?? fuzzText(random);
    files.set(path, text);
    return text;
  };
  return {
    read: (path) =>
      ['test.conf', 'one.conf', 'two.conf'].includes(path)
        ? { type: 'text', text: textOf(path), identity: path, executable: false }
        : { type: 'unreadable', why: 'missing', detail: '' },
    glob: () => ['one.conf', 'two.conf'],
    environment: () => 'value',
  };
}

/** What is wrong with a place: it must name a line that was read. */
function wrongPlace(span: Span, { sources }: Tree): string | undefined {
  const line = sources.line(span.file, span.line);
  if (line === undefined) return `no line ${span.line} in ${span.file}`;
  if (span.length < 1 || span.column < 1) return `column ${span.column}, length ${span.length}`;
  return span.column > line.length + 1 ? `column ${span.column} of ${line.length}` : undefined;
}

function wrongFinding(finding: Diagnostic, tree: Tree): string | undefined {
  const spans = [finding.span, finding.span?.definition, ...(finding.related ?? []).map(({ span }) => span)];
  const wrong = spans.map((span) => (span === undefined ? undefined : wrongPlace(span, tree)));
  const first = wrong.find((text) => text !== undefined);
  return first === undefined ? undefined : `${finding.code}: ${first}`;
}

/** One reading: how many findings it had, and what is wrong with it. */
export interface Judged {
  readonly findings: number;
  readonly wrong: string | undefined;
}

/** @param render every report, the printed model and the diff as well */
export function judgeText(seed: number, random: Random, render: boolean): Judged {
  const options = { directory: '/etc', configId: 'node1', strictIncludes: random.chance(0.2), randomSeed: seed };
  const machine = random.chance(0.5) ? host : undefined;
  try {
    const { tree, diagnostics, configuration } = readConfiguration(
      'test.conf',
      { ...options, reader: noisyFiles(random) },
      machine,
    );
    const found = [...diagnostics, ...lintConfiguration(configuration, machine)];
    const sorted = sortDiagnostics(found, tree.sources.files);
    if (render) {
      formatDiagnostics(sorted, tree.sources, { color: true });
      JSON.stringify(jsonReport(sorted));
      JSON.stringify(sarifReport(sorted, { version: '0', kinds: TEXT_FINDINGS, sources: tree.sources }));
      formatTree(tree.nodes);
      formatConfiguration(configuration);
      formatDiff(
        diffConfigurations(
          configuration,
          readConfiguration('one.conf', { ...options, reader: noisyFiles(random) }).configuration,
        ),
      );
    }
    return {
      findings: sorted.length,
      wrong: sorted.map((finding) => wrongFinding(finding, tree)).find((text) => text),
    };
  } catch (error) {
    return { findings: 0, wrong: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
