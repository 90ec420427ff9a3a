/**
 * What needs systemd as process 1 or a kernel of Debian, in a small virtual machine: the life of the unit, installed
 * from the package that `npm pack` makes, and interfaces that this machine's kernel may not have. One boot serves all
 * stories in this directory; each step of theirs is a line that the machine prints.
 */

import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { findProgram, runCommand } from '../../src/lab/command.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const RUNNER = `${ROOT}test/support/run-in-vm.sh`;
/** Steps of all stories. */
const STEPS = 48;
/** Without an accelerator everything takes some ten times longer, and other tests may run beside it. */
const LIMIT_SECONDS = 900;
const KEEPALIVED_UNIT = '/lib/systemd/system/keepalived.service';
const PACKAGES = {
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  cpio: 'cpio',
  modprobe: 'kmod',
  xz: 'xz-utils',
  killall: 'psmisc',
  nft: 'nftables',
  keepalived: 'keepalived',
};

t.setTimeout(LIMIT_SECONDS * 1000);

const lacks = await whatMachineLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.test('in a virtual machine', { ...skip, timeout: LIMIT_SECONDS * 1000 }, async (t) => {
  const packed = mkdtempSync(join(tmpdir(), 'vrrpd-machine-'));
  t.teardown(() => rmSync(packed, { recursive: true }));
  const made = await runCommand(['npm', 'pack', '--silent', '--pack-destination', packed, ROOT]);
  t.equal(made.status, 0, 'the package is made');
  copyFileSync(KEEPALIVED_UNIT, join(packed, 'keepalived.service'));
  const stories = ['bash', `${ROOT}test/vm/stories.sh`, packed, ROOT];
  const limit = ['--timeout', String(LIMIT_SECONDS - 60)];
  const { status, stdout, stderr } = await runCommand([RUNNER, '--systemd', ...limit, '--', ...stories]);
  const steps = readSteps(stdout);
  for (const { name, ok, why } of steps) t.ok(ok, name, ok ? {} : { why: why.join('\n') });
  const ended = { status, stdout: stdout.slice(-2000), stderr: stderr.slice(-2000) };
  t.equal(steps.length, STEPS, 'the stories were told to their end', ended);
});

interface Step {
  readonly name: string;
  readonly ok: boolean;
  /** What the story says to a failure. */
  readonly why: string[];
}

/** `ok unit: stops`, or `not ok unit: stops` with lines behind it that begin with `# unit: `. */
function readSteps(output: string): readonly Step[] {
  const steps: Step[] = [];
  const last = new Map<string, Step>();
  for (const line of output.split('\n')) {
    const [, not, name, story, said] = /^(?:(not )?ok ((\w+): .*)|# (\w+): .*)$/.exec(line) ?? [];
    if (name !== undefined && story !== undefined) {
      const step: Step = { name, ok: not === undefined, why: [] };
      steps.push(step);
      last.set(story, step);
    } else if (said !== undefined) {
      last.get(said)?.why.push(line.slice(2));
    }
  }
  return steps;
}

async function whatMachineLacks(): Promise<string | undefined> {
  if (process.arch !== 'x64') return 'the virtual machine is an x86-64 one';
  for (const [program, name] of Object.entries(PACKAGES)) {
    if ((await findProgram(program)) === undefined) return `needs ${program} (Debian: apt-get install ${name})`;
  }
  return hasKernel() ? undefined : 'needs a kernel with its modules (Debian: apt-get install linux-image-amd64)';
}

/** As the runner looks for one: readable, with modules, 9p among them. */
function hasKernel(): boolean {
  if (!existsSync('/lib/modules')) return false;
  return readdirSync('/lib/modules').some((version) => {
    return existsSync(`/lib/modules/${version}/kernel/fs/9p`) && isReadable(`/boot/vmlinuz-${version}`);
  });
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
