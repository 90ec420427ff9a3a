import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { native } from '../../src/system/native.js';
import { runChild } from '../support/child.js';

const addon = native();
/** SIGRTMIN+2 of the C library, which keepalived writes its JSON at. */
const JSON_SIGNAL = 36;

t.test('a real-time signal is told instead of ending the process', async (t) => {
  const { status, signal, stdout, stderr } = runChild(`
    import { execFileSync } from 'node:child_process';
    let told = 0;
    const watcher = new addon.SignalWatcher(${JSON_SIGNAL}, () => { told += 1; });
    execFileSync('kill', ['-${JSON_SIGNAL}', String(process.pid)]);
    execFileSync('kill', ['-${JSON_SIGNAL}', String(process.pid)]);
    const end = Date.now() + 5000;
    while (told === 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 1));
    console.log(told > 0);
    watcher.close();
    watcher.close();
    execFileSync('kill', ['-${JSON_SIGNAL}', String(process.pid)]);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
  `);
  t.strictSame({ status, stdout, stderr }, { status: null, stdout: 'true\n', stderr: '' });
  t.not(signal, 'SIGTERM', 'once closed, the standard action ends the process');
});

t.test('another program inherits neither a mask nor an ignored signal', async (t) => {
  const { stdout, stderr } = runChild(`
    import { execFileSync } from 'node:child_process';
    new addon.SignalWatcher(${JSON_SIGNAL}, () => {});
    // A sanitizer that is preloaded catches signals of its own.
    const env = { PATH: process.env.PATH };
    const status = execFileSync('cat', ['/proc/self/status'], { encoding: 'utf8', env });
    console.log(/SigBlk:\\s+(\\w+)/.exec(status)[1], /SigCgt:\\s+(\\w+)/.exec(status)[1]);
    console.log(/SigIgn:\\s+(\\w+)/.exec(status)[1]);
  `);
  t.equal(stderr, '');
  const [blockedAndCaught, ignored = ''] = stdout.split('\n');
  t.equal(blockedAndCaught, '0000000000000000 0000000000000000');
  t.equal(BigInt(`0x${ignored}`) & (1n << BigInt(JSON_SIGNAL - 1)), 0n);
});

t.test('a signal has one watcher at a time, and any number of them in turn', async (t) => {
  let told = 0;
  const number = 50;
  const first = new addon.SignalWatcher(number, () => {});
  t.throws(() => new addon.SignalWatcher(number, () => {}), { code: 'EBUSY' });
  first.close();
  const second = new addon.SignalWatcher(number, () => {
    told += 1;
  });
  process.kill(process.pid, number);
  for (let round = 0; round < 2000 && told === 0; round += 1) await delay(1);
  t.equal(told, 1);
  second.close();
});

t.test('wrong arguments are refused', async (t) => {
  const make = (number: unknown, arrived: unknown) => () =>
    new addon.SignalWatcher(number as number, arrived as () => void);
  t.throws(
    make(0, () => {}),
    { code: 'EINVAL' },
  );
  t.throws(
    make(65, () => {}),
    { code: 'EINVAL' },
  );
  t.throws(
    make('36', () => {}),
    { code: 'EINVAL' },
  );
  t.throws(make(51, undefined), { code: 'EINVAL' });
  t.throws(
    make(9, () => {}),
    { code: 'EINVAL' },
    'SIGKILL cannot be watched',
  );
  new addon.SignalWatcher(51, () => {}).close();
});
