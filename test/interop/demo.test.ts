/**
 * `vrrpd demo`: the whole failover with HAProxy behind the address, and nothing left when it is interrupted.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { findProgram } from '../../src/lab/command.js';
import { whatLabLacks } from '../../src/lab/privileges.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const lacks = await whatLabLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

t.test('one round: the service survives', { ...skip, buffered: true }, async (t) => {
  const { status, output, pid } = await demo((_) => {});
  t.equal(status, 0, output);
  const program = (await findProgram('haproxy')) === undefined ? 'a page server' : 'HAProxy';
  t.ok(output.includes(`${program} and vrrpd`), `the service is ${program}`);
  t.match(output, /ha\d +MASTER: no advert within the master-down interval/);
  t.match(output, /client +answered by ha\d, after [\d ]+ ms without\n/);
  const rows = output.match(/^ {2}ha\d (?:loses power|comes back|stops vrrpd) .*$/gm) ?? [];
  t.match(rows, [
    /^ {2}ha1 loses power +ha2 +\d[\d ]* ms +(-|\d+ ms)$/,
    /^ {2}ha1 comes back +stays on ha2 +\d+ ms +-$/,
    /^ {2}ha2 stops vrrpd +ha1 +\d[\d ]* ms +(-|\d+ ms)$/,
  ]);
  t.match(output, /^ {2}Verdict: survived\. Every address had one owner after each of 3 steps\.$/m);
  t.match(output, /vrrpd lab lb-a\.conf lb-b\.conf/);
  t.same(leftBy(pid), []);
});

t.test('interrupted with Ctrl-C it leaves nothing behind', { ...skip, buffered: true }, async (t) => {
  let interrupted = false;
  const { status, output, pid } = await demo((child, text) => {
    if (interrupted || !/ha2 +BACKUP/.test(text)) return;
    interrupted = true;
    t.not(leftBy(child).length, 0, 'while it runs there are namespaces');
    process.kill(child, 'SIGINT');
  });
  t.equal(status, 130, output);
  t.same(leftBy(pid), []);
});

async function demo(watch: (pid: number, output: string) => void) {
  const child = spawn(process.execPath, [MAIN, 'demo', '--once'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = child.pid ?? 0;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      watch(pid, output);
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output, pid };
}

function leftBy(pid: number): readonly string[] {
  const mine = (name: string): boolean => name.startsWith(`vrrpd-lab-${pid}-`);
  return [...readdirSync('/run/netns'), ...readdirSync(tmpdir())].filter(mine);
}
