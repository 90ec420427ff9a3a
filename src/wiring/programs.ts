/**
 * What both programs wire into their commands. Each is loaded when it is called.
 */

import type { DaemonRequest, Programs } from '../cli/programs.js';

export const PROGRAMS: Programs = {
  daemon,
  cleanUp: async (request) => (await import('./cleanup.js')).cleanUp(request),
  tryCheck: async (request) => (await import('./check-trial.js')).tryCheck(request),
  examineHost: async (patients, listen) => (await import('./host-examination.js')).examineHost(patients, listen),
  configurationHost: async () => {
    const { configurationHost } = await import('./configuration-host.js');
    const { scriptFacts } = await import('../system/script-facts.js');
    const { sources, facts } = configurationHost();
    return { sources, facts: facts && { ...facts, scripts: scriptFacts } };
  },
  tuneForOnePass: async () => (await import('../system/engine.js')).tuneForOnePass(),
};

/** Modules of Node.js that a daemon and its log need. */
const BUILT_IN = [
  'vm',
  'crypto',
  'os',
  'net',
  'dgram',
  'child_process',
  'worker_threads',
  'module',
  'assert',
  'stream',
].map((name) => `node:${name}`);

async function daemon(request: DaemonRequest): Promise<number> {
  // These come compiled with Node.js, but only as long as no flag has changed.
  await Promise.all(BUILT_IN.map((name) => import(name)));
  // Before the daemon's own modules are loaded, so that they cost less memory as well.
  (await import('../system/engine.js')).tuneEngine();
  return (await import('./daemon-process.js')).runDaemonProcess(request);
}
