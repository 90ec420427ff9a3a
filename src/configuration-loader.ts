/** Reads the configuration of a daemon: what is wrong goes to the log, and what cannot be used is refused. */

import { hostname } from 'node:os';
import type { Logger } from './base/logger.js';
import type { DaemonRequest } from './cli/programs.js';
import type { Diagnostic } from './config/diagnostic.js';
import { readConfiguration } from './config/read-configuration.js';
import { formatPlace } from './config/report/text-report.js';
import { encodeBytes } from './config/tree.js';
import type { LoadOutcome } from './runtime/daemon-api.js';
import { hostFacts } from './system/host-facts.js';
import { sourceFiles } from './system/source-files.js';

export async function loadConfiguration(request: DaemonRequest, logger: Logger): Promise<LoadOutcome> {
  const read = readConfiguration(
    encodeBytes(request.configFile),
    {
      reader: sourceFiles,
      directory: encodeBytes(process.cwd()),
      configId: request.configId ?? hostname().split('.')[0] ?? '',
      strictIncludes: request.strictIncludes,
      randomSeed: Date.now() % 0x7fff_ffff,
    },
    hostFacts(),
  );
  for (const diagnostic of read.diagnostics) logDiagnostic(logger, diagnostic);
  const fatal = read.diagnostics.find(({ severity }) => severity === 'fatal');
  if (fatal !== undefined) return { ok: false, reason: sentenceOf(fatal) };
  return { ok: true, configuration: read.configuration };
}

function logDiagnostic(logger: Logger, diagnostic: Diagnostic): void {
  const { code, severity } = diagnostic;
  const fields = { code };
  if (severity === 'note') logger.info(fields, sentenceOf(diagnostic));
  else if (severity === 'warning') logger.warn(fields, sentenceOf(diagnostic));
  else logger.error(fields, sentenceOf(diagnostic));
}

function sentenceOf({ span, message, hint }: Diagnostic): string {
  const place = span === undefined ? '' : `${formatPlace(span)}: `;
  return `${place}${message}${hint === undefined ? '' : ` (${hint})`}`;
}
