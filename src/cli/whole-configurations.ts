/** Which of the files that a command was given are configurations of their own. */

import { realpathSync } from 'node:fs';
import { encodeBytes } from '../config/tree.js';
import type { NamedConfiguration } from './read-configuration.js';

/** Each file once, whatever the paths to it, and none that another of them includes. */
export function wholeConfigurations(read: readonly NamedConfiguration[]): readonly NamedConfiguration[] {
  const known = new Map<string, NamedConfiguration>();
  for (const configuration of read) {
    const path = realPath(encodeBytes(configuration.file));
    if (!known.has(path)) known.set(path, configuration);
  }
  // Of two files that include each other, one stays.
  for (const path of [...known.keys()]) {
    const others = [...known].filter(([other]) => other !== path);
    if (others.some(([, configuration]) => includes(configuration, path))) known.delete(path);
  }
  return [...known.values()];
}

function includes({ tree: { sources } }: NamedConfiguration, path: string): boolean {
  return sources.files.some((file) => sources.includedFrom(file) !== undefined && realPath(file) === path);
}

/** The path without links, in bytes; as it is where there is no such file. */
function realPath(path: string): string {
  try {
    return realpathSync(Buffer.from(path, 'latin1'), 'latin1');
  } catch {
    return path;
  }
}
