/** A host made of a table, for tests of what the configuration asks of it. */

import { parsePrefix } from '../../src/base/address.js';
import type { FileFacts, HostFacts } from '../../src/config/host-facts.js';

export interface TestHost {
  /** Addresses by interface. */
  readonly interfaces?: Readonly<Record<string, readonly string[]>>;
  /** Files by path: mode, and owner where it is not root. A directory ends in a slash. */
  readonly files?: Readonly<Record<string, { readonly mode: number; readonly uid?: number; readonly gid?: number }>>;
  /** Links by path. */
  readonly links?: Readonly<Record<string, string>>;
  readonly users?: Readonly<Record<string, number>>;
  readonly vrrpRuns?: boolean;
}

export function testHost({
  interfaces = {},
  files = {},
  links = {},
  users = {},
  vrrpRuns = false,
}: TestHost): HostFacts {
  const file = (path: string): FileFacts | undefined => {
    if (links[path] !== undefined) return { kind: 'link', uid: 0, gid: 0, mode: 0o777 };
    const found = files[path];
    if (found !== undefined) return { kind: 'file', uid: found.uid ?? 0, gid: found.gid ?? 0, mode: found.mode };
    const directory = files[`${path}/`];
    const parent = Object.keys({ ...files, ...links }).some((name) => name.startsWith(`${path}/`));
    if (directory === undefined && !parent) return undefined;
    return { kind: 'directory', uid: directory?.uid ?? 0, gid: directory?.gid ?? 0, mode: directory?.mode ?? 0o755 };
  };
  return {
    networkInterface: (name) => {
      const addresses = interfaces[name];
      if (addresses === undefined) return undefined;
      return {
        name,
        mtu: 1500,
        loopback: name === 'lo',
        multicast: name !== 'lo',
        addresses: addresses.flatMap((text) => parsePrefix(text) ?? []),
      };
    },
    interfaceNames: () => Object.keys(interfaces),
    file,
    realPath: (path) => {
      const real = Object.entries(links).reduce(
        (text, [from, to]) => (text === from || text.startsWith(`${from}/`) ? to + text.slice(from.length) : text),
        path,
      );
      return file(real) === undefined ? undefined : real;
    },
    user: (name) => (users[name] === undefined ? undefined : { uid: users[name], gid: users[name] }),
    group: (name) => users[name],
    searchPath: ['/usr/bin'],
    cpuCount: 4,
    vrrpRuns: () => vrrpRuns,
    routingNumber: (names, name) => (names === 'rt_tables' && name === 'blue' ? 100 : undefined),
    uid: 0,
    gid: 0,
  };
}
