/**
 * Completes scripts, files and processes that can be tracked. One that lacks what it needs is left out, and what names
 * it tracks nothing.
 */

import { micros } from '../../base/micros.js';
import { didYouMean } from '../did-you-mean.js';
import type { Ordered } from '../keywords/ordered.js';
import type { RootDraft } from '../keywords/root.js';
import type { ScriptDraft } from '../keywords/script.js';
import type { FileDraft, ProcessDraft } from '../keywords/tracked-object.js';
import type { FileDefinition, ProcessDefinition, ScriptDefinition } from '../model.js';
import type { BfdSession } from '../model-lvs.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';
import type { Node, Word } from '../tree.js';
import { completeBfd } from './bfd-sessions.js';
import type { Definitions } from './references.js';
import type { ScriptCheck } from './scripts.js';

export interface CompleteDefinitions {
  readonly scripts: readonly ScriptDefinition[];
  readonly files: readonly FileDefinition[];
  readonly processes: readonly ProcessDefinition[];
  readonly bfds: readonly BfdSession[];
  readonly byKind: Definitions;
}

export function completeDefinitions(reading: Reading, root: RootDraft, scriptCheck: ScriptCheck): CompleteDefinitions {
  const scripts = completeAll(root.scripts, (draft) => completeScript(reading, draft, scriptCheck));
  const files = completeAll(root.files, (draft) => completeFile(reading, draft));
  const processes = completeAll(root.processes, (draft) => completeProcess(reading, draft));
  const bfds = completeBfd(reading, root);
  return {
    scripts,
    files,
    bfds,
    processes,
    byKind: {
      script: byName(scripts),
      file: byName(files),
      process: byName(processes),
      bfd: byName(bfds),
    },
  };
}

function completeAll<D, T>(
  drafts: ReadonlyMap<string, Ordered<D>>,
  complete: (draft: D) => T | undefined,
): readonly T[] {
  return [...drafts.values()].flatMap(({ draft }) => complete(draft) ?? []);
}

function byName<T extends { readonly name: string }>(values: readonly T[]): ReadonlyMap<string, T> {
  return new Map(values.map((value) => [value.name, value]));
}

function completeScript(reading: Reading, draft: ScriptDraft, scriptCheck: ScriptCheck): ScriptDefinition | undefined {
  if (draft.command === undefined) {
    reportIncomplete(reading, 'vrrp_script', draft, 'script', 'script "COMMAND"');
    return undefined;
  }
  const written = { ...draft.command, user: draft.user?.user, group: draft.user?.group };
  const command = scriptCheck.usable(written, `vrrp_script ${draft.name}`, true);
  if (command === undefined) return undefined;
  const interval = draft.interval ?? micros(1_000_000);
  return {
    name: draft.name,
    command,
    interval,
    timeout: draft.timeout ?? interval,
    rise: draft.rise ?? 1,
    fall: draft.fall ?? 1,
    weight: draft.weight ?? 0,
    reverse: draft.reverse ?? false,
    initFail: draft.initFail ?? false,
    span: draft.word.span,
  };
}

function completeFile(reading: Reading, draft: FileDraft): FileDefinition | undefined {
  if (draft.path === undefined) {
    reportIncomplete(reading, 'track_file', draft, 'file', 'file PATH');
    return undefined;
  }
  return {
    name: draft.name,
    path: draft.path,
    weight: draft.weight ?? 1,
    reverse: draft.reverse ?? false,
    initial: draft.initial,
    span: draft.word.span,
  };
}

function completeProcess(reading: Reading, draft: ProcessDraft): ProcessDefinition | undefined {
  if (draft.process === undefined) {
    reportIncomplete(reading, 'vrrp_track_process', draft, 'process', 'process NAME');
    return undefined;
  }
  return {
    name: draft.name,
    process: draft.process,
    parameters: draft.parameters ?? [],
    parameterMatch: draft.parameterMatch ?? 'none',
    fullCommand: draft.fullCommand ?? false,
    weight: draft.weight ?? 0,
    reverse: draft.reverse ?? false,
    quorum: draft.quorum ?? 1,
    quorumMost: draft.quorumMost,
    terminateDelay: draft.terminateDelay ?? micros(0),
    forkDelay: draft.forkDelay ?? micros(0),
    span: draft.word.span,
  };
}

function reportIncomplete(
  reading: Reading,
  block: string,
  { word, node }: { readonly word: Word; readonly node?: Node },
  what: string,
  hint: string,
): void {
  // A line that has the keyword and gave nothing has been told, and so has a misspelt one.
  const isMeant = ({ keyword }: Node): boolean =>
    keyword.text === what || didYouMean(keyword.text, [what]) !== undefined;
  if (node?.block?.some(isMeant) === true) return;
  reading.report('incomplete-definition', word.span, `${block} ${shown(word.text)} has no ${what}`, {
    keepalived: 'removes it: what tracks it runs without this check',
    hint: `add ${hint}`,
  });
}
