/**
 * Lints over one configuration: mistakes that are legal. Pure and quick; what a lint needs of the machine comes through
 * the host port, and without a host those lints say nothing.
 */

import type { Diagnostic } from '../diagnostic.js';
import { findingMaker } from '../finding.js';
import { FindingList } from '../finding-list.js';
import type { HostFacts } from '../host-facts.js';
import type { Configuration, Instance } from '../model.js';
import { lintAddresses } from './addresses.js';
import { lintAuthentication } from './authentication.js';
import { LINT_FINDINGS } from './codes.js';
import { lintCommands } from './commands.js';
import { lintElection } from './election.js';
import { lintMail } from './mail.js';
import { lintPeers } from './peers.js';
import { lintScriptTimes } from './script-times.js';
import { lintSessions } from './sessions.js';
import type { Lint, LintReport } from './subject.js';

const LINTS: readonly Lint[] = [
  lintElection,
  lintScriptTimes,
  lintCommands,
  lintAuthentication,
  lintAddresses,
  lintPeers,
  lintSessions,
  lintMail,
];

/** Makes findings of a table of codes and collects them, a bounded number of each. */
export function lintReport(): { readonly report: LintReport; readonly found: () => readonly Diagnostic[] } {
  const findings = new FindingList();
  const make = findingMaker(LINT_FINDINGS);
  return { report: (...words) => findings.add(make(...words)), found: () => findings.all() };
}

/**
 * The findings about one configuration, not yet sorted.
 * @param host undefined asks nothing of the machine
 * @param paired instances whose counterparts on other hosts are known: nothing is guessed about those
 */
export function lintConfiguration(
  configuration: Configuration,
  host?: HostFacts,
  paired: ReadonlySet<Instance> = new Set(),
): readonly Diagnostic[] {
  const { report, found } = lintReport();
  for (const lint of LINTS) lint({ configuration, host, paired, report });
  return found();
}
