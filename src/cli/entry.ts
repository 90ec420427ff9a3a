/**
 * The words after `vrrpd`: which program they are for, and what went wrong in it as one line. What becomes a daemon
 * (`run`, and `keepalived` for units that must not find another program of that name) and `cleanup` do without yargs
 * and are a program of their own.
 */

import { EXIT } from './exit-status.js';
import { describeFailure } from './failure.js';
import type { CommandPrograms, DaemonPrograms } from './programs.js';

/** Does what the words of {@link isForDaemon} ask; resolves with the exit status. Errors become one line on standard error. */
export function enterDaemon(words: readonly string[], programs: DaemonPrograms): Promise<number> {
  const [first, ...rest] = words;
  return inOneLine(words, async () => {
    if (first === 'run') return (await import('./run.js')).runDaemon(rest, programs);
    if (first === 'cleanup') return (await import('./cleanup.js')).cleanUp(rest, programs);
    const { enterKeepalived } = await import('./keepalived.js');
    return enterKeepalived(rest, [...process.argv.slice(1, 2), 'keepalived'], programs);
  });
}

/** Does what all other words ask, in the same way. */
export function enterCommand(words: readonly string[], programs: CommandPrograms): Promise<number> {
  return inOneLine(words, async () => {
    if (['--version', '-v', '-V'].includes(words[0] ?? '')) {
      const { packageVersion } = await import('./package-version.js');
      process.stdout.write(`vrrpd ${packageVersion()}\n`);
      return EXIT.ok;
    }
    return (await import('./commands.js')).runCommand(words, programs);
  });
}

async function inOneLine(words: readonly string[], enter: () => Promise<number>): Promise<number> {
  // A reader that left early (`vrrpd lab … | head`) is no error of ours, and the exit status is still asked for.
  process.stdout.on('error', () => {});
  try {
    return await enter();
  } catch (error) {
    const [first] = words;
    const { text, status } = describeFailure(
      error,
      first === undefined || first.startsWith('-') ? 'vrrpd' : `vrrpd ${first}`,
    );
    process.stderr.write(text);
    return status;
  }
}
