/**
 * The model pass: tree in, configuration and findings out. It never throws; what cannot be used is left out and said.
 */

import type { Diagnostic } from '../diagnostic.js';
import type { HostFacts } from '../host-facts.js';
import { blocksOf } from '../keywords/index.js';
import { emptyRoot, type RootDraft, rootTable } from '../keywords/root.js';
import type { Configuration, Instance } from '../model.js';
import { readBlock } from '../read/block.js';
import { Reading, type Usage } from '../read/reading.js';
import { sortDiagnostics } from '../report/sort-diagnostics.js';
import type { Tree } from '../tree.js';
import { completeDefinitions } from './definitions.js';
import { completeGlobals } from './globals.js';
import { completeGroups } from './groups.js';
import { completeInstance } from './instance.js';
import { completeLvs } from './lvs.js';
import { resolveTracking, trackingOfOwner } from './references.js';
import { completeStatics } from './statics.js';
import { reportConflicts } from './uniqueness.js';

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
  const root = emptyRoot();
  readBlock(reading, tree.nodes, rootTable, root);
  const configuration = complete(reading, root);
  const diagnostics = sortDiagnostics([...tree.diagnostics, ...reading.diagnostics], tree.sources.files);
  return {
    configuration,
    diagnostics,
    usage: [...reading.usage.values()],
    unusable: diagnostics.some((diagnostic) => diagnostic.severity === 'fatal'),
  };
}

function complete(reading: Reading, root: RootDraft): Configuration {
  const globals = completeGlobals(root.globals);
  const defined = completeDefinitions(reading, root, globals);
  const instances: Instance[] = [];
  for (const { draft, order } of root.instances.values()) {
    const tracker = { title: `vrrp_instance ${draft.name}`, order };
    const tracking = resolveTracking(reading, root, defined.byKind, draft.tracking, tracker);
    const priority = draft.priority ?? (draft.state === 'MASTER' ? 255 : 100);
    const held = priority === 255 ? trackingOfOwner(reading, draft, tracking) : tracking;
    const instance = completeInstance(reading, draft, globals, held);
    if (instance !== undefined) instances.push(instance);
  }
  reportConflicts(reading, instances, root);
  const grouped = completeGroups(reading, root, defined.byKind, globals, instances);
  return {
    globals,
    scripts: defined.scripts,
    trackedFiles: defined.files,
    trackedProcesses: defined.processes,
    instances: grouped.instances,
    syncGroups: grouped.syncGroups,
    ...completeStatics(reading, root, globals, grouped.instances),
    garpGroups: root.garpGroups,
    linkbeatInterfaces: root.linkbeats,
    interfaceDelays: root.delays,
    bfdSessions: defined.bfds,
    lvs: completeLvs(reading, root, globals),
  };
}
