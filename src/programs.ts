/**
 * What both programs wire into their commands. Each is loaded when it is called.
 */

import type { DaemonRequest, Programs } from './cli/programs.js';

export const PROGRAMS: Programs = {
  daemon,
  cleanUp: async (request) => (await import('./cleanup.js')).cleanUp(request),
  tryCheck: async (request) => (await import('./check-trial.js')).tryCheck(request),
  configurationHost: async () => (await import('./configuration-host.js')).configurationHost(),
};

async function daemon(request: DaemonRequest): Promise<number> {
  // Before the daemon's own modules are loaded, so that they cost less memory as well.
  (await import('./system/engine.js')).tuneEngine();
  return (await import('./daemon-process.js')).runDaemonProcess(request);
}
