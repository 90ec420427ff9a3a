/**
 * Reading a configuration while the daemon works. What is read in a moment is read here; everything else in a thread,
 * which takes a quarter of a second of another processor to start.
 */

import type { SourceReader } from '../base/source-reader.js';
import { sourceFiles } from '../system/source-files.js';
import { type Reading, type ReadingRequest, readForDaemon } from './configuration-reading.js';
import { readInThread } from './threaded-reading.js';

/** Bytes of all files that are read here: a millisecond each thousand. */
const MOST = 4_096;
/** Sequences and definitions make many lines of few. */
const MULTIPLIES = /^[ \t]*[~$]/m;

class NotSmall extends Error {}

export async function readForReload(request: ReadingRequest): Promise<Reading> {
  return readIfSmall(request) ?? readInThread(request);
}

/** Undefined where there is more to read than may be read in the event loop. */
export function readIfSmall(request: ReadingRequest): Reading | undefined {
  try {
    return readForDaemon(request, smallSources());
  } catch (error) {
    if (error instanceof NotSmall) return undefined;
    throw error;
  }
}

function smallSources(): SourceReader {
  let left = MOST;
  return {
    ...sourceFiles,
    read: (path, limit) => {
      const source = sourceFiles.read(path, Math.min(limit, left));
      if (source.type === 'unreadable') {
        if (source.why === 'too-large') throw new NotSmall();
        return source;
      }
      if (MULTIPLIES.test(source.text)) throw new NotSmall();
      left -= source.text.length;
      return source;
    },
  };
}
