/** One thing that the doctor has to say. */

export interface Finding {
  /** Stable name, kebab-case. */
  readonly code: string;
  /** A note is worth knowing and does not count. */
  readonly severity: 'problem' | 'note';
  readonly message: string;
  /** What mends it, to be typed as it is; undefined where there is no single command. */
  readonly command: string | undefined;
}

export function problem(code: string, message: string, command?: string): Finding {
  return { code, severity: 'problem', message, command };
}

export function note(code: string, message: string, command?: string): Finding {
  return { code, severity: 'note', message, command };
}
