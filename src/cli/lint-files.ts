/**
 * Reads configurations and lints them. One file is this host's, and the host is asked. Files of which two configure
 * the same virtual router are those of several hosts: they are compared, and this host is not asked about them.
 */

import { buildConfiguration } from '../config/build/build.js';
import type { Diagnostic } from '../config/diagnostic.js';
import type { HostFacts } from '../config/host-facts.js';
import { lintConfiguration } from '../config/lint/lint.js';
import { lintPairs } from '../config/lint/pair/pairs.js';
import { withoutRepeats } from '../config/lint/repeats.js';
import type { Configuration, Instance } from '../config/model.js';
import { sortDiagnostics } from '../config/report/sort-diagnostics.js';
import type { ConfigurationHost } from './programs.js';
import { type NamedConfiguration, type ReadOptions, readNamed } from './read-configuration.js';
import { wholeConfigurations } from './whole-configurations.js';

/** This host's configuration with the findings of the lints among its diagnostics. */
export function readAndLintOne(file: string, options: ReadOptions, host: ConfigurationHost): NamedConfiguration {
  const read = readNamed(file, options, host);
  if (!read.diagnostics.some(({ code }) => SWITCHED_OFF.has(code)))
    return withLints(read, read.configuration, host.facts);
  // A file is often checked before its scripts are there: what it says of priorities and weights counts all the same.
  return withLints(read, buildConfiguration(read.tree).configuration, host.facts);
}

/** Findings that leave a script out of the model. */
const SWITCHED_OFF: ReadonlySet<string> = new Set([
  'script-missing',
  'script-not-executable',
  'script-insecure',
  'unknown-user',
]);

/** The configurations with the findings of the lints among their diagnostics. */
export function readAndLint(
  files: readonly string[],
  options: ReadOptions,
  host: ConfigurationHost,
): readonly NamedConfiguration[] {
  const [only, ...more] = files;
  if (only !== undefined && more.length === 0) return [readAndLintOne(only, options, host)];
  const read = files.map((file) => readNamed(file, options, { sources: host.sources, facts: undefined }));
  const anywhere = wholeConfigurations(read);
  const { findings, paired } = lintPairs(anywhere.map(({ file, configuration }) => ({ name: file, configuration })));
  return anywhere.map((read, index) => {
    if (!read.configuration.instances.some((instance) => paired.has(instance)) && (findings[index] ?? []).length === 0)
      return readAndLintOne(read.file, options, host);
    return withLints(read, read.configuration, undefined, findings[index], paired);
  });
}

/** @param linted the same configuration, with what this host switches off */
function withLints(
  read: NamedConfiguration,
  linted: Configuration,
  facts: HostFacts | undefined,
  more: readonly Diagnostic[] = [],
  paired: ReadonlySet<Instance> = new Set(),
): NamedConfiguration {
  const lints = [...lintConfiguration(linted, facts, paired), ...more];
  const found = [...read.diagnostics, ...withoutRepeats(lints, read.diagnostics, linted)];
  return { ...read, diagnostics: sortDiagnostics(found, read.tree.sources.files) };
}
