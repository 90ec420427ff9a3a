/** reload_file: a file that exists while the configuration is read, so that whoever writes the configuration waits. */

import { closeSync, constants, openSync, rmSync } from 'node:fs';
import type { Logger } from '../base/logger.js';
import type { DaemonRequest } from '../cli/programs.js';
import type { GlobalSettings } from '../config/model.js';
import { pidFilesOf } from './daemon-identity.js';

const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;

/** Makes the file, or empties it, and returns the way to remove it. A file that cannot be made stops nothing. */
export function holdReloadFile(
  request: DaemonRequest,
  globals: GlobalSettings | undefined,
  logger: Logger,
): () => void {
  const path = globals === undefined ? undefined : reloadFileOf(request, globals);
  if (path === undefined) return () => {};
  try {
    closeSync(openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o644));
  } catch (error) {
    logger.warn({ file: path }, `reload_file: ${(error as Error).message}`);
  }
  return () => {
    try {
      rmSync(path, { force: true });
    } catch (error) {
      logger.warn({ file: path }, `reload_file: ${(error as Error).message}`);
    }
  };
}

/** Without a path of its own it lies beside the pid file, under its name. */
function reloadFileOf(request: DaemonRequest, globals: GlobalSettings): string | undefined {
  const { file } = globals.reload;
  if (file !== '') return file;
  if (request.usualPidFile === undefined) return `${request.runDirectory}/keepalived.reload`;
  return pidFilesOf(request, globals)[0]?.replace(/\.pid$/, '.reload');
}
