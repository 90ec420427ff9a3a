/**
 * The model pass: tree in, configuration and findings out. It never throws; what cannot be used is left out and said.
 */

import type { Diagnostic } from '../diagnostic.js';
import type { HostFacts } from '../host-facts.js';
import { blocksOf } from '../keywords/index.js';
import { emptyRoot, type RootDraft, rootTable } from '../keywords/root.js';
import type { Command, Configuration, Instance, NotifyScripts } from '../model.js';
import type { GlobalSettings } from '../model-global.js';
import { readBlock } from '../read/block.js';
import { Reading, type Usage } from '../read/reading.js';
import { sortDiagnostics } from '../report/sort-diagnostics.js';
import type { Tree } from '../tree.js';
import { completeDefinitions } from './definitions.js';
import { completeGlobals } from './globals.js';
import { completeGroups } from './groups.js';
import { completeInstance } from './instance.js';
import { reportMissingDevices } from './named-interfaces.js';
import { reportMissingFilter } from './packet-filter.js';
import { resolveTracking, trackingOfOwner } from './references.js';
import { routingDirectories } from './routing-directories.js';
import { ScriptCheck } from './scripts.js';
import { completeStatics } from './statics.js';
import { reportSameVrid, reportUntracked } from './uniqueness.js';
import { unsupportedFeatures } from './unsupported.js';
import { completeLvs } from './virtual-servers.js';

export interface BuildResult {
  readonly configuration: Configuration;
  /** Findings of the text passes and of this one, in the order of the files. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every keyword that was met, with its first place. */
  readonly usage: readonly Usage[];
  /** Something is missing that the daemon cannot run without. */
  readonly unusable: boolean;
}

/**
 * Makes the model of a tree.
 * @param host the machine to ask about interfaces, files and users; undefined asks nothing
 */
export function buildConfiguration(tree: Tree, host?: HostFacts): BuildResult {
  const reading = new Reading(tree.sources, host, blocksOf);
  reading.routingDirectories = routingDirectories(tree.nodes);
  const root = emptyRoot();
  readBlock(reading, tree.nodes, rootTable, root);
  const configuration = complete(reading, root);
  const usage = [...reading.usage.values()];
  const found = [...tree.diagnostics, ...reading.diagnostics, ...unsupportedFeatures(usage)];
  const diagnostics = sortDiagnostics(found, tree.sources.files);
  return {
    configuration,
    diagnostics,
    usage,
    unusable: diagnostics.some((diagnostic) => diagnostic.severity === 'fatal'),
  };
}

function complete(reading: Reading, root: RootDraft): Configuration {
  const globals = completeGlobals(root.globals);
  const scriptCheck = new ScriptCheck(reading, globals);
  const defined = completeDefinitions(reading, root, scriptCheck);
  const instances: Instance[] = [];
  for (const { draft, order } of root.instances.values()) {
    const title = `vrrp_instance ${draft.name}`;
    const tracking = resolveTracking(reading, root, defined.byKind, draft.tracking, { title, order });
    const priority = draft.priority ?? (draft.state === 'MASTER' ? 255 : 100);
    const held = priority === 255 ? trackingOfOwner(reading, draft, tracking) : tracking;
    const instance = completeInstance(reading, draft, globals, held);
    if (instance !== undefined) instances.push(withUsableNotify(scriptCheck, title, instance));
  }
  reportSameVrid(reading, instances);
  reportMissingFilter(reading, instances);
  const grouped = completeGroups(reading, root, defined.byKind, globals, instances);
  reportUntracked(reading, root);
  const syncGroups = grouped.syncGroups.map((group) =>
    withUsableNotify(scriptCheck, `vrrp_sync_group ${group.name}`, group),
  );
  const configuration: Configuration = {
    globals: usableGlobals(scriptCheck, globals),
    scripts: defined.scripts,
    trackedFiles: defined.files,
    trackedProcesses: defined.processes,
    instances: grouped.instances,
    syncGroups,
    ...completeStatics(reading, root, globals, grouped.instances),
    garpGroups: root.garpGroups,
    linkbeatInterfaces: root.linkbeats,
    interfaceDelays: root.delays,
    bfdSessions: defined.bfds,
    lvs: completeLvs(reading, root, globals, scriptCheck),
  };
  reportMissingDevices(reading, configuration);
  scriptCheck.finish();
  return configuration;
}

/** The same object where nothing changes: most instances notify nobody, and there may be very many. */
function withUsableNotify<T extends { readonly notify: NotifyScripts }>(scripts: ScriptCheck, title: string, of: T): T {
  const { notify } = of;
  if (!Object.values(notify).some((value) => typeof value === 'object')) return of;
  const checked = Object.entries(notify).map(([key, value]: [string, Command | boolean | undefined]) => [
    key,
    typeof value === 'object' ? scripts.usable(value, `${title}, notify`, false) : value,
  ]);
  return { ...of, notify: Object.fromEntries(checked) };
}

const GLOBAL_SCRIPTS = [
  'startupScript',
  'shutdownScript',
  'notifyFifoScript',
  'vrrpNotifyFifoScript',
  'lvsNotifyFifoScript',
] as const;

function usableGlobals(scriptCheck: ScriptCheck, globals: GlobalSettings): GlobalSettings {
  const checked = GLOBAL_SCRIPTS.map((key) => [key, scriptCheck.usable(globals[key], 'global_defs', false)]);
  return { ...globals, ...Object.fromEntries(checked) };
}
