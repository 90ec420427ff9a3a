/**
 * Whether this process may do what a VRRP daemon does, by the kernel's own word.
 */

import { readFileSync } from 'node:fs';

/** Bit numbers of capabilities(7). */
const NEEDED = [
  ['CAP_NET_ADMIN', 12n],
  ['CAP_NET_RAW', 13n],
] as const;

/** One sentence that says what is missing and the way out; undefined when nothing is. */
export function missingCapabilities(status: string = readFileSync('/proc/self/status', 'latin1')): string | undefined {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const missing = NEEDED.filter(([, bit]) => ((effective >> bit) & 1n) === 0n).map(([name]) => name);
  if (missing.length === 0) return undefined;
  return `missing ${missing.join(' and ')}: run it as root, by its systemd unit, or in a container with these capabilities added`;
}
