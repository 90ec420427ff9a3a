/** `vrrpd diff`: two configurations instance by instance. */

import { diffConfigurations } from '../config/diff.js';
import { formatDiff } from '../config/diff-text.js';
import { safeText } from '../config/report/display.js';
import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';
import type { ReadingPrograms } from './programs.js';
import { readGiven, statusOf } from './read-given.js';

export async function diffFiles(given: Given, programs: ReadingPrograms): Promise<number> {
  const before = await readGiven(textOf(given, 'old') ?? '', given, programs);
  const after = await readGiven(textOf(given, 'new') ?? '', given, programs);
  const status = statusOf(before, after);
  if (status !== EXIT.ok) return status;
  const diff = diffConfigurations(before.configuration, after.configuration);
  const lines = formatDiff(diff).split('\n').map(safeText);
  process.stdout.write(lines.join('\n'));
  return diff.instances.length + diff.blocks.length === 0 ? EXIT.ok : EXIT.failed;
}
