/**
 * Two network namespaces joined by a veth pair, for tests that put real packets on a wire. The calling thread can
 * enter one, open sockets that stay there, and come back.
 */

import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { native } from '../../src/system/native.js';

export interface NamespaceEnd {
  readonly name: string;
  /** Runs the function inside the namespace; sockets opened there stay there. */
  within<T>(action: () => T): T;
  readonly interfaceName: string;
  readonly interfaceIndex: number;
}

export interface NamespacePair {
  readonly first: NamespaceEnd;
  readonly second: NamespaceEnd;
  remove(): void;
}

/** Why a test that needs namespaces cannot run here, or false. */
export function namespacesMissing(): string | false {
  return process.getuid?.() === 0 ? false : 'needs root for network namespaces';
}

/** 192.0.2.1 and fe80::1 in the first, 192.0.2.2 and fe80::2 in the second, both on `eth0`. */
export function makeNamespacePair(label: string): NamespacePair {
  const names = ['a', 'b'].map((side) => `vt${process.pid}${label}${side}`);
  const [first = '', second = ''] = names;
  const remove = (): void => {
    for (const name of names) tryIp('netns', 'del', name);
  };
  try {
    ip('netns', 'add', first);
    ip('netns', 'add', second);
    ip('link', 'add', 'eth0', 'netns', first, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', second);
    for (const [index, name] of names.entries()) {
      ip('-n', name, 'link', 'set', 'lo', 'up');
      ip('-n', name, 'link', 'set', 'eth0', 'addrgenmode', 'none');
      ip('-n', name, 'addr', 'add', `192.0.2.${index + 1}/24`, 'dev', 'eth0');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
      ip('-n', name, 'addr', 'add', `fe80::${index + 1}/64`, 'dev', 'eth0', 'nodad');
    }
    return { first: makeEnd(first), second: makeEnd(second), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function makeEnd(name: string): NamespaceEnd {
  const link = JSON.parse(ip('-n', name, '-j', 'link', 'show', 'dev', 'eth0')) as { ifindex: number }[];
  return {
    name,
    interfaceName: 'eth0',
    interfaceIndex: link[0]?.ifindex ?? 0,
    within: (action) => inNamespace(name, action),
  };
}

function inNamespace<T>(name: string, action: () => T): T {
  const { setNamespace, constants } = native();
  const home = openSync('/proc/thread-self/ns/net', 'r');
  const target = openSync(`/run/netns/${name}`, 'r');
  try {
    setNamespace(target, constants.CLONE_NEWNET);
    return action();
  } finally {
    setNamespace(home, constants.CLONE_NEWNET);
    closeSync(home);
    closeSync(target);
  }
}

function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function tryIp(...args: readonly string[]): void {
  try {
    ip(...args);
  } catch {
    // It was not there.
  }
}
