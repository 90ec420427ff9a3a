/** Names in the pages are those that there are: options of each command, signals, what notify scripts find. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { KEEPALIVED_OPTIONS, SIGNAL_NUMBERS } from '../../src/cli/keepalived-options.js';
import { runCommand } from '../../src/lab/command.js';
import { REASONS } from '../../src/vrrp/reason.js';
import { readDocument } from '../support/documents.js';

const ROOT = new URL('../../../', import.meta.url);
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const PAGE = readDocument('command-line.md').text;
const MANUAL = readDocument('man/vrrpd.8').text.replaceAll('\\-', '-');

/** What the page says of all commands, then what it says of this one. */
function pageOf(command: string): string {
  const [everywhere = '', ...sections] = PAGE.split(/^##+ /m).slice(1);
  const own = sections.filter((section) => / vrrpd (.*)$/m.exec(` ${section}`)?.[1]?.split(', ').includes(command));
  return [everywhere, ...own, command === 'lab' ? readDocument('lab.md').text : ''].join('\n');
}

async function helpOf(...words: readonly string[]): Promise<string> {
  return (await runCommand([process.execPath, MAIN, ...words, '--help'])).stdout;
}

t.test('every option of a command is named in the section about it', async (t) => {
  const commands = [...(await helpOf()).matchAll(/^ {2}vrrpd ([a-z-]+)/gm)].map(([, command = '']) => command);
  t.ok(commands.length > 20, 'all commands are looked at');
  const helps = await Promise.all(commands.map(async (command) => [command, await helpOf(command)] as const));
  for (const [command, help] of helps) {
    const options = [...help.matchAll(/^ +(?:-\w, )?--([a-z-]+)/gm)].map(([, option = '']) => option);
    t.ok(options.includes('help'), `${command} has options`);
    const missing = options.filter((option) => !new RegExp(`--${option}(?![a-z-])`).test(pageOf(command)));
    t.same(missing, [], `vrrpd ${command}`);
  }
});

t.test('what the help of keepalived refuses is said to be refused', async (t) => {
  const genhash = KEEPALIVED_OPTIONS.find(({ long }) => long === 'genhash');
  t.match(genhash?.help, /^refused/);
  t.match(PAGE, /^\| `-T` \| refused/m);
  t.match(readDocument('differences.md').text, '`--genhash`');
});

t.test('every signal is in both pages', async (t) => {
  for (const [name, number] of Object.entries(SIGNAL_NUMBERS)) {
    const known = { STOP: 'SIGTERM', RELOAD: 'SIGHUP', DATA: 'SIGUSR1', STATS: 'SIGUSR2' }[name];
    const said = known === undefined ? new RegExp(`\\b${number}\\b`) : new RegExp(`\\b${known}\\b`);
    for (const page of [PAGE, MANUAL]) {
      t.match(page.split(/^(?:## Signals|\.SH SIGNALS)$/m)[1], said, name);
      if (known === undefined) t.match(page, new RegExp(`\\b${name}\\b`));
    }
  }
});

t.test('what notify scripts find in their environment is what the pages say', async (t) => {
  const directory = new URL('src/runtime/', ROOT);
  const sources = readdirSync(directory).filter((file) => file.endsWith('.ts'));
  const given = namesIn(sources.map((file) => readFileSync(new URL(file, directory), 'utf8')).join('\n'));
  t.ok(given.includes('VRRPD_INSTANCE'));
  t.same(namesIn(PAGE.split(/^## /m).find((section) => section.startsWith('Notify scripts')) ?? ''), given);
  t.same(namesIn(MANUAL.split('.SS Of notify scripts')[1] ?? ''), given);
  const reasons = /^Words of VRRPD_REASON: (.*?)\.$/ms.exec(PAGE)?.[1] ?? '';
  t.same(
    [...reasons.matchAll(/`([^`]+)`/g)].map(([, reason]) => reason),
    REASONS,
  );
});

function namesIn(text: string): readonly string[] {
  return [...new Set(text.match(/\bVRRPD_[A-Z_]+\b/g))].sort();
}
