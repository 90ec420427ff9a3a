/**
 * The configuration that both daemons get: so many instances on one interface, version 3.
 */

import { confText, instanceText } from '../support/instances.js';

export interface Load {
  readonly instances: number;
  /** Centiseconds, even: with priority 128 Skew_Time is then a whole number of them. */
  readonly advertCentis: number;
  /** Addresses that the first instance holds beside its one, in virtual_ipaddress_excluded. */
  readonly excluded?: number;
}

/** Half of the scale, so that Skew_Time is exactly half of the interval for whoever rounds to centiseconds. */
export const BACKUP_PRIORITY = 128;
export const MASTER_PRIORITY = 200;

/** Where the addresses of all virtual routers lie. */
export const VIRTUAL_NETWORKS: readonly string[] = ['10.9.1.0/24', '10.9.2.0/24'];

/** Address of the virtual router with this number, 1-255. */
export function virtualAddress(vrid: number): string {
  return `10.9.1.${vrid}`;
}

export function vrids(load: Load): readonly number[] {
  return Array.from({ length: load.instances }, (_, index) => index + 1);
}

/** An address, and the virtual router that holds it. */
export interface HeldAddress {
  readonly vrid: number;
  readonly address: string;
}

/** Every address of the load, those of the adverts first. */
export function heldAddresses(load: Load): readonly HeldAddress[] {
  const advertised = vrids(load).map((vrid) => ({ vrid, address: virtualAddress(vrid) }));
  return [...advertised, ...excludedAddresses(load).map((address) => ({ vrid: 1, address }))];
}

function excludedAddresses(load: Load): readonly string[] {
  return Array.from({ length: load.excluded ?? 0 }, (_, index) => `10.9.2.${index + 1}`);
}

export interface ConfOptions {
  /** More lines of every instance. */
  readonly lines?: readonly string[];
  /** More lines of global_defs. */
  readonly globals?: readonly string[];
}

export function loadConf(load: Load, priority: number, { lines = [], globals = [] }: ConfOptions = {}): string {
  const excluded = excludedAddresses(load).map((address) => `  ${address}/16`);
  const block = excluded.length === 0 ? [] : ['virtual_ipaddress_excluded {', ...excluded, '}'];
  const blocks = vrids(load).map((vrid) =>
    instanceText({
      vrid,
      priority,
      version: 3,
      advertInt: (load.advertCentis / 100).toString(),
      addresses: [`${virtualAddress(vrid)}/16`],
      lines: vrid === 1 ? [...lines, ...block] : lines,
    }),
  );
  const more =
    globals.length === 0 ? [] : [['global_defs {', ...globals.map((line) => `  ${line}`), '}', ''].join('\n')];
  return confText(...more, ...blocks);
}

/** Skew_Time of BACKUP_PRIORITY, microseconds. @see RFC 9568 section 6.1 */
export function skewTime(load: Load): number {
  return load.advertCentis * 5_000;
}

/** Master_Down_Interval of BACKUP_PRIORITY, microseconds. @see RFC 9568 section 6.1 */
export function masterDownInterval(load: Load): number {
  return load.advertCentis * 30_000 + skewTime(load);
}
