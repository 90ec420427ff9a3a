/**
 * Reads the configuration of a daemon, at start and for every reload. At start only what the daemon cannot run without
 * stops it, as with keepalived. A reload is refused for less: for any error that the running configuration does not
 * already have. That an interface is gone which it names is none.
 */

import { writeFileSync } from 'node:fs';
import type { Logger } from '../base/logger.js';
import type { DaemonRequest } from '../cli/programs.js';
import type { Diagnostic } from '../config/diagnostic.js';
import type { Configuration } from '../config/model.js';
import {
  findingSentence,
  knownFindings,
  type RunningConfiguration,
  refusingFinding,
  restartReason,
} from '../config/reload-refusal.js';
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
  let running: RunningConfiguration | undefined;
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
    const checkLog = running?.globals.reload.checkConfig;
    if (checkLog !== undefined) writeCheckLog(checkLog, diagnostics, logger);
    const refused = refusingFinding(diagnostics, running);
    // Why a reload is refused is told by the daemon that refuses it.
    const toldLater = running === undefined ? undefined : refused;
    for (const finding of diagnostics) if (finding !== toldLater) logFinding(finding, logger);
    if (refused !== undefined) return { ok: false, reason: findingSentence(refused), code: refused.code };
    for (const problem of keyProblems) logger.error({ code: 'key-file' }, problem);
    if (running !== undefined && keyProblems[0] !== undefined) {
      return { ok: false, reason: keyProblems[0], code: 'key-file' };
    }
    const configuration = withOptions(reading.configuration, request);
    const { globals } = configuration;
    const fixed = running === undefined ? undefined : restartReason(running.globals, globals);
    if (fixed !== undefined) return { ok: false, reason: fixed, code: 'restart-needed' };
    running = { accepted: knownFindings(diagnostics, reading.configuration), globals };
    return { ok: true, configuration };
  };
}

/** Nothing runs yet that could be held up. A namespace that the configuration names is entered, and asked instead. */
function readAtStart(wanted: ReadingRequest, request: DaemonRequest, enter: (namespace: string) => void): Reading {
  const reading = readForDaemon(wanted);
  const { netNamespace } = reading.configuration.globals;
  if (netNamespace === undefined || request.namespace !== undefined) return reading;
  enter(netNamespace);
  return readForDaemon(wanted);
}

function logFinding(finding: Diagnostic, logger: Logger): void {
  const fields = { code: finding.code };
  if (finding.severity === 'note') logger.debug(fields, findingSentence(finding));
  else if (finding.severity === 'warning') logger.warn(fields, findingSentence(finding));
  else logger.error(fields, findingSentence(finding));
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

/** reload_check_config with a file: the findings, as a check writes them. */
function writeCheckLog(path: string, findings: readonly Diagnostic[], logger: Logger): void {
  if (path === '/dev/null') return;
  try {
    const lines = findings.map((finding) => `${finding.severity}: ${findingSentence(finding)}\n`);
    writeFileSync(path, lines.join(''), { mode: 0o600 });
  } catch (error) {
    logger.warn({ file: path }, `reload_check_config: ${(error as Error).message}`);
  }
}
