/**
 * `include PATTERN` and its strict forms: which checks each asks for, and the braces of the pattern. Wildcards are
 * matched against the file system by the source reader.
 */

/** What makes an include that names nothing readable a mistake. */
export interface IncludeChecks {
  /** A matched path that is a directory, no regular file, unreadable or executable. */
  readonly read: boolean;
  /** A name without wildcards and braces that does not exist. */
  readonly match: boolean;
  /** A pattern with wildcards that matches nothing. */
  readonly wildcardMatch: boolean;
  /** A name from braces, without wildcards, that does not exist. */
  readonly braceMatch: boolean;
}

export const NO_CHECKS: IncludeChecks = { read: false, match: false, wildcardMatch: false, braceMatch: false };
export const ALL_CHECKS: IncludeChecks = { read: true, match: true, wildcardMatch: true, braceMatch: true };

const FORMS: ReadonlyMap<string, IncludeChecks> = new Map([
  ['include', NO_CHECKS],
  ['includer', { ...NO_CHECKS, read: true }],
  ['includem', { ...NO_CHECKS, read: true, match: true }],
  ['includew', { ...ALL_CHECKS, braceMatch: false }],
  ['includeb', { ...NO_CHECKS, read: true, braceMatch: true }],
  ['includea', ALL_CHECKS],
]);

const CHECK_WORDS: ReadonlyMap<string, IncludeChecks> = new Map([
  ['read', { ...NO_CHECKS, read: true }],
  ['match', { ...NO_CHECKS, read: true, match: true }],
  ['wildcard_match', { ...NO_CHECKS, read: true, wildcardMatch: true }],
  ['brace_match', { ...NO_CHECKS, read: true, braceMatch: true }],
]);

/** The words of include_check, for "did you mean". */
export const INCLUDE_CHECK_WORDS: readonly string[] = [...CHECK_WORDS.keys()];

/** The checks a keyword asks for by itself; undefined when it is no include. */
export function includeForm(keyword: string): IncludeChecks | undefined {
  return FORMS.get(keyword);
}

export function joinChecks(first: IncludeChecks, second: IncludeChecks): IncludeChecks {
  return {
    read: first.read || second.read,
    match: first.match || second.match,
    wildcardMatch: first.wildcardMatch || second.wildcardMatch,
    braceMatch: first.braceMatch || second.braceMatch,
  };
}

/**
 * Applies the words of `include_check` to the checks in force. No word at all means every check; a bare first word
 * replaces them, `+word` adds and `-word` takes away.
 * @returns the new checks and the indexes of words that are none
 */
export function applyIncludeCheck(
  current: IncludeChecks,
  words: readonly string[],
): { readonly checks: IncludeChecks; readonly unknown: readonly number[] } {
  if (words.length === 0) return { checks: ALL_CHECKS, unknown: [] };
  let checks = /^[+-]/.test(words[0] ?? '') ? current : NO_CHECKS;
  const unknown: number[] = [];
  for (const [index, word] of words.entries()) {
    const known = CHECK_WORDS.get(word.replace(/^[+-]/, ''));
    if (known === undefined) unknown.push(index);
    else checks = word.startsWith('-') ? withoutCheck(checks, word.slice(1)) : joinChecks(checks, known);
  }
  return { checks, unknown };
}

function withoutCheck(checks: IncludeChecks, word: string): IncludeChecks {
  if (word === 'read') return NO_CHECKS;
  if (word === 'match') return { ...checks, match: false };
  if (word === 'wildcard_match') return { ...checks, wildcardMatch: false };
  return { ...checks, braceMatch: false };
}

/** Whether a pattern without braces has wildcards. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern.replace(/\\./gs, ''));
}

/**
 * The patterns that the braces of one pattern stand for, in order: `a{b,c}` is `ab` and `ac`. Braces may be nested;
 * `{}` and a brace without partner stand for themselves.
 * @param most stop after this many
 */
export function expandBraces(pattern: string, most: number): string[] {
  const done: string[] = [];
  const open = [pattern];
  while (open.length > 0 && done.length < most) {
    const next = open.pop() ?? '';
    const group = firstGroup(next);
    if (group === undefined) done.push(next);
    else {
      for (const middle of group.alternatives.toReversed()) {
        if (open.length < most) open.push(next.slice(0, group.start) + middle + next.slice(group.end));
      }
    }
  }
  return done;
}

interface BraceGroup {
  readonly start: number;
  readonly end: number;
  readonly alternatives: readonly string[];
}

function firstGroup(pattern: string): BraceGroup | undefined {
  for (let start = pattern.indexOf('{'); start >= 0; start = pattern.indexOf('{', start + 1)) {
    if (pattern[start - 1] === '\\' || pattern[start + 1] === '}') continue;
    const group = readGroup(pattern, start);
    if (group !== undefined) return group;
  }
  return undefined;
}

function readGroup(pattern: string, start: number): BraceGroup | undefined {
  const alternatives: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let offset = start; offset < pattern.length; offset += 1) {
    const char = pattern[offset];
    if (char === '\\') offset += 1;
    else if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    const ends = depth === 0;
    if (ends || (char === ',' && depth === 1)) {
      alternatives.push(pattern.slice(from, offset));
      from = offset + 1;
    }
    if (ends) return { start, end: offset + 1, alternatives };
  }
  return undefined;
}
