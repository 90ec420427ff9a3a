/** Files that a command was given for printing or comparing. */

import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';
import type { ReadingPrograms } from './programs.js';
import { type NamedConfiguration, type ReadOptions, readNamed } from './read-configuration.js';
import { nameInput, withInput, wordFor } from './standard-input.js';

/** Reads a file for printing it: what the host has does not matter. */
export async function readGiven(word: string, given: Given, programs: ReadingPrograms): Promise<NamedConfiguration> {
  const file = nameInput(word);
  const { sources } = await withInput(await programs.configurationHost(), [file]);
  return readNamed(file, optionsOf(given), { sources, facts: undefined });
}

/** Reads the running file and the one to come as a reload reads them, which asks this host. */
export async function readPair(
  words: readonly [string, string],
  given: Given,
  programs: ReadingPrograms,
): Promise<readonly [NamedConfiguration, NamedConfiguration]> {
  const [before, after] = [nameInput(words[0]), nameInput(words[1])];
  const host = await withInput(await programs.configurationHost(), [before, after]);
  const options = optionsOf(given);
  return [readNamed(before, options, host), readNamed(after, options, host)];
}

function optionsOf(given: Given): ReadOptions {
  return { configId: textOf(given, 'config-id'), strictIncludes: given['all-config'] === true };
}

/** 4 when nothing can be made of a file; its findings are for `vrrpd check`. */
export function statusOf(...read: readonly NamedConfiguration[]): number {
  const missing = read.filter(({ tree }) => tree.sources.files.length === 0);
  if (missing.length === 0) return EXIT.ok;
  for (const { file } of missing)
    process.stderr.write(`vrrpd: ${file}: cannot be read; vrrpd check ${wordFor(file)} says why\n`);
  return EXIT.permission;
}
