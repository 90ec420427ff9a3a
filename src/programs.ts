/**
 * What both programs wire into their commands. Each is loaded when it is called.
 */

import type { Programs } from './cli/programs.js';

export const PROGRAMS: Programs = {
  daemon: async (request) => (await import('./daemon-process.js')).runDaemonProcess(request),
  cleanUp: async (request) => (await import('./cleanup.js')).cleanUp(request),
  configurationHost: async () => (await import('./configuration-host.js')).configurationHost(),
};
