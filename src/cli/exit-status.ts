/**
 * Exit statuses of both programs. The daemon's and check's are keepalived's, because scripts and configuration
 * management rely on them; status's follow the LSB convention, where 3 is a program that does not run.
 */

export const EXIT = {
  ok: 0,
  /** The daemon could not go on; a question was answered with no. */
  failed: 1,
  /** Configuration: the daemon refuses it; check: a parameter is missing; status: no such instance. */
  configuration: 2,
  /** status and other clients: vrrpd is not running. */
  notRunning: 3,
  /** The daemon lacks permission; check: the file is unusable; clients: no permission or no answer. */
  permission: 4,
  /** check: findings. */
  findings: 5,
  /** run: no configuration file; check: script security. */
  noConfiguration: 6,
  /** The command line is wrong. */
  usage: 64,
  /** Ctrl-C before the answer was known: 128 and the signal's number. */
  interrupted: 130,
  /** A mistake inside vrrpd. */
  internal: 70,
} as const;
