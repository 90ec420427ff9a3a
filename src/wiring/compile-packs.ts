/**
 * `node dist/src/wiring/compile-packs.js`: writes the engine's compiled code beside each pack. Part of the build, and of
 * an installation, where the engine that will run it may be another one.
 */

import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { compiledFile, MARK_LENGTH, type PackName, packFile, prepareEngine } from './pack.js';

/** The engine is changed for a daemon, and not changed back: that one comes last. */
const NAMES: readonly PackName[] = ['commands', 'daemon'];

const MARKED = new RegExp(`\\n//[0-9a-f]{${MARK_LENGTH}}$`);

for (const name of NAMES) compile(name);

function compile(name: PackName): void {
  const text = markedText(packFile(name));
  prepareEngine(name);
  // Every function now, not each when it is first called; the flags count at the end, when they are as they were.
  setFlagsFromString('--no-lazy');
  const script = new Script(text, { filename: packFile(name) });
  setFlagsFromString('--lazy');
  const mark = Buffer.from(text.slice(-MARK_LENGTH), 'latin1');
  replaceFile(compiledFile(name), Buffer.concat([mark, script.createCachedData()]));
}

/** The engine compares no more than the length of a text: the mark tells two texts of one length apart. */
function markedText(file: string): string {
  const text = readFileSync(file, 'latin1');
  if (MARKED.test(text)) return text;
  const marked = `${text}//${createHash('sha256').update(text).digest('hex')}`;
  replaceFile(file, marked);
  return marked;
}

/** Whole or not at all: a daemon may start meanwhile. */
function replaceFile(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}
