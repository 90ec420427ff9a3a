/**
 * What Debian's keepalived makes of a configuration: its exit status of -t, and its own listings (-d), in a network
 * namespace where nobody hears it. It is killed as soon as the listing is there.
 */

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ANSWERS = fileURLToPath(new URL('../../../test/support/ipvs-answers.c', import.meta.url));

/** Fields and lists of one instance or session, as the listing has them. */
export interface ListedInstance {
  readonly fields: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

export interface KeepalivedHost {
  /** Status of `keepalived -t`; undefined when it crashed. */
  test(text: string): Promise<number | undefined>;
  /** What the VRRP process lists; undefined when keepalived does not start with the text. */
  list(text: string): Promise<VrrpListing | undefined>;
  /** What the BFD process lists, by name; `count` sessions are waited for. */
  listSessions(text: string, count: number): Promise<Readonly<Record<string, ListedInstance>> | undefined>;
  /** What the checker process lists, line by line. */
  listServices(text: string): Promise<string | undefined>;
  remove(): void;
}

export interface VrrpListing {
  readonly instances: Readonly<Record<string, ListedInstance>>;
  /** Lines by section, such as `Static Routes`. */
  readonly sections: Readonly<Record<string, readonly string[]>>;
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
  const pidFiles = ['-p', '-r', '-c', '-b'].map((option) => [option, join(directory, `pid${option}`)] as const);
  const answers = join(directory, 'ipvs-answers.so');
  /** What a crashed keepalived had started anew outlives it, with its ports and our end of its output. */
  const endAll = (): void => {
    const left = spawnSync('ip', ['netns', 'pids', name], { encoding: 'utf8' }).stdout;
    for (const pid of left.match(/\d+/g) ?? []) kill(Number(pid));
  };
  /** Only the process that is asked for, so that no two write at once. */
  const listing = async (text: string, options: readonly string[], last: RegExp, preload?: string) => {
    writeFileSync(file, text, 'latin1');
    // It was killed before, and would take itself for one that runs.
    for (const [, path] of pidFiles) rmSync(path, { force: true });
    const found = await listingOf([...words, '-n', '-d', ...options, ...pidFiles.flat()], last, preload);
    if (found === undefined) endAll();
    return found;
  };
  return {
    test: (text) => {
      writeFileSync(file, text, 'latin1');
      const child = spawn('ip', [...words, '-t'], { stdio: 'ignore', timeout: 10_000 });
      return new Promise((resolve) => child.on('close', (status) => resolve(status ?? undefined)));
    },
    list: async (text) => {
      const found = await listing(text, ['-P', '-B'], /------< Interfaces >------/);
      // It was killed before it could take them away, and would take them over the next time.
      for (const made of found?.match(/(?<=i\/f name )[^,]+/g) ?? [])
        spawnSync('ip', ['-n', name, 'link', 'del', made]);
      return found === undefined ? undefined : { instances: parseListing(found), sections: sectionsOf(found) };
    },
    listSessions: async (text, count) => {
      const last = new RegExp(`(send event to checker process[^]*){${count}}`);
      const list = () => listing(text, ['-P', '-C'], last);
      // Now and then it dies for no reason of the text.
      const found = (await list()) ?? (await list());
      return found === undefined ? undefined : parseSessions(sectionsOf(found)['BFD Topology'] ?? []);
    },
    listServices: (text) => {
      if (!existsSync(answers)) execFileSync('gcc', ['-shared', '-fPIC', '-o', answers, ANSWERS]);
      return listing(text, ['-C', '-B'], /(A|Dea)ctivating \w*healthchecker/, answers);
    },
    remove: () => {
      endAll();
      ip('netns', 'del', name);
      rmSync(directory, { recursive: true });
    },
  };
}

/**
 * The listing of one process; undefined when it ends without one.
 * @param last comes behind the listing, or is the head of its last section
 */
async function listingOf(words: readonly string[], last: RegExp, preload?: string): Promise<string | undefined> {
  const env = { ...process.env, ...(preload !== undefined && { LD_PRELOAD: preload }) };
  const child = spawn('ip', words, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let text = '';
  const complete = new Promise<boolean>((resolve) => {
    const add = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (last.test(text)) setTimeout(() => resolve(true), 100);
      // It crashed, and will again.
      else if (/ died: Respawning/.test(text)) resolve(false);
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('close', () => resolve(false));
    setTimeout(() => resolve(false), 20_000).unref();
  });
  const done = await complete;
  const ended = child.exitCode !== null ? undefined : new Promise((resolve) => child.on('exit', resolve));
  // The child first: it would remove addresses and wait when its parent is gone.
  const pid = /Starting \w+ child process, pid=(\d+)/.exec(text)?.[1];
  if (pid !== undefined && done) kill(Number(pid));
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

/** The lines of each section, without the time before them. */
function sectionsOf(text: string): Readonly<Record<string, readonly string[]>> {
  const sections: Record<string, string[]> = {};
  let current: string[] = [];
  for (const line of text.split('\n').map(withoutTime)) {
    const name = /^------< (.*) >------$/.exec(line)?.[1];
    if (name === undefined) current.push(line);
    else {
      current = [];
      sections[name] = current;
    }
  }
  return sections;
}

function withoutTime(line: string): string {
  return line.replace(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: /, '');
}

function parseSessions(lines: readonly string[]): Readonly<Record<string, ListedInstance>> {
  const sessions: Record<string, { fields: Record<string, string>; lists: Record<string, string[]> }> = {};
  let current: (typeof sessions)[string] | undefined;
  for (const line of lines) {
    const name = /^ BFD Instance = (.*)$/.exec(line)?.[1];
    const [, key, value] = /^ {3}(\S[^=]*?) = (.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      current = { fields: {}, lists: {} };
      sessions[name] = current;
    } else if (key !== undefined && value !== undefined && current !== undefined) current.fields[key] = value;
  }
  return sessions;
}

function parseListing(text: string): Readonly<Record<string, ListedInstance>> {
  const instances: Record<string, { fields: Record<string, string>; lists: Record<string, string[]> }> = {};
  let current: (typeof instances)[string] | undefined;
  let list: string[] | undefined;
  const topology = text.split('------< VRRP Topology >------')[1]?.split('------<')[0] ?? '';
  for (const stamped of topology.split('\n')) {
    const line = withoutTime(stamped);
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
