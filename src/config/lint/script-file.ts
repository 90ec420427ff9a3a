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
export function scriptFile({ argv }: Command, host: HostFacts | undefined): ScriptText | undefined {
  const [first = '', second = ''] = argv;
  if (host?.scripts === undefined || first.startsWith('<')) return undefined;
  const path = isShell(first) && second.startsWith('/') ? second : locate(first, host);
  const text = path?.startsWith('/') === true ? host.scripts.text(path) : undefined;
  if (path === undefined || text === undefined || isBinary(text)) return undefined;
  const shebang = /^#!([^\n]*)/.exec(text)?.[1]?.trim() ?? '';
  return { path, text, interpreter: shebang === '' ? [] : shebang.split(/\s+/) };
}

/** Whether a word names a shell that reads scripts. */
export function isShell(word: string): boolean {
  return /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|k)?sh$/.test(word);
}

function isBinary(text: string): boolean {
  return text.startsWith('\x7fELF') || text.slice(0, 512).includes('\0');
}
