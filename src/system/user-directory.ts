/** Users and groups from /etc/passwd and /etc/group. Those of a directory service are given by number. */

import { readFileSync } from 'node:fs';
import type { ScriptUser, UserDirectory } from '../runtime/ports/process.js';

type Lines = readonly (readonly string[])[];

export function userDirectory(passwd = '/etc/passwd', group = '/etc/group'): UserDirectory {
  return {
    find(user: string, groupName: string | undefined, supplementary: boolean): ScriptUser | undefined {
      const found = findUser(user, linesOf(passwd));
      if (found === undefined || (groupName === undefined && !supplementary)) return found;
      const groups = linesOf(group);
      const gid = groupName === undefined ? found.gid : findGroup(groupName, groups);
      if (gid === undefined) return undefined;
      return supplementary ? { ...found, gid, groups: groupsOf(found.name, groups) } : { ...found, gid };
    },
  };
}

function linesOf(file: string): Lines {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
}

function findUser(user: string, lines: Lines): ScriptUser | undefined {
  const numeric = /^\d+$/.test(user);
  for (const [name = '', , uid = '', gid = ''] of lines) {
    if (numeric ? uid === user : name === user) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return numeric ? { name: user, uid: Number(user), gid: Number(user) } : undefined;
}

function findGroup(group: string, lines: Lines): number | undefined {
  if (/^\d+$/.test(group)) return Number(group);
  const gid = lines.find(([name]) => name === group)?.[2];
  return gid === undefined ? undefined : Number(gid);
}

function groupsOf(user: string, lines: Lines): readonly number[] {
  const member = lines.filter(([, , , members]) => members?.split(',').includes(user));
  return member.map(([, , gid]) => Number(gid));
}
