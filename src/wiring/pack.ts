/**
 * A program comes as one file, its pack, in dist/src/packed/, with the engine's compiled code beside it: loading 350
 * modules and compiling them takes longer than all the rest of a start. `npm run build` writes both.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { tuneEngine } from '../system/engine.js';

export type PackName = 'daemon' | 'commands';

/** Length of the SHA-256, in hexadecimal, that ends a pack's text and begins its compiled code. */
export const MARK_LENGTH = 64;

/** Modules of Node.js that a daemon and its log need. */
const BUILT_IN = [
  'vm',
  'crypto',
  'os',
  'net',
  'dgram',
  'child_process',
  'worker_threads',
  'module',
  'assert',
  'stream',
];

/** @returns what the entry of the pack exports */
export function loadPack<T>(name: PackName): T {
  prepareEngine(name);
  const pack = { exports: {} as T };
  readPack(name).runInThisContext()(pack, createRequire(packFile(name)), packUrl(name).href);
  return pack.exports;
}

/**
 * Compiled code is taken only where it was made of the same text, by the same engine with the same flags; otherwise the
 * text is compiled anew, function by function as they are called.
 */
export function readPack(name: PackName): Script {
  const filename = packFile(name);
  const text = readFileSync(filename, 'latin1');
  return new Script(text, { filename, cachedData: compiledCode(name, text) });
}

/** Compiled code fits only the flags that it was made with: to be called before either. */
export function prepareEngine(name: PackName): void {
  if (name !== 'daemon') return;
  // These come compiled with Node.js, but only as long as no flag has changed.
  for (const module of BUILT_IN) process.getBuiltinModule(module);
  tuneEngine();
}

export function packFile(name: PackName): string {
  return fileURLToPath(packUrl(name));
}

export function compiledFile(name: PackName): string {
  return `${packFile(name)}.compiled`;
}

function packUrl(name: PackName): URL {
  return new URL(`../packed/${name}.cjs`, import.meta.url);
}

function compiledCode(name: PackName, text: string): Buffer | undefined {
  try {
    const content = readFileSync(compiledFile(name));
    const mark = content.toString('latin1', 0, MARK_LENGTH);
    return text.endsWith(mark) ? content.subarray(MARK_LENGTH) : undefined;
  } catch {
    return undefined;
  }
}
