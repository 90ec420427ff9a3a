/**
 * Reads configurations and lints them. One file is this host's, and the host is asked. Files of which two configure
 * the same virtual router are those of several hosts: they are compared, and this host is not asked about them.
 */

import type { Diagnostic } from '../config/diagnostic.js';
import type { HostFacts } from '../config/host-facts.js';
import { lintConfiguration } from '../config/lint/lint.js';
import { lintPairs } from '../config/lint/pair/pairs.js';
import type { Instance } from '../config/model.js';
import { sortDiagnostics } from '../config/report/sort-diagnostics.js';
import type { ConfigurationHost } from './programs.js';
import { type NamedConfiguration, type ReadOptions, readNamed } from './read-configuration.js';

/** This host's configuration with the findings of the lints among its diagnostics. */
export function readAndLintOne(file: string, options: ReadOptions, host: ConfigurationHost): NamedConfiguration {
  return withLints(readNamed(file, options, host), host.facts);
}

/** The configurations with the findings of the lints among their diagnostics. */
export function readAndLint(
  files: readonly string[],
  options: ReadOptions,
  host: ConfigurationHost,
): readonly NamedConfiguration[] {
  const [only, ...more] = files;
  if (only !== undefined && more.length === 0) return [readAndLintOne(only, options, host)];
  const anywhere = files.map((file) => readNamed(file, options, { sources: host.sources, facts: undefined }));
  const { findings, paired } = lintPairs(anywhere.map(({ file, configuration }) => ({ name: file, configuration })));
  return anywhere.map((read, index) => {
    if (!read.configuration.instances.some((instance) => paired.has(instance)) && (findings[index] ?? []).length === 0)
      return readAndLintOne(read.file, options, host);
    return withLints(read, undefined, findings[index], paired);
  });
}

function withLints(
  read: NamedConfiguration,
  facts: HostFacts | undefined,
  more: readonly Diagnostic[] = [],
  paired: ReadonlySet<Instance> = new Set(),
): NamedConfiguration {
  const found = [...read.diagnostics, ...lintConfiguration(read.configuration, facts, paired), ...more];
  return { ...read, diagnostics: sortDiagnostics(found, read.tree.sources.files) };
}
