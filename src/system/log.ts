/**
 * The daemon's log over pino. Lines leave asynchronously: a log that nobody reads costs lines, never an advertisement.
 */

import { openSync } from 'node:fs';
import { type DestinationStream, destination, pino } from 'pino';
import type { LogFields, Logger } from '../base/logger.js';
import { formatLogLine } from './log-text.js';

/** What pino calls its levels, and what the port asks for. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** How a line looks: JSON, text with a time, text with the priority that journald and syslog read (`<6>`). */
export type LogForm = 'json' | 'text' | 'journal';

export interface Log {
  readonly logger: Logger;
  /** Returns the level before. */
  setLevel(level: LogLevel): LogLevel;
  /** Writes what waits; the process may exit afterwards. */
  close(): void;
}

/** Something that takes finished lines and never waits. */
export interface LineWriter {
  write(line: string): void;
  close(): void;
}

/** Waiting bytes beyond which lines are dropped. */
const WAITING_LIMIT = 1024 * 1024;

/**
 * Lines to a file that is appended to, or to a descriptor such as standard error.
 * @throws Error of the file system when the file cannot be opened
 */
export function fileWriter(target: string | number): LineWriter {
  const descriptor = typeof target === 'number' ? target : openSync(target, 'a', 0o640);
  const stream = destination({ fd: descriptor, sync: false, maxLength: WAITING_LIMIT });
  // A reader that went away must not end the daemon.
  stream.on('error', () => {});
  return {
    write: (line) => void stream.write(line),
    close: () => {
      try {
        stream.flushSync();
      } catch {
        // Nothing was open, or nobody reads: there is nowhere to say it.
      }
    },
  };
}

export function startLog(writer: LineWriter, form: LogForm, level: LogLevel): Log {
  const stream: DestinationStream =
    form === 'json' ? writer : { write: (line) => writer.write(formatLogLine(line, form === 'journal')) };
  const root = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return {
    logger: portOver(root),
    setLevel: (next) => {
      const before = root.level as LogLevel;
      root.level = next;
      return before;
    },
    close: () => writer.close(),
  };
}

interface PinoLike {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): PinoLike;
}

function portOver(inner: PinoLike): Logger {
  return {
    debug: (fields, message) => inner.debug(fields, message),
    info: (fields, message) => inner.info(fields, message),
    warn: (fields, message) => inner.warn(fields, message),
    error: (fields, message) => inner.error(fields, message),
    child: (fields) => portOver(inner.child(fields)),
  };
}
