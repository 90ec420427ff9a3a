/** The small script behind a command, as the host lets it be read. */

import { locate } from '../build/script-file.js';
import type { HostFacts } from '../host-facts.js';
import type { Command } from '../model.js';

export interface ScriptText {
  readonly path: string;
  /** Latin1: one char a byte. */
  readonly text: string;
  /** Words behind `#!`; empty without. */
  readonly interpreter: readonly string[];
}

/** Undefined for programs, large files, and where the host reads no files. */
export function scriptFile(command: Command, host: HostFacts | undefined): ScriptText | undefined {
  const [first = ''] = command.argv;
  if (host?.scripts === undefined || first.startsWith('<')) return undefined;
  const path = scriptOfShell(command) ?? locate(first, host);
  const text = path?.startsWith('/') === true ? host.scripts.text(path) : undefined;
  if (path === undefined || text === undefined || isBinary(text)) return undefined;
  const shebang = /^#!([^\n]*)/.exec(text)?.[1]?.trim() ?? '';
  return { path, text, interpreter: shebang === '' ? [] : shebang.split(/\s+/) };
}

/** The whole path of the script that a shell is started with: `/bin/sh -x /etc/check.sh`. */
export function scriptOfShell({ argv: [first = '', ...words] }: Command): string | undefined {
  if (!isShell(first)) return undefined;
  const script = words.findIndex((word) => !word.startsWith('-'));
  // A command, or what is read from the standard input.
  if (words.slice(0, script).some((word) => /^-\w*[cos]/.test(word))) return undefined;
  const path = words[script];
  return path?.startsWith('/') === true ? path : undefined;
}

/** Whether a word names a shell that reads scripts. */
export function isShell(word: string): boolean {
  return /^(?:\/(?:usr\/)?bin\/)?(?:a|ba|da|k)?sh$/.test(word);
}

function isBinary(text: string): boolean {
  return text.startsWith('\x7fELF') || text.slice(0, 512).includes('\0');
}
