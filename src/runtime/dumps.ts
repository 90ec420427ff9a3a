/**
 * The files that keepalived writes at a signal, for the exporters and scripts that read them: where they are, and when
 * they are written.
 */

import type { Configuration } from '../config/model.js';
import { dumpData } from './data-dump.js';
import type { DumpedRouter } from './dumped-router.js';
import { type DumpedProcess, dumpJson } from './json-dump.js';
import type { FileStore } from './ports/files.js';
import type { DaemonSnapshot } from './snapshot.js';
import { dumpStatistics } from './statistics-dump.js';

export type DumpKind = 'data' | 'stats' | 'json';

/** The state that is written. */
export interface DumpedState {
  readonly snapshot: DaemonSnapshot;
  readonly routers: readonly DumpedRouter[];
  readonly processes: readonly DumpedProcess[];
  readonly configuration: Configuration;
  readonly hostName: string;
}

/** @param directory of files without a path of their own @param namespace that the daemon was started in, by name */
export function writeDump(
  kind: DumpKind,
  state: DumpedState,
  files: FileStore,
  directory: string,
  namespace: string | undefined,
): void {
  const { globals } = state.configuration;
  const text = dumpText(kind, state);
  if (text === undefined) return;
  files.replace(dumpPath(kind, state.configuration, directory, namespace), text, 0o666 & ~globals.umask);
}

/** Undefined where keepalived writes no file: JSON of no instance at all. */
export function dumpText(
  kind: DumpKind,
  { snapshot, routers, processes, configuration, hostName }: DumpedState,
): string | undefined {
  switch (kind) {
    case 'data':
      return dumpData(snapshot, routers, configuration, hostName);
    case 'stats':
      return dumpStatistics(snapshot.routers);
    case 'json':
      if (routers.length === 0) return undefined;
      return dumpJson(routers, processes, configuration.scripts, configuration.globals.dumps.jsonVersion);
  }
}

/** state_dump_file, stats_dump_file, json_dump_file; data_use_instance, which keepalived heeds for the data alone. */
function dumpPath(
  kind: DumpKind,
  { globals }: Configuration,
  directory: string,
  namespace: string | undefined,
): string {
  const { stateFile, statsFile, jsonFile, useInstance } = globals.dumps;
  const named = { data: stateFile, stats: statsFile, json: jsonFile }[kind] ?? `keepalived.${kind}`;
  const path = named.startsWith('/') ? named : `${directory}/${named}`;
  const parts = [globals.netNamespace ?? namespace, globals.instance].filter((part) => part !== undefined);
  if (kind !== 'data' || !useInstance || parts.length === 0) return path;
  const suffix = `.${parts.join('_')}`;
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') ? path.slice(0, dot) + suffix + path.slice(dot) : path + suffix;
}
