import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const unit = readFileSync(fileURLToPath(new URL('../../../systemd/vrrpd.service', import.meta.url)), 'utf8');
const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;

t.test(
  'systemd takes the unit without a complaint',
  { skip: analyze ? false : 'systemd-analyze is not installed' },
  (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'vrrpd-unit-'));
    t.teardown(() => rmSync(directory, { recursive: true }));
    // Neither the program nor its man page is installed here.
    const text = unit.replaceAll(/^(Exec\w+=-?)vrrpd /gm, '$1/bin/true ').replace('man:vrrpd(8) ', '');
    const file = join(directory, 'vrrpd.service');
    writeFileSync(file, text);
    const verify = (name: string) =>
      spawnSync('systemd-analyze', ['verify', name], {
        encoding: 'utf8',
        env: { ...process.env, SYSTEMD_UNIT_PATH: `${directory}:` },
      });
    const alone = verify(file);
    t.equal(alone.stderr, '');
    t.equal(alone.status, 0);
    symlinkSync('vrrpd.service', join(directory, 'keepalived.service'));
    t.equal(verify('keepalived.service').status, 0, 'also under its alias');
    writeFileSync(file, text.replace('Type=notify', 'Type=notfy'));
    t.match(verify(file).stderr, /Failed to parse service type/, 'a mistake would be seen');
    t.end();
  },
);

/** systemd's name for what RuntimeDirectory= says. */
const OWN_RUN = ['$', '{RUNTIME_DIRECTORY}'].join('');

t.test('what the unit promises', async (t) => {
  for (const line of [
    'Type=notify',
    'NotifyAccess=main',
    'EnvironmentFile=-/etc/default/keepalived',
    'EnvironmentFile=-/etc/sysconfig/keepalived',
    'ExecStart=vrrpd keepalived --dont-fork $DAEMON_ARGS $KEEPALIVED_OPTIONS',
    'ExecReload=vrrpd reload',
    `ExecStopPost=-flock --nonblock ${OWN_RUN}/lock ip -force -batch ${OWN_RUN}/release`,
    'ExecStopPost=-vrrpd cleanup',
    'Restart=on-failure',
    'StartLimitIntervalSec=0',
    'WatchdogSec=10s',
    'WatchdogSignal=SIGKILL',
    'RuntimeDirectory=vrrpd',
    'StateDirectory=vrrpd',
    'Alias=keepalived.service',
  ]) {
    t.ok(unit.split('\n').includes(line), line);
  }
  t.match(unit, /^SystemCallFilter=.*@pkey/m);
  // Each of these gives the unit a mount namespace: mounts and files of notify scripts would stay inside it.
  t.notMatch(
    unit,
    /^(ProtectSystem|ProtectHome|PrivateTmp|PrivateDevices|ProtectControlGroups|ProtectProc|ReadWritePaths)=/m,
  );
});
