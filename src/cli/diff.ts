/** `vrrpd diff`: two configurations instance by instance, or why a reload would not take the new one. */

import { diffConfigurations } from '../config/diff.js';
import { formatDiff } from '../config/diff-text.js';
import { findingSentence, knownFindings, refusingFinding, restartReason } from '../config/reload-refusal.js';
import { safeText } from '../config/report/display.js';
import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';
import type { ReadingPrograms } from './programs.js';
import type { NamedConfiguration } from './read-configuration.js';
import { readPair, statusOf } from './read-given.js';
import { wordFor } from './standard-input.js';

export async function diffFiles(given: Given, programs: ReadingPrograms): Promise<number> {
  const words = [textOf(given, 'old') ?? '', textOf(given, 'new') ?? ''] as const;
  const [before, after] = await readPair(words, given, programs);
  const status = statusOf(before, after);
  if (status !== EXIT.ok) return status;
  const refusal = refusalOf(before, after);
  if (refusal !== undefined) {
    const help = `nothing would change; vrrpd check ${wordFor(after.file)} says what is wrong`;
    process.stdout.write(`the reload would be refused: ${safeText(refusal)}\n${safeText(help)}\n`);
    return EXIT.configuration;
  }
  const diff = diffConfigurations(before.configuration, after.configuration);
  const lines = formatDiff(diff).split('\n').map(safeText);
  process.stdout.write(lines.join('\n'));
  return diff.instances.length + diff.blocks.length === 0 ? EXIT.ok : EXIT.failed;
}

function refusalOf(before: NamedConfiguration, after: NamedConfiguration): string | undefined {
  const { globals } = before.configuration;
  const accepted = knownFindings(before.diagnostics, before.configuration);
  const finding = refusingFinding(after.diagnostics, { accepted, globals });
  return finding === undefined ? restartReason(globals, after.configuration.globals) : findingSentence(finding);
}
