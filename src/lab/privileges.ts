/**
 * What the lab needs before it can build hosts: the right to make network namespaces, and the `ip` program.
 */

import { readFile } from 'node:fs/promises';
import { findProgram } from './command.js';

/** Bit of each capability in /proc/PID/status. @see capability.h of the kernel */
const NEEDED = { CAP_NET_ADMIN: 12, CAP_NET_RAW: 13, CAP_SYS_ADMIN: 21 } as const;

/** One line that says what is missing, undefined when the lab can run here. */
export async function whatLabLacks(): Promise<string | undefined> {
  if ((await findProgram('ip')) === undefined) return 'needs the ip program (Debian: apt-get install iproute2)';
  const status = await readFile('/proc/self/status', 'utf8');
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  const missing = Object.entries(NEEDED).filter(([, bit]) => ((effective >> BigInt(bit)) & 1n) === 0n);
  if (missing.length === 0) return undefined;
  const names = missing.map(([name]) => name).join(', ');
  return `needs root to make network namespaces (missing here: ${names}): run it as root, with sudo for example`;
}
