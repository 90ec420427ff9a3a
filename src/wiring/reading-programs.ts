/** What reading a configuration needs in both packs. Each is loaded when it is called. */

import type { ReadingPrograms } from '../cli/programs.js';

export const READING_PROGRAMS: ReadingPrograms = {
  configurationHost: async () => {
    const { configurationHost } = await import('./configuration-host.js');
    const { scriptFacts } = await import('../system/script-facts.js');
    const { sources, facts } = configurationHost();
    return { sources, facts: facts && { ...facts, scripts: scriptFacts } };
  },
  tuneForOnePass: async () => (await import('../system/engine.js')).tuneForOnePass(),
};
