/** What a takeover needs is made before: the very changes and frames that it hands over later. */

import t from 'tap';
import { startDaemon } from '../../src/runtime/daemon.js';
import type { AddressChange, Frame } from '../../src/runtime/ports/network.js';
import { build } from '../support/configurations.js';
import { FakeWorld } from '../support/fakes.js';
import { MEMORY_SETTINGS, memoryInstance } from '../support/memory-daemon.js';

const SECOND = 1_000_000;
const COUNT = 40;

t.test('every change and every frame of a takeover was prepared', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const excluded = Array.from({ length: COUNT }, (_, index) => `    10.0.0.${index + 10}`).join('\n');
  const { configuration } = build(memoryInstance(`virtual_ipaddress_excluded {\n${excluded}\n  }`));
  const prepared = { changes: new Set<AddressChange>(), frames: new Set<Frame>() };
  const { adapters } = host;
  const daemon = startDaemon(
    configuration,
    MEMORY_SETTINGS,
    {
      ...adapters,
      addresses: {
        ...adapters.addresses,
        prepare: (changes) => {
          for (const change of changes) prepared.changes.add(change);
        },
      },
      announcer: {
        ...adapters.announcer,
        prepare: (frames) => {
          for (const frame of frames) prepared.frames.add(frame);
        },
      },
    },
    async () => ({ ok: false, reason: 'no reload', code: 'none' }),
  );
  world.settle();
  daemon.foreseeTakeovers(() => {});
  world.settle();
  t.equal(host.changes.length, 0, 'nothing of it is carried out');
  t.equal(prepared.changes.size, COUNT + 1);

  world.advance(5 * SECOND);
  const bound = host.changes.filter(({ operation }) => operation === 'add');
  t.equal(bound.length, COUNT + 1);
  t.ok(bound.every((change) => prepared.changes.has(change)));
  t.ok(host.frames.length > COUNT);
  t.ok(host.frames.every(({ frame }) => prepared.frames.has(frame)));
  await daemon.stop();
});
