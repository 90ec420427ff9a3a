/**
 * no_accept, strict mode and the reports of a virtual MAC: one table of ours, there when it is needed and never longer.
 */

import t from 'tap';
import type { LabHost } from '../../src/lab/lab-host.js';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, until } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const lacks = await whatInteropLacks('nft', 'bash');
const skip = lacks === undefined ? {} : { skip: lacks };

const VIP = '10.0.0.100/24';

t.jobs = 2;

async function tables(host: LabHost): Promise<readonly string[]> {
  const { stdout } = await host.run(['nft', 'list', 'tables']);
  return stdout.split('\n').filter((line) => line !== '');
}

/** What a host sees of a port that nobody listens on: a refusal, or nothing at all. */
async function answers(from: LabHost, address: string): Promise<boolean> {
  const { status } = await from.run(['timeout', '1', 'bash', '-c', `</dev/tcp/${address}/9`]);
  return status === 1;
}

t.test('no_accept: the address is announced but takes no packets', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const [a, watcher] = [duel.host('a'), duel.lab.host('watcher')];
  const conf = confText(instanceText({ priority: 150, addresses: [VIP], lines: ['no_accept', 'use_vmac'] }));
  const daemon = duel.start('a', 'vrrpd', conf);
  await duel.untilHolds('a', VIP);
  t.notOk(await answers(watcher, '10.0.0.100'), 'the virtual address is silent');
  t.ok(await answers(watcher, '10.0.0.1'), 'the host itself answers');
  const { stdout } = await a.run(['nft', 'list', 'table', 'ip', 'vrrpd']);
  t.match(stdout, /ip protocol igmp dup to ip daddr device oifname map \{ "vrrp\.51" : "eth0" \} drop/);

  await a.run(['nft', 'flush', 'ruleset']);
  await until('the table is back', async () => (await tables(a)).includes('table ip vrrpd'));
  await a.run(['nft', 'flush', 'table', 'ip', 'vrrpd']);
  await until('its rules are back', async () => !(await answers(watcher, '10.0.0.100')));

  await daemon.kill();
  t.ok((await tables(a)).includes('table ip vrrpd'), 'a killed daemon leaves it');
  const cleaned = await a.run(vrrpdCommand('cleanup', '--run-dir', runDirectoryOf(a)));
  t.match(cleaned.stdout, /removed nftables table vrrpd/);
  t.strictSame(await tables(a), []);
});

t.test('strict mode drops packets too, in the table that is asked for', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const a = duel.host('a');
  const strict = confText(
    'global_defs {\n nftables mine\n nftables_counters\n nftables_priority -7\n vrrp_strict\n}\n',
    instanceText({ priority: 150, addresses: [VIP] }),
  );
  const daemon = duel.start('a', 'vrrpd', strict);
  await duel.untilHolds('a', VIP);
  t.notOk(await answers(duel.lab.host('watcher'), '10.0.0.100'));
  const { stdout } = await a.run(['nft', 'list', 'table', 'ip', 'mine']);
  t.match(stdout, /priority filter - 7/);
  t.match(stdout, /ip daddr @vips counter packets [1-9]\d* bytes \d+ drop/);
  await daemon.stop();
  t.strictSame(await tables(a), [], 'it goes when the daemon stops');
});

t.test('nothing is filtered where nobody asks for it', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  duel.start('a', 'vrrpd', confText(instanceText({ priority: 150, addresses: [VIP], lines: ['accept'] })));
  await duel.untilHolds('a', VIP);
  t.ok(await answers(duel.lab.host('watcher'), '10.0.0.100'));
  t.strictSame(await tables(duel.host('a')), []);
});
