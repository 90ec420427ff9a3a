/**
 * The options of keepalived(8) 2.4: one table that makes both the parser and the help, and says what vrrpd makes of
 * each. Nothing that a host's start-up files may hold stops the daemon.
 */

import type { OptionForm } from './getopt.js';

export interface KeepalivedOption extends OptionForm {
  /** Name of the argument in the help. */
  readonly metavar?: string;
  readonly help: string;
  /** What is said at start when the option is given and changes nothing. */
  readonly noEffect?: string;
}

const ONE_PROCESS = 'vrrpd is one process';
const NO_LVS = 'vrrpd has no LVS part';
const NO_SNMP = 'vrrpd has no SNMP part';
const DEBUG = 'it is for debugging keepalived itself';

const none = (short: string | undefined, long: string, help: string, noEffect?: string): KeepalivedOption => ({
  long,
  argument: 'none',
  help,
  ...(short === undefined ? {} : { short }),
  ...(noEffect === undefined ? {} : { noEffect }),
});

const value = (
  short: string | undefined,
  long: string,
  metavar: string,
  help: string,
  noEffect?: string,
  argument: 'required' | 'optional' = 'required',
): KeepalivedOption => ({ ...none(short, long, help, noEffect), argument, metavar });

export const KEEPALIVED_OPTIONS: readonly KeepalivedOption[] = [
  value('f', 'use-file', 'FILE', 'configuration [/etc/keepalived/keepalived.conf]'),
  none('n', 'dont-fork', 'stay in the foreground'),
  none('l', 'log-console', 'log to the console'),
  none('D', 'log-detail', 'log in more detail; twice for debugging'),
  value(
    'S',
    'log-facility',
    'FACILITY',
    'syslog facility of a daemon in the background: 0-7, local0-local7, user, daemon',
  ),
  none('G', 'no-syslog', 'no syslog for a daemon in the background'),
  value('g', 'log-file', 'FILE', 'log to this file [/tmp/keepalived.log]', undefined, 'optional'),
  none(undefined, 'flush-log-file', 'flush the log file after each line', 'each line is written at once anyway'),
  value('t', 'config-test', 'LOG', 'check the configuration and exit: 0, 2, 4, 5 or 6', undefined, 'optional'),
  value('p', 'pid', 'FILE', 'process id file [/run/keepalived.pid]'),
  value('r', 'vrrp_pid', 'FILE', 'a second process id file, for what looks for the VRRP process'),
  value('c', 'checkers_pid', 'FILE', 'process id file of the checkers', NO_LVS),
  value('b', 'bfd_pid', 'FILE', 'process id file of BFD', ONE_PROCESS),
  value('i', 'config-id', 'ID', "name for '@name' conditions [the host's name]"),
  none('e', 'all-config', 'every include must find a file'),
  none('V', 'dont-release-vrrp', 'leave virtual IPs in place at stop'),
  none(
    'X',
    'release-vips',
    'remove virtual IPs that were there before',
    'vrrpd always removes the virtual IPs it releases',
  ),
  none('P', 'vrrp', 'only VRRP', 'VRRP is all that vrrpd runs'),
  none('C', 'check', 'no VRRP'),
  none('B', 'no_bfd', 'run no BFD session: each counts as down'),
  none(undefined, 'all', 'start all parts even without configuration', ONE_PROCESS),
  none('I', 'dont-release-ipvs', 'leave IPVS in place at stop', NO_LVS),
  none('R', 'dont-respawn', 'do not start a dead part again', ONE_PROCESS),
  value('u', 'umask', 'MASK', 'file mode creation mask'),
  value('s', 'namespace', 'NAME', 'run in this network namespace'),
  none('d', 'dump-conf', 'log the configuration as it was read'),
  none('a', 'address-monitoring', 'log every address change', 'vrrpd logs changes of its own addresses'),
  none('x', 'snmp', 'SNMP', NO_SNMP),
  value('A', 'snmp-agent-socket', 'FILE', 'SNMP master agent', NO_SNMP),
  none('m', 'core-dump', 'produce a core dump', 'set LimitCORE= or ulimit -c instead'),
  value('M', 'core-dump-pattern', 'PATTERN', 'set core_pattern', 'set kernel.core_pattern instead', 'optional'),
  none(undefined, 'ignore-sigint', 'do not stop on SIGINT'),
  value(
    undefined,
    'signum',
    'NAME',
    'print the number of the signal for STOP, RELOAD, DATA, STATS, STATS_CLEAR, JSON or TDUMP',
  ),
  value(undefined, 'run-dir', 'DIR', 'vrrpd: directory of the control sockets and kept state [/run/vrrpd]'),
  value(undefined, 'settings', 'FILE', 'vrrpd: its own settings [/etc/vrrpd/vrrpd.ini]'),
  value(undefined, 'config-fd', 'FD', 'used by keepalived for itself', DEBUG),
  value(undefined, 'perf', 'MODE', 'profiling', DEBUG, 'optional'),
  value(undefined, 'debug', 'FLAGS', 'debugging', DEBUG, 'optional'),
  value(undefined, 'no-mem-check', 'FLAGS', 'memory checks', DEBUG, 'optional'),
  none('T', 'genhash', 'refused: vrrpd has no genhash'),
  none('v', 'version', 'print the version and exit'),
  none('h', 'help', 'print this help and exit'),
];

/**
 * Real-time signals by the numbers of the C library.
 * @see keepalived(8), --signum
 */
export const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  STOP: 15,
  RELOAD: 1,
  DATA: 10,
  STATS: 12,
  STATS_CLEAR: 63,
  JSON: 36,
  TDUMP: 64,
};

/** The help, one option a paragraph. */
export function formatKeepalivedHelp(): string {
  const rows = KEEPALIVED_OPTIONS.map(({ short, long, argument, metavar, help, noEffect }) => {
    const suffix = argument === 'none' ? '' : argument === 'required' ? `=${metavar}` : `[=${metavar}]`;
    const words = `${short === undefined ? '    ' : `-${short}, `}--${long}${suffix}`;
    return `  ${words.padEnd(34)} ${help}${noEffect === undefined ? '' : ' (no effect)'}`;
  });
  return `Usage: keepalived [OPTION...]\n\nRuns vrrpd with the options of keepalived(8).\n\n${rows.join('\n')}\n`;
}
