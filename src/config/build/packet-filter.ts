/**
 * Says when instances need the packet filter and this host has no program for it.
 */

import type { Instance } from '../model.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';

const DIRECTORIES = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

export function reportMissingFilter(reading: Reading, instances: readonly Instance[]): void {
  const { host } = reading;
  const first = instances.find(needsFilter);
  if (host === undefined || first === undefined) return;
  if (DIRECTORIES.some((directory) => host.realPath(`${directory}/nft`) !== undefined)) return;
  const why = first.vmac === undefined ? 'drops packets to its addresses' : 'has a virtual MAC';
  reading.report(
    'filter-missing',
    first.span,
    `vrrp_instance ${shown(first.name)} ${why}, and nft is not on this host`,
    {
      keepalived: 'does it with a library of its own',
      hint: 'install nftables',
    },
  );
}

function needsFilter({ acceptMode, priority, vmac }: Instance): boolean {
  return vmac !== undefined || (!acceptMode && priority !== 255);
}
