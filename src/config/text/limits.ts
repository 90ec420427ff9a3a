/**
 * Bounds on what is read. A real configuration stays far below all but the first.
 */

/** Bytes of one line, before and after definitions are put in. keepalived's buffer has 1024 with line end and NUL. */
export const LINE_BYTES = 1022;

/** Files of one configuration. */
export const FILES = 10_000;

/** Bytes of all files of one configuration. */
export const TOTAL_BYTES = 8 * 1024 * 1024;

/** Lines in all, each brace counted as one. */
export const LINES = 300_000;

/** Lines that sequences and definitions of several lines give. */
export const REPEATED_LINES = 100_000;

/** Definitions put into one line: more only happens when one refers to itself. */
export const REPLACEMENTS_PER_LINE = 1_000;

/** Blocks inside blocks. No keyword needs more than six. */
export const NESTING = 64;

/** Alternatives that the braces of one include pattern may give. */
export const ALTERNATIVES = 1_000;

/** Include lines with wildcards: each reads a directory. */
export const PATTERNS = 1_000;

/** Files, definitions of several lines and sequences inside each other. */
export const INPUTS = 300;

/** Files open at once: each includes the next. */
export const OPEN_FILES = 100;

/** Names that a suggestion is looked for among, and suggestions for unknown names. */
export const SUGGESTED_AMONG = 1_000;
export const SUGGESTIONS = 100;
