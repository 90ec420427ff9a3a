/**
 * track_script and its sisters: blocks of names, each with a weight of its own if it wants one.
 */

import { didYouMean } from '../did-you-mean.js';
import { formatWord, type Statement } from '../print/statement.js';
import { expectNoWords, itemsOf } from '../read/block.js';
import { Cursor } from '../read/cursor.js';
import { plainInteger } from '../read/number.js';
import { shown, textOf } from '../read/text.js';
import type { Word } from '../tree.js';
import type { ReferenceDraft, TrackingDraft, TrackKind } from './instance-draft.js';
import { type Row, special, type Table, table } from './keyword.js';

interface Kind {
  readonly kind: TrackKind;
  /** What one is called. */
  readonly what: string;
  readonly most: 253 | 254;
  readonly reverse: boolean;
  /** Without `noreverse`, and its own default weight 0. */
  readonly noreverse: boolean;
}

const KINDS: Readonly<Record<TrackKind, Kind>> = {
  script: { kind: 'script', what: 'SCRIPT', most: 253, reverse: true, noreverse: true },
  interface: { kind: 'interface', what: 'INTERFACE', most: 253, reverse: true, noreverse: false },
  file: { kind: 'file', what: 'FILE', most: 254, reverse: true, noreverse: true },
  process: { kind: 'process', what: 'PROCESS', most: 254, reverse: true, noreverse: true },
  bfd: { kind: 'bfd', what: 'SESSION', most: 253, reverse: true, noreverse: true },
};

const EFFECT: Readonly<Record<TrackKind, string>> = {
  script:
    'Check scripts that must succeed: a failing one without a weight is a FAULT, one with a weight moves the priority.',
  interface:
    'Interfaces that must be up: one that is down without a weight is a FAULT, one with a weight moves the priority.',
  file: 'Files whose number, times the weight, is added to the priority; with a weight of 0 any number but 0 is a FAULT.',
  process:
    'Processes that must run: too few or too many without a weight is a FAULT, with a weight it moves the priority.',
  bfd: 'BFD sessions that must be up: one that is down without a weight is a FAULT, one with a weight moves the priority.',
};

/** The five rows of an instance or a group. */
export function trackingRows<D>(
  tracking: (draft: D) => TrackingDraft,
  block: string,
  tiers: Readonly<Record<TrackKind, 1 | 2 | 3 | 4>>,
): readonly Row<D>[] {
  return (['interface', 'script', 'file', 'process', 'bfd'] as const).map((kind) => {
    const words = referenceWords(KINDS[kind], block);
    const { most, what, noreverse } = KINDS[kind];
    return special<D>(
      `track_${kind}`,
      {
        tier: tiers[kind],
        args: `{ <${what}> [weight <-${most}..${most}> [reverse${noreverse ? '|noreverse' : ''}]] ... }`,
        default: kind === 'interface' ? 'nothing; weight 0' : 'nothing; the weight of the definition',
        invalid:
          kind === 'interface' ? 'a weight out of range is 0' : 'a weight out of range is that of the definition',
        help: EFFECT[kind],
        ...(kind === 'script' && { example: 'track_script { chk_haproxy }' }),
      },
      (cursor, draft) => {
        expectNoWords(cursor);
        for (const node of itemsOf(cursor)) {
          const reference = readReference(new Cursor(cursor.reading, node, -1), KINDS[kind], words);
          if (reference !== undefined) tracking(draft)[kind].push(reference);
        }
      },
      () => [],
      { opensBlock: true, inner: words },
    );
  });
}

function referenceWords(kind: Kind, block: string): Table<ReferenceDraft> {
  const swap = (value: boolean) => (_: Cursor, draft: ReferenceDraft) => {
    draft.reverse = value;
  };
  return table(`${block}/track_${kind.kind}`, 'vrrp', [
    special<ReferenceDraft>(
      'weight',
      {
        tier: kind.kind === 'bfd' || kind.kind === 'process' ? 3 : 2,
        args: '<NUMBER>',
        missing: { keepalived: 'drops the whole line: nothing is tracked' },
        range: `-${kind.most}-${kind.most}`,
        default: kind.kind === 'interface' ? '0' : 'the weight of the definition',
        help: 'How much the priority moves; 0 is a FAULT instead.',
      },
      (cursor, draft) => readWeight(cursor, draft, kind),
    ),
    special<ReferenceDraft>(
      'reverse',
      { tier: 3, default: 'off', help: 'Swaps good and bad. Only behind a weight.' },
      swap(true),
    ),
    ...(kind.noreverse
      ? [
          special<ReferenceDraft>(
            'noreverse',
            { tier: 3, help: 'Takes back a reverse of the definition. Only behind a weight.' },
            swap(false),
          ),
        ]
      : []),
  ]);
}

/** A name, then `weight W` and behind it `reverse`; any other word drops the whole line, as keepalived does. */
function readReference(cursor: Cursor, kind: Kind, words: Table<ReferenceDraft>): ReferenceDraft | undefined {
  const name = cursor.next();
  if (name === undefined) return undefined;
  const draft: ReferenceDraft = { name: textOf(name.text), word: name, weight: undefined, reverse: undefined };
  cursor.subject = name;
  cursor.reading.mentioned.add(`${kind.kind}:${draft.name}`);
  let weighted = false;
  for (let word = cursor.next(); word !== undefined; word = cursor.next()) {
    const option = words.byName.get(word.text);
    if (option === undefined || (option.name !== 'weight' && !weighted)) {
      reportBadOption(cursor, word, draft.name, option !== undefined);
      return undefined;
    }
    cursor.reading.used(option, word);
    cursor.subject = word;
    cursor.missing = option.missing;
    weighted = true;
    const isCut = option.name === 'weight' && cursor.atEnd;
    option.read(cursor, draft);
    if (isCut) return undefined;
    cursor.subject = name;
  }
  return draft;
}

function reportBadOption(cursor: Cursor, word: Word, name: string, known: boolean): void {
  const equals = /^weight=(.*)$/.exec(word.text);
  const guess = didYouMean(word.text, ['weight', 'reverse', 'noreverse']);
  const hint = known
    ? `write ${name} weight 0 ${word.text}`
    : equals !== null
      ? `write ${name} weight ${equals[1]}`
      : plainInteger(word.text) !== undefined
        ? `write ${name} weight ${word.text}`
        : guess !== undefined
          ? `did you mean "${guess}"?`
          : 'write one name a line';
  cursor.report('unknown-track-option', word.span, `${shown(word.text)} is not an option of ${shown(name)} here`, {
    keepalived: `drops the whole line: ${name} is not tracked`,
    hint,
  });
}

function readWeight(cursor: Cursor, draft: ReferenceDraft, kind: Kind): void {
  const word = cursor.required();
  if (word === undefined) return;
  const value = plainInteger(word.text);
  if (value === undefined) {
    cursor.badValue(word, `a whole number from -${kind.most} to ${kind.most}`, { keepalived: fallBack(kind) });
    return;
  }
  if (Math.abs(value) <= kind.most) {
    draft.weight = value;
    return;
  }
  const capped = Math.abs(value) === 254 ? Math.sign(value) * 253 : undefined;
  if (capped !== undefined) draft.weight = capped;
  else if (kind.kind === 'interface') draft.weight = 0;
  cursor.report(
    'out-of-range',
    word.span,
    `a weight goes from -${kind.most} to ${kind.most}, and ${value} does not lie there`,
    {
      keepalived: capped === undefined ? fallBack(kind) : `uses ${capped}`,
    },
  );
}

function fallBack(kind: Kind): string {
  return kind.kind === 'interface' ? 'uses 0, which is a FAULT when it is down' : 'uses the weight of the definition';
}

/** A reference as it is printed, with its weight always said. */
export function formatReference(
  reference: { name: string; weight: number; reverse: boolean },
  defined: boolean,
): Statement {
  const reverse = reference.reverse ? ' reverse' : defined ? ' noreverse' : '';
  return `${formatWord(reference.name)} weight ${reference.weight}${reverse}`;
}
