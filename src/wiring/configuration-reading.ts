/** All that a daemon does to read its configuration once: the files, this host, the keys. The same in any thread. */

import type { SourceReader } from '../base/source-reader.js';
import { readNamed } from '../cli/read-configuration.js';
import type { Diagnostic } from '../config/diagnostic.js';
import type { Configuration } from '../config/model.js';
import { withKeys } from '../runtime/hmac-keys.js';
import { readKeyFile } from '../system/key-file.js';
import { sourceFiles } from '../system/source-files.js';
import { configurationHost } from './configuration-host.js';

/** What is read, as the command line says; plain data. */
export interface ReadingRequest {
  readonly configFile: string;
  /** Name for `@name` conditions; undefined: the host's. */
  readonly configId: string | undefined;
  readonly strictIncludes: boolean;
}

/** Plain data, all of it. */
export interface Reading {
  /** With the keys of auth_hmac that stand in files. */
  readonly configuration: Configuration;
  readonly diagnostics: readonly Diagnostic[];
  /** Keys that cannot be had, for people; never a secret. */
  readonly keyProblems: readonly string[];
}

export function readForDaemon(request: ReadingRequest, sources: SourceReader = sourceFiles): Reading {
  const host = { ...configurationHost(), sources };
  const { diagnostics, configuration } = readNamed(request.configFile, request, host);
  const { CREDENTIALS_DIRECTORY } = process.env;
  const keyed = withKeys(configuration, (path) => readKeyFile(path, CREDENTIALS_DIRECTORY));
  return { configuration: keyed.configuration, diagnostics, keyProblems: keyed.problems };
}
