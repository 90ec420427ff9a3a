/**
 * What Debian's keepalived makes of a configuration: its exit status of -t, and its own listing (-d) of the instances,
 * in a network namespace where nobody hears it. It is killed as soon as the listing is there.
 */

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Fields and lists of one instance, as the listing has them. */
export interface ListedInstance {
  readonly fields: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

export interface KeepalivedHost {
  /** Status of `keepalived -t`; undefined when it crashed. */
  test(text: string): Promise<number | undefined>;
  /** Instances by name; undefined when keepalived does not start with the text. */
  list(text: string): Promise<Readonly<Record<string, ListedInstance>> | undefined>;
  remove(): void;
}

/** Why keepalived cannot be asked here, or false. */
export function keepalivedMissing(): string | false {
  if (process.getuid?.() !== 0) return 'needs root for network namespaces';
  return spawnSync('keepalived', ['--version']).error === undefined ? false : 'keepalived is not installed';
}

/** eth0 with 192.0.2.1/24 and eth1 with 198.51.100.1/24, in a namespace of their own. */
export function makeKeepalivedHost(label: string): KeepalivedHost {
  const name = `vt${process.pid}${label}`;
  const directory = mkdtempSync(join(tmpdir(), 'vrrpd-model-'));
  const file = join(directory, 'k.conf');
  const ip = (...words: string[]): void => void execFileSync('ip', words, { stdio: 'pipe' });
  ip('netns', 'add', name);
  ip('-n', name, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth1');
  for (const [device, address] of [
    ['lo', undefined],
    ['eth0', '192.0.2.1/24'],
    ['eth1', '198.51.100.1/24'],
  ] as const) {
    if (address !== undefined) ip('-n', name, 'addr', 'add', address, 'dev', device);
    ip('-n', name, 'link', 'set', device, 'up');
  }
  const words = ['netns', 'exec', name, 'keepalived', '-l', '-f', file];
  return {
    test: (text) => {
      writeFileSync(file, text, 'latin1');
      const child = spawn('ip', [...words, '-t'], { stdio: 'ignore', timeout: 10_000 });
      return new Promise((resolve) => child.on('close', (status) => resolve(status ?? undefined)));
    },
    list: async (text) => {
      writeFileSync(file, text, 'latin1');
      // It was killed before, and would take itself for one that runs.
      for (const pidFile of ['a', 'b']) rmSync(join(directory, pidFile), { force: true });
      const listing = await listingOf([...words, '-n', '-d', '-P', '-p', `${directory}/a`, '-r', `${directory}/b`]);
      return listing === undefined ? undefined : parseListing(listing);
    },
    remove: () => {
      ip('netns', 'del', name);
      rmSync(directory, { recursive: true });
    },
  };
}

/** The listing of the VRRP process; undefined when it ends without one. */
async function listingOf(words: readonly string[]): Promise<string | undefined> {
  const child = spawn('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const complete = new Promise<boolean>((resolve) => {
    const add = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (text.includes('------< Interfaces >------')) resolve(true);
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('close', () => resolve(false));
    setTimeout(() => resolve(false), 20_000).unref();
  });
  const done = await complete;
  const ended = child.exitCode !== null ? undefined : new Promise((resolve) => child.on('exit', resolve));
  // The VRRP process first: it would remove addresses and wait when its parent is gone.
  const vrrp = /Starting VRRP child process, pid=(\d+)/.exec(text)?.[1];
  if (vrrp !== undefined && done) kill(Number(vrrp));
  child.kill('SIGKILL');
  await ended;
  return done ? text : undefined;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function parseListing(text: string): Readonly<Record<string, ListedInstance>> {
  const instances: Record<string, { fields: Record<string, string>; lists: Record<string, string[]> }> = {};
  let current: (typeof instances)[string] | undefined;
  let list: string[] | undefined;
  const topology = text.split('------< VRRP Topology >------')[1]?.split('------<')[0] ?? '';
  for (const stamped of topology.split('\n')) {
    const line = stamped.replace(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: /, '');
    const instance = /^ VRRP Instance = (.*)$/.exec(line)?.[1];
    if (instance !== undefined) {
      current = { fields: {}, lists: {} };
      instances[instance] = current;
      continue;
    }
    if (current === undefined) continue;
    const item = /^ {5}(\S.*)$/.exec(line)?.[1];
    const [, key = '', value] = /^ {3}(\S[^=]*?)(?: = (.*))?$/.exec(line) ?? [];
    if (item !== undefined) list?.push(item);
    else if (value !== undefined) current.fields[key] = value;
    else if (key !== '') {
      list = [];
      current.lists[key.replace(/ ?(?:\(\d+\))?[ :]*$/, '')] = list;
    }
  }
  return instances;
}
