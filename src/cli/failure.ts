/**
 * What went wrong as a line for an administrator and a status for a script.
 */

import { VrrpdError } from '../base/errors.js';
import { EXIT } from './exit-status.js';
import { UnknownCommandError, UsageError } from './usage-error.js';

/** @param who the command as it was typed: `vrrpd status` */
export function describeFailure(error: unknown, who: string): { readonly text: string; readonly status: number } {
  if (error instanceof UsageError) {
    const helper = error instanceof UnknownCommandError ? 'vrrpd' : who;
    const message = error.message.replace(/\n\s*/g, ' ');
    return { text: `${helper}: ${message}\nTry '${helper} --help'.\n`, status: EXIT.usage };
  }
  if (error instanceof VrrpdError) {
    return { text: `${who}: ${error.message}\n`, status: STATUS_OF_CODE[error.code] ?? EXIT.failed };
  }
  const trace = error instanceof Error ? error.stack : String(error);
  return { text: `${who}: internal error: ${trace}\n`, status: EXIT.internal };
}

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  USAGE: EXIT.usage,
  SETTINGS: EXIT.configuration,
  CONFIGURATION: EXIT.configuration,
  NO_CONFIGURATION: EXIT.noConfiguration,
  EPERM: EXIT.permission,
  EACCES: EXIT.permission,
  NO_SUCH_INSTANCE: EXIT.configuration,
  NO_SUCH_CHECK: EXIT.configuration,
  LAB_NO_DAEMON: EXIT.configuration,
  FORBIDDEN: EXIT.permission,
  TOO_MANY_REQUESTS: EXIT.permission,
  NOT_RUNNING: EXIT.notRunning,
  ALREADY_RUNNING: EXIT.failed,
  NO_PERMISSION: EXIT.permission,
  NO_ANSWER: EXIT.permission,
  BAD_ANSWER: EXIT.permission,
};
