/** The client of a rehearsal, seen from outside: which host answers for an address, and how long nobody did. */

import { fileURLToPath } from 'node:url';
import type { LabHost } from './lab-host.js';
import type { LabProcess } from './lab-process.js';

const PROBE_AGENT = fileURLToPath(new URL('../lab/probe-agent.js', import.meta.url));
const SERVICE_AGENT = fileURLToPath(new URL('../lab/service-agent.js', import.meta.url));
const PORT = '7777';

export type ProbeReport =
  /** The first answer, one from another host than before, or one after silence. `gap` in ms since the answer before. */
  | { readonly type: 'answered'; readonly address: string; readonly host: string; readonly gap: number }
  /** Nothing has answered for a while. */
  | { readonly type: 'silent'; readonly address: string }
  /** Ten times a second: the longest time between two answers in ms. */
  | { readonly type: 'steady'; readonly address: string; readonly longest: number };

/** Milliseconds between two questions to one address, more where there are many addresses. */
export function probeInterval(addresses: number): number {
  return Math.max(5, Math.ceil(addresses / 4));
}

/** @param addresses link-local ones with their interface: `fe80::1%eth0` */
export function startProbe(
  client: LabHost,
  addresses: readonly string[],
  report: (report: ProbeReport) => void,
): LabProcess {
  const words = [PORT, String(probeInterval(addresses.length)), ...addresses];
  return client.start([process.execPath, PROBE_AGENT, ...words], {
    onLine: (line, stream) => {
      if (stream === 'stdout') report(JSON.parse(line) as ProbeReport);
    },
  });
}

/** What answers the client on a host. */
export function startService(host: LabHost): LabProcess {
  return host.start([process.execPath, SERVICE_AGENT, host.name, PORT]);
}
