/**
 * Configuration files from the file system: the adapter of the source reader.
 */

import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import type { SourceReader, SourceText, Unreadable, UnreadableSource } from '../base/source-reader.js';
import { globMatcher } from './glob-pattern.js';

const EXECUTE_BITS = 0o111;

export const sourceFiles: SourceReader = {
  read: readSource,
  glob: (pattern, most) => matchPattern(pattern, most),
  environment: (name) => {
    const value = process.env[name];
    return value === undefined ? undefined : Buffer.from(value, 'utf8').toString('latin1');
  },
};

function readSource(path: string, limit: number): SourceText | UnreadableSource {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK the open of a FIFO would wait for its writer.
    descriptor = openSync(Buffer.from(path, 'latin1'), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return unreadable('directory');
    if (!stat.isFile()) return unreadable('not-regular');
    if (stat.size > limit) return unreadable('too-large');
    const bytes = readBytes(descriptor, stat.size, limit);
    if (bytes === undefined) return unreadable('too-large');
    const identity = `${stat.dev}:${stat.ino}`;
    return { type: 'text', text: bytes.toString('latin1'), identity, executable: (stat.mode & EXECUTE_BITS) !== 0 };
  } catch (error) {
    return failure(error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * The whole file, also where its size is not told beforehand, as in /proc, or grows. Undefined when it is longer than
 * allowed.
 */
function readBytes(descriptor: number, expected: number, limit: number): Buffer | undefined {
  let bytes = Buffer.allocUnsafe(Math.max(expected, 4_095) + 1);
  let total = 0;
  for (;;) {
    const length = readSync(descriptor, bytes, total, bytes.length - total, null);
    if (length === 0) return bytes.subarray(0, total);
    total += length;
    if (total > limit) return undefined;
    if (total === bytes.length) bytes = Buffer.concat([bytes], 2 * total);
  }
}

function unreadable(why: Unreadable, detail = ''): UnreadableSource {
  return { type: 'unreadable', why, detail };
}

function failure(error: unknown): UnreadableSource {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return unreadable('missing');
  if (code === 'EACCES' || code === 'EPERM') return unreadable('permission');
  if (code === 'ENXIO') return unreadable('not-regular');
  return unreadable('failed', code);
}

/** Walks the directories that the pattern's parts name. Breadth first, each level sorted by byte. */
function matchPattern(pattern: string, most: number): string[] {
  const absolute = pattern.startsWith('/');
  let paths = [absolute ? '/' : ''];
  for (const part of pattern.split('/')) {
    if (part === '') continue;
    const matcher = globMatcher(part);
    const next: string[] = [];
    for (const directory of paths) {
      for (const name of namesIn(directory, matcher)) {
        if (next.length >= most) break;
        next.push(directory === '' || directory.endsWith('/') ? directory + name : `${directory}/${name}`);
      }
    }
    paths = next;
  }
  return paths.filter((path) => path !== '').sort(compareBytes);
}

function namesIn(directory: string, matcher: string | ((name: string) => boolean)): string[] {
  try {
    const path = directory === '' ? '.' : directory;
    if (typeof matcher === 'string') {
      statSync(Buffer.from(`${path}/${matcher}`, 'latin1'));
      return [matcher];
    }
    return readdirSync(Buffer.from(path, 'latin1'), { encoding: 'latin1' }).filter(matcher);
  } catch {
    return [];
  }
}

function compareBytes(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
