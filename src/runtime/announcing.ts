/** How announcements leave: the first of each address at once, the others when there is time, or one at a time. */

import type { DaemonAdapters } from './adapters.js';
import { announcementFrame } from './announcement-frame.js';
import type { AnnouncementGaps } from './announcement-gaps.js';
import { AnnouncementQueue } from './announcement-queue.js';
import { PacedAnnouncements } from './paced-announcements.js';
import type { TurnLoop } from './turn-loop.js';

/** @param gaps where announcements must keep a distance */
export function announcementQueue(
  loop: TurnLoop,
  { announcer, defer }: DaemonAdapters,
  gaps: AnnouncementGaps,
): AnnouncementQueue {
  const paced = new PacedAnnouncements({
    loop,
    frameOf: (planned) => (planned.state === 'bound' ? announcementFrame(planned) : undefined),
    send: (frames) => void announcer.send(frames),
  });
  return new AnnouncementQueue({
    announcer,
    frameOf: announcementFrame,
    pace: (planned) => {
      const lane = gaps.laneOf(planned);
      if (lane !== undefined) paced.add(lane, planned);
      return lane !== undefined;
    },
    defer: (work) => defer(() => loop.run(work)),
  });
}
