/**
 * Announcements that keep a distance: one at a time in each lane, all addresses in turn. An address that waits already
 * gets one more repeat, not one more place.
 */

import { type Micros, plus } from '../base/micros.js';
import type { LaneOfAddress } from './announcement-gaps.js';
import { Deadline } from './deadline-queue.js';
import type { PlannedAddress } from './planned-address.js';
import type { Frame } from './ports/network.js';
import type { TurnLoop } from './turn-loop.js';

/** Frames of one lane in one turn, for gaps shorter than a turn. */
const BURST = 32;

interface Lane {
  gap: Micros;
  freeAt: Micros;
  readonly waiting: Map<PlannedAddress, number>;
}

export interface PacedPorts {
  readonly loop: TurnLoop;
  /** The frame now; undefined where the address is not held any more. */
  frameOf(planned: PlannedAddress): Frame | undefined;
  send(frames: readonly Frame[]): void;
}

export class PacedAnnouncements {
  readonly #ports: PacedPorts;
  readonly #deadline: Deadline;
  readonly #lanes = new Map<string, Lane>();

  constructor(ports: PacedPorts) {
    this.#ports = ports;
    this.#deadline = new Deadline((now) => this.#due(now));
  }

  add({ key, gap }: LaneOfAddress, planned: PlannedAddress): void {
    const lane = this.#lanes.get(key) ?? { gap, freeAt: 0 as Micros, waiting: new Map<PlannedAddress, number>() };
    lane.gap = gap;
    this.#lanes.set(key, lane);
    lane.waiting.set(planned, (lane.waiting.get(planned) ?? 0) + 1);
    this.#arm();
  }

  #due(now: Micros): void {
    const frames: Frame[] = [];
    for (const [key, lane] of this.#lanes) {
      for (let sent = 0; sent < BURST && lane.freeAt <= now && lane.waiting.size > 0; sent += 1) {
        const frame = this.#take(lane);
        if (frame === undefined) continue;
        frames.push(frame);
        // A lane that was idle starts now; one that is late catches up.
        lane.freeAt = plus(sent === 0 ? now : lane.freeAt, lane.gap);
      }
      if (lane.waiting.size === 0 && lane.freeAt <= now) this.#lanes.delete(key);
    }
    if (frames.length > 0) this.#ports.send(frames);
    this.#arm();
  }

  /** The first that waits; one with repeats left goes to the end. */
  #take(lane: Lane): Frame | undefined {
    for (const [planned, count] of lane.waiting) {
      lane.waiting.delete(planned);
      const frame = this.#ports.frameOf(planned);
      if (frame !== undefined && count > 1) lane.waiting.set(planned, count - 1);
      return frame;
    }
    return undefined;
  }

  #arm(): void {
    let next: Micros | undefined;
    for (const { waiting, freeAt } of this.#lanes.values()) {
      if (waiting.size > 0 && (next === undefined || freeAt < next)) next = freeAt;
    }
    this.#ports.loop.arm(this.#deadline, next);
  }
}
