/** A configuration from standard input, where a command takes files: its word is `-`. */

import type { SourceText, UnreadableSource } from '../base/source-reader.js';
import { TOTAL_BYTES } from '../config/text/limits.js';
import type { ConfigurationHost } from './programs.js';

/** What stands for `-` behind the command line: yargs takes a bare `-` for no value. */
export const INPUT_WORD = '/dev/stdin';

/** The name in findings. Includes are looked for from the working directory. */
export const INPUT_NAME = '<stdin>';

/** Commands that read a configuration where their word is `-`. */
const READERS: ReadonlySet<string | undefined> = new Set(['check', 'print', 'diff']);

/** The words of a command line, `-` as a file that yargs hands on. */
export function markInput(words: readonly string[]): readonly string[] {
  return READERS.has(words[0]) ? words.map((word) => (word === '-' ? INPUT_WORD : word)) : words;
}

/** The files as they are read and shown. */
export function nameInput(file: string): string {
  return file === INPUT_WORD ? INPUT_NAME : file;
}

/** The word of the command line for a file that is shown under its name. */
export function wordFor(file: string): string {
  return file === INPUT_NAME ? '-' : file;
}

/** The host with standard input among its files, read to its end where one of the files is that. */
export async function withInput(host: ConfigurationHost, files: readonly string[]): Promise<ConfigurationHost> {
  if (!files.includes(INPUT_NAME)) return host;
  const input = await readInput();
  const read: ConfigurationHost['sources']['read'] = (path, limit) =>
    path === INPUT_NAME ? input : host.sources.read(path, limit);
  return { ...host, sources: { ...host.sources, read } };
}

async function readInput(): Promise<SourceText | UnreadableSource> {
  const chunks: Buffer[] = [];
  let total = 0;
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      total += chunk.length;
      if (total > TOTAL_BYTES) return { type: 'unreadable', why: 'too-large', detail: '' };
    }
  } catch (error) {
    return { type: 'unreadable', why: 'failed', detail: (error as Error).message };
  }
  const text = Buffer.concat(chunks).toString('latin1');
  return { type: 'text', text, identity: INPUT_NAME, executable: false };
}
