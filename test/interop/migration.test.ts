/**
 * A pair moves from keepalived to vrrpd host by host, as docs/migrating.md says, and back, while a client asks the
 * virtual address all the time.
 */

import t from 'tap';
import { startClient } from '../../src/lab/client.js';
import { Lab } from '../../src/lab/lab.js';
import type { LabProcess } from '../../src/lab/lab-process.js';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import { startWebService, WEB_PORT } from '../../src/lab/web-service.js';
import { type DaemonKind, startDaemon, whatInteropLacks } from '../support/daemons.js';
import { readDocument } from '../support/documents.js';
import { until } from '../support/duel.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const VIP = '192.0.2.10';
/** Three intervals of advert_int 1, without skew: what a backup waits for a master that said nothing. Milliseconds. */
const MASTER_DOWN = 3_000;
type Name = 'lb-a' | 'lb-b';

const lacks = await whatInteropLacks('keepalived', 'haproxy');
const skip = lacks === undefined ? {} : { skip: lacks };

t.test('the backup moves first, then the master, and the address never waits for a timeout', skip, async (t) => {
  const lab = await Lab.create({
    hosts: Object.entries({ 'lb-a': 11, 'lb-b': 12, client: 13 }).map(([name, last]) => ({
      name,
      links: [{ name: 'eth0', addresses: [`192.0.2.${last}/24`] }],
    })),
  });
  t.teardown(() => lab.dispose());
  const first = readDocument('getting-started.md').files.get('lb-a.conf') ?? '';
  const conf = {
    'lb-a': first,
    'lb-b': first.replace('router_id lb-a', 'router_id lb-b').replace('priority 120', 'priority 110'),
  };
  const daemons = new Map<Name, LabProcess>();
  const start = (name: Name, kind: DaemonKind): void => {
    daemons.set(name, startDaemon(kind, lab.host(name), conf[name]));
  };
  const stop = async (name: Name): Promise<void> => {
    await daemons.get(name)?.stop();
  };
  const isIn = (name: Name, state: string): Promise<void> =>
    until(`the vrrpd of ${name} is ${state}`, async () => {
      const words = ['status', 'VI_1', '--is', state, '--run-dir', runDirectoryOf(lab.host(name))];
      return (await lab.host(name).run(vrrpdCommand(...words))).status === 0;
    });
  const answeredBy: string[] = [];
  let longest = 0;
  const answersCome = (from: Name): Promise<void> => until(`${from} answers`, async () => answeredBy.at(-1) === from);

  await Promise.all([startWebService(lab.host('lb-a')), startWebService(lab.host('lb-b'))]);
  start('lb-a', 'keepalived');
  start('lb-b', 'keepalived');
  await until('lb-a has the address', async () => (await lab.host('lb-a').addresses()).includes(`${VIP}/24`));
  startClient(lab.host('client'), { address: VIP, port: WEB_PORT, interval: 20, timeout: 200 }, (report) => {
    if (report.type === 'answered') answeredBy.push(report.host);
    if (report.type === 'answered') longest = Math.max(longest, report.gap);
    if (report.type === 'steady') longest = Math.max(longest, report.longest);
  });
  await answersCome('lb-a');
  longest = 0;

  await stop('lb-b');
  start('lb-b', 'vrrpd');
  await isIn('lb-b', 'backup');
  t.same(new Set(answeredBy), new Set(['lb-a']), 'moving the backup moves nothing');

  await stop('lb-a');
  await answersCome('lb-b');
  start('lb-a', 'vrrpd');
  await answersCome('lb-a');
  await isIn('lb-a', 'master');
  await isIn('lb-b', 'backup');

  await stop('lb-b');
  start('lb-b', 'keepalived');
  await until('the keepalived of lb-b is backup', async () => {
    return daemons.get('lb-b')?.lines.some((line) => line.includes('(VI_1) Entering BACKUP STATE')) ?? false;
  });
  await stop('lb-a');
  await answersCome('lb-b');
  start('lb-a', 'keepalived');
  await answersCome('lb-a');
  t.ok(longest < MASTER_DOWN, `at most ${longest} ms without an answer: each move was announced, none waited for`);
});
