/**
 * A client of the lab, seen from outside: runs the agent on its host and hands on what it reports.
 */

import { fileURLToPath } from 'node:url';
import type { LabHost } from './lab-host.js';
import type { LabProcess } from './lab-process.js';

const AGENT = fileURLToPath(new URL('../lab/client-agent.js', import.meta.url));

export type ClientReport =
  /** The first answer, one from another host than before, or one after silence. `gap` in ms since the answer before. */
  | { readonly type: 'answered'; readonly host: string; readonly gap: number }
  /** Nothing has answered for a while. */
  | { readonly type: 'silent' }
  /** Ten times a second: answers since the last such report, and the longest time between two of them in ms. */
  | { readonly type: 'steady'; readonly answers: number; readonly longest: number };

export interface ClientOptions {
  readonly address: string;
  readonly port: number;
  /** Milliseconds between two requests; each is given up after `timeout`. */
  readonly interval: number;
  readonly timeout: number;
}

export function startClient(host: LabHost, options: ClientOptions, report: (report: ClientReport) => void): LabProcess {
  const words = [options.address, options.port, options.interval, options.timeout].map(String);
  return host.start([process.execPath, AGENT, ...words], {
    onLine: (line, stream) => {
      if (stream === 'stdout') report(JSON.parse(line) as ClientReport);
    },
  });
}
