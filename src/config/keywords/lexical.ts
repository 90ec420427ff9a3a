// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how the language writes it

/**
 * Words of the language itself: comments, blocks, includes, definitions, conditions and sequences. They are read before
 * there are keywords; the rows are for the documentation.
 */

import { type Row, special, type Table, table } from './keyword.js';

function row(
  name: string,
  tier: 1 | 2 | 3 | 4,
  args: string,
  help: string,
  rest: { default?: string; range?: string; aliasOf?: string; invalid?: string } = {},
): Row<never> {
  return special<never>(name, { tier, args, help, ...rest }, () => undefined);
}

const include = 'relative to the directory of the file that it stands in; files with an execute bit are skipped';

export const lexicalTable: Table<never> = table('any line', 'parser', [
  row(
    '#',
    1,
    '<TEXT>',
    'A comment up to the end of the line, also right behind a word. In double quotes it is an ordinary character.',
  ),
  row('!', 1, '<TEXT>', 'The same as #.', { aliasOf: '#' }),
  row('{', 1, '', 'Begins a block, on the line of its keyword or on the next. What follows it counts as a new line.'),
  row('}', 1, '', 'Ends a block. What follows it counts as a new line.', {
    invalid: 'one too many or too few is reported',
  }),
  row('""', 1, '"<TEXT>"', 'One word, whatever is in it. It ends at the next double quote or at the end of the line.'),
  row(
    '\\ escapes',
    2,
    '\\a \\b \\E \\f \\n \\r \\t \\v \\<OCTAL> \\x<HEX> \\c<CHAR>',
    'Characters by escape, only in commands and patterns, where single quotes work as well.',
  ),
  row('include', 2, '<PATTERN>', 'Reads the files that match here.', { range: include }),
  row('includer', 3, '<PATTERN>', 'Like include; a match that cannot be read is an error.', { range: include }),
  row('includem', 3, '<PATTERN>', 'Like includer; a path without a pattern must exist.', { range: include }),
  row('includew', 3, '<PATTERN>', 'Like includem; a pattern must match something.', { range: include }),
  row('includeb', 4, '<PATTERN>', 'Like includer; each alternative in braces must match something.', {
    range: include,
  }),
  row('includea', 3, '<PATTERN>', 'Like include with every check.', { range: include }),
  row(
    '$NAME=',
    2,
    '$<NAME>=<TEXT>',
    'Defines text that stands for the name from here on; definitions in it are resolved when it is used.',
    {
      range: 'letters, digits and _, not beginning with a digit',
    },
  ),
  row(
    '$NAME= \\ (multi-line)',
    3,
    '$<NAME>= \\, then lines that end in \\',
    'Defines lines that are put in where the name ends a line.',
  ),
  row('$NAME', 2, '', 'The text of a definition, before a blank, a comma, ) or the end of the line.', {
    default: 'stays as it is where nothing is defined',
  }),
  row('${NAME}', 2, '', 'The text of a definition, anywhere in a line.', {
    default: 'stays as it is where nothing is defined',
  }),
  row(
    '@ID',
    2,
    '@<NAME> <LINE>',
    'The line counts only where the name is that of the host, or that of the -i option.',
    { default: 'the host name up to its first dot' },
  ),
  row('@^ID', 2, '@^<NAME> <LINE>', 'The line counts only where the name is another.'),
  row(
    '~SEQ',
    3,
    '~SEQ(<VARIABLE>,[[<FIRST>,[<STEP>,]]<LAST>]) <LINE>',
    'Repeats the line with numbers in the place of the variable.',
    { default: 'from 1 in steps of 1' },
  ),
  row('~SEQx', 4, '~SEQx(<VARIABLE>,...) <LINE>', 'Like ~SEQ with hexadecimal numbers.', {
    invalid: 'a number below 0 is rejected',
  }),
  row(
    '~LST',
    3,
    '~LST(<VARIABLE>,<VALUE>...) <LINE>',
    'Repeats the line with these values. Several variables and tuples stand in braces.',
  ),
  row('${_PWD}', 3, '', 'Directory of the file that is being read.'),
  row('${_INSTANCE}', 3, '', 'Name that @ID is compared with.'),
  row('${_RANDOM}', 4, '${_RANDOM [<LEAST> [<MOST>]]}', 'A number by chance.', { default: '0 to 32767' }),
  row('${_ENV}', 3, '${_ENV <VARIABLE>}', 'A variable of the environment.', { default: 'empty' }),
  row('${_HASH}', 4, '', 'The character #.'),
  row('${_BANG}', 4, '', 'The character !.'),
] as readonly Row<never>[]);
