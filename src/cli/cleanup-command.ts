/**
 * `vrrpd cleanup`: for a unit's ExecStopPost, and by hand after a crash.
 */

import { missingCapabilities } from './capabilities.js';
import { type Command, textOf, withCommonOptions } from './command.js';
import { EXIT } from './exit-status.js';
import { CONFIG_FILE, chooseRunDirectory, loadSettings } from './settings-file.js';

export const CLEANUP_COMMAND: Command = {
  words: 'cleanup',
  describe: 'remove virtual IPs that a killed daemon left on this host',
  build: (parser) =>
    withCommonOptions(parser)
      .option('use-file', {
        alias: 'f',
        type: 'string',
        requiresArg: true,
        describe: 'configuration, read when the daemon left no journal [/etc/keepalived/keepalived.conf]',
      })
      .epilogue(
        'Does nothing when nothing is left. Exit status: 0 nothing is left now, 1 a daemon runs or an address stayed, ' +
          '4 permission, 64 wrong command line.',
      ),
  run: async (given, programs) => {
    const missing = missingCapabilities();
    if (missing !== undefined) {
      process.stderr.write(`vrrpd cleanup: ${missing}\n`);
      return EXIT.permission;
    }
    const { settings } = await loadSettings(textOf(given, 'settings'));
    const removed = await programs.cleanUp({
      configFile: textOf(given, 'use-file') ?? CONFIG_FILE,
      runDirectory: chooseRunDirectory(textOf(given, 'run-dir'), settings),
      settings,
    });
    process.stdout.write(removed.length === 0 ? 'nothing was left\n' : `${removed.join('\n')}\n`);
    return EXIT.ok;
  },
};
