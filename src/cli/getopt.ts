/**
 * Options as getopt_long(3) reads them, which yargs cannot: clustered short options whose last takes an argument
 * (`-nlf FILE`), optional arguments that must be attached (`-tLOG`, `--config-test=LOG`), unique beginnings of long
 * names, words between options, `--`.
 */

export interface OptionForm {
  readonly long: string;
  /** One letter. */
  readonly short?: string;
  readonly argument: 'none' | 'required' | 'optional';
}

export interface GivenOption {
  readonly long: string;
  readonly value: string | undefined;
}

export interface ReadOptions {
  readonly options: readonly GivenOption[];
  /** Words that are neither options nor their arguments. */
  readonly words: readonly string[];
  /** Why reading stopped: `Unknown option -Z`. */
  readonly problem: string | undefined;
}

export function readOptions(forms: readonly OptionForm[], given: readonly string[]): ReadOptions {
  const options: GivenOption[] = [];
  const words: string[] = [];
  const rest = [...given];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      words.push(...rest);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    const problem = word.startsWith('--')
      ? readLong(forms, word, rest, options)
      : readShort(forms, word, rest, options);
    if (problem !== undefined) return { options, words, problem };
  }
  return { options, words, problem: undefined };
}

function readLong(
  forms: readonly OptionForm[],
  word: string,
  rest: string[],
  options: GivenOption[],
): string | undefined {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const attached = equals < 0 ? undefined : word.slice(equals + 1);
  const matches = forms.filter(({ long }) => long.startsWith(name));
  const form = matches.find(({ long }) => long === name) ?? (matches.length === 1 ? matches[0] : undefined);
  if (form === undefined) return `${matches.length > 1 ? 'Ambiguous' : 'Unknown'} option --${name}`;
  if (form.argument === 'none' && attached !== undefined) return `Option --${form.long} takes no value`;
  const value = attached ?? (form.argument === 'required' ? rest.shift() : undefined);
  if (form.argument === 'required' && (value === undefined || value === '')) {
    return `Missing parameter for option --${form.long}`;
  }
  options.push({ long: form.long, value });
  return undefined;
}

function readShort(
  forms: readonly OptionForm[],
  word: string,
  rest: string[],
  options: GivenOption[],
): string | undefined {
  for (let index = 1; index < word.length; index += 1) {
    const letter = word[index];
    const form = forms.find(({ short }) => short === letter);
    if (form === undefined) return `Unknown option -${letter}`;
    if (form.argument === 'none') {
      options.push({ long: form.long, value: undefined });
      continue;
    }
    const attached = word.slice(index + 1);
    const value = attached !== '' ? attached : form.argument === 'required' ? rest.shift() : undefined;
    if (form.argument === 'required' && value === undefined) return `Missing parameter for option -${letter}`;
    options.push({ long: form.long, value });
    return undefined;
  }
  return undefined;
}
