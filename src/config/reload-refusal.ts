/** Why a reload is refused: one rule for the daemon and for whoever asks beforehand. */

import { MISSING_INTERFACE, missingInterface } from './build/interface.js';
import { namedInterfaces } from './build/named-interfaces.js';
import type { Diagnostic } from './diagnostic.js';
import type { Configuration } from './model.js';
import type { GlobalSettings } from './model-global.js';
import { formatPlace } from './report/text-report.js';

/** What runs, as a reload sees it. */
export interface RunningConfiguration {
  /** What is wrong with it, and known; see {@link knownFindings}. */
  readonly accepted: ReadonlySet<string>;
  readonly globals: GlobalSettings;
}

/** What is wrong with a configuration that runs, and what will be once one of its interfaces goes away. */
export function knownFindings(findings: readonly Diagnostic[], configuration: Configuration): ReadonlySet<string> {
  const known = new Set(findings.map(sameness));
  for (const name of namedInterfaces(configuration)) {
    known.add(sameness({ code: MISSING_INTERFACE, message: missingInterface(name) }));
  }
  return known;
}

/** The same mistake on another line is the same mistake. */
function sameness({ code, message }: Pick<Diagnostic, 'code' | 'message'>): string {
  return `${code} ${message}`;
}

/**
 * The first finding that keeps a configuration from being taken over; undefined when none does.
 * With reload_check_config, whatever keepalived -t complains about is a reason, also what was there before.
 * @param running undefined at start, where only what the daemon cannot run without counts
 */
export function refusingFinding(
  findings: readonly Diagnostic[],
  running: RunningConfiguration | undefined,
): Diagnostic | undefined {
  const fatal = findings.find(({ severity }) => severity === 'fatal');
  if (fatal !== undefined || running === undefined) return fatal;
  const strict = running.globals.reload.checkConfig !== undefined;
  return findings.find((finding) => {
    if (strict && (finding.exitClass ?? 0) > 0) return true;
    return finding.severity === 'error' && !running.accepted.has(sameness(finding));
  });
}

/** A changed keyword that keepalived does not change in a reload either, as a sentence. */
export function restartReason(before: GlobalSettings, now: GlobalSettings): string | undefined {
  const keyword = fixedKeyword(before, now);
  return keyword === undefined ? undefined : `${keyword} takes effect at a restart only`;
}

function fixedKeyword(before: GlobalSettings, now: GlobalSettings): string | undefined {
  if (before.netNamespace !== now.netNamespace) return 'another net_namespace';
  if (before.instance !== now.instance) return 'another instance name';
  if (before.disableLocalIgmp !== now.disableLocalIgmp) return 'disable_local_igmp';
  if (before.firewall.nftablesTable !== now.firewall.nftablesTable) return 'another nftables table';
  return undefined;
}

/** `file:line:column: what is wrong (what to write)`. */
export function findingSentence({ span, message, hint }: Diagnostic): string {
  const place = span === undefined ? '' : `${formatPlace(span)}: `;
  return `${place}${message}${hint === undefined ? '' : ` (${hint})`}`;
}
