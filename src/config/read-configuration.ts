/**
 * All passes at once: from the file that the command line names to the model.
 */

import { type BuildResult, buildConfiguration } from './build/build.js';
import type { HostFacts } from './host-facts.js';
import { type ReadTreeOptions, readTree } from './read-tree.js';
import type { Tree } from './tree.js';

export interface ReadConfiguration extends BuildResult {
  readonly tree: Tree;
}

/**
 * Reads a configuration file with all that it includes. Never throws on any bytes.
 * @param path as the command line names it, in bytes; may be a pattern
 * @param host the machine to ask about interfaces, files and users; undefined asks nothing
 */
export function readConfiguration(path: string, options: ReadTreeOptions, host?: HostFacts): ReadConfiguration {
  const tree = readTree(path, options);
  return { tree, ...buildConfiguration(tree, host) };
}
