/** This machine, as the reading of a configuration asks for it. */

import type { ConfigurationHost } from '../cli/programs.js';
import { hostFacts } from '../system/host-facts.js';
import { sourceFiles } from '../system/source-files.js';

export function configurationHost(): ConfigurationHost {
  return { sources: sourceFiles, facts: hostFacts() };
}
