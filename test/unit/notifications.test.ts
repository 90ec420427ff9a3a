/** What is told of changes of state: to scripts, into pipes, by mail. */

import t from 'tap';
import { FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';
import { ip } from '../support/parameters.js';

const SECOND = 1_000_000;
const FIFO = '/run/all.fifo';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

t.test('both pipes get the lines of keepalived, and each reader its path', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(
    host,
    `global_defs {
  notify_fifo ${FIFO} writer
  notify_fifo_script "/bin/reader -v"
  vrrp_notify_fifo /run/vrrp.fifo
}
vrrp_sync_group G1 {
  group {
    VI_1
  }
}
${memoryInstance('priority 100')}`,
  );
  world.advance(5 * SECOND);
  const lines = 'INSTANCE "VI_1" BACKUP 100\nGROUP "G1" BACKUP 0\nINSTANCE "VI_1" MASTER 100\nGROUP "G1" MASTER 0\n';
  t.equal(host.pipes.get(FIFO), lines);
  t.equal(host.pipes.get('/run/vrrp.fifo'), lines);
  t.same(
    host.scripts.map(({ command }) => command.argv),
    [['/bin/reader', '-v', FIFO]],
  );
  const stopping = daemon.stop();
  await tick();
  t.same([...host.pipes.keys()], [], 'closed once the last line is written');
  host.scripts[0]?.end({});
  await stopping;
});

t.test('a pipe of a user that does not exist, and a full one, are said and hold nothing up', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  startMemoryDaemon(
    host,
    `global_defs {
  notify_fifo ${FIFO} nobody-here
  vrrp_notify_fifo /run/vrrp.fifo
}
${memoryInstance('priority 100')}`,
  );
  host.pipesFull = true;
  world.advance(5 * SECOND);
  t.same([...host.pipes.keys()], ['/run/vrrp.fifo']);
  t.same(host.logged(/FIFO/), [`FIFO ${FIFO} is not used: no user nobody-here, or not its group`]);
  t.equal(host.logged(/nobody reads \/run\/vrrp\.fifo: it is full/).length, 1, 'said once');
  t.ok(host.has('10.0.0.100'));
});

t.test('changes of the priority are told where that is asked', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  startMemoryDaemon(
    host,
    `global_defs {
  notify_fifo ${FIFO}
}
track_file load {
  file /run/load
}
${memoryInstance('priority 100\n notify_priority_changes\n track_file {\n load weight 1\n }')}`,
  );
  host.writeFile('/run/load', '7');
  world.advance(5 * SECOND);
  host.writeFile('/run/load', '3');
  world.settle();
  t.match(
    host.pipes.get(FIFO),
    /INSTANCE "VI_1" BACKUP_PRIORITY 107\nINSTANCE "VI_1" MASTER 107\nINSTANCE "VI_1" MASTER_PRIORITY 103\n$/,
  );
});

t.test('a worse router heard is told to script and pipe, at most once a second', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  startMemoryDaemon(
    first,
    `global_defs {
  notify_fifo ${FIFO}
}
${memoryInstance('priority 120\n notify_master_rx_lower_pri "/bin/lower x"')}`,
  );
  world.advance(5 * SECOND);
  first.unplugged = true;
  startMemoryDaemon(second, memoryInstance('priority 100'));
  world.advance(5 * SECOND);
  const [advert] = second.sent;
  if (advert === undefined) throw new Error('the second is no master');
  first.unplugged = false;
  for (let round = 0; round < 30; round += 1)
    first.receive({ bytes: advert.bytes, destination: ip(advert.destination) });
  world.settle();
  t.match(first.pipes.get(FIFO), /MASTER 120\nINSTANCE "VI_1" MASTER_RX_LOWER_PRI 120\n$/);
  const runs = first.scripts.map(({ command }) => [command.argv, command.environment?.['VRRPD_HEARD_FROM']]);
  t.same(runs, [[['/bin/lower', 'x'], '10.0.0.2']]);
});

t.test('after a reload the states are told anew, and an instance that is gone says so', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const globals = `global_defs {
  notify_fifo ${FIFO}
  fifo_write_vrrp_states_on_reload
}
`;
  const kept = memoryInstance('priority 100');
  const deleted = memoryInstance('priority 100\n notify_deleted "/bin/gone"', 'VI_2', 52, '10.0.0.101');
  const faulted = memoryInstance('priority 100\n notify_fault "/bin/fault"', 'VI_3', 53, '10.0.0.102');
  let text = globals + kept + deleted + faulted;
  const daemon = startMemoryDaemon(host, text, () => text);
  world.advance(5 * SECOND);
  const before = host.pipes.get(FIFO)?.length;
  text = globals + kept;
  await daemon.reload();
  world.settle();
  t.equal(
    host.pipes.get(FIFO)?.slice(before),
    'INSTANCE "VI_2" DELETED 100\nINSTANCE "VI_3" FAULT 100\nINSTANCE "VI_1" MASTER 100\n',
  );
  t.same(
    host.scripts.map(({ command }) => command.argv),
    [['/bin/gone'], ['/bin/fault']],
  );
});

const MAIL = `global_defs {
  router_id lb1
  notification_email {
    admin@example.org
    pager@example.org
  }
  notification_email_from vrrp@example.org
  smtp_server 192.0.2.25 2525
  smtp_helo_name lb1.example.org
  smtp_connect_timeout 7
  smtp_alert_vrrp on
  no_email_faults
}
`;

t.test('mail has the words of keepalived, no state twice in a row, and no faults where that is asked', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const silent = memoryInstance('priority 100\n smtp_alert off', 'VI_2', 52, '10.0.0.101');
  startMemoryDaemon(host, MAIL + memoryInstance('priority 100') + silent);
  world.advance(5 * SECOND);
  host.setLink({ running: false });
  world.settle();
  host.setLink({ running: true });
  world.advance(5 * SECOND);
  for (let round = 0; round < 9; round += 1) await tick();
  t.same(
    host.mails.map(({ mail }) => [mail.subject, mail.text]),
    [
      ['[lb1] VRRP Instance VI_1 - Entering BACKUP state', '=> VRRP Instance is no longer owning VRRP VIPs <=\n'],
      ['[lb1] VRRP Instance VI_1 - Entering MASTER state', '=> VRRP Instance is now owning VRRP VIPs <=\n'],
      ['[lb1] VRRP Instance VI_1 - Entering BACKUP state', '=> VRRP Instance is no longer owning VRRP VIPs <=\n'],
      ['[lb1] VRRP Instance VI_1 - Entering MASTER state', '=> VRRP Instance is now owning VRRP VIPs <=\n'],
    ],
  );
  t.match(host.mails[0], {
    mail: { from: 'vrrp@example.org', to: ['admin@example.org', 'pager@example.org'] },
    server: { host: '192.0.2.25', port: 2525, heloName: 'lb1.example.org', timeout: 7 * SECOND },
  });
});

t.test('without smtp_server nothing is mailed', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  startMemoryDaemon(host, memoryInstance('priority 100\n smtp_alert'));
  world.advance(5 * SECOND);
  await tick();
  t.same(host.mails, []);
});
