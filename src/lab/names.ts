/**
 * Names of the lab's namespaces and directories. Each says which process made it and when that process started, so that what a killed
 * process left behind is told apart from a lab that runs at this moment.
 */

import { readFileSync } from 'node:fs';

let created = 0;

/** A name that no other lab on this machine has. */
export function nextLabName(): string {
  created += 1;
  return `vrrpd-lab-${process.pid}-${startTime(process.pid) ?? 0}-${created}`;
}

/** Whether a namespace or a directory was made by a lab whose process is gone. */
export function isLeftover(name: string): boolean {
  const match = /^vrrpd-lab-(\d+)-(\d+)-\d+(-|$)/.exec(name);
  if (match === null) return false;
  return startTime(Number(match[1])) !== Number(match[2]);
}

/** When a process started, in clock ticks since boot; undefined when there is no such process. */
function startTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name may hold blanks and brackets: fields are counted from behind its last bracket.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}
