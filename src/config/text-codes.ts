/**
 * The findings of the text passes: reading files, cutting lines, expanding definitions, matching braces.
 * `exitClass` is the class that keepalived -t gives its own message for the same text, 0 where it says nothing.
 */

import type { FindingKind } from './finding.js';

export const TEXT_FINDINGS = {
  'file-not-found': { severity: 'fatal', exitClass: 4, summary: 'The configuration file does not exist.' },
  'file-unreadable': { severity: 'fatal', exitClass: 4, summary: 'The configuration file cannot be read.' },
  'file-executable': {
    severity: 'warning',
    exitClass: 4,
    summary: 'The configuration file has an execute bit. keepalived refuses to read such a file.',
  },
  'byte-order-mark': {
    severity: 'warning',
    exitClass: 5,
    summary: 'The file starts with a UTF-8 byte order mark, which hides the first keyword from keepalived.',
  },
  'nul-byte': { severity: 'error', exitClass: 5, summary: 'A line with a NUL byte is left out.' },
  'line-too-long': {
    severity: 'error',
    exitClass: 5,
    summary: 'A line that does not fit in 1024 bytes is left out, before or after definitions are put in.',
  },
  'unterminated-quote': {
    severity: 'error',
    exitClass: 5,
    summary: 'A double quote is opened and not closed on the same line. It ends with the line.',
  },
  'escaped-comment': {
    severity: 'warning',
    exitClass: 0,
    summary: 'An unquoted \\# or \\!, or a definition that holds # or !, cuts the line in the running keepalived.',
  },
  'extra-closing-brace': { severity: 'error', exitClass: 5, summary: 'A } closes no block.' },
  'unexpected-opening-brace': { severity: 'error', exitClass: 5, summary: 'A { follows no keyword.' },
  'missing-opening-brace': { severity: 'error', exitClass: 5, summary: 'A keyword that needs a block has no {.' },
  'unclosed-block': { severity: 'error', exitClass: 5, summary: 'A block is opened and never closed.' },
  'nesting-too-deep': {
    severity: 'error',
    exitClass: 5,
    summary: 'Blocks are nested deeper than any keyword asks for.',
  },
  'include-arguments': { severity: 'error', exitClass: 5, summary: 'include takes one file name or pattern.' },
  'include-no-match': {
    severity: 'warning',
    exitClass: 0,
    summary: 'An include names no file that exists. keepalived logs it and goes on.',
  },
  'include-no-match-strict': {
    severity: 'error',
    exitClass: 6,
    summary: 'A strict include names no file that exists. keepalived does not start.',
  },
  'include-skipped': {
    severity: 'warning',
    exitClass: 0,
    summary: 'An included path is a directory, not a regular file, unreadable or executable, and is left out.',
  },
  'include-skipped-strict': {
    severity: 'error',
    exitClass: 6,
    summary: 'A strict include names a path that cannot be read. keepalived does not start.',
  },
  'include-loop': { severity: 'error', exitClass: 5, summary: 'A file includes itself, directly or through others.' },
  'include-check-argument': { severity: 'error', exitClass: 5, summary: 'include_check knows four words.' },
  'too-many-files': { severity: 'fatal', exitClass: 4, summary: 'The includes name more files than are read.' },
  'configuration-too-large': {
    severity: 'fatal',
    exitClass: 4,
    summary: 'The configuration is larger than is read, in bytes, in words or through its definitions.',
  },
  'definition-loop': { severity: 'error', exitClass: 5, summary: 'A definition refers to itself.' },
  'definition-multi-line-inside': {
    severity: 'error',
    exitClass: 5,
    summary: 'A definition of several lines is used where text follows it, so it is not put in.',
  },
  'definition-not-closed': { severity: 'warning', exitClass: 0, summary: 'The file ends inside a definition.' },
  'undefined-name': {
    severity: 'error',
    exitClass: 5,
    summary:
      'A reference with braces has no definition or is broken. keepalived keeps it and takes its braces for a block.',
  },
  'name-not-replaced': {
    severity: 'warning',
    exitClass: 0,
    summary: '$NAME is followed by a character that keeps it from being replaced, or is close to a defined name.',
  },
  'definition-parameter': { severity: 'error', exitClass: 5, summary: 'A standard definition has wrong parameters.' },
  'empty-condition': {
    severity: 'warning',
    exitClass: 0,
    summary: 'An @id stands alone on its line and does nothing.',
  },
  'sequence-syntax': { severity: 'error', exitClass: 5, summary: 'A ~SEQ or ~LST is not well formed and is left out.' },
} as const satisfies Record<string, FindingKind>;
