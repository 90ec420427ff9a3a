/**
 * What the entries wire into the commands, each loaded only when it is called: the command line knows what was asked,
 * these know how it is done.
 */

import type { Settings } from '../config/settings-values.js';

export interface DaemonRequest {
  /** Name that it was started under; the process is called so. */
  readonly program: 'vrrpd' | 'keepalived';
  readonly configFile: string;
  readonly runDirectory: string;
  readonly settings: Settings;
  /** Findings about vrrpd.ini, one line each, for the log. */
  readonly settingsFindings: readonly string[];
  /** `-i`: replaces the host's name in `@id` conditions. */
  readonly configId?: string;
  /** `-e`: every include must match. */
  readonly strictIncludes?: boolean;
  /** `-p`, `-r`: files that hold the process id while the daemon lives. */
  readonly pidFiles?: readonly string[];
  /** `-V`: leave the virtual IPs in place at stop. */
  readonly keepAddressesAtStop?: boolean;
  /** Options that were given and change nothing, one line each, for the log. */
  readonly notes?: readonly string[];
  /** Called once the daemon works. */
  readonly ready?: () => void;
}

export interface CleanupRequest {
  readonly configFile: string;
  readonly runDirectory: string;
  readonly settings: Settings;
}

export interface Programs {
  /** Runs the daemon until it is told to stop; resolves with the exit status. */
  daemon(request: DaemonRequest): Promise<number>;
}
