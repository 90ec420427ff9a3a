/** keepalived of this machine on a host of the lab, with files of its own, so that several run beside each other. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabHost } from './lab-host.js';
import type { LabProcess, ProcessOptions } from './lab-process.js';

/** Writes the configuration into the host's directory and runs keepalived on it, in the foreground. */
export function startKeepalived(host: LabHost, conf: string, options: ProcessOptions = {}): LabProcess {
  const at = (name: string): string => join(host.directory, name);
  const file = at('keepalived.conf');
  // With the passwords of the file.
  writeFileSync(file, conf, { mode: 0o600 });
  const pids = ['-p', at('keepalived.pid'), '-r', at('vrrp.pid'), '-c', at('checkers.pid'), '-b', at('bfd.pid')];
  // A killed one's children may not be reaped yet, and keepalived takes their pid for a daemon that runs.
  for (const name of ['keepalived.pid', 'vrrp.pid', 'bfd.pid']) rmSync(at(name), { force: true });
  return host.start(['keepalived', '-n', '-l', '-f', file, ...pids], {
    ...options,
    // Keeps its dumps apart.
    environment: { TMPDIR: host.directory, ...options.environment },
  });
}
