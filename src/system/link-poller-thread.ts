/** The thread behind `threadLinkPoller`: a list of links comes in, a list of answers goes back. */

import { parentPort } from 'node:worker_threads';
import type { PolledLink } from '../runtime/ports/link-poller.js';
import { linkProbe } from './link-probe.js';

const probe = linkProbe();

parentPort?.on('message', (links: readonly PolledLink[]) => {
  parentPort?.postMessage(links.flatMap((link) => probe(link) ?? []));
});
