/**
 * What the entries wire into the commands, each loaded only when it is called: the command line knows what was asked,
 * these know how it is done.
 */

import type { SourceReader } from '../base/source-reader.js';
import type { HostFacts } from '../config/host-facts.js';
import type { Settings } from '../config/settings-values.js';
import type { CheckTrial } from '../runtime/daemon-api.js';
import type { HostExamination, Patient } from './doctor-facts.js';

/** Where log lines go. */
export type LogTarget =
  | { readonly type: 'stderr' }
  | { readonly type: 'file'; readonly path: string }
  /** @see syslog(3) for the facility's names: `daemon`, `user`, `local0`-`local7` */
  | { readonly type: 'syslog'; readonly facility: string }
  | { readonly type: 'none' };

export interface DaemonRequest {
  /** Name that it was started under; the process is called so. */
  readonly program: 'vrrpd' | 'keepalived';
  readonly configFile: string;
  readonly runDirectory: string;
  readonly settings: Settings;
  readonly logTo: LogTarget;
  /** What the administrator should hear at start: findings about vrrpd.ini, options that change nothing. */
  readonly notes: readonly string[];
  /** Files that hold the process id while the daemon lives. */
  readonly pidFiles: readonly string[];
  /** One more, unless the configuration moves it (use_pid_dir, instance, net_namespace). */
  readonly usualPidFile?: string | undefined;
  /** `-u`: replaces `umask` of the configuration. */
  readonly umask?: number | undefined;
  /** `-d`: log the configuration as it was read. */
  readonly dumpConfiguration?: boolean;
  /** `-i`: replaces the host's name in `@id` conditions. */
  readonly configId: string | undefined;
  /** `-e`: every include must find a file. */
  readonly strictIncludes: boolean;
  /** `-V`: leave the virtual IPs in place at stop. */
  readonly keepAddressesAtStop: boolean;
  /** `-C`: read the configuration, run no virtual router. */
  readonly withoutVrrp: boolean;
  /** `-B`: run no BFD session; what tracks one sees it down. */
  readonly withoutBfd: boolean;
  /** Stop on SIGTERM only. */
  readonly ignoreInterrupt: boolean;
  /** `-s`: network namespace to enter before anything else. */
  readonly namespace: string | undefined;
  /** Called once the daemon works. */
  readonly ready: () => void;
}

/** What reading a configuration asks of this machine. */
export interface ConfigurationHost {
  readonly sources: SourceReader;
  /** Undefined: nothing is asked of the host. */
  readonly facts: HostFacts | undefined;
}

export interface CleanupRequest {
  readonly configFile: string;
  readonly runDirectory: string;
  readonly settings: Settings;
}

export interface TrialRequest {
  readonly configFile: string;
  /** Of the vrrp_script. */
  readonly name: string;
}

/** One run of a check by hand, with what the script found around it. */
export interface ScriptTrial extends CheckTrial {
  readonly environment: Readonly<Record<string, string>>;
}

export interface ReadingPrograms {
  configurationHost(): Promise<ConfigurationHost>;
  /** For a command that reads configurations, says what is in them and ends. */
  tuneForOnePass(): Promise<void>;
}

export interface DaemonPrograms extends ReadingPrograms {
  /** Runs the daemon until it is told to stop; resolves with the exit status. */
  daemon(request: DaemonRequest): Promise<number>;
  /** Resolves with what was removed, one line each. */
  cleanUp(request: CleanupRequest): Promise<readonly string[]>;
}

export interface CommandPrograms extends ReadingPrograms {
  /** Runs a check of a file once; undefined where it has none of that name. */
  tryCheck(request: TrialRequest): Promise<ScriptTrial | undefined>;
  /** Looks at this machine for these virtual routers, listening so many milliseconds. */
  examineHost(patients: readonly Patient[], listen: number): Promise<HostExamination>;
}
