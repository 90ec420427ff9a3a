/**
 * `vrrpd run`: the daemon in the foreground.
 */

import { resolve } from 'node:path';
import { missingCapabilities } from './capabilities.js';
import { EXIT } from './exit-status.js';
import type { DaemonPrograms, DaemonRequest } from './programs.js';
import { parseTextOptions, RUN_OPTIONS, type RunOptions } from './run-options.js';
import { CONFIG_FILE, chooseRunDirectory, formatFinding, loadSettings } from './settings-file.js';

/** @throws UsageError or VrrpdError with what an administrator has to do */
export async function runDaemon(words: readonly string[], programs: DaemonPrograms): Promise<number> {
  const options = parseTextOptions(RUN_OPTIONS, words);
  const missing = missingCapabilities();
  if (missing !== undefined) {
    process.stderr.write(`vrrpd run: ${missing}\n`);
    return EXIT.permission;
  }
  return programs.daemon(await daemonRequest(options));
}

async function daemonRequest(options: RunOptions): Promise<DaemonRequest> {
  const { settings, findings } = await loadSettings(options.settings);
  const level = options['log-level'] as typeof settings.logLevel | undefined;
  const format = options['log-format'] as typeof settings.logFormat | undefined;
  return {
    program: 'vrrpd',
    configFile: resolve(options['use-file'] ?? CONFIG_FILE),
    runDirectory: chooseRunDirectory(options['run-dir'], settings),
    settings: { ...settings, logLevel: level ?? settings.logLevel, logFormat: format ?? settings.logFormat },
    logTo: { type: 'stderr' },
    notes: findings.map(formatFinding),
    pidFiles: options.pid === undefined ? [] : [resolve(options.pid)],
    configId: options['config-id'],
    strictIncludes: false,
    keepAddressesAtStop: false,
    withoutVrrp: false,
    withoutBfd: false,
    ignoreInterrupt: false,
    namespace: undefined,
    ready: () => {},
  };
}
