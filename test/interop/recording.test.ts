/**
 * What a running daemon records replays through the core to the same lines.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import { encodeLine, parseRecording, replay } from '../../src/vrrp/recording.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

t.test('a recording of a failover replays', skip, async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vrrpd-record-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const duel = await Duel.create(t);
  const addresses = ['10.0.0.100/24'];
  const settings = `[log]\nrecord = ${folder}\n`;
  const recorded = duel.start('a', 'vrrpd', confText(instanceText({ priority: 100, addresses })), { settings });
  await duel.untilAlone('a');
  const better = duel.start('b', 'keepalived', confText(instanceText({ priority: 150, addresses })));
  await duel.untilAlone('b');
  await better.stop();
  await duel.untilAlone('a');
  await recorded.stop();

  const text = readFileSync(path.join(folder, '51-VI_51.jsonl'), 'utf8');
  const lines = text.trimEnd().split('\n').slice(1);
  t.same(replay(parseRecording(text)).map(encodeLine), lines);
  for (const reason of ['master-down-expired', 'higher-priority-heard', 'master-left', 'shutdown']) {
    t.match(text, `"reason":"${reason}"`);
  }
});
