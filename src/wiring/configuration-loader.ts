/**
 * Reads the configuration of a daemon, at start and for every reload. At start only what the daemon cannot run without
 * stops it, as with keepalived. A reload is refused for less: for any error that the running configuration does not
 * already have.
 */

import { writeFileSync } from 'node:fs';
import type { Logger } from '../base/logger.js';
import type { DaemonRequest } from '../cli/programs.js';
import type { Diagnostic } from '../config/diagnostic.js';
import type { Configuration, GlobalSettings } from '../config/model.js';
import { formatPlace } from '../config/report/text-report.js';
import type { LoadOutcome } from '../runtime/daemon-api.js';
import { type Reading, type ReadingRequest, readForDaemon } from './configuration-reading.js';
import { holdReloadFile } from './reload-file.js';
import { readForReload } from './reload-reading.js';

/**
 * @param enter enters the network namespace of the configuration, before it is asked for interfaces
 * @param readBeside reads for a reload, while the daemon works
 */
export function configurationLoader(
  request: DaemonRequest,
  logger: Logger,
  enter: (namespace: string) => void,
  readBeside: (request: ReadingRequest) => Promise<Reading> = readForReload,
): () => Promise<LoadOutcome> {
  const { configFile, configId, strictIncludes } = request;
  const wanted: ReadingRequest = { configFile, configId, strictIncludes };
  let running: Running | undefined;
  return async () => {
    const release = holdReloadFile(request, running?.globals, logger);
    let reading: Reading;
    try {
      reading = running === undefined ? readAtStart(wanted, request, enter) : await readBeside(wanted);
    } catch (error) {
      if (running === undefined) throw error;
      return { ok: false, reason: error instanceof Error ? error.message : String(error), code: 'not-read' };
    } finally {
      release();
    }
    const { diagnostics, keyProblems } = reading;
    for (const finding of diagnostics) logFinding(finding, logger);
    const checkLog = running?.globals.reload.checkConfig;
    if (checkLog !== undefined) writeCheckLog(checkLog, diagnostics, logger);
    const refused = reasonToRefuse(diagnostics, running?.accepted, checkLog !== undefined);
    if (refused !== undefined) return { ok: false, reason: sentenceOf(refused), code: refused.code };
    for (const problem of keyProblems) logger.error({ code: 'key-file' }, problem);
    if (running !== undefined && keyProblems[0] !== undefined) {
      return { ok: false, reason: keyProblems[0], code: 'key-file' };
    }
    const configuration = withOptions(reading.configuration, request);
    const { globals } = configuration;
    const fixed = running === undefined ? undefined : fixedKeyword(running.globals, globals);
    if (fixed !== undefined) {
      return { ok: false, reason: `${fixed} takes effect at a restart only`, code: 'restart-needed' };
    }
    running = { accepted: new Set(diagnostics.map(sameness)), globals };
    return { ok: true, configuration };
  };
}

/** What later readings are held against. */
interface Running {
  /** What is wrong with it, and known. */
  readonly accepted: ReadonlySet<string>;
  readonly globals: GlobalSettings;
}

/** Nothing runs yet that could be held up. A namespace that the configuration names is entered, and asked instead. */
function readAtStart(wanted: ReadingRequest, request: DaemonRequest, enter: (namespace: string) => void): Reading {
  const reading = readForDaemon(wanted);
  const { netNamespace } = reading.configuration.globals;
  if (netNamespace === undefined || request.namespace !== undefined) return reading;
  enter(netNamespace);
  return readForDaemon(wanted);
}

/**
 * @param accepted what the running configuration is known to have wrong; undefined at start
 * @param strict reload_check_config: whatever keepalived -t complains about is a reason, also what was there before
 */
function reasonToRefuse(
  findings: readonly Diagnostic[],
  accepted: ReadonlySet<string> | undefined,
  strict: boolean,
): Diagnostic | undefined {
  const fatal = findings.find(({ severity }) => severity === 'fatal');
  if (fatal !== undefined || accepted === undefined) return fatal;
  return findings.find((finding) => {
    if (strict && (finding.exitClass ?? 0) > 0) return true;
    return finding.severity === 'error' && !accepted.has(sameness(finding));
  });
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
  if (before.disableLocalIgmp !== now.disableLocalIgmp) return 'disable_local_igmp';
  if (before.firewall.nftablesTable !== now.firewall.nftablesTable) return 'another nftables table';
  return undefined;
}

/** reload_check_config with a file: the findings, as a check writes them. */
function writeCheckLog(path: string, findings: readonly Diagnostic[], logger: Logger): void {
  if (path === '/dev/null') return;
  try {
    const lines = findings.map((finding) => `${finding.severity}: ${sentenceOf(finding)}\n`);
    writeFileSync(path, lines.join(''), { mode: 0o600 });
  } catch (error) {
    logger.warn({ file: path }, `reload_check_config: ${(error as Error).message}`);
  }
}

/** `file:line:column: what is wrong (what to write)`. */
function sentenceOf({ span, message, hint }: Diagnostic): string {
  const place = span === undefined ? '' : `${formatPlace(span)}: `;
  return `${place}${message}${hint === undefined ? '' : ` (${hint})`}`;
}
