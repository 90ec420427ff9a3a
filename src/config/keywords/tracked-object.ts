/**
 * Keywords of track_file and vrrp_track_process.
 */

import type { Micros } from '../../base/micros.js';
import type { FileDefinition, ProcessDefinition } from '../model.js';
import { formatWord } from '../print/statement.js';
import { plainInteger } from '../read/number.js';
import { flag, formatDecimal, integer, oneOf, type Reader, seconds, word } from '../read/reader.js';
import { textOf } from '../read/text.js';
import type { Node, Word } from '../tree.js';
import { IGNORED, type Row, setting, special, type Table, table, type Writable } from './keyword.js';
import { weightRow } from './script.js';

export interface FileDraft extends Writable<Omit<FileDefinition, 'name' | 'span'>> {
  readonly name: string;
  readonly word: Word;
  /** Holds the lines of the block. */
  readonly node?: Node;
}

export interface ProcessDraft extends Writable<Omit<ProcessDefinition, 'name' | 'span'>> {
  readonly name: string;
  readonly word: Word;
  /** Holds the lines of the block. */
  readonly node?: Node;
}

type Initial = NonNullable<FileDefinition['initial']>;

function initTable(block: string): Table<{ overwrite: boolean }> {
  return table(`${block}/init_file`, 'vrrp', [
    special<{ overwrite: boolean }>(
      'overwrite',
      { tier: 3, default: 'off', help: 'Replaces what is in the file at start; it must be a regular file.' },
      (_, draft) => {
        draft.overwrite = true;
      },
    ),
  ]);
}

function initFile(block: string): Reader<Initial> {
  const words = initTable(block);
  return {
    args: '[<NUMBER>] [overwrite]',
    inner: words,
    read(cursor) {
      const draft = { value: 0, overwrite: false };
      for (let found = cursor.next(); found !== undefined; found = cursor.next()) {
        const number = plainInteger(found.text);
        const option = words.byName.get(found.text);
        if (number !== undefined) {
          draft.value = number;
          if (Math.abs(number) > 254) {
            cursor.report('out-of-range', found.span, `a value of ${number} is more than any priority`, {
              keepalived: 'complains and uses it all the same',
            });
          }
        } else if (option !== undefined) option.read(cursor, draft);
        else cursor.badValue(found, 'a number and overwrite', { keepalived: 'ignores the word' });
      }
      return draft;
    },
    print: (value) => [`${value.value}${value.overwrite ? ' overwrite' : ''}`],
  };
}

function fileRows(block: string): readonly Row<FileDraft>[] {
  const old = block === 'vrrp_track_file';
  return [
    setting('file', 'path', word('<PATH>'), {
      missing: IGNORED,
      ...(!old && { tier: 2 }),
      once: true,
      default: 'none; required',
      help: 'File that holds a number. A missing file and anything else than a number is 0.',
    }),
    weightRow<FileDraft>({
      most: 254,
      outOfRange: 'kept',
      missing: IGNORED,
      block,
      tier: 2,
      reverseTier: 4,
      default: '1',
      help: 'The number in the file times this is added to the priority. 0: any number but 0 is a FAULT.',
    }),
    setting('init_file', 'initial', initFile(block), {
      ...(!old && { tier: 2 }),
      default: 'the file is left alone',
      invalid: 'beyond 254 it is complained about, and used all the same',
      help: 'Makes the file at start, with this number, if there is none.',
    }),
  ];
}

export const fileTable: Table<FileDraft> = table('track_file', 'vrrp', fileRows('track_file'));
export const oldFileTable: Table<FileDraft> = table('vrrp_track_file', 'vrrp', fileRows('vrrp_track_file'));

const delay: Reader<Micros> = seconds(0.000001, 3600, { junk: 'lenient' });

export const processTable: Table<ProcessDraft> = table('vrrp_track_process', 'vrrp', [
  special<ProcessDraft>(
    'process',
    {
      tier: 2,
      once: true,
      args: '<NAME|PATH> [<PARAMETER>...]',
      default: 'none; required',
      help: 'Process that is counted. With parameters the whole command line must be the same.',
      example: 'process haproxy',
    },
    (cursor, draft) => {
      const name = cursor.required();
      if (name === undefined) return;
      draft.process = textOf(name.text);
      draft.parameters = cursor.rest().map((found) => textOf(found.text));
      if (draft.parameters.length > 0) {
        draft.fullCommand = true;
        draft.parameterMatch ??= 'exact';
      }
    },
    (draft) =>
      draft.process === undefined
        ? []
        : [`process ${[draft.process, ...(draft.parameters ?? [])].map(formatWord).join(' ')}`],
  ),
  setting(
    'param_match',
    'parameterMatch',
    {
      ...oneOf({ initial: 'initial', partial: 'partial', exact: 'exact' } as const, { alone: 'exact' }),
      args: '[initial|partial]',
      print: (value) => (value === 'none' ? [] : [value === 'exact' ? '' : value]),
    } as Reader<ProcessDefinition['parameterMatch']>,
    {
      default: 'parameters are not compared; without a word they must be the same',
      help: 'Compares parameters from the first on (initial), as pieces of the real ones (partial), or as a whole.',
    },
  ),
  weightRow<ProcessDraft>({
    most: 254,
    outOfRange: 'kept',
    missing: IGNORED,
    block: 'vrrp_track_process',
    tier: 2,
    reverseTier: 4,
    default: '0',
    once: true,
    help: 'Above 0: added while enough processes run. Below 0: added while they do not. 0: too few is a FAULT.',
  }),
  special<ProcessDraft>(
    'quorum',
    {
      tier: 2,
      args: '<NUMBER>',
      range: '1-65535',
      default: '1',
      invalid: 'above quorum_max: ignored',
      help: 'Fewest processes for good.',
    },
    (cursor, draft) => {
      const value = integer(1, 65_535, { junk: 'lenient' }).read(cursor, undefined);
      if (value === undefined) return;
      if (draft.quorumMost !== undefined && value > draft.quorumMost) {
        cursor.report('out-of-range', cursor.span, `quorum ${value} is above quorum_max ${draft.quorumMost}`, {
          keepalived: 'ignores the line',
        });
      } else draft.quorum = value;
    },
    (draft) => (draft.quorum === undefined || draft.quorum === 0 ? [] : [`quorum ${draft.quorum}`]),
  ),
  special<ProcessDraft>(
    'quorum_max',
    {
      tier: 3,
      args: '<NUMBER>',
      range: '0-65535',
      default: 'no limit',
      invalid: 'below quorum: ignored',
      help: 'Most processes for good. With 0 the process must not run at all.',
    },
    (cursor, draft) => {
      const value = integer(0, 65_535, { junk: 'lenient' }).read(cursor, undefined);
      if (value === undefined) return;
      if (value > 0 && draft.quorum !== undefined && value < draft.quorum) {
        cursor.report('out-of-range', cursor.span, `quorum_max ${value} is below quorum ${draft.quorum}`, {
          keepalived: 'ignores the line',
        });
        return;
      }
      draft.quorumMost = value;
      if (value === 0) draft.quorum = 0;
    },
    ({ quorum, quorumMost }) => {
      if (quorumMost === undefined) return [];
      // A quorum of 0 can be said only by way of a quorum_max of 0.
      return quorum === 0 && quorumMost > 0
        ? ['quorum_max 0', `quorum_max ${quorumMost}`]
        : [`quorum_max ${quorumMost}`];
    },
  ),
  special<ProcessDraft>(
    'delay',
    {
      tier: 3,
      args: delay.args,
      ...(delay.range !== undefined && { range: delay.range }),
      default: '0',
      help: 'Sets terminate_delay and fork_delay at once.',
    },
    (cursor, draft) => {
      const value = delay.read(cursor, undefined);
      if (value === undefined) return;
      draft.terminateDelay = value;
      draft.forkDelay = value;
    },
  ),
  setting(
    'terminate_delay',
    'terminateDelay',
    { ...delay, print: printDelay },
    {
      tier: 3,
      default: '0',
      help: 'Seconds from too few processes to a reaction.',
    },
  ),
  setting(
    'fork_delay',
    'forkDelay',
    { ...delay, print: printDelay },
    {
      tier: 3,
      default: '0',
      help: 'Seconds from enough processes to a reaction.',
    },
  ),
  setting('full_command', 'fullCommand', flag, {
    tier: 3,
    default: 'off',
    help: 'Compares the command line instead of the name of the process.',
  }),
]);

function printDelay(value: Micros): readonly string[] {
  return value === 0 ? [] : [formatDecimal(value)];
}
