/**
 * Group names to numbers, from /etc/group. Groups of a directory service are given by number.
 */

import { readFileSync } from 'node:fs';

/** The number of a group given by name or number; undefined when there is no such group. */
export function findGroup(nameOrNumber: string, groupFile = '/etc/group'): number | undefined {
  if (/^\d+$/.test(nameOrNumber)) return Number(nameOrNumber);
  for (const line of readFileSync(groupFile, 'utf8').split('\n')) {
    const [name, , number] = line.split(':');
    if (name === nameOrNumber && number !== undefined && /^\d+$/.test(number)) return Number(number);
  }
  return undefined;
}
