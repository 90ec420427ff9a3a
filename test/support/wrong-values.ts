/**
 * One value of every type, and the numbers that are no C int, for interfaces that must refuse what they did not ask
 * for.
 */

import type { Test } from 'tap';
import { SystemError } from '../../src/base/errors.js';

const WRONG_VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  'text',
  1.5,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  2 ** 31,
  10n,
  Symbol('symbol'),
  {},
  [{}],
  () => {},
  new Date(0),
  new Proxy({}, {}),
  new Map(),
  new Float64Array(1),
  new Uint16Array(4),
  new DataView(new ArrayBuffer(8)),
  new ArrayBuffer(8),
  Promise.resolve(),
];

/** Whether a value is fine at a place after all. */
export type Accepts = (value: unknown) => boolean;

/**
 * Calls with each wrong value at each place while the others are right, and once with nothing.
 * Every call must throw a SystemError EINVAL.
 */
export function rejectsWrongValues(
  t: Test,
  name: string,
  call: (...args: never[]) => unknown,
  right: readonly unknown[],
  accepts: readonly (Accepts | undefined)[] = [],
): void {
  const run = call as (...args: readonly unknown[]) => unknown;
  const found: string[] = [];
  for (const place of right.keys()) {
    for (const wrong of WRONG_VALUES) {
      if (accepts[place]?.(wrong) === true) continue;
      const error = thrownBy(() => run(...right.map((value, index) => (index === place ? wrong : value))));
      if (!isInvalidArgument(error)) found.push(`argument ${place} as ${describe(wrong)}: ${describe(error)}`);
    }
  }
  const error = thrownBy(() => run());
  if (!isInvalidArgument(error)) found.push(`no arguments: ${describe(error)}`);
  t.strictSame(found, [], name);
}

export function thrownBy(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

function isInvalidArgument(error: unknown): boolean {
  return error instanceof SystemError && error.errno === 'EINVAL' && error.code === 'EINVAL' && error.syscall !== '';
}

function describe(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return Object.prototype.toString.call(value) + (typeof value === 'number' ? String(value) : '');
}
