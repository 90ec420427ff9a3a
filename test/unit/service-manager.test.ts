import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { micros } from '../../src/base/micros.js';
import { serviceManager } from '../../src/system/service-manager.js';
import { listenForNotifications } from '../support/notify-socket.js';

const clock = { now: () => micros(1_234_567), wall: () => 0 };

function makeLogger() {
  const warnings: string[] = [];
  const ignore = () => {};
  const logger = {
    debug: ignore,
    info: ignore,
    warn: (_fields: unknown, message: string) => void warnings.push(message),
    error: ignore,
    child: () => logger,
  };
  return { logger, warnings };
}

for (const kind of ['path', 'abstract'] as const) {
  t.test(`every notification reaches a socket with a name of this kind: ${kind}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'vrrpd-notify-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const path = kind === 'path' ? join(folder, 'notify') : `@vrrpd-notify-${process.pid}`;
    const received = listenForNotifications(t, path);
    const { logger, warnings } = makeLogger();
    const manager = serviceManager({ NOTIFY_SOCKET: path }, clock, logger);
    manager.ready();
    manager.status('VI_1 is master\nfor 3 s');
    manager.watchdog();
    manager.setWatchdogTimeout(micros(2_250_000));
    manager.reloading();
    manager.stopping();
    t.strictSame(received(), [
      'READY=1',
      'STATUS=VI_1 is master for 3 s',
      'WATCHDOG=1',
      'WATCHDOG_USEC=2250000',
      'RELOADING=1\nMONOTONIC_USEC=1234567',
      'STOPPING=1\nSTATUS=stopping',
    ]);
    t.strictSame(warnings, []);
  });
}

t.test('without a service manager nothing is sent and nothing is said', async (t) => {
  const { logger, warnings } = makeLogger();
  for (const environment of [{}, { NOTIFY_SOCKET: '' }]) {
    const manager = serviceManager(environment, clock, logger);
    manager.ready();
    manager.status('text');
    t.equal(manager.watchdogTimeout, undefined);
  }
  t.strictSame(warnings, []);
});

t.test('a manager that is gone is a warning, once', async (t) => {
  const { logger, warnings } = makeLogger();
  const manager = serviceManager({ NOTIFY_SOCKET: '/nowhere/at/all' }, clock, logger);
  manager.ready();
  manager.watchdog();
  manager.stopping();
  t.equal(warnings.length, 1);
});

t.test('an address that is none is a warning', async (t) => {
  for (const path of ['vsock:2:1', 'relative', '@', `/${'x'.repeat(200)}`]) {
    const { logger, warnings } = makeLogger();
    serviceManager({ NOTIFY_SOCKET: path }, clock, logger).ready();
    t.equal(warnings.length, 1, path);
  }
});

t.test('the watchdog is what systemd asks of this process', async (t) => {
  const { logger } = makeLogger();
  const timeout = (environment: Record<string, string>) =>
    serviceManager({ NOTIFY_SOCKET: '@vrrpd-nobody', ...environment }, clock, logger, 42).watchdogTimeout;
  t.equal(timeout({ WATCHDOG_USEC: '10000000' }), 10_000_000);
  t.equal(timeout({ WATCHDOG_USEC: '10000000', WATCHDOG_PID: '42' }), 10_000_000);
  t.equal(timeout({ WATCHDOG_USEC: '10000000', WATCHDOG_PID: '43' }), undefined, 'meant for another process');
  t.equal(timeout({}), undefined);
  t.equal(timeout({ WATCHDOG_USEC: '0' }), undefined);
  t.equal(timeout({ WATCHDOG_USEC: 'soon' }), undefined);
});
