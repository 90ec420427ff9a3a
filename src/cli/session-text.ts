/** One BFD session for people. */

import { formatDuration } from '../base/format-time.js';
import type { SessionSnapshot } from '../runtime/snapshot.js';

/** `with 10.0.0.2 for 3 min 2 s, sends every 50 ms, gone after 150 ms of silence`. */
export function formatSession(session: SessionSnapshot, now: number): string {
  const { detail, sinceWall, remote, rejected } = session;
  const parts = [`${detail} for ${formatDuration((now - sinceWall) * 1_000)}`, ...formatIntervals(session)];
  if (remote !== undefined && remote.diagnostic !== NONE) parts.push(`the other end says: ${remote.diagnostic}`);
  const refused = Object.entries(rejected).map(([code, count]) => `${code} ${count}`);
  if (refused.length > 0) parts.push(`rejected: ${refused.join(', ')}`);
  return parts.join(', ');
}

function formatIntervals({ transmitInterval, detectionTime }: SessionSnapshot): string[] {
  return [
    ...(transmitInterval === undefined ? [] : [`sends every ${formatDuration(transmitInterval)}`]),
    ...(detectionTime === undefined ? [] : [`gone after ${formatDuration(detectionTime)} of silence`]),
  ];
}

const NONE = 'no diagnostic';
