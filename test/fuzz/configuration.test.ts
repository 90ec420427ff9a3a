/**
 * No text makes the reading of a configuration throw, hang or grow without bound, and every finding can be shown.
 */

import t from 'tap';
import type { SourceReader } from '../../src/base/source-reader.js';
import type { Diagnostic, Span } from '../../src/config/diagnostic.js';
import { readConfiguration } from '../../src/config/read-configuration.js';
import { jsonReport } from '../../src/config/report/json-report.js';
import { sarifReport } from '../../src/config/report/sarif-report.js';
import { sortDiagnostics } from '../../src/config/report/sort-diagnostics.js';
import { formatDiagnostics } from '../../src/config/report/text-report.js';
import { TEXT_FINDINGS } from '../../src/config/text-codes.js';
import type { Tree } from '../../src/config/tree.js';
import { configNoise } from '../support/config-noise.js';
import { fuzzSeeds } from '../support/fuzz.js';
import type { Random } from '../support/random.js';

const HANG = 1_000;
const MEMORY = 256 * 1024 * 1024;

/** Three files that may include each other. */
function noisyFiles(random: Random): SourceReader {
  const files = new Map(['test.conf', 'one.conf', 'two.conf'].map((name) => [name, configNoise(random)]));
  return {
    read: (path) => {
      const text = files.get(path);
      return text === undefined
        ? { type: 'unreadable', why: 'missing', detail: '' }
        : { type: 'text', text, identity: path, executable: false };
    },
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

t.test('configurations', async (t) => {
  // The test runner has memory of its own, which is not what is asked here.
  const before = process.memoryUsage().rss;
  let findings = 0;
  let slowest = { seed: 0, took: 0 };
  for (const { seed, random } of fuzzSeeds(1_000)) {
    const options = { directory: '/etc', configId: 'node1', strictIncludes: random.chance(0.2), randomSeed: seed };
    const begun = performance.now();
    try {
      const { tree, diagnostics } = readConfiguration('test.conf', { ...options, reader: noisyFiles(random) });
      const sorted = sortDiagnostics([...tree.diagnostics, ...diagnostics], tree.sources.files);
      findings += sorted.length;
      const wrong = sorted.map((finding) => wrongFinding(finding, tree)).find((text) => text !== undefined);
      if (wrong !== undefined) t.fail(`seed ${seed}: ${wrong}`);
      formatDiagnostics(sorted, tree.sources, { color: true });
      JSON.stringify(jsonReport(sorted));
      JSON.stringify(sarifReport(sorted, { version: '0', kinds: TEXT_FINDINGS, sources: tree.sources }));
    } catch (error) {
      t.fail(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    const took = performance.now() - begun;
    if (took > slowest.took) slowest = { seed, took };
  }
  t.ok(findings > 0);
  t.ok(slowest.took < HANG, `slowest is seed ${slowest.seed} with ${slowest.took} ms`);
  const grown = process.memoryUsage().rss - before;
  t.ok(grown < MEMORY, `${grown} bytes more are resident`);
});
