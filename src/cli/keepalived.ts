/**
 * The program `keepalived`: its options, and the same daemon behind them.
 */

import { startInBackground, takeReport } from './background.js';
import { missingCapabilities } from './capabilities.js';
import { EXIT } from './exit-status.js';
import { describeFailure } from './failure.js';
import { type KeepalivedStart, parseKeepalivedWords } from './keepalived-request.js';
import { packageVersion } from './package-version.js';
import type { DaemonPrograms, DaemonRequest, LogTarget } from './programs.js';
import { CONFIG_FILE, chooseRunDirectory, formatFinding, loadSettings } from './settings-file.js';
import { UsageError } from './usage-error.js';

const NAME = 'keepalived';

/**
 * Does what the words ask; resolves with the exit status, as keepalived's.
 * @param entry path of the program and what comes before the words, to start it again in the background
 */
export async function enterKeepalived(
  words: readonly string[],
  entry: readonly string[],
  programs: DaemonPrograms,
): Promise<number> {
  const report = takeReport();
  try {
    const request = parseKeepalivedWords(words, packageVersion());
    if (request.type === 'print') {
      process[request.to].write(request.text);
      return EXIT.ok;
    }
    if (request.type === 'check') {
      const { testConfiguration } = await import('./check.js');
      return await testConfiguration(request.configFile, request.logFile, request, programs);
    }
    const missing = missingCapabilities();
    if (missing !== undefined) {
      process.stderr.write(`${NAME}: ${missing}\n`);
      return EXIT.permission;
    }
    if (!request.foreground && report === undefined) return await startInBackground([...entry, ...words], NAME);
    // Paths of the command line are absolute by now.
    if (report !== undefined) process.chdir('/');
    if (request.umask !== undefined) process.umask(request.umask);
    return await programs.daemon(await daemonRequest(request, report?.ready ?? (() => {})));
  } catch (error) {
    const { text, status } = describeFailure(error, NAME);
    if (report === undefined) process.stderr.write(text);
    else report.failed(text);
    return error instanceof UsageError ? EXIT.failed : status;
  }
}

async function daemonRequest(request: KeepalivedStart, ready: () => void): Promise<DaemonRequest> {
  const { settings, findings } = await loadSettings(request.settingsFile);
  const runDirectory = chooseRunDirectory(request.runDirectory, settings);
  const usual = runDirectory === '/run/vrrpd' ? '/run/keepalived.pid' : `${runDirectory}/keepalived.pid`;
  return {
    program: NAME,
    configFile: request.configFile ?? CONFIG_FILE,
    runDirectory,
    settings: {
      ...settings,
      logLevel: request.detail > 1 ? 'debug' : settings.logLevel,
      logFormat: request.console ? 'text' : settings.logFormat,
    },
    logTo: logTarget(request),
    notes: [...findings.map(formatFinding), ...request.notes],
    pidFiles: [request.pidFile, request.vrrpPidFile].filter((file) => file !== undefined),
    usualPidFile: request.pidFile === undefined ? usual : undefined,
    umask: request.umask,
    dumpConfiguration: request.dumpConfiguration,
    configId: request.configId,
    strictIncludes: request.strictIncludes,
    keepAddressesAtStop: request.keepAddressesAtStop,
    withoutVrrp: request.withoutVrrp,
    withoutBfd: request.withoutBfd,
    ignoreInterrupt: request.ignoreInterrupt,
    namespace: request.namespace,
    ready,
  };
}

function logTarget(request: KeepalivedStart): LogTarget {
  if (request.logFile !== undefined) return { type: 'file', path: request.logFile };
  if (request.foreground) return { type: 'stderr' };
  return request.facility === undefined ? { type: 'none' } : { type: 'syslog', facility: request.facility };
}
