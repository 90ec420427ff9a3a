/** What a document shows to be typed or copied: commands from its `sh` blocks, files from its `conf` blocks. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));

export interface Document {
  /** Below docs/. */
  readonly name: string;
  readonly text: string;
  /** Lines of the `sh` blocks, in their order. */
  readonly commands: readonly string[];
  /** Text of the `conf` blocks, by the file name in the comment of their first line. */
  readonly files: ReadonlyMap<string, string>;
}

export function readDocument(name: string): Document {
  const text = readFileSync(`${DOCS}${name}`, 'utf8');
  return name.endsWith('.md') ? readMarkdown(name, text) : readManual(name, text);
}

function readMarkdown(name: string, text: string): Document {
  const commands: string[] = [];
  const files = new Map<string, string>();
  for (const [, language, block = ''] of text.matchAll(/^ *```(\w*)\n(.*?)^ *```$/gms)) {
    if (language === 'sh') commands.push(...commandLines(block));
    const file = /^# (\S+)\n/.exec(block)?.[1];
    if (language === 'conf' && file !== undefined) files.set(file, block);
  }
  return { name, text, commands, files };
}

/** Commands of a manual page stand between .EX and .EE; escaped hyphens are what troff wants for a minus sign. */
function readManual(name: string, text: string): Document {
  const commands = [...text.matchAll(/^\.EX\n(.*?)^\.EE$/gms)].flatMap(([, block = '']) =>
    commandLines(block.replaceAll('\\-', '-').replaceAll('\\e', '\\')),
  );
  return { name, text, commands, files: new Map() };
}

function commandLines(block: string): string[] {
  return block
    .split('\n')
    .map((line) => line.replace(/\s+# .*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
