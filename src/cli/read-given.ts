/** Files that a command was given for printing or comparing. */

import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';
import type { ReadingPrograms } from './programs.js';
import { type NamedConfiguration, readNamed } from './read-configuration.js';
import { nameInput, withInput } from './standard-input.js';

/** Reads a file for printing it: what the host has does not matter. */
export async function readGiven(word: string, given: Given, programs: ReadingPrograms): Promise<NamedConfiguration> {
  const file = nameInput(word);
  const { sources } = await withInput(await programs.configurationHost(), [file]);
  const options = { configId: textOf(given, 'config-id'), strictIncludes: given['all-config'] === true };
  return readNamed(file, options, { sources, facts: undefined });
}

/** 4 when nothing can be made of a file; its findings are for `vrrpd check`. */
export function statusOf(...read: readonly NamedConfiguration[]): number {
  const missing = read.filter(({ tree }) => tree.sources.files.length === 0);
  if (missing.length === 0) return EXIT.ok;
  for (const { file } of missing)
    process.stderr.write(`vrrpd: ${file}: cannot be read; vrrpd check ${file} says why\n`);
  return EXIT.permission;
}
