/** Keywords that tell others: scripts of instances and groups, pipes, mail. */

import t from 'tap';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';

const SECOND = 1_000_000;

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Ends every script as soon as it runs, so that the next can. */
function endAll(host: FakeHost): void {
  for (let done = 0; done < host.scripts.length; done += 1) host.scripts[done]?.end({});
}

const SCRIPTS = `notify_master /bin/master
notify_backup /bin/backup
notify_fault /bin/fault
notify_stop /bin/stop
notify /bin/any`;

t.test('each script of an instance and of its group runs at its state', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const group = `vrrp_sync_group G {\ngroup {\nVI_1\n}\n${SCRIPTS.replaceAll('/bin/', '/group/')}\n}\n`;
  const daemon = startMemoryDaemon(host, group + memoryInstance(`priority 100\n${SCRIPTS}`));
  const ran = (): string[] => {
    for (let round = 0; round < 9; round += 1) endAll(host);
    return host.scripts.splice(0).map(({ command }) => command.argv.join(' '));
  };
  world.advance(1);
  t.same(ran().sort(), [
    '/bin/any INSTANCE VI_1 BACKUP 100',
    '/bin/backup',
    '/group/any GROUP G BACKUP 0',
    '/group/backup',
  ]);
  world.advance(4 * SECOND);
  t.same(ran().sort(), [
    '/bin/any INSTANCE VI_1 MASTER 100',
    '/bin/master',
    '/group/any GROUP G MASTER 0',
    '/group/master',
  ]);
  host.setLink({ running: false });
  world.settle();
  t.same(ran().sort(), [
    '/bin/any INSTANCE VI_1 FAULT 100',
    '/bin/fault',
    '/group/any GROUP G FAULT 0',
    '/group/fault',
  ]);
  const stopping = daemon.stop();
  await tick();
  t.same(ran().sort(), ['/bin/any INSTANCE VI_1 STOP 100', '/bin/stop', '/group/any GROUP G STOP 0', '/group/stop']);
  await stopping;
});

t.test('pipes: changes of the priority by default, of a group, and a reader of the second pipe', async (t) => {
  const file = 'track_file load {\nfile /run/load\n}\n';
  const tracked = memoryInstance('priority 100\ntrack_file {\nload weight 1\n}');
  const lines = (global: string, group: string): string | undefined => {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    startMemoryDaemon(host, `global_defs {\nvrrp_notify_fifo /run/f\n${global}\n}\n${file}${tracked}${group}`);
    world.settle();
    host.writeFile('/run/load', '7');
    world.settle();
    return host.pipes.get('/run/f');
  };
  const changed = /INSTANCE "VI_1" BACKUP_PRIORITY 107\n/;
  t.notMatch(lines('', ''), changed);
  t.match(lines('vrrp_notify_priority_changes', ''), changed);
  t.match(
    lines('', 'vrrp_sync_group G {\ngroup {\nVI_1\n}\nnotify_priority_changes\nsync_group_tracking_weight\n}\n'),
    changed,
  );

  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const pipe = 'vrrp_notify_fifo /run/f\nvrrp_notify_fifo_script "/bin/reader x"';
  startMemoryDaemon(host, `global_defs {\n${pipe}\n}\n${memoryInstance('priority 100')}`);
  world.settle();
  t.same(host.scripts[0]?.command.argv, ['/bin/reader', 'x', '/run/f']);
});

t.test('smtp_alert of an instance, of a group, and of everything', async (t) => {
  const server = 'smtp_server 192.0.2.25\nnotification_email {\nadmin@example.org\n}\nrouter_id lb1';
  const subjects = async (global: string, own: string, group: string): Promise<readonly string[]> => {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    const groups = `vrrp_sync_group G {\ngroup {\nVI_1\n}\n${group}\n}\n`;
    startMemoryDaemon(
      host,
      `global_defs {\n${server}\n${global}\n}\n${groups}${memoryInstance(`priority 100\n${own}`)}`,
    );
    world.advance(1);
    for (let round = 0; round < 9; round += 1) await tick();
    return host.mails.map(({ mail }) => mail.subject).sort();
  };
  const instance = '[lb1] VRRP Instance VI_1 - Entering BACKUP state';
  const group = '[lb1] VRRP Group G - Entering BACKUP state';
  t.same(await subjects('', '', ''), []);
  t.same(await subjects('', 'smtp_alert', ''), [instance]);
  t.same(await subjects('', '', 'smtp_alert'), [group]);
  t.same(await subjects('smtp_alert', '', ''), [group, instance]);
  t.same(await subjects('smtp_alert', 'smtp_alert off', ''), [group]);
});
