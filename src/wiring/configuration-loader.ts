/**
 * Reads the configuration of a daemon, at start and for every reload. At start only what the daemon cannot run without
 * stops it, as with keepalived. A reload is refused for less: for any error that the running configuration does not
 * already have.
 */

import type { Logger } from '../base/logger.js';
import type { DaemonRequest } from '../cli/programs.js';
import { readNamed } from '../cli/read-configuration.js';
import type { Diagnostic } from '../config/diagnostic.js';
import type { Configuration, GlobalSettings } from '../config/model.js';
import { formatPlace } from '../config/report/text-report.js';
import type { LoadOutcome } from '../runtime/daemon-api.js';
import { withKeys } from '../runtime/hmac-keys.js';
import { readKeyFile } from '../system/key-file.js';
import { configurationHost } from './configuration-host.js';

/** @param enter enters the network namespace of the configuration, before it is asked for interfaces */
export function configurationLoader(
  request: DaemonRequest,
  logger: Logger,
  enter: (namespace: string) => void,
): () => Promise<LoadOutcome> {
  let accepted: ReadonlySet<string> | undefined;
  let running: GlobalSettings | undefined;
  return async () => {
    let read = readNamed(request.configFile, request, configurationHost());
    const { netNamespace } = read.configuration.globals;
    if (running === undefined && netNamespace !== undefined && request.namespace === undefined) {
      enter(netNamespace);
      read = readNamed(request.configFile, request, configurationHost());
    }
    for (const finding of read.diagnostics) logFinding(finding, logger);
    const refused = reasonToRefuse(read.diagnostics, accepted);
    if (refused !== undefined) return { ok: false, reason: sentenceOf(refused), code: refused.code };
    const { CREDENTIALS_DIRECTORY } = process.env;
    const keyed = withKeys(read.configuration, (path) => readKeyFile(path, CREDENTIALS_DIRECTORY));
    for (const problem of keyed.problems) logger.error({ code: 'key-file' }, problem);
    if (accepted !== undefined && keyed.problems[0] !== undefined) {
      return { ok: false, reason: keyed.problems[0], code: 'key-file' };
    }
    const configuration = withOptions(keyed.configuration, request);
    const fixed = running === undefined ? undefined : fixedKeyword(running, configuration.globals);
    if (fixed !== undefined) {
      return { ok: false, reason: `${fixed} takes effect at a restart only`, code: 'restart-needed' };
    }
    accepted = new Set(read.diagnostics.map(sameness));
    running = configuration.globals;
    return { ok: true, configuration };
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

/** What the command line replaces. */
function withOptions(configuration: Configuration, { withoutVrrp, withoutBfd, umask }: DaemonRequest): Configuration {
  const { globals } = configuration;
  return {
    ...configuration,
    ...(withoutVrrp ? { instances: [], syncGroups: [] } : {}),
    ...(withoutBfd ? { bfdSessions: [] } : {}),
    ...(umask === undefined ? {} : { globals: { ...globals, umask } }),
  };
}

/** A keyword that keepalived does not change in a reload either, where it was changed. */
function fixedKeyword(before: GlobalSettings, now: GlobalSettings): string | undefined {
  if (before.netNamespace !== now.netNamespace) return 'another net_namespace';
  if (before.instance !== now.instance) return 'another instance name';
  if (before.firewall.nftablesTable !== now.firewall.nftablesTable) return 'another nftables table';
  return undefined;
}

/** `file:line:column: what is wrong (what to write)`. */
function sentenceOf({ span, message, hint }: Diagnostic): string {
  const place = span === undefined ? '' : `${formatPlace(span)}: `;
  return `${place}${message}${hint === undefined ? '' : ` (${hint})`}`;
}
