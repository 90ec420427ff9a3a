/**
 * What a printer needs to know of the place it prints to.
 */

export interface Terminal {
  /** Characters in a line; a pipe gets a wide line. */
  readonly columns: number;
  readonly color: boolean;
}

/** @see https://no-color.org */
export function describeTerminal(
  stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Terminal {
  const isTerminal = stream.isTTY === true;
  return {
    columns: isTerminal ? Math.max(20, stream.columns ?? 80) : 120,
    color: isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb',
  };
}
