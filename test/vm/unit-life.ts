/**
 * The systemd unit in a small virtual machine with systemd as process 1: start, reload, kill, watchdog, stop. One boot
 * serves the whole story; each of its steps is a line that the machine prints.
 */

import { accessSync, constants, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { findProgram, runCommand } from '../../src/lab/command.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const RUNNER = `${ROOT}test/support/run-in-vm.sh`;
/** Steps of the story. */
const STEPS = 21;
const PROGRAMS = ['qemu-system-x86_64', 'busybox', 'cpio', 'modprobe', 'xz', 'killall'];

const lacks = await whatMachineLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.setTimeout(300_000);

t.test('the life of the unit', { ...skip, timeout: 300_000 }, async (t) => {
  const story = ['bash', `${ROOT}test/vm/unit-story.sh`, ROOT, process.execPath];
  const { status, stdout, stderr } = await runCommand([RUNNER, '--systemd', '--timeout', '280', '--', ...story]);
  const steps = stdout.split('\n').filter((line) => /^(not )?ok /.test(line));
  for (const line of steps) t.ok(line.startsWith('ok '), line.replace(/^(not )?ok /, ''));
  t.equal(steps.length, STEPS, 'the story was told to its end');
  if (!t.passing()) t.comment(`${status}\n${stdout}\n${stderr}`);
});

async function whatMachineLacks(): Promise<string | undefined> {
  for (const program of PROGRAMS) {
    if ((await findProgram(program)) === undefined) return `needs ${program} for a virtual machine`;
  }
  if (process.arch !== 'x64') return 'the virtual machine is an x86-64 one';
  const kernels = readdirSync('/boot').filter((name) => name.startsWith('vmlinuz-'));
  const readable = kernels.some((name) => {
    try {
      accessSync(`/boot/${name}`, constants.R_OK);
      return true;
    } catch {
      return false;
    }
  });
  return readable ? undefined : 'needs a kernel in /boot (Debian: apt-get install linux-image-amd64)';
}
