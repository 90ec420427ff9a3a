/** The takeover that is rehearsed after the start: it runs to its end, and not beyond a stop of the daemon. */

import t from 'tap';
import { type Micros, micros } from '../../src/base/micros.js';
import type { DaemonAdapters } from '../../src/runtime/adapters.js';
import { rehearse } from '../../src/runtime/rehearsal.js';
import { build, instanceText } from '../support/configurations.js';
import { MEMORY_SETTINGS } from '../support/memory-daemon.js';

/** A turn is over after one change of hands. */
class Turns {
  readonly waiting: (() => void)[] = [];
  sent = 0;
  #now = 0;

  readonly adapters: Pick<DaemonAdapters, 'clock' | 'defer' | 'addresses' | 'announcer'> = {
    clock: { now: () => this.#tick(), wall: () => 0 },
    defer: (work) => void this.waiting.push(work),
    addresses: { apply: () => {}, close: () => {} },
    announcer: { send: () => 0, rehearse: () => this.#count(), close: () => {} },
  };

  #tick(): Micros {
    this.#now += 1_500;
    return micros(this.#now);
  }

  #count(): void {
    this.sent += 1;
  }

  next(): void {
    for (const work of this.waiting.splice(0)) work();
  }
}

const { configuration } = build(instanceText());

t.test('a hundred changes of hands, in many turns', async (t) => {
  const turns = new Turns();
  let again: (() => void) | undefined;
  const breakOff = rehearse(configuration, MEMORY_SETTINGS, turns.adapters, (round) => {
    again = round;
  });
  while (turns.waiting.length > 0) turns.next();
  t.equal(turns.sent, 100);
  again?.();
  t.equal(turns.sent, 101, 'and one more whenever a takeover is near');
  breakOff();
  again?.();
  t.equal(turns.sent, 101);
});

t.test('broken off, it no longer touches adapters that are about to be closed', async (t) => {
  const turns = new Turns();
  const breakOff = rehearse(configuration, MEMORY_SETTINGS, turns.adapters, () => t.fail('it has not ended'));
  turns.next();
  t.equal(turns.sent, 1);
  breakOff();
  turns.next();
  t.equal(turns.sent, 1);
  t.same(turns.waiting, []);
});
