/** What a daemon calls itself and where it says so: process name, umask, pid files, network namespace. */

import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { VrrpdError } from '../base/errors.js';
import type { DaemonRequest } from '../cli/programs.js';
import type { GlobalSettings } from '../config/model.js';
import { native } from '../system/native.js';

const NAMESPACE_DIRECTORY = '/run/netns';
const PID_DIRECTORY = '/run/keepalived';

/** process_name, vrrp_process_name, process_names, umask. */
export function takeIdentity({ program }: DaemonRequest, globals: GlobalSettings): void {
  const usual = globals.processNames ? `${program}_vrrp` : program;
  process.title = globals.processName ?? globals.vrrp.processName ?? usual;
  process.umask(globals.umask);
}

/** Whatever was in one that is gone is gone with it. */
export function namespaceExists(name: string): boolean {
  return existsSync(`${NAMESPACE_DIRECTORY}/${name}`);
}

/** @throws VrrpdError NAMESPACE where there is none of that name */
export function enterNamespace(name: string): void {
  const { setNamespace, constants } = native();
  let descriptor: number | undefined;
  try {
    descriptor = openSync(`${NAMESPACE_DIRECTORY}/${name}`, 'r');
    setNamespace(descriptor, constants.CLONE_NEWNET);
  } catch (cause) {
    throw new VrrpdError('NAMESPACE', `network namespace ${name}: ${(cause as Error).message}`, { cause });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * Files that hold the process id while the daemon lives: those that were named, and the usual one. With use_pid_dir,
 * instance or net_namespace the usual one is in a directory of its own, so that several daemons have theirs.
 */
export function pidFilesOf({ pidFiles, usualPidFile, namespace }: DaemonRequest, globals: GlobalSettings): string[] {
  if (usualPidFile === undefined) return [...pidFiles];
  const parts = [globals.netNamespace ?? namespace, globals.instance].filter((part) => part !== undefined);
  if (!globals.usePidDir && globals.instance === undefined && globals.netNamespace === undefined) {
    return [usualPidFile, ...pidFiles];
  }
  const directory = usualPidFile === '/run/keepalived.pid' ? PID_DIRECTORY : `${dirname(usualPidFile)}/keepalived`;
  return [`${directory}/${['keepalived', ...parts].join('_')}.pid`, ...pidFiles];
}

export function writePidFiles(files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, `${process.pid}\n`, { mode: 0o644 });
  }
}

export function removePidFiles(files: readonly string[]): void {
  for (const file of files) rmSync(file, { force: true });
}
