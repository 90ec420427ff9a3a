/**
 * The words after `vrrpd`: finds the command and loads only that. `run` and `--version` are answered without yargs.
 */

import { VrrpdError } from '../base/errors.js';
import { EXIT } from './exit-status.js';
import type { Programs } from './programs.js';
import { UnknownCommandError, UsageError } from './usage-error.js';

/** Does what the words ask; resolves with the exit status. Errors become one line on standard error. */
export async function enterCommand(words: readonly string[], programs: Programs): Promise<number> {
  // A reader that left early (`vrrpd status | head`) is no error of ours.
  process.stdout.on('error', () => process.exit(EXIT.ok));
  const [first, ...rest] = words;
  try {
    if (first === '--version' || first === '-v' || first === '-V') {
      const { packageVersion } = await import('./package-version.js');
      process.stdout.write(`vrrpd ${packageVersion()}\n`);
      return EXIT.ok;
    }
    if (first === 'run' && !rest.includes('--help') && !rest.includes('-h')) {
      const { runDaemon } = await import('./run.js');
      return await runDaemon(rest, programs);
    }
    const { runCommand } = await import('./commands.js');
    return await runCommand(words, programs);
  } catch (error) {
    return report(error, first === undefined || first.startsWith('-') ? 'vrrpd' : `vrrpd ${first}`);
  }
}

/** One line on standard error, and the exit status that fits. */
export function report(error: unknown, who: string): number {
  if (error instanceof UsageError) {
    const helper = error instanceof UnknownCommandError ? 'vrrpd' : who;
    process.stderr.write(`${helper}: ${error.message}\nTry '${helper} --help'.\n`);
    return EXIT.usage;
  }
  if (error instanceof VrrpdError) {
    process.stderr.write(`${who}: ${error.message}\n`);
    return STATUS_OF_CODE[error.code] ?? EXIT.failed;
  }
  process.stderr.write(`${who}: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.internal;
}

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  USAGE: EXIT.usage,
  SETTINGS: EXIT.configuration,
  NO_SUCH_INSTANCE: EXIT.configuration,
  NOT_RUNNING: EXIT.notRunning,
  ALREADY_RUNNING: EXIT.failed,
  NO_PERMISSION: EXIT.permission,
  NO_ANSWER: EXIT.permission,
  BAD_ANSWER: EXIT.permission,
};
