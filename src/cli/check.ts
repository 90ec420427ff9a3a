/**
 * `vrrpd check`, and `keepalived -t`: the findings of configuration files, as text with a caret, JSON or SARIF.
 */

import { writeFileSync } from 'node:fs';
import { VrrpdError } from '../base/errors.js';
import type { Diagnostic } from '../config/diagnostic.js';
import { checkExitStatus, keepalivedExitStatus } from '../config/report/exit-status.js';
import { formatDiagnostics, formatSummary } from '../config/report/text-report.js';
import type { SourceTexts } from '../config/tree.js';
import { type Given, textOf } from './command.js';
import { readAndLint, readAndLintOne } from './lint-files.js';
import type { ReadingPrograms } from './programs.js';
import { expandDirectories, type NamedConfiguration, type ReadOptions } from './read-configuration.js';
import { CONFIG_FILE } from './settings-file.js';
import { nameInput, withInput } from './standard-input.js';
import { describeTerminal } from './terminal.js';

/** @throws UsageError */
export async function checkFiles(given: Given, programs: ReadingPrograms): Promise<number> {
  const files = namedFiles(given);
  const host = await withInput(await programs.configurationHost(), files);
  await programs.tuneForOnePass();
  const options = { configId: textOf(given, 'config-id'), strictIncludes: given['all-config'] === true };
  const checked = readAndLint(files, options, host);
  const diagnostics = checked.flatMap((file) => file.diagnostics);
  const text = await REPORTS[textOf(given, 'format') as keyof typeof REPORTS](checked, diagnostics);
  process.stdout.write(text);
  return checkExitStatus(diagnostics, given['strict'] === true);
}

/**
 * `keepalived -t`: the report on standard error or in a file, the status as keepalived's.
 * @param file undefined: the usual one
 * @throws VrrpdError when the report cannot be written
 */
export async function testConfiguration(
  file: string | undefined,
  logFile: string | undefined,
  options: ReadOptions,
  programs: ReadingPrograms,
): Promise<number> {
  const host = await programs.configurationHost();
  await programs.tuneForOnePass();
  const checked = readAndLintOne(file ?? CONFIG_FILE, options, host);
  const report = formatDiagnostics(checked.diagnostics, checked.tree.sources, { color: false });
  if (logFile === undefined) process.stderr.write(report);
  else writeReport(logFile, report);
  return keepalivedExitStatus(checked.diagnostics);
}

function namedFiles(given: Given): readonly string[] {
  const words = [given['use-file'], given['files']].flatMap((words) => (Array.isArray(words) ? words.map(String) : []));
  return expandDirectories(words.length === 0 ? [CONFIG_FILE] : words.map(nameInput));
}

type Report = (checked: readonly NamedConfiguration[], all: readonly Diagnostic[]) => string | Promise<string>;

const REPORTS: Readonly<Record<'text' | 'json' | 'sarif', Report>> = {
  text: (checked) => {
    const sources = joinSources(checked);
    return checked.map((file) => textReport(file, sources)).join('\n');
  },
  json: async (_checked, all) => {
    const { jsonReport } = await import('../config/report/json-report.js');
    return `${JSON.stringify(jsonReport(all), undefined, 2)}\n`;
  },
  sarif: async (checked, all) => {
    const { sarifReport } = await import('../config/report/sarif-report.js');
    const { FINDINGS } = await import('../config/codes.js');
    const { packageVersion } = await import('./package-version.js');
    const report = sarifReport(all, { version: packageVersion(), kinds: FINDINGS, sources: joinSources(checked) });
    return `${JSON.stringify(report, undefined, 2)}\n`;
  },
};

/** The findings of one file, and a last line that says how many. */
function textReport({ file, diagnostics }: NamedConfiguration, sources: SourceTexts): string {
  const summary = formatSummary(diagnostics);
  if (summary === undefined) return `${file}: no findings\n`;
  return `${formatDiagnostics(diagnostics, sources, describeTerminal())}\n${file}: ${summary}\n`;
}

function joinSources(checked: readonly NamedConfiguration[]): SourceTexts {
  const all = checked.map(({ tree }) => tree.sources);
  const first = <T>(ask: (sources: SourceTexts) => T | undefined): T | undefined => {
    for (const sources of all) {
      const answer = ask(sources);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  return {
    files: [...new Set(all.flatMap(({ files }) => files))],
    line: (file, line) => first((sources) => sources.line(file, line)),
    secretColumn: (file, line) => {
      const columns = all.flatMap((sources) => sources.secretColumn(file, line) ?? []);
      return columns.length === 0 ? undefined : Math.min(...columns);
    },
    includedFrom: (file) => first((sources) => sources.includedFrom(file)),
  };
}

function writeReport(file: string, report: string): void {
  try {
    writeFileSync(file, report, { mode: 0o640 });
  } catch (cause) {
    throw new VrrpdError('REPORT', `the report cannot be written: ${(cause as Error).message}`, { cause });
  }
}
