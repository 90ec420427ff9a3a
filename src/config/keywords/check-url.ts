/**
 * Keywords of url in HTTP_GET and SSL_GET.
 */

import type { CheckUrl } from '../model-lvs.js';
import { splitQuoted } from '../read/command-reader.js';
import type { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import { boolean, flag, integer, type Reader, word } from '../read/reader.js';
import { shown, textOf } from '../read/text.js';
import type { UrlDraft } from './check-draft.js';
import { type Row, setting, special, type Table, table } from './keyword.js';
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

/** A pattern by the quoting rules of commands. */
const regex: Reader<string> = {
  args: '<PATTERN>',
  read(cursor) {
    const { line } = cursor.node;
    const pattern = splitQuoted(line.text).words[1];
    cursor.rest();
    if (pattern === undefined) {
      cursor.report('missing-value', cursor.span, `${shown(cursor.subject.text)} needs a pattern`, {
        keepalived: 'ignores the line',
      });
      return undefined;
    }
    return textOf(pattern.text);
  },
  print: (value) => [`"${[...Buffer.from(value, 'utf8').toString('latin1')].map(escapeByte).join('')}"`],
};

function escapeByte(char: string): string {
  if (char === '\\') return '\\\\';
  return char === '"' || char < ' ' ? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}` : char;
}

function readStack(cursor: Cursor, draft: UrlDraft): void {
  const start = cursor.required();
  const most = cursor.required();
  if (start === undefined || most === undefined) return;
  const first = readInteger(cursor, start, 1, UINT);
  const last = readInteger(cursor, most, 1, UINT);
  if (first === undefined || last === undefined) return;
  if (first > last) cursor.badValue(start, 'a start that is not above the most', { keepalived: 'ignores the line' });
  else draft.regexStack = { start: first, most: last };
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
    tier: 1,
    default: '200-299',
    invalid: 'a bad one is skipped',
    help: 'Status codes that count as success.',
  }),
  setting('virtualhost', 'virtualHost', replaced(word('<NAME>')), {
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
  setting('regex_min_offset', 'regexMinOffset', integer(0, UINT, { junk: 'lenient', invalid: 0 }), {
    default: '0',
    invalid: '0',
    help: 'First place of the answer that is searched.',
  }),
  setting('regex_max_offset', 'regexMaxOffset', integer(0, UINT, { junk: 'lenient' }), {
    default: 'none',
    invalid: 'not above the least: both are dropped',
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
  const least = draft.regexMinOffset ?? 0;
  const bothOffsets = draft.regexMaxOffset === undefined || draft.regexMaxOffset > least;
  return {
    path: draft.path,
    digest: draft.digest,
    statusCodes: statusCodesOf(draft),
    virtualHost: draft.virtualHost,
    regex: draft.regex,
    regexNoMatch: draft.regexNoMatch ?? false,
    regexOptions: draft.regexOptions ?? [],
    regexMinOffset: bothOffsets ? least : 0,
    regexMaxOffset: bothOffsets ? draft.regexMaxOffset : undefined,
    regexStack: draft.regexStack,
    tlsCompliant: draft.tlsCompliant ?? false,
  };
}
