/** `vrrpd peers`: who was heard on the wire. */

import type { PeerSnapshot } from '../runtime/snapshot.js';
import { askFor, daemonPaths } from './ask.js';
import type { Given } from './command.js';
import { EXIT } from './exit-status.js';
import { formatPeers } from './peers-text.js';
import { describeTerminal } from './terminal.js';

interface PeersAnswer {
  readonly takenWall: number;
  readonly peers: readonly PeerSnapshot[];
}

export async function showPeers(given: Given): Promise<number> {
  const answer = await askFor<PeersAnswer>(await daemonPaths(given), '/v1/peers');
  const lines =
    given['json'] === true
      ? [JSON.stringify(answer, undefined, 2)]
      : formatPeers(answer.peers, answer.takenWall, describeTerminal());
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}
