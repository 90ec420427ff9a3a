/** Tells when an address comes to a host of the lab or leaves it, as its kernel says: `ip monitor`. */

import type { LabHost } from './lab-host.js';
import type { LabProcess } from './lab-process.js';

export function watchAddresses(host: LabHost, tell: (address: string, held: boolean) => void): LabProcess {
  return host.start(['ip', '-oneline', 'monitor', 'address'], {
    onLine: (line) => {
      const event = parseMonitorLine(line);
      if (event !== undefined) tell(event.address, event.held);
    },
  });
}

/** Reads `[Deleted ]2: eth0    inet 192.0.2.1/24 scope ...`; undefined for any other line. */
export function parseMonitorLine(line: string): { readonly address: string; readonly held: boolean } | undefined {
  const match = /^(Deleted )?\d+: \S+\s+inet6? ([0-9a-f.:]+)/.exec(line);
  if (match === null) return undefined;
  return { address: match[2] ?? '', held: match[1] === undefined };
}
