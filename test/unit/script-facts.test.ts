/** Scripts are read and checked, never run, and nothing here waits for long. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { scriptFacts } from '../../src/system/script-facts.js';

const directory = mkdtempSync(join(tmpdir(), 'vrrpd-scripts-'));
t.teardown(() => rmSync(directory, { recursive: true }));

function script(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

t.test('the text of a small regular file', (t) => {
  t.equal(scriptFacts.text(script('small', '#!/bin/sh\nexit 0\n')), '#!/bin/sh\nexit 0\n');
  t.equal(scriptFacts.text(script('large', 'x'.repeat(65_537))), undefined);
  t.equal(scriptFacts.text(join(directory, 'missing')), undefined);
  t.equal(scriptFacts.text(directory), undefined);
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  t.equal(scriptFacts.text(fifo), undefined);
  t.end();
});

t.test('what the shell says about a script, which is not run', (t) => {
  const trace = join(directory, 'trace');
  t.equal(scriptFacts.syntaxError('/bin/sh', script('good', `touch ${trace}\n`)), undefined);
  t.match(scriptFacts.syntaxError('/bin/sh', script('bad', `touch ${trace}\nif true\n`)), /[Ss]yntax error|unexpected/);
  t.equal(existsSync(trace), false);
  t.end();
});

t.test('only shells of the system are asked, with an empty environment', (t) => {
  const trace = join(directory, 'trace');
  process.env['BASH_ENV'] = script('startup', `touch ${trace}\n`);
  t.teardown(() => delete process.env['BASH_ENV']);
  scriptFacts.syntaxError('/bin/bash', script('good', 'true\n'));
  t.equal(existsSync(trace), false);
  t.equal(scriptFacts.syntaxError(script('sh', 'exit 1\n'), script('bad', 'if\n')), undefined);
  t.end();
});
