/**
 * Reads the JSON body of a change by a small table of its fields. Hostile as everything that comes in: a field of
 * another type, or one that is not known, is refused and named.
 */

type Kind = 'string' | 'string?' | 'number?' | 'boolean?';

type ValueOf<K extends Kind> = K extends 'string'
  ? string
  : K extends 'string?'
    ? string | undefined
    : K extends 'number?'
      ? number | undefined
      : boolean | undefined;

export interface BodyProblem {
  readonly ok: false;
  readonly problem: string;
}

/** Instance names are shorter in every configuration that keepalived takes. */
const MAX_TEXT = 256;

/** No body at all is an object without fields. */
export function readBody<Table extends Readonly<Record<string, Kind>>>(
  body: unknown,
  table: Table,
): { readonly ok: true; readonly values: { readonly [Name in keyof Table]: ValueOf<Table[Name]> } } | BodyProblem {
  const given: unknown = body ?? {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { ok: false, problem: 'the body is a JSON object' };
  }
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(table, name));
  if (stranger !== undefined) return { ok: false, problem: `there is no field '${stranger.slice(0, 40)}' here` };
  const values: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(table)) {
    const value = (given as Record<string, unknown>)[name];
    if (!fits(value, kind)) return { ok: false, problem: `'${name}' is a ${kind.replace('?', '')}` };
    values[name] = value;
  }
  return { ok: true, values: values as { readonly [Name in keyof Table]: ValueOf<Table[Name]> } };
}

function fits(value: unknown, kind: Kind): boolean {
  if (value === undefined) return kind.endsWith('?');
  const type = kind.replace('?', '');
  if (typeof value === 'string') return type === 'string' && value !== '' && value.length <= MAX_TEXT;
  return typeof value === type && (typeof value !== 'number' || Number.isFinite(value));
}
