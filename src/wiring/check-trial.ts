/**
 * One run of a vrrp_script from a configuration file, with the user, the environment and the timeout that a daemon
 * would give it, and without a daemon.
 */

import type { ScriptTrial, TrialRequest } from '../cli/programs.js';
import { readNamed } from '../cli/read-configuration.js';
import { ScriptLauncher } from '../runtime/script-launcher.js';
import { bootClock } from '../system/clock.js';
import { ChildScriptRunner, shownEnvironment } from '../system/script-runner.js';
import { userDirectory } from '../system/user-directory.js';
import { configurationHost } from './configuration-host.js';

/** Undefined where the file has no such script. */
export async function tryCheck({ configFile, name }: TrialRequest): Promise<ScriptTrial | undefined> {
  const options = { configId: undefined, strictIncludes: false };
  const { configuration } = readNamed(configFile, options, configurationHost());
  const definition = configuration.scripts.find((script) => script.name === name);
  if (definition === undefined) return undefined;
  const { command, timeout } = definition;
  const scripts = new ChildScriptRunner(bootClock());
  const defer = (work: () => void): void => void setImmediate(work);
  const launcher = new ScriptLauncher({ scripts, users: userDirectory(), defer }, configuration);
  const result = await new Promise<ScriptTrial['result']>(
    (resolve) => void launcher.run(command, { timeout, keepsOutput: true }, resolve),
  );
  return {
    name,
    argv: command.argv,
    user: launcher.userOf(command),
    timeout,
    result,
    environment: shownEnvironment(),
  };
}
