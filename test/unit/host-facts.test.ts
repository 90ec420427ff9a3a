/** What the machine itself is asked. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { hostFacts } from '../../src/system/host-facts.js';

t.test('a keepalived is known by its name, also where its processes have others', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'vrrpd-host-'));
  const program = join(directory, 'keepalived');
  symlinkSync(process.execPath, program);
  const script = 'process.stdout.write("up"); process.stdin.on("end", () => process.exit()).resume();';
  const child = spawn(program, ['-e', script], { stdio: ['pipe', 'pipe', 'ignore'] });
  t.teardown(() => rmSync(directory, { recursive: true }));
  await once(child.stdout, 'data');
  t.equal(hostFacts().vrrpRuns(), true);
  child.stdin.end();
  await once(child, 'exit');
});
