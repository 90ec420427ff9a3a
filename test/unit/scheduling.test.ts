import { spawnSync } from 'node:child_process';
import t from 'tap';
import { runChild } from '../support/child.js';

const isRoot = process.getuid?.() === 0;
const NOTHING = '{ nice: undefined, realTimePriority: undefined, realTimeLimit: 0, cpuAffinity: [], noSwap: false }';

t.test(
  'where nothing is asked for it goes before busy programs, and its scripts do not',
  { skip: isRoot ? false : 'needs root' },
  async (t) => {
    const { stdout, stderr } = runChild(`
    import { execFileSync } from 'node:child_process';
    import { getPriority } from 'node:os';
    const { applyScheduling } = await import(system + 'scheduling.js');
    console.log(applyScheduling(${NOTHING}).length, getPriority(0), execFileSync('nice', { encoding: 'utf8' }).trim());
  `);
    t.strictSame({ stdout, stderr }, { stdout: '0 -20 0\n', stderr: '' });
  },
);

const GROUP = '/proc/self/autogroup';
const LEADER = ['setsid', '--wait'];

/** Its nice value, of a new session; undefined where the kernel has no such groups, or has them switched off. */
function niceOfNewSession(): string | undefined {
  const { stdout } = spawnSync('setsid', ['--wait', 'cat', GROUP], { encoding: 'utf8' });
  return / nice (-?\d+)\n$/.exec(stdout)?.[1];
}

t.test(
  'its session goes before others too, where that is its own',
  { skip: isRoot ? false : 'needs root' },
  async (t) => {
    const usual = niceOfNewSession();
    const code = `
    import { existsSync, readFileSync } from 'node:fs';
    const { applyScheduling } = await import(system + 'scheduling.js');
    const refused = applyScheduling(${NOTHING});
    const group = existsSync('${GROUP}') ? readFileSync('${GROUP}', 'utf8') : '';
    console.log(refused.length, / nice (-?\\d+)/.exec(group)?.[1]);
  `;
    t.equal(runChild(code, {}, LEADER).stdout, `0 ${usual === undefined ? undefined : -20}\n`, 'as a service is');
    const inShell = [...LEADER, 'sh', '-c', '"$@"; exit $?', 'sh'];
    t.equal(runChild(code, {}, inShell).stdout, `0 ${usual}\n`, 'and not that of a shell');
  },
);

t.test('without the privilege to do so nothing is said', async (t) => {
  const { stdout } = runChild(`
    import { getPriority } from 'node:os';
    const { applyScheduling } = await import(system + 'scheduling.js');
    if (process.getuid() === 0) process.setuid(65534);
    const before = getPriority(0);
    console.log(applyScheduling(${NOTHING}).length, getPriority(0) - before);
  `);
  t.equal(stdout, '0 0\n');
});

t.test(
  'what is asked for is done, and the rest after a refusal',
  { skip: isRoot ? false : 'needs root' },
  async (t) => {
    const { stdout, stderr } = runChild(`
    import { getPriority } from 'node:os';
    const { applyScheduling } = await import(system + 'scheduling.js');
    const refused = applyScheduling({
      nice: 3, realTimePriority: 1000, realTimeLimit: 10_000, cpuAffinity: [addon.getAffinity(0)[0]], noSwap: false,
    });
    console.log(refused.map(({ syscall, errno }) => syscall + ' ' + errno).join());
    console.log(getPriority(0), addon.getAffinity(0).length, addon.getLimit(addon.constants.RLIMIT_RTTIME).soft);
  `);
    t.strictSame({ stdout, stderr }, { stdout: 'sched_setscheduler EINVAL\n3 1 5000000\n', stderr: '' });
  },
);

t.test('a nice value that is none is refused with its errno', async (t) => {
  const { stdout } = runChild(`
    const { applyScheduling } = await import(system + 'scheduling.js');
    const wanted = { nice: -20, realTimePriority: undefined, realTimeLimit: 0, cpuAffinity: [1000], noSwap: false };
    if (process.getuid() === 0) process.setuid(65534);
    console.log(applyScheduling(wanted).map(({ syscall, errno }) => syscall + ' ' + errno).join());
  `);
  t.equal(stdout, 'setpriority EACCES,sched_setaffinity EINVAL\n');
});

t.test('real time of a running process, not for its children', { skip: isRoot ? false : 'needs root' }, async (t) => {
  const { stdout, stderr } = runChild(`
    import { execFileSync } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    const { processRealTime } = await import(system + 'scheduling.js');
    processRealTime.setPriority(7, 10_000);
    const scheduling = (pid) => readFileSync('/proc/' + pid + '/stat', 'utf8').split(') ')[1].split(' ').slice(37, 39).join(' ');
    console.log(scheduling('self'), addon.getLimit(addon.constants.RLIMIT_RTTIME).soft);
    console.log(execFileSync('cut', ['-d ', '-f40,41', '/proc/self/stat'], { encoding: 'utf8' }).trim());
  `);
  t.strictSame({ stdout, stderr }, { stdout: '7 2 5000000\n0 0\n', stderr: '' }, 'priority, then policy 2: SCHED_RR');
});
