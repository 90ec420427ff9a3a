/**
 * Starts the two daemons under test on a host of the lab, each with files of its own: vrrpd from this build, keepalived
 * from Debian.
 */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../src/lab/command.js';
import type { LabHost } from '../../src/lab/lab-host.js';
import type { LabProcess, ProcessOptions } from '../../src/lab/lab-process.js';
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

/** Pid files of its own, so that several run on one machine; TMPDIR keeps its dumps apart. */
export function startKeepalived(host: LabHost, conf: string, options: ProcessOptions = {}): LabProcess {
  const at = (name: string): string => join(host.directory, name);
  const file = at('keepalived.conf');
  writeFileSync(file, conf, { mode: 0o644 });
  const pids = ['-p', at('keepalived.pid'), '-r', at('vrrp.pid'), '-c', at('checkers.pid'), '-b', at('bfd.pid')];
  // A killed one's children may not be reaped yet, and keepalived takes their pid for a daemon that runs.
  for (const name of ['keepalived.pid', 'vrrp.pid']) rmSync(at(name), { force: true });
  return host.start(['keepalived', '-n', '-l', '-f', file, ...pids], {
    ...options,
    environment: { TMPDIR: host.directory, ...options.environment },
  });
}
