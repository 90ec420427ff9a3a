/**
 * Resolves the names that instances and groups track, and the weights that hold there.
 */

import { didYouMean } from '../did-you-mean.js';
import type { InstanceDraft, ReferenceDraft, TrackingDraft, TrackKind } from '../keywords/instance-draft.js';
import type { Ordered } from '../keywords/ordered.js';
import type { RootDraft } from '../keywords/root.js';
import type { TrackedReference, Tracking } from '../model.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';
import type { Word } from '../tree.js';

interface Definition {
  readonly weight: number;
  readonly reverse: boolean;
}

const KEYWORD: Readonly<Record<Exclude<TrackKind, 'interface'>, string>> = {
  script: 'vrrp_script',
  file: 'track_file',
  process: 'vrrp_track_process',
  bfd: 'bfd_instance',
};

/** Who tracks, for messages. */
export interface Tracker {
  /** `vrrp_instance VI_1`. */
  readonly title: string;
  readonly order: number;
}

/** Definitions that hold, by kind and name; what was dropped is missing. */
export type Definitions = Readonly<Record<Exclude<TrackKind, 'interface'>, ReadonlyMap<string, Definition>>>;

const KINDS: readonly TrackKind[] = ['interface', 'script', 'file', 'process', 'bfd'];
const NOTHING: Tracking = {
  trackedInterfaces: [],
  trackedScripts: [],
  trackedFiles: [],
  trackedProcesses: [],
  trackedBfds: [],
};

/** Everything an instance or group tracks, with the weights that hold. */
export function resolveTracking(
  reading: Reading,
  root: RootDraft,
  definitions: Definitions,
  draft: TrackingDraft,
  tracker: Tracker,
): Tracking {
  if (KINDS.every((kind) => draft[kind].length === 0)) return NOTHING;
  const resolve = (kind: Exclude<TrackKind, 'interface'>) =>
    withoutRepeats(reading, draft[kind]).flatMap((reference) =>
      resolveReference(reading, root, definitions, kind, reference, tracker),
    );
  return {
    trackedInterfaces: withoutRepeats(reading, draft.interface).map((reference) => ({
      name: reference.name,
      weight: reference.weight ?? 0,
      reverse: reference.reverse ?? false,
      span: reference.word.span,
    })),
    trackedScripts: resolve('script'),
    trackedFiles: resolve('file'),
    trackedProcesses: resolve('process'),
    trackedBfds: resolve('bfd'),
  };
}

function resolveReference(
  reading: Reading,
  root: RootDraft,
  definitions: Definitions,
  kind: Exclude<TrackKind, 'interface'>,
  reference: ReferenceDraft,
  tracker: Tracker,
): readonly TrackedReference[] {
  const written = writtenDefinition(root, kind, reference.name);
  if (written === undefined) {
    reportUndefined(reading, root, kind, reference, tracker);
    return [];
  }
  if (written.order > tracker.order) {
    reading.report(
      'defined-later',
      reference.word.span,
      `${KEYWORD[kind]} ${shown(reference.word.text)} is defined only further down`,
      {
        keepalived: `does not find it and ignores the line: ${tracker.title} does not track it`,
        hint: `move the definition above ${tracker.title}`,
        related: [{ span: written.draft.word.span, message: 'defined here' }],
      },
    );
    return [];
  }
  const definition = definitions[kind].get(reference.name);
  if (definition === undefined) return [];
  if (kind === 'bfd' && root.lvs.bfds.get(reference.name)?.draft.listeners === 'checker') {
    reading.report('no-effect', reference.word.span, `${shown(reference.word.text)} is a session for checkers only`, {
      severity: 'error',
      keepalived: `does not find it and ignores the line: ${tracker.title} does not track it`,
      hint: 'remove "checker" from the bfd_instance',
    });
    return [];
  }
  return [
    {
      name: reference.name,
      weight: reference.weight ?? definition.weight,
      reverse: reference.reverse ?? definition.reverse,
      span: reference.word.span,
    },
  ];
}

function writtenDefinition(
  root: RootDraft,
  kind: Exclude<TrackKind, 'interface'>,
  name: string,
): Ordered<{ readonly word: Word }> | undefined {
  if (kind === 'script') return root.scripts.get(name);
  if (kind === 'file') return root.files.get(name);
  if (kind === 'process') return root.processes.get(name);
  return root.lvs.bfds.get(name);
}

function namesOf(root: RootDraft, kind: Exclude<TrackKind, 'interface'>): Iterable<string> {
  if (kind === 'script') return root.scripts.keys();
  if (kind === 'file') return root.files.keys();
  if (kind === 'process') return root.processes.keys();
  return root.lvs.bfds.keys();
}

function reportUndefined(
  reading: Reading,
  root: RootDraft,
  kind: Exclude<TrackKind, 'interface'>,
  reference: ReferenceDraft,
  tracker: Tracker,
): void {
  if (reading.skipped.has(reference.name)) return;
  const guess = didYouMean(reference.name, namesOf(root, kind));
  if (guess !== undefined) reading.mentioned.add(`${kind}:${guess}`);
  reading.report(
    'undefined-reference',
    reference.word.span,
    `there is no ${KEYWORD[kind]} ${shown(reference.word.text)}`,
    {
      keepalived: `ignores the line: ${tracker.title} runs without this check`,
      hint: guess === undefined ? `define it before ${tracker.title}` : `did you mean "${guess}"?`,
    },
  );
}

function withoutRepeats(reading: Reading, references: readonly ReferenceDraft[]): readonly ReferenceDraft[] {
  if (references.length === 0) return references;
  const seen = new Map<string, ReferenceDraft>();
  for (const reference of references) {
    const first = seen.get(reference.name);
    if (first === undefined) seen.set(reference.name, reference);
    else {
      reading.report('repeated', reference.word.span, `${shown(reference.word.text)} is tracked twice`, {
        keepalived: 'keeps the first',
        related: [{ span: first.word.span, message: 'first tracked here' }],
      });
    }
  }
  return [...seen.values()];
}

/** The owner of the addresses has no use for weights: its priority never moves. */
export function trackingOfOwner(reading: Reading, draft: InstanceDraft, tracking: Tracking): Tracking {
  const unweighted = (references: readonly TrackedReference[], what: string): readonly TrackedReference[] =>
    references.filter((reference) => {
      if (reference.weight === 0) return true;
      reading.report(
        'no-effect',
        reference.span,
        `${what} ${shown(reference.name)} has a weight, and priority 255 never moves`,
        {
          keepalived: `does not track it for ${draft.name}`,
          hint: 'write weight 0, or a priority below 255',
        },
      );
      return false;
    });
  return {
    trackedScripts: unweighted(tracking.trackedScripts, 'the script'),
    trackedInterfaces: unweighted(tracking.trackedInterfaces, 'the interface'),
    trackedProcesses: unweighted(tracking.trackedProcesses, 'the process'),
    trackedBfds: unweighted(tracking.trackedBfds, 'the session'),
    trackedFiles: unweighted(
      tracking.trackedFiles.map((file) => (file.weight === 1 ? { ...file, weight: 0 } : file)),
      'the file',
    ),
  };
}
