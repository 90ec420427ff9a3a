/**
 * One part of a path pattern, as the C library's fnmatch reads it: `*`, `?`, `[...]` with `!` or `^`, ranges and
 * classes, and `\` before a byte that stands for itself. A name that starts with a dot needs a pattern that does.
 */

const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
};

/** The name itself when the part has no wildcards, else a test for names. */
export function globMatcher(part: string): string | ((name: string) => boolean) {
  const tokens = tokenize(part);
  if (tokens.every((token) => token.type === 'byte')) return tokens.map((token) => token.text).join('');
  const startsWithDot = tokens[0]?.type === 'byte' && tokens[0].text === '.';
  return (name) => (startsWithDot || !name.startsWith('.')) && matches(tokens, name);
}

type Token =
  | { readonly type: 'byte'; readonly text: string }
  | { readonly type: 'any' }
  | { readonly type: 'star' }
  | { readonly type: 'set'; readonly set: RegExp };

function tokenize(part: string): Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < part.length; index += 1) {
    const char = part[index] ?? '';
    const set = char === '[' ? readSet(part, index) : undefined;
    if (set !== undefined) {
      tokens.push({ type: 'set', set: set.set });
      index = set.end;
    } else if (char === '*') {
      if (tokens.at(-1)?.type !== 'star') tokens.push({ type: 'star' });
    } else if (char === '?') tokens.push({ type: 'any' });
    else {
      if (char === '\\' && index + 1 < part.length) index += 1;
      tokens.push({ type: 'byte', text: part[index] ?? '' });
    }
  }
  return tokens;
}

/** A `[...]` from its opening bracket; undefined when it is not closed, for then it stands for itself. */
function readSet(part: string, start: number): { readonly set: RegExp; readonly end: number } | undefined {
  let index = start + 1;
  const negated = part[index] === '!' || part[index] === '^';
  if (negated) index += 1;
  let body = '';
  for (let first = true; index < part.length; first = false, index += 1) {
    const char = part[index] ?? '';
    if (char === ']' && !first) return compileSet(body, negated, index);
    const named = char === '[' ? /^\[:([a-z]+):\]/.exec(part.slice(index)) : null;
    if (named?.[1] !== undefined) {
      body += CLASSES[named[1]] ?? '';
      index += named[0].length - 1;
    } else if (char === '-') body += body === '' || part[index + 1] === ']' ? '\\-' : '-';
    else {
      if (char === '\\' && index + 1 < part.length) index += 1;
      body += (part[index] ?? '').replace(/[\\\]^[-]/, '\\$&');
    }
  }
  return undefined;
}

/** A range that runs backwards matches nothing. */
function compileSet(body: string, negated: boolean, end: number): { readonly set: RegExp; readonly end: number } {
  try {
    return { set: new RegExp(`^[${negated ? '^' : ''}${body}]$`, 's'), end };
  } catch {
    return { set: /^(?!)/, end };
  }
}

/** Greedy with one point to come back to, so that many stars cost at most the product of both lengths. */
function matches(tokens: readonly Token[], name: string): boolean {
  let token = 0;
  let offset = 0;
  let star = -1;
  let starOffset = 0;
  while (offset < name.length) {
    const current = tokens[token];
    if (current?.type === 'star') {
      star = token;
      starOffset = offset;
      token += 1;
    } else if (current !== undefined && matchesOne(current, name[offset] ?? '')) {
      token += 1;
      offset += 1;
    } else if (star >= 0) {
      starOffset += 1;
      token = star + 1;
      offset = starOffset;
    } else return false;
  }
  while (tokens[token]?.type === 'star') token += 1;
  return token === tokens.length;
}

function matchesOne(token: Token, char: string): boolean {
  if (token.type === 'byte') return token.text === char;
  return token.type === 'set' ? token.set.test(char) : token.type === 'any';
}
