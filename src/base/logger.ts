/**
 * What the daemon's parts ask of a log. Implemented over pino in system/, by a list in tests.
 */

/** Fields of one line, as plain data. Never a password, never a key. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger whose every line also carries these fields. */
  child(fields: LogFields): Logger;
}
