/**
 * The configuration that both daemons get: so many instances on one interface, version 3.
 */

import { confText, instanceText } from '../support/instances.js';

export interface Load {
  readonly instances: number;
  /** Centiseconds, even: with priority 128 Skew_Time is then a whole number of them. */
  readonly advertCentis: number;
}

/** Half of the scale, so that Skew_Time is exactly half of the interval for whoever rounds to centiseconds. */
export const BACKUP_PRIORITY = 128;
export const MASTER_PRIORITY = 200;

/** Where the addresses of all virtual routers lie. */
export const VIRTUAL_NETWORK = '10.9.1.0/24';

/** Address of the virtual router with this number, 1-255. */
export function virtualAddress(vrid: number): string {
  return `10.9.1.${vrid}`;
}

export function vrids(load: Load): readonly number[] {
  return Array.from({ length: load.instances }, (_, index) => index + 1);
}

export function loadConf(load: Load, priority: number, lines: readonly string[] = []): string {
  const blocks = vrids(load).map((vrid) =>
    instanceText({
      vrid,
      priority,
      version: 3,
      advertInt: (load.advertCentis / 100).toString(),
      addresses: [`${virtualAddress(vrid)}/16`],
      lines,
    }),
  );
  return confText(...blocks);
}

/** Skew_Time of BACKUP_PRIORITY, microseconds. @see RFC 9568 section 6.1 */
export function skewTime(load: Load): number {
  return load.advertCentis * 5_000;
}

/** Master_Down_Interval of BACKUP_PRIORITY, microseconds. @see RFC 9568 section 6.1 */
export function masterDownInterval(load: Load): number {
  return load.advertCentis * 30_000 + skewTime(load);
}
