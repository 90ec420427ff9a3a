/** The hosts of a rehearsal, as the words of the command line name them: `FILE` or `HOST=FILE`. */

import { basename, dirname } from 'node:path';
import { formatDiagnostics } from '../config/report/text-report.js';
import type { Player } from '../lab/stage.js';
import type { ReadingPrograms } from './programs.js';
import { readNamed } from './read-configuration.js';
import { UsageError } from './usage-error.js';

/** As a host name may be, short enough for the name of a namespace. */
const HOST_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;
const RESERVED = ['client', 'switch', 'master', 'backup'];
const MAX_HOSTS = 16;

export interface PlayerWord {
  readonly name: string;
  readonly file: string;
}

/**
 * A file's host is called by the file's name, by its directory where files are called alike, and else host1, host2.
 * @throws UsageError
 */
export function readPlayerWords(words: readonly string[]): readonly PlayerWord[] {
  if (words.length < 2) throw new UsageError('one file a host, and two hosts at least: vrrpd lab A.conf B.conf');
  if (words.length > MAX_HOSTS) throw new UsageError(`at most ${MAX_HOSTS} hosts`);
  const given = words.map((word) => {
    const match = /^([^=/]+)=(.+)$/.exec(word);
    return match === null ? { name: undefined, file: word } : { name: match[1], file: match[2] ?? '' };
  });
  const unnamed = given.filter(({ name }) => name === undefined).map(({ file }) => file);
  const guesses = [unnamed.map((file) => basename(file, '.conf')), unnamed.map((file) => basename(dirname(file)))];
  const names = guesses.find(
    (guess) => new Set(guess).size === guess.length && guess.every((name) => HOST_NAME.test(name) && !taken(name)),
  );
  const players = given.map(({ name, file }, index) => {
    return { name: name ?? names?.[unnamed.indexOf(file)] ?? `host${index + 1}`, file };
  });
  for (const { name } of players) {
    if (!HOST_NAME.test(name) || taken(name)) throw new UsageError(`'${name}' cannot be the name of a host`);
    if (players.filter((other) => other.name === name).length > 1) throw new UsageError(`two hosts are called ${name}`);
  }
  return players;
}

export interface ReadPlayers {
  readonly players: readonly Player[];
  /** Why they cannot be played, one sentence each. */
  readonly problems: readonly string[];
  /** The mistakes in the files, as `vrrpd check` shows them. */
  readonly mistakes: string;
}

/** Reads the configuration of each host; its name stands for the host's in `@name` conditions. */
export async function readPlayers(words: readonly PlayerWord[], programs: ReadingPrograms): Promise<ReadPlayers> {
  const { sources } = await programs.configurationHost();
  const problems: string[] = [];
  const mistakes: string[] = [];
  const players = words.map(({ name, file }) => {
    const read = readNamed(file, { configId: name, strictIncludes: false }, { sources, facts: undefined });
    const grave = read.diagnostics.filter(({ severity }) => severity === 'fatal' || severity === 'error');
    if (read.tree.sources.files.length === 0) problems.push(`${file} cannot be read`);
    else {
      mistakes.push(...grave.map((one) => formatDiagnostics([one], read.tree.sources, { color: false })));
      if (read.unusable) problems.push(`no daemon would start with ${file}`);
      else if (read.configuration.instances.length === 0) problems.push(`${file} has no vrrp_instance`);
    }
    return { name, configuration: read.configuration };
  });
  return { players, problems, mistakes: mistakes.join('\n') };
}

function taken(name: string): boolean {
  return RESERVED.includes(name);
}
