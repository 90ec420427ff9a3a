/** Lints about BFD sessions. */

import { withGroupTracking } from '../group-tracking.js';
import type { LintSubject } from './subject.js';
import { relatedPlaces } from './subject.js';

export function lintSessions({ configuration, report }: LintSubject): void {
  const sessions = new Map(configuration.bfdSessions.map((session) => [session.name, session]));
  for (const { name, unicastPeers, trackedBfds } of withGroupTracking(configuration).instances) {
    for (const reference of trackedBfds) {
      const session = sessions.get(reference.name);
      if (session === undefined || reference.weight !== 0 || reference.reverse) continue;
      if (!unicastPeers.some(({ address }) => address === session.neighbor)) continue;
      report(
        'session-with-peer',
        reference.span,
        `${name} is in FAULT whenever its peer ${session.neighbor} is gone: nobody is master then`,
        {
          keepalived: 'does the same',
          hint: `give it a weight, or follow a session with something that both hosts need (a gateway)`,
          ...relatedPlaces([session.span, 'the session']),
        },
      );
    }
  }
  for (const { name, multihop, maxHops, span } of sessions.values()) {
    if (!multihop || maxHops !== 0) continue;
    report('session-hops', span, `${name} is a session over several hops, and max_hops 0 allows none`, {
      keepalived: 'drops the packets of the other end when a router has forwarded them',
      hint: 'add max_hops with the number of routers between, or 255',
    });
  }
}
