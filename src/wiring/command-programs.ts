/** What the pack `commands` wires into its commands. Each is loaded when it is called. */

import type { CommandPrograms } from '../cli/programs.js';
import { READING_PROGRAMS } from './reading-programs.js';

export const COMMAND_PROGRAMS: CommandPrograms = {
  ...READING_PROGRAMS,
  tryCheck: async (request) => (await import('./check-trial.js')).tryCheck(request),
  examineHost: async (patients, listen) => (await import('./host-examination.js')).examineHost(patients, listen),
};
