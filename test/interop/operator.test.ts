/**
 * An operator moves the address between vrrpd and a real keepalived: standby that survives a kill, resume, switchover;
 * and two masters, made by a firewall rule, are seen.
 */

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { CommandResult } from '../../src/lab/command.js';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import type { DaemonSnapshot } from '../../src/runtime/snapshot.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, until } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks('keepalived', 'nft');
const skip = lacks === undefined ? {} : { skip: lacks };
const conf = (priority: number): string => confText(instanceText({ priority, addresses: [VIP] }));

t.test('standby, a kill in the middle, resume, switchover, two masters', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const vrrpd = (...words: string[]): Promise<CommandResult> =>
    duel.host('a').run(vrrpdCommand(...words, '--run-dir', runDirectoryOf(duel.host('a'))));
  duel.start('b', 'keepalived', conf(100));
  await duel.untilAlone('b');
  let a = duel.start('a', 'vrrpd', conf(150));
  await duel.untilHolds('a', VIP);
  await duel.untilAlone('a');

  const standby = await vrrpd('standby', 'VI_51');
  t.equal(standby.status, 0, standby.stderr);
  t.match(
    standby.stdout,
    /^VI_51: on standby until 'vrrpd resume'\nVI_51: 10\.0\.0\.2 has taken over with priority 100/,
  );
  await duel.untilHolds('b', VIP);
  await duel.untilHolds('a', VIP, false);

  await a.kill();
  a = duel.start('a', 'vrrpd', conf(150));
  await until('the new daemon says that it is on standby', async () => {
    const { stdout } = await vrrpd('status', '--json');
    return stdout !== '' && (JSON.parse(stdout) as DaemonSnapshot).routers[0]?.state === 'backup';
  });
  await duel.untilAlone('b', 10);
  t.match((await vrrpd('status', 'VI_51')).stdout, /standby +since /);

  t.match(await vrrpd('resume'), { status: 0, stdout: 'VI_51: takes part again\n' });
  await duel.untilHolds('a', VIP);
  await duel.untilAlone('a');
  t.match(await vrrpd('switchover', 'VI_51'), { status: 0, stdout: /10\.0\.0\.2 has taken over with priority 100/ });
  await duel.untilAlone('b', 10);
  t.match(await vrrpd('switchover', 'VI_51'), { status: 0, stdout: 'VI_51: this host has taken over\n' });
  await duel.untilHolds('a', VIP);
  await duel.untilAlone('a');

  await duel
    .host('b')
    .run(
      ['nft', '-f', '-'],
      'table ip deaf { chain in { type filter hook input priority 0; ip protocol 112 drop; }; }\n',
    );
  await duel.untilBothAdvertise(3);
  await duel.untilLogged('a', /\(VI_51\) two masters: 10\.0\.0\.2 is master too \(VRID 51, priority 100\)/);
  const [status, why] = await Promise.all([vrrpd('status', '--json'), vrrpd('why', 'VI_51')]);
  const [both] = (JSON.parse(status.stdout) as DaemonSnapshot).twoMasters;
  t.match(both, { router: 'VI_51', episodes: 1, rivals: [{ address: '10.0.0.2', priority: 100 }] });
  t.match(why.stdout, /^Two masters: 10\.0\.0\.2 \(priority 100\) is master too/m);
  await duel.host('b').run(['nft', 'delete', 'table', 'ip', 'deaf']);
  await duel.untilLogged('a', /\(VI_51\) one master again/);

  const [events, history, peers] = await Promise.all([
    vrrpd('events', '--json'),
    vrrpd('history', 'VI_51'),
    vrrpd('peers'),
  ]);
  const types = events.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).type as string);
  t.same(
    types.filter((type) => type !== 'transition'),
    ['started', 'standby', 'started', 'resume', 'switchover', 'switchover', 'two-masters', 'two-masters-ended'],
  );
  t.match(history.stdout, /the run before did not end in an orderly way/);
  t.match(peers.stdout, /^10\.0\.0\.2 +eth0 +51 +VI_51 /m);

  const file = join(runDirectoryOf(duel.host('a')), 'standby.json');
  rmSync(file, { force: true });
  mkdirSync(file);
  const problem = `${file}: EISDIR: illegal operation on a directory`;
  t.match(await vrrpd('standby', 'VI_51'), {
    status: 0,
    stdout: /^VI_51: on standby/,
    stderr: `warning: standby is not kept over a restart of vrrpd: ${problem}\n`,
  });
  const shown = (await vrrpd('status')).stdout.replaceAll(/\s+/g, ' ');
  t.match(shown, `changes of standby are not kept over a restart: ${problem}`);
  t.match(await vrrpd('resume'), {
    status: 0,
    stderr: `warning: a restart of vrrpd will not know that standby ended: ${problem}\n`,
  });
});
