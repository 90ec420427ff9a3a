/** Which words of `vrrpd` are for the program of the daemon. Help is the other one's, which has yargs. */

export function isForDaemon([first, ...rest]: readonly string[]): boolean {
  if (first === 'keepalived') return true;
  return (first === 'run' || first === 'cleanup') && !rest.includes('--help') && !rest.includes('-h');
}
