/**
 * Asks the host about the file behind a command: is it there, may it run, and could somebody other than root change
 * what root is going to run. Only the host is asked; nothing is run.
 */

import type { FileFacts, HostFacts } from '../host-facts.js';

const EXECUTE = 0o111;
const GROUP_WRITE = 0o020;
const OTHER_WRITE = 0o002;
const STICKY = 0o1000;

export type ScriptFile =
  /** Nothing is wrong that the host can tell. */
  | { readonly type: 'good'; readonly path: string }
  | { readonly type: 'missing' }
  | { readonly type: 'not-executable'; readonly path: string }
  /** A component of the path that somebody else than root can change. */
  | { readonly type: 'insecure'; readonly path: string; readonly component: string; readonly facts: FileFacts };

/**
 * @param program argv[0] as configured; a bare name is looked up in the search path
 * @param asRoot whether it would run with root's user or group: only then its path must be safe
 */
export function inspectScript(program: string, asRoot: boolean, host: HostFacts): ScriptFile {
  const found = locate(program, host);
  if (found === undefined) return { type: 'missing' };
  const real = host.realPath(found);
  const facts = real === undefined ? undefined : host.file(real);
  if (real === undefined || facts === undefined) return { type: 'missing' };
  if (facts.kind !== 'file' || (facts.mode & EXECUTE) === 0) return { type: 'not-executable', path: found };
  if (!asRoot) return { type: 'good', path: found };
  const unsafe = unsafeComponent(found, host) ?? (real === found ? undefined : unsafeComponent(real, host));
  return unsafe === undefined ? { type: 'good', path: found } : { type: 'insecure', path: found, ...unsafe };
}

/** The path of a program; a bare name by the directories of PATH. */
export function locate(program: string, host: HostFacts): string | undefined {
  if (program.includes('/')) return host.realPath(program) === undefined ? undefined : program;
  for (const directory of host.searchPath) {
    const path = `${directory}/${program}`;
    const facts = factsOfTarget(path, host);
    if (facts?.kind === 'file' && (facts.mode & EXECUTE) !== 0) return path;
  }
  return undefined;
}

function factsOfTarget(path: string, host: HostFacts): FileFacts | undefined {
  const real = host.realPath(path);
  return real === undefined ? undefined : host.file(real);
}

/** The first component from the root on that is not root's alone. A link counts by its owner. */
function unsafeComponent(path: string, host: HostFacts): { component: string; facts: FileFacts } | undefined {
  if (!path.startsWith('/')) return undefined;
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  let component = '';
  for (const name of names) {
    component += `/${name}`;
    const facts = host.file(component);
    if (facts !== undefined && !isRootsAlone(facts)) return { component, facts };
  }
  return undefined;
}

function isRootsAlone(facts: FileFacts): boolean {
  if (facts.uid !== 0) return false;
  if (facts.kind === 'link') return true;
  if (facts.kind === 'directory' && (facts.mode & STICKY) !== 0) return true;
  if ((facts.mode & OTHER_WRITE) !== 0) return false;
  return (facts.mode & GROUP_WRITE) === 0 || facts.gid === 0;
}
