/**
 * Keywords of url in HTTP_GET and SSL_GET.
 */

import type { CheckUrl } from '../model-lvs.js';
import { splitQuoted } from '../read/command-reader.js';
import type { Cursor } from '../read/cursor.js';
import { plainInteger } from '../read/number.js';
import { boolean, flag, type Reader, word } from '../read/reader.js';
import { shown, textOf } from '../read/text.js';
import type { UrlDraft } from './check-draft.js';
import { IGNORED, IGNORED_SILENTLY, type Row, setting, special, type Table, table } from './keyword.js';
import { replaced, UINT } from './lvs-readers.js';

const REGEX_OPTIONS = [
  'allow_empty_class',
  'alt_bsux',
  'auto_callout',
  'caseless',
  'dollar_endonly',
  'dotall',
  'dupnames',
  'extended',
  'firstline',
  'match_unset_backref',
  'multiline',
  'never_ucp',
  'never_utf',
  'no_auto_capture',
  'no_auto_possess',
  'no_dotstar_anchor',
  'no_start_optimize',
  'ucp',
  'ungreedy',
  'utf',
  'never_backslash_c',
  'alt_circumflex',
  'alt_verbnames',
  'use_offset_limit',
] as const;

const digest: Reader<string> = {
  args: '<32 HEX DIGITS>',
  read(cursor) {
    const found = cursor.required();
    if (found === undefined) return undefined;
    if (/^[0-9a-fA-F]{32}$/.test(found.text)) return found.text.toLowerCase();
    cursor.badValue(found, 'an MD5 sum of 32 hexadecimal digits');
    return undefined;
  },
  print: (value) => [value],
};

/** `200`, `200-299`, any number of them; a bad one is skipped. */
const statusCodes: Reader<CheckUrl['statusCodes']> = {
  args: '<CODE>|<CODE>-<CODE> ...',
  range: '100-599',
  read(cursor, before = []) {
    const first = cursor.required();
    if (first === undefined) return undefined;
    const ranges = [...before];
    for (const found of [first, ...cursor.rest()]) {
      const match = /^(\d{3})(?:-(\d{3}))?$/.exec(found.text);
      const from = Number(match?.[1]);
      const to = match?.[2] === undefined ? from : Number(match[2]);
      if (match === null || from < 100 || to > 599 || from > to) {
        cursor.badValue(found, 'status codes from 100 to 599', { keepalived: 'skips it' });
      } else ranges.push({ first: from, last: to });
    }
    return ranges;
  },
  print: (value) =>
    value.length === 0
      ? []
      : [value.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(' ')],
};

const regexOptions: Reader<readonly string[]> = {
  args: REGEX_OPTIONS.join(' '),
  read(cursor, before = []) {
    const known = new Set<string>(REGEX_OPTIONS);
    const options = [...before];
    for (const found of cursor.rest()) {
      if (!known.has(found.text)) {
        cursor.badValue(found, 'options of PCRE2 in small letters', {
          exitClass: 0,
          keepalived: 'ignores it silently',
        });
      } else if (!options.includes(found.text)) options.push(found.text);
    }
    return options;
  },
  print: (value) => (value.length === 0 ? [] : [value.join(' ')]),
};

/** keepalived only logs what is wrong with a pattern: the exit status of a check does not tell. */
const LOGGED = { exitClass: 0, keepalived: 'ignores the line' } as const;

/** A pattern by the quoting rules of commands. */
const regex: Reader<string> = {
  args: '<PATTERN>',
  read(cursor) {
    const [, pattern, ...more] = splitQuoted(cursor.node.line.text).words;
    cursor.rest();
    if (pattern !== undefined && more.length === 0) return textOf(pattern.text);
    const what =
      pattern === undefined ? 'needs a pattern' : 'takes one word; write quotes around a pattern with blanks';
    cursor.report('missing-value', cursor.span, `${shown(cursor.subject.text)} ${what}`, LOGGED);
    return undefined;
  },
  print: (value) => [`"${[...Buffer.from(value, 'utf8').toString('latin1')].map(escapeByte).join('')}"`],
};

function escapeByte(char: string): string {
  if (char === '\\') return '\\\\';
  return char === '"' || char < ' ' ? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}` : char;
}

/** A place in the answer; anything else than one number is 0. */
const offset: Reader<number> = {
  args: '<NUMBER>',
  range: `0-${UINT}`,
  read(cursor) {
    const [found, ...more] = cursor.rest();
    const value = plainInteger(found?.text ?? '');
    if (value !== undefined && value >= 0 && value <= UINT && more.length === 0) return value;
    cursor.report('bad-value', cursor.span, `${shown(cursor.subject.text)} takes one whole number from 0 to ${UINT}`, {
      exitClass: 0,
      keepalived: 'uses 0',
    });
    return 0;
  },
  print: (value) => [String(value)],
};

function readStack(cursor: Cursor, draft: UrlDraft): void {
  const numbers = cursor.rest().map(({ text }) => plainInteger(text) ?? -1);
  const [start = -1, most = -1] = numbers;
  if (numbers.length === 2 && start >= 0 && start <= most) draft.regexStack = { start, most };
  else
    cursor.report(
      'bad-value',
      cursor.span,
      `${shown(cursor.subject.text)} takes two whole numbers, of which the first is not above the second`,
      LOGGED,
    );
}

const common: readonly Row<UrlDraft>[] = [
  setting('path', 'path', replaced(word('<PATH>')), {
    tier: 1,
    default: 'none; required',
    invalid: 'given twice: the second counts',
    help: 'Path of the request.',
  }),
  setting('digest', 'digest', digest, { tier: 2, default: 'none', help: 'MD5 sum that the answer must have.' }),
  setting('status_code', 'statusCodes', statusCodes, {
    missing: IGNORED_SILENTLY,
    tier: 1,
    default: '200-299',
    invalid: 'a bad one is skipped',
    help: 'Status codes that count as success.',
  }),
  setting('virtualhost', 'virtualHost', replaced(word('<NAME>')), {
    missing: IGNORED,
    tier: 2,
    default: 'that of the checker',
    invalid: 'given twice: the second counts',
    help: 'Name that this request asks for.',
  }),
  setting('regex', 'regex', regex, {
    tier: 3,
    default: 'none',
    invalid: 'given twice: the second counts',
    help: 'Pattern that the answer must match.',
  }),
  setting('regex_no_match', 'regexNoMatch', flag, {
    tier: 3,
    default: 'off',
    help: 'The answer must not match the pattern.',
  }),
  setting('regex_options', 'regexOptions', regexOptions, { default: 'none', help: 'Options of the pattern.' }),
  setting('regex_min_offset', 'regexMinOffset', offset, {
    default: '0',
    invalid: '0',
    help: 'First place of the answer that is searched.',
  }),
  setting('regex_max_offset', 'regexMaxOffset', offset, {
    default: 'none',
    invalid: '0; below the least: both are dropped',
    help: 'Last place at which a match may begin.',
  }),
  special<UrlDraft>(
    'regex_stack',
    { args: '<START> <MOST>', default: 'as PCRE2 has it', help: 'Size of the stack of the pattern, in bytes.' },
    readStack,
    (draft) =>
      draft.regexStack === undefined ? [] : [`regex_stack ${draft.regexStack.start} ${draft.regexStack.most}`],
  ),
];

export function urlTable(checker: 'HTTP_GET' | 'SSL_GET'): Table<UrlDraft> {
  return table(`${checker}/url`, 'lvs', [
    ...common,
    ...(checker === 'SSL_GET'
      ? [
          setting('tls_compliant', 'tlsCompliant', boolean, {
            default: 'off',
            help: 'Ends the TLS session as the standard asks.',
          }) as Row<UrlDraft>,
        ]
      : []),
  ]);
}

function statusCodesOf({ statusCodes: written = [] }: UrlDraft): CheckUrl['statusCodes'] {
  return written.length === 0 ? [{ first: 200, last: 299 }] : written;
}

/** What was read of a URL; undefined without a path. */
export function completeUrl(draft: UrlDraft): CheckUrl | undefined {
  if (draft.path === undefined) return undefined;
  return {
    path: draft.path,
    digest: draft.digest,
    statusCodes: statusCodesOf(draft),
    virtualHost: draft.virtualHost,
    ...patternOf(draft),
    tlsCompliant: draft.tlsCompliant ?? false,
  };
}

/** What is said about a pattern counts only where there is one. */
function patternOf(
  draft: UrlDraft,
): Omit<CheckUrl, 'path' | 'digest' | 'statusCodes' | 'virtualHost' | 'tlsCompliant'> {
  const { regex, regexMinOffset: least = 0, regexMaxOffset: most, regexStack, regexNoMatch, regexOptions } = draft;
  const there = regex !== undefined;
  const ordered = there && least <= (most ?? least);
  return {
    regex,
    regexNoMatch: there && (regexNoMatch ?? false),
    regexOptions: there ? (regexOptions ?? []) : [],
    regexMinOffset: ordered ? least : 0,
    regexMaxOffset: ordered ? most : undefined,
    regexStack: there ? regexStack : undefined,
  };
}
