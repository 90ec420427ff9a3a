/** Values as keepalived's listings say them. */

import type { Command } from '../../src/config/model.js';

export function optional<T>(
  label: string,
  value: T | undefined,
  format: (value: T) => string = String,
): readonly string[] {
  return value === undefined ? [] : [`${label}${format(value)}`];
}

export function decimal(micros: number | undefined = 0): string {
  return (micros / 1_000_000).toFixed(6);
}

export function onOff(value: boolean | undefined): string {
  return value ? 'ON' : 'OFF';
}

export function words({ argv }: Command): string {
  return argv.map((word) => `'${word}'`).join(' ');
}

export function commandText(command: Command): string {
  return `${words(command)}, uid:gid 0:0`;
}
