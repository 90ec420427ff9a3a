/**
 * Reads the configuration of a daemon, at start and for every reload. At start only what the daemon cannot run without
 * stops it, as with keepalived. A reload is refused for less: for any error that the running configuration does not
 * already have.
 */

import type { Logger } from './base/logger.js';
import type { DaemonRequest } from './cli/programs.js';
import { readNamed } from './cli/read-configuration.js';
import type { Diagnostic } from './config/diagnostic.js';
import type { Configuration } from './config/model.js';
import { formatPlace } from './config/report/text-report.js';
import { configurationHost } from './configuration-host.js';
import type { LoadOutcome } from './runtime/daemon-api.js';
import { withKeys } from './runtime/hmac-keys.js';
import { readKeyFile } from './system/key-file.js';

export function configurationLoader(request: DaemonRequest, logger: Logger): () => Promise<LoadOutcome> {
  let accepted: ReadonlySet<string> | undefined;
  return async () => {
    const read = readNamed(request.configFile, request, configurationHost());
    for (const finding of read.diagnostics) logFinding(finding, logger);
    const refused = reasonToRefuse(read.diagnostics, accepted);
    if (refused !== undefined) return { ok: false, reason: sentenceOf(refused), code: refused.code };
    const { CREDENTIALS_DIRECTORY } = process.env;
    const keyed = withKeys(read.configuration, (path) => readKeyFile(path, CREDENTIALS_DIRECTORY));
    for (const problem of keyed.problems) logger.error({ code: 'key-file' }, problem);
    if (accepted !== undefined && keyed.problems[0] !== undefined) {
      return { ok: false, reason: keyed.problems[0], code: 'key-file' };
    }
    accepted = new Set(read.diagnostics.map(sameness));
    return { ok: true, configuration: request.withoutVrrp ? withoutVrrp(keyed.configuration) : keyed.configuration };
  };
}

/** @param accepted what the running configuration is known to have wrong; undefined at start */
function reasonToRefuse(
  findings: readonly Diagnostic[],
  accepted: ReadonlySet<string> | undefined,
): Diagnostic | undefined {
  const fatal = findings.find(({ severity }) => severity === 'fatal');
  if (fatal !== undefined || accepted === undefined) return fatal;
  return findings.find((finding) => finding.severity === 'error' && !accepted.has(sameness(finding)));
}

/** The same mistake on another line is the same mistake. */
function sameness({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

function logFinding(finding: Diagnostic, logger: Logger): void {
  const fields = { code: finding.code };
  if (finding.severity === 'note') logger.debug(fields, sentenceOf(finding));
  else if (finding.severity === 'warning') logger.warn(fields, sentenceOf(finding));
  else logger.error(fields, sentenceOf(finding));
}

function withoutVrrp(configuration: Configuration): Configuration {
  return { ...configuration, instances: [], syncGroups: [] };
}

/** `file:line:column: what is wrong (what to write)`. */
function sentenceOf({ span, message, hint }: Diagnostic): string {
  const place = span === undefined ? '' : `${formatPlace(span)}: `;
  return `${place}${message}${hint === undefined ? '' : ` (${hint})`}`;
}
