/** Users and groups from /etc/passwd and /etc/group. Those of a directory service are given by number. */

import { readFileSync } from 'node:fs';
import type { ScriptUser, UserDirectory } from '../runtime/ports/process.js';

export function userDirectory(passwd = '/etc/passwd', group = '/etc/group'): UserDirectory {
  return {
    find(user: string, groupName: string | undefined): ScriptUser | undefined {
      const found = findUser(user, linesOf(passwd));
      if (found === undefined) return undefined;
      if (groupName === undefined) return found;
      const gid = findGroup(groupName, linesOf(group));
      return gid === undefined ? undefined : { ...found, gid };
    },
  };
}

function linesOf(file: string): readonly (readonly string[])[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
}

function findUser(user: string, lines: readonly (readonly string[])[]): ScriptUser | undefined {
  const numeric = /^\d+$/.test(user);
  for (const [name = '', , uid = '', gid = ''] of lines) {
    if (numeric ? uid === user : name === user) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return numeric ? { name: user, uid: Number(user), gid: Number(user) } : undefined;
}

function findGroup(group: string, lines: readonly (readonly string[])[]): number | undefined {
  if (/^\d+$/.test(group)) return Number(group);
  const gid = lines.find(([name]) => name === group)?.[2];
  return gid === undefined ? undefined : Number(gid);
}
