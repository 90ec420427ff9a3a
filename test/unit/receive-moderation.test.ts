/**
 * When a socket is left alone and when it is looked at again.
 */

import t from 'tap';
import { micros } from '../../src/base/micros.js';
import type { Deadline } from '../../src/runtime/deadline-queue.js';
import type { AdvertisementSocket } from '../../src/runtime/ports/network.js';
import { moderationWindow, ReceiveModeration } from '../../src/runtime/receive-moderation.js';

function stage() {
  const story: string[] = [];
  const socket = {
    pause: () => void story.push('pause'),
    resume: () => void story.push('resume'),
  } as unknown as AdvertisementSocket;
  const armed: { deadline: Deadline | undefined; at: number | undefined } = { deadline: undefined, at: undefined };
  const patience = { shortest: micros(10_000) };
  const arm = (deadline: Deadline, at: number | undefined): void => {
    armed.deadline = deadline;
    armed.at = at;
  };
  const moderation = new ReceiveModeration(socket, arm, () => patience.shortest);
  return { story, armed, moderation, patience };
}

t.test('packets far apart are taken in at once, each', (t) => {
  const { story, armed, moderation } = stage();
  for (const at of [0, 10_000, 20_000]) {
    moderation.woken(micros(at));
    moderation.drained();
  }
  t.strictSame(story, []);
  t.equal(armed.at, undefined);
  t.end();
});

t.test('a second wake-up within the window leaves the socket alone until a look finds nothing', (t) => {
  const { story, armed, moderation } = stage();
  moderation.woken(micros(0));
  moderation.woken(micros(9_999));
  moderation.drained();
  t.strictSame(story, ['pause']);
  t.equal(armed.at, 19_999);

  armed.deadline?.due(micros(20_000));
  t.equal(armed.at, 30_000, 'there was something: looked at once more');
  armed.deadline?.due(micros(30_000));
  t.strictSame(story, ['pause', 'resume'], 'nothing came: back to being called');
  t.end();
});

t.test('a router that became master makes the window shorter', (t) => {
  const { armed, moderation, patience } = stage();
  moderation.woken(micros(0));
  moderation.woken(micros(100));
  moderation.drained();
  t.equal(armed.at, 10_100);
  patience.shortest = micros(4_000);
  moderation.patienceChanged();
  armed.deadline?.due(micros(10_100));
  t.equal(armed.at, 14_100);
  t.end();
});

t.test('the window follows the advertisement interval and Skew_Time, and has an end', (t) => {
  const window = (interval: number, skew: number, isMaster = false): number => {
    return moderationWindow(micros(interval), micros(skew), isMaster);
  };
  t.equal(window(10_000, 5_000), 2_500);
  t.equal(window(100_000, 50_000), 25_000);
  t.equal(window(1_000_000, 609_375), 250_000);
  t.equal(window(1_000_000, 609_375, true), 100_000, 'a master looks more often: it may have to give way');
  t.equal(window(40_950_000, 20_000_000), 250_000);
  t.equal(window(1_000_000, 7_812), 7_812, 'priority 254');
  t.end();
});
