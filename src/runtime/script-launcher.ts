/**
 * Scripts of the configuration as the user that they should run as: their own, the configured script user, the user
 * keepalived_script where there is one, else the daemon's. A user that does not exist runs nothing: never the daemon's
 * own rights instead.
 */

import { micros } from '../base/micros.js';
import type { Command, Configuration } from '../config/model.js';
import type {
  RunningScript,
  ScriptCommand,
  ScriptResult,
  ScriptRunner,
  ScriptUser,
  UserDirectory,
} from './ports/process.js';

const DEFAULT_USER = 'keepalived_script';

export interface LauncherPorts {
  readonly scripts: ScriptRunner;
  readonly users: UserDirectory;
  /** Runs the work in a later turn. */
  defer(work: () => void): void;
}

/** What is asked for beside the command itself. */
export type LaunchOptions = Pick<ScriptCommand, 'environment' | 'timeout' | 'keepsOutput'> & {
  readonly words?: readonly string[];
};

export class ScriptLauncher {
  readonly #ports: LauncherPorts;
  #configuration: Configuration;

  constructor(ports: LauncherPorts, configuration: Configuration) {
    this.#ports = ports;
    this.#configuration = configuration;
  }

  /** Takes another script user from now on. */
  use(configuration: Configuration): void {
    this.#configuration = configuration;
  }

  /** Starts without waiting; `done` is called once, in a later turn. @param options.words come behind the command's own */
  run(command: Command, options: LaunchOptions, done: (result: ScriptResult) => void): RunningScript {
    const { words = [], ...rest } = options;
    const asked = this.#askedUser(command);
    const user = asked === undefined ? this.#default() : this.#find(asked);
    if (asked !== undefined && user === undefined) return this.#refuse(asked.user, done);
    return this.#ports.scripts.run({ ...rest, argv: [...command.argv, ...words], user }, done);
  }

  /** Name of the user that the command runs as, whether there is one or not; undefined: the daemon's own. */
  userOf(command: Command): string | undefined {
    return this.#askedUser(command)?.user ?? this.#default()?.name;
  }

  #askedUser(command: Command): { readonly user: string; readonly group: string | undefined } | undefined {
    const { user, group } = command;
    return user === undefined ? this.#configuration.globals.scriptUser : { user, group };
  }

  #default(): ScriptUser | undefined {
    return this.#find({ user: DEFAULT_USER, group: undefined });
  }

  #find({ user, group }: { readonly user: string; readonly group: string | undefined }): ScriptUser | undefined {
    const { supplementaryGroups } = this.#configuration.globals;
    return this.#ports.users.find(user, group, supplementaryGroups);
  }

  #refuse(user: string, done: (result: ScriptResult) => void): RunningScript {
    this.#ports.defer(() => {
      done({
        outcome: 'not-started',
        status: undefined,
        signal: undefined,
        duration: micros(0),
        output: '',
        error: `no user ${user}, or not its group`,
      });
    });
    return { terminate: () => {} };
  }
}
