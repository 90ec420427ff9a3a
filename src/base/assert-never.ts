/** Closes a switch over a union: the compiler proves that it is unreachable. */
export function assertNever(value: never): never {
  throw new TypeError(`unreachable: ${JSON.stringify(value)}`);
}
