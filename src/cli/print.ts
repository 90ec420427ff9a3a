/** `vrrpd print`: a configuration as text again. */

import { formatConfiguration } from '../config/print/configuration.js';
import { formatTree } from '../config/print/tree.js';
import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';
import type { ReadingPrograms } from './programs.js';
import { readGiven, statusOf } from './read-given.js';
import { CONFIG_FILE } from './settings-file.js';

export async function printFile(given: Given, programs: ReadingPrograms): Promise<number> {
  const read = await readGiven(textOf(given, 'file') ?? CONFIG_FILE, given, programs);
  const status = statusOf(read);
  if (status !== EXIT.ok) return status;
  const bytes = given['resolved'] === true ? formatTree(read.tree.nodes) : formatConfiguration(read.configuration);
  process.stdout.write(Buffer.from(bytes, 'latin1'));
  return EXIT.ok;
}
