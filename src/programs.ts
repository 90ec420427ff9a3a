/**
 * What both programs wire into their commands. Each is loaded when it is called.
 */

import type { Programs } from './cli/programs.js';

export const PROGRAMS: Programs = {
  daemon: async (request) => (await import('./daemon-process.js')).runDaemonProcess(request),
  configurationHost: async () => ({ sources: (await import('./system/source-files.js')).sourceFiles }),
};
