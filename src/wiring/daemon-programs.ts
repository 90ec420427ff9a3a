/** What the pack `daemon` wires into its commands. Each is loaded when it is called. */

import type { DaemonPrograms } from '../cli/programs.js';
import { READING_PROGRAMS } from './reading-programs.js';

export const DAEMON_PROGRAMS: DaemonPrograms = {
  ...READING_PROGRAMS,
  daemon: async (request) => (await import('./daemon-process.js')).runDaemonProcess(request),
  cleanUp: async (request) => (await import('./cleanup.js')).cleanUp(request),
};
