/**
 * vrrpd's own settings as values, with their defaults. Reading them from text is in settings.ts, which a daemon without
 * a settings file never loads.
 */

export interface Settings {
  /** `[log] level`. */
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** `[log] format`: auto is text on a terminal and JSON lines elsewhere. */
  readonly logFormat: 'auto' | 'text' | 'json';
  /** `[log] record`: existing directory for recordings of every router; undefined records nothing. */
  readonly recordDirectory: string | undefined;
  /** `[control] run_dir`: control sockets and kept state. */
  readonly runDirectory: string;
  /** `[control] state_dir`: journal of events and standby. Undefined: what systemd gives the unit, else the run directory. */
  readonly stateDirectory: string | undefined;
  /** `[control] group`: may read status. Undefined: root only. */
  readonly controlGroup: string | undefined;
  /** `[control] admin_group`: may also change things. Undefined: root only. */
  readonly adminGroup: string | undefined;
  /** `[network] transport`. */
  readonly transport: 'native' | 'raw-socket';
  /** `[network] addresses`. */
  readonly addresses: 'netlink' | 'ip-command';
  /** `[network] lease`: seconds a virtual IP outlives a dead daemon; 0 switches leases off. */
  readonly lease: number;
  /** `[network] address_watch`: listen for others who have an address of ours, and ask for them. */
  readonly addressWatch: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  logLevel: 'info',
  logFormat: 'auto',
  recordDirectory: undefined,
  runDirectory: '/run/vrrpd',
  stateDirectory: undefined,
  controlGroup: undefined,
  adminGroup: undefined,
  transport: 'native',
  addresses: 'netlink',
  lease: 10,
  addressWatch: true,
};
