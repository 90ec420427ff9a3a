/**
 * What needs systemd as process 1 or a kernel of Debian, in a small virtual machine: the life of the unit, installed
 * from the package that `npm pack` makes, and interfaces that this machine's kernel may not have. One boot serves all
 * stories in this directory. Each writes what it says to a file of its own on this host, step by step, so that it is
 * known here even if the machine never comes to its end.
 */

import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { findProgram, runCommand } from '../../src/lab/command.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const RUNNER = `${ROOT}test/support/run-in-vm.sh`;
/** Stories, and how many steps each has. */
const STORIES = { unit: 48, interfaces: 10 };
/** Without an accelerator everything takes some ten times longer, and other programs may want the processor too. */
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
  script: 'bsdutils',
};

t.setTimeout(LIMIT_SECONDS * 1000);

const reason = await reasonToSkip();
const skip = reason === undefined ? {} : { skip: reason };

t.test('in a virtual machine', { ...skip, timeout: LIMIT_SECONDS * 1000 }, async (t) => {
  const shared = mkdtempSync(join(tmpdir(), 'vrrpd-machine-'));
  t.teardown(() => rmSync(shared, { recursive: true }));
  const made = await runCommand(['npm', 'pack', '--silent', '--pack-destination', shared, ROOT]);
  t.equal(made.status, 0, 'the package is made');
  copyFileSync(KEEPALIVED_UNIT, join(shared, 'keepalived.service'));
  const machine = [RUNNER, '--systemd', '--smp', '1', '--timeout', String(LIMIT_SECONDS - 60), '--share', shared];
  const tell = ['bash', `${ROOT}test/vm/stories.sh`, shared, ROOT, ...Object.keys(STORIES)];
  const ended = await runCommand([...machine, '--', ...tell]);
  t.equal(ended.status, 0, 'the machine came to its end', { stdout: ended.stdout, stderr: ended.stderr });
  for (const [story, count] of Object.entries(STORIES)) {
    const text = readIfThere(join(shared, `${story}.said`));
    const steps = readSteps(text);
    for (const { name, ok, seconds, said } of steps) {
      t.ok(ok, `${story}: ${name}`, ok ? {} : { seconds, said: said.join('\n') });
    }
    t.equal(steps.length, count, `${story}: told to its end`, { said: text.slice(-2000) });
  }
});

interface Step {
  readonly name: string;
  readonly ok: boolean;
  /** Seconds since the machine started. */
  readonly seconds: string;
  /** What the story said between the step before and the next one. */
  readonly said: string[];
}

/** A step is a line `ok 12.3 stops` or `not ok 12.3 stops`; the lines around it explain it. */
function readSteps(text: string): readonly Step[] {
  const steps: Step[] = [];
  let between: string[] = [];
  for (const line of text.split('\n')) {
    const [, not, seconds, name] = /^(not )?ok ([\d.]+) (.*)$/.exec(line) ?? [];
    if (seconds !== undefined && name !== undefined) {
      steps.push({ name, ok: not === undefined, seconds, said: between });
      between = [];
    } else {
      between.push(line);
      steps.at(-1)?.said.push(line);
    }
  }
  return steps;
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

async function reasonToSkip(): Promise<string | undefined> {
  if (process.env['CI'] === undefined && process.env['VRRPD_VM'] === undefined) {
    return 'takes minutes: npm run test:vm, or npm test where CI is set';
  }
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
