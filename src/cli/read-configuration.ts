/**
 * Configuration files as the commands see them: named on the command line, read with everything that they include.
 */

import { readdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type ReadConfiguration, readConfiguration } from '../config/read-configuration.js';
import { encodeBytes } from '../config/tree.js';
import type { ConfigurationHost } from './programs.js';
import { UsageError } from './usage-error.js';

export interface ReadOptions {
  /** Name for `@name` conditions; undefined: the host's name up to its first dot. */
  readonly configId: string | undefined;
  readonly strictIncludes: boolean;
}

/** One configuration under the name that it was given. */
export interface NamedConfiguration extends ReadConfiguration {
  readonly file: string;
}

/** Reads one configuration. Whatever is wrong with it, also that it does not exist, is among its findings. */
export function readNamed(file: string, options: ReadOptions, host: ConfigurationHost): NamedConfiguration {
  const reading = {
    reader: host.sources,
    directory: encodeBytes(process.cwd()),
    configId: encodeBytes(options.configId ?? hostname().split('.')[0] ?? ''),
    strictIncludes: options.strictIncludes,
    randomSeed: Date.now() % 0x7fff_ffff,
  };
  return { file, ...readConfiguration(encodeBytes(file), reading, host.facts) };
}

/**
 * The files that the words name: a directory stands for every `*.conf` in it, sorted.
 * @throws UsageError at a directory without one
 */
export function expandDirectories(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    if (statSync(word, { throwIfNoEntry: false })?.isDirectory() !== true) return [word];
    const names = readdirSync(word).filter((name) => name.endsWith('.conf'));
    if (names.length === 0) throw new UsageError(`no *.conf in ${word}`);
    return names.sort().map((name) => join(word, name));
  });
}
