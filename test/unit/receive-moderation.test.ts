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
  const moderation = new ReceiveModeration(socket, (deadline, at) => {
    armed.deadline = deadline;
    armed.at = at;
  });
  moderation.window = micros(10_000);
  return { story, armed, moderation };
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

t.test('the window follows the advertisement interval and has an end', (t) => {
  t.equal(moderationWindow(micros(10_000)), 500);
  t.equal(moderationWindow(micros(100_000)), 5_000);
  t.equal(moderationWindow(micros(1_000_000)), 50_000);
  t.equal(moderationWindow(micros(40_950_000)), 50_000);
  t.end();
});
