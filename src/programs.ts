/**
 * What both programs wire into their commands. Each is loaded when it is called.
 */

import type { ConfigurationHost, Programs } from './cli/programs.js';

export const PROGRAMS: Programs = {
  daemon: async (request) => (await import('./daemon-process.js')).runDaemonProcess(request),
  cleanUp: async (request) => (await import('./cleanup.js')).cleanUp(request),
  configurationHost,
};

async function configurationHost(): Promise<ConfigurationHost> {
  const { sourceFiles } = await import('./system/source-files.js');
  const { hostFacts } = await import('./system/host-facts.js');
  return { sources: sourceFiles, facts: hostFacts() };
}
