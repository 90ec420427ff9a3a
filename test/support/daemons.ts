/**
 * Starts the two daemons under test on a host of the lab, each with files of its own: vrrpd from this build, keepalived
 * from Debian.
 */

import { findProgram } from '../../src/lab/command.js';
import { startKeepalived } from '../../src/lab/keepalived-process.js';
import type { LabHost } from '../../src/lab/lab-host.js';
import type { LabProcess } from '../../src/lab/lab-process.js';
import { whatLabLacks } from '../../src/lab/privileges.js';
import { startVrrpd, type VrrpdOptions } from '../../src/lab/vrrpd-process.js';

export type DaemonKind = 'vrrpd' | 'keepalived';

/** What this machine lacks for tests with real peers, undefined when it has everything. */
export async function whatInteropLacks(...programs: readonly string[]): Promise<string | undefined> {
  const lacks = await whatLabLacks();
  if (lacks !== undefined) return lacks;
  for (const program of ['tcpdump', ...programs]) {
    if ((await findProgram(program)) === undefined) return `needs ${program} (Debian: apt-get install ${program})`;
  }
  return undefined;
}

/** Writes the configuration into the host's directory and starts the daemon on it, in the foreground. */
export function startDaemon(kind: DaemonKind, host: LabHost, conf: string, options: VrrpdOptions = {}): LabProcess {
  return kind === 'vrrpd' ? startVrrpd(host, conf, options) : startKeepalived(host, conf, options);
}
