/**
 * Debian's keepalived and vrrpd make the same lines of the same text. keepalived is asked with -t: it names the first
 * word of every line, for all of them are unknown keywords.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readTree } from '../../src/config/read-tree.js';
import { sourceFiles } from '../../src/system/source-files.js';
import { configLines } from '../support/config-lines.js';
import { fuzzSeeds } from '../support/fuzz.js';

const missing = spawnSync('keepalived', ['--version']).error === undefined ? false : 'keepalived is not installed';
/** Texts after which keepalived itself would not end or give up differently. */
const OUR_LIMITS = new Set(['definition-loop', 'line-too-long', 'undefined-name']);

t.test('definitions, conditions, sequences and comments', { skip: missing }, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'vrrpd-lines-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'k.conf');
  let compared = 0;
  for (const { seed, random } of fuzzSeeds(40)) {
    const text = configLines(random);
    writeFileSync(file, text);
    const options = { directory, configId: 'host', strictIncludes: false, randomSeed: 1 };
    const tree = readTree(file, { ...options, reader: sourceFiles });
    if (tree.diagnostics.some(({ code }) => OUR_LIMITS.has(code))) continue;
    const asked = spawnSync('keepalived', ['-t', '-l', '-i', 'host', '-f', file], {
      timeout: 10_000,
      encoding: 'latin1',
    });
    if (asked.signal !== null) continue;
    const theirs = [...asked.stderr.matchAll(/^\(Line \d+\) Unknown keyword '(.*)'$/gm)].map((match) => match[1]);
    compared += 1;
    const ours = tree.nodes.map(({ keyword }) => keyword.text);
    if (ours.join('|') !== theirs.join('|')) t.same(ours, theirs, `seed ${seed}:\n${text}`);
  }
  t.ok(compared > 20, `${compared} texts were compared`);
});
