/**
 * `vrrpd cleanup`: what a killed daemon left on this host. A unit calls it while a virtual IP may be bound on two hosts,
 * so it loads as little as it can.
 */

import { missingCapabilities } from './capabilities.js';
import { EXIT } from './exit-status.js';
import type { DaemonPrograms } from './programs.js';
import { CLEANUP_OPTIONS, parseTextOptions } from './run-options.js';
import { CONFIG_FILE, chooseRunDirectory, loadSettings } from './settings-file.js';

/** @throws UsageError or VrrpdError with what an administrator has to do */
export async function cleanUp(words: readonly string[], programs: DaemonPrograms): Promise<number> {
  const options = parseTextOptions(CLEANUP_OPTIONS, words);
  const missing = missingCapabilities();
  if (missing !== undefined) {
    process.stderr.write(`vrrpd cleanup: ${missing}\n`);
    return EXIT.permission;
  }
  const { settings } = await loadSettings(options.settings);
  const removed = await programs.cleanUp({
    configFile: options['use-file'] ?? CONFIG_FILE,
    runDirectory: chooseRunDirectory(options['run-dir'], settings),
    settings,
  });
  process.stdout.write(removed.length === 0 ? 'nothing was left\n' : `${removed.join('\n')}\n`);
  return EXIT.ok;
}
