/**
 * Keywords of vrrp_script.
 */

import type { ScriptDefinition } from '../model.js';
import { commandOnly, userAndGroup } from '../read/command-reader.js';
import { plainInteger } from '../read/number.js';
import { flag, integer, type Reader, seconds } from '../read/reader.js';
import type { Finding } from '../read/reading.js';
import { shown } from '../read/text.js';
import type { Node, Word } from '../tree.js';
import { IGNORED, setting, special, type Table, table, type Writable } from './keyword.js';

const INT = 2_147_483_647;

export interface Weighted {
  weight?: number | undefined;
  reverse?: boolean | undefined;
}

export interface ScriptDraft extends Writable<Omit<ScriptDefinition, 'name' | 'span'>> {
  readonly name: string;
  readonly word: Word;
  /** Holds the lines of the block. */
  readonly node?: Node;
  user?: { readonly user: string; readonly group: string | undefined } | undefined;
}

export interface WeightRules {
  readonly most: 253 | 254;
  /** What keepalived does with a weight out of range: keeps it as it is, or keeps the earlier one. */
  readonly outOfRange: 'used' | 'kept';
  readonly block: string;
  readonly tier: 1 | 2 | 3;
  readonly reverseTier: 3 | 4;
  readonly default: string;
  readonly help: string;
  readonly once?: boolean;
  readonly missing?: Finding;
}

/** `weight NUMBER [reverse]`, and the table that documents `reverse`. */
export function weightRow<D extends Weighted>(rules: WeightRules) {
  const { most } = rules;
  const words: Table<Weighted> = table(`${rules.block}/weight`, 'vrrp', [
    special<Weighted>(
      'reverse',
      { tier: rules.reverseTier, default: 'off', help: 'Swaps good and bad.' },
      (_, draft) => {
        draft.reverse = true;
      },
    ),
  ]);
  return special<D>(
    'weight',
    {
      tier: rules.tier,
      args: '<NUMBER> [reverse]',
      range: `-${most}-${most}`,
      default: rules.default,
      invalid: rules.outOfRange === 'used' ? 'complained about, and used all the same' : 'ignored',
      help: rules.help,
      ...(rules.once === true && { once: true }),
      ...(rules.missing !== undefined && { missing: rules.missing }),
    },
    (cursor, draft) => {
      const word = cursor.required();
      if (word === undefined) return;
      const value = plainInteger(word.text);
      if (value === undefined) cursor.badValue(word, `a whole number from -${most} to ${most}`);
      else if (Math.abs(value) <= most) draft.weight = value;
      else {
        const capped = Math.sign(value) * most;
        if (rules.outOfRange === 'used') draft.weight = capped;
        cursor.report(
          'out-of-range',
          word.span,
          `a weight goes from -${most} to ${most}, and ${value} does not lie there`,
          {
            keepalived: rules.outOfRange === 'used' ? 'complains and uses it all the same' : 'ignores the line',
            hint: `write ${capped}`,
          },
        );
      }
      const option = cursor.next();
      if (option === undefined) return;
      const known = words.byName.get(option.text);
      if (known !== undefined) {
        cursor.reading.used(known, option);
        known.read(cursor, draft);
      } else {
        cursor.report('unknown-option', option.span, `${shown(option.text)} is not an option of weight`, {
          keepalived: 'ignores the word',
          hint: 'the only option is reverse',
        });
      }
    },
    (draft) => {
      if (draft.weight === undefined) return [];
      return [`weight ${draft.weight}${draft.reverse === true ? ' reverse' : ''}`];
    },
    { inner: words },
  );
}

const count: Reader<number> = integer(1, INT, { junk: 'lenient', invalid: 1 });

export const scriptTable: Table<ScriptDraft> = table('vrrp_script', 'vrrp', [
  setting('script', 'command', commandOnly, {
    missing: IGNORED,
    tier: 1,
    default: 'none; required',
    invalid: 'a command that does not exist or may not run switches the check off',
    help: 'Command that is run again and again; exit status 0 is success. Arguments stand with it in quotes. There is no shell.',
    example: 'script "/usr/bin/pgrep -x haproxy"',
  }),
  setting('interval', 'interval', seconds(0, 4294, { places: 3, junk: 'lenient', zero: 1 }), {
    tier: 1,
    default: '1',
    invalid: '0 becomes 1',
    help: 'Seconds from the start of one run to that of the next.',
  }),
  setting('timeout', 'timeout', seconds(0, 4294, { places: 3, junk: 'lenient', zero: 1 }), {
    tier: 2,
    default: 'the interval',
    invalid: '0 becomes 1',
    help: 'Seconds until a run counts as failed and is stopped.',
  }),
  weightRow<ScriptDraft>({
    most: 253,
    outOfRange: 'used',
    block: 'vrrp_script',
    tier: 1,
    reverseTier: 3,
    default: '0',
    help: 'Above 0: added to the priority while the check succeeds. Below 0: added while it fails. 0: failing is a FAULT.',
  }),
  setting('rise', 'rise', count, {
    tier: 1,
    default: '1',
    invalid: '1',
    help: 'Successes in a row until a failed check counts as good again.',
  }),
  setting('fall', 'fall', count, {
    tier: 1,
    default: '1',
    invalid: '1',
    help: 'Failures in a row until a good check counts as failed.',
  }),
  setting('user', 'user', userAndGroup, {
    tier: 2,
    default: 'script_user',
    invalid: 'an unknown user switches the check off',
    help: 'User and group that the command runs as.',
  }),
  setting('init_fail', 'initFail', flag, {
    tier: 3,
    default: 'off',
    help: 'Counts the check as failed until it first succeeds. keepalived 2.4.3 reads this keyword without effect.',
  }),
]);
