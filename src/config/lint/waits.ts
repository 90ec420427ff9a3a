/** How long commands wait, as far as everyday ones are told so in so many words. */

export interface Wait {
  readonly seconds: number;
  /** The words that say so. */
  readonly text: string;
}

/** The longest wait in the foreground of a command line or of a small script. */
export function longestWait(lines: readonly string[]): Wait | undefined {
  let longest: Wait | undefined;
  for (const line of lines) {
    for (const command of commandsOf(line.slice(0, 1_000))) {
      const wait = waitOf(command);
      if (wait !== undefined && wait.seconds > (longest?.seconds ?? 0)) longest = wait;
    }
  }
  return longest;
}

/** The simple commands of a line in words, without those that run in the background. */
function commandsOf(line: string): readonly (readonly string[])[] {
  const parts = plainWords(line).split(/(\|\||&&|[;|()`]|&(?=\s|$))/);
  const commands: string[][] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const words = (parts[index] ?? '').split(/\s+/).filter((word) => word !== '');
    if (words.length > 0 && parts[index + 1] !== '&') commands.push(words);
  }
  return commands;
}

/** Without redirections, which are no separators; of what is in quotes only numbers and commands count. */
function plainWords(line: string): string {
  return line
    .replace(/\d?>&\d|&>>?/g, ' ')
    .replace(/(-\w*c\s+)?(["'])(.*?)\2/g, (_, option: string | undefined, __, text: string) => {
      if (option !== undefined || /`|\$\(/.test(text)) return `${option ?? ''}; ${text} ;`;
      return /^[\d.]+$/.test(text) ? text : 'text';
    });
}

const LEADING =
  /^(?:if|while|until|then|do|else|!|exec|sudo|env|nice|time|command|nohup|-\w*c|\w+=\S*)$|^(?:\/\S*\/)?(?:a|ba|da|k)?sh$/;

function waitOf(words: readonly string[]): Wait | undefined {
  const start = words.findIndex((word) => !LEADING.test(word));
  const [path = '', ...rest] = words.slice(Math.max(start, 0));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const found = (start >= 0 ? READERS[name] : undefined)?.(rest);
  return found === undefined ? undefined : { seconds: found.seconds, text: `${name} ${found.text}`.slice(0, 60) };
}

const READERS: Readonly<Record<string, (words: readonly string[]) => Wait | undefined>> = {
  sleep: ([time = '']) => wait(time, time),
  timeout: readTimeout,
  curl: (words) => option(words, /^-[a-zA-Z#0-9]*m$|^--max-time$/) ?? option(words, /^--connect-timeout$/),
  wget: (words) => option(words, /^-[a-zA-Z]*T$|^--timeout$/),
  nc: (words) => option(words, /^-[a-zA-Z]*w$/),
  ncat: (words) => option(words, /^-[a-zA-Z]*w$/),
  ping: (words) => option(words, /^-[a-zA-Z]*w$/),
};

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };

/** A time as sleep and timeout take it: seconds, or with a unit. */
function wait(time: string, text: string): Wait | undefined {
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(time);
  return match === null ? undefined : { seconds: Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1), text };
}

/** `timeout [-k 5] [-s KILL] 1 COMMAND`: no longer than its own time, and than the command waits. */
function readTimeout(words: readonly string[]): Wait | undefined {
  let index = 0;
  while (words[index]?.startsWith('-')) index += /^-[ks]$|^--(?:kill-after|signal)$/.test(words[index] ?? '') ? 2 : 1;
  const own = wait(words[index] ?? '', words.slice(0, index + 1).join(' '));
  const inner = waitOf(words.slice(index + 1));
  return own !== undefined && inner !== undefined && inner.seconds < own.seconds
    ? { seconds: inner.seconds, text: `${own.text} ${inner.text}` }
    : own;
}

/** The number of an option, in the next word, behind `=` or at once: `-m 5`, `--max-time=5`, `-sm5`. */
function option(words: readonly string[], name: RegExp): Wait | undefined {
  for (const [index, word] of words.entries()) {
    if (name.test(word)) return wait(words[index + 1] ?? '', `${word} ${words[index + 1] ?? ''}`);
    const [, head = '', number = ''] = /^(--[a-z-]+(?==)|-[a-zA-Z]+)=?(\d+(?:\.\d+)?)$/.exec(word) ?? [];
    if (head !== '' && name.test(head)) return wait(number, word);
  }
  return undefined;
}
