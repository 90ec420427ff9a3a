/**
 * The words after `vrrpd`: finds the command and loads only that. What becomes a daemon (`run`, and `keepalived` for
 * units that must not find another program of that name), `cleanup` and `--version` do without yargs.
 */

import { EXIT } from './exit-status.js';
import { describeFailure } from './failure.js';
import type { Programs } from './programs.js';

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
    const asksHelp = rest.includes('--help') || rest.includes('-h');
    if (first === 'run' && !asksHelp) {
      const { runDaemon } = await import('./run.js');
      return await runDaemon(rest, programs);
    }
    if (first === 'cleanup' && !asksHelp) {
      const { cleanUp } = await import('./cleanup.js');
      return await cleanUp(rest, programs);
    }
    if (first === 'keepalived') {
      const { enterKeepalived } = await import('./keepalived.js');
      return await enterKeepalived(rest, [...process.argv.slice(1, 2), first], programs);
    }
    const { runCommand } = await import('./commands.js');
    return await runCommand(words, programs);
  } catch (error) {
    const { text, status } = describeFailure(
      error,
      first === undefined || first.startsWith('-') ? 'vrrpd' : `vrrpd ${first}`,
    );
    process.stderr.write(text);
    return status;
  }
}
