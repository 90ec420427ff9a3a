/**
 * Every command that the documents show is run, in their order, on a host whose vrrpd shares an address with a real
 * keepalived. Both hosts run the configuration of docs/getting-started.md.
 */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { type CommandResult, runCommand } from '../../src/lab/command.js';
import { Lab } from '../../src/lab/lab.js';
import type { LabHost } from '../../src/lab/lab-host.js';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import { startWebService } from '../../src/lab/web-service.js';
import { startDaemon, whatInteropLacks } from '../support/daemons.js';
import { readDocument } from '../support/documents.js';
import { until } from '../support/duel.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const GUIDES = ['getting-started.md', 'migrating.md', 'troubleshooting.md', 'security.md'];
const REFERENCES = ['command-line.md', 'settings.md', 'lab.md'];
const README = readDocument('../README.md');
const DOCUMENTS = [...[...GUIDES, ...REFERENCES, ...manuals()].map(readDocument), README];

/** Commands that this test cannot run, each with what it would take. */
const EXEMPT: readonly (readonly [RegExp, string])[] = [
  [/^(systemctl|systemd-analyze|journalctl|apt-mark) /, 'needs systemd as process 1: the story in the virtual machine'],
  [/^(npm|cp) /, 'installs programs on the machine that runs the test: docs/installation does it elsewhere'],
  [/^firewall-cmd /, 'needs firewalld, which takes over the packet filter of its host'],
  [/^vrrpd run$/, 'is what the daemon of this test runs'],
  [/ --run-dir \/run\/vrrpd-(blue|red)$/, 'two daemons on one host: interop/process runs them'],
];
/** Exit statuses that a document speaks of, where they are not 0. */
const STATUSES: Readonly<Record<string, readonly number[]>> = {
  'vrrpd cleanup': [1],
  // The host of this test has a rule that drops adverts until a document mends it.
  'vrrpd doctor': [0, 1],
  'vrrpd diff lb-a.conf lb-a-new.conf': [1],
  'vrrpd status VI_1 --is master && run-the-nightly-job': [0, 1],
  'curl --unix-socket /run/vrrpd/status.sock --no-buffer http://vrrpd/v1/events/stream': [130],
};
/** What a document says of the output. */
const OUTPUTS: Readonly<Record<string, RegExp>> = {
  'vrrpd check lb-a.conf lb-b.conf': /^lb-a\.conf: no findings\n+lb-b\.conf: no findings\n$/,
  'vrrpd diff lb-a.conf lb-a-new.conf': /priority/,
};
/** Commands that go on until Ctrl-C. */
const ENDLESS = / (--follow|--watch|--no-buffer)\b/;

// Some eighty programs are started one after the other; on a busy machine that takes minutes.
t.setTimeout(400_000);

const lacks = await whatInteropLacks('keepalived', 'haproxy', 'nft', 'curl');
const skip = lacks === undefined ? {} : { skip: lacks };

t.test('every command of the documents does what it should', { ...skip, timeout: 300_000 }, async (t) => {
  const lab = await Lab.create({
    hosts: ['11', '12'].map((last, index) => ({
      name: index === 0 ? 'lb-a' : 'lb-b',
      links: [{ name: 'eth0', addresses: [`192.0.2.${last}/24`] }],
    })),
  });
  t.teardown(() => lab.dispose());
  const [a, b] = [lab.host('lb-a'), lab.host('lb-b')];
  const first = readDocument('getting-started.md').files.get('lb-a.conf') ?? '';
  const second = first.replace('router_id lb-a', 'router_id lb-b').replace('priority 120', 'priority 110');
  await Promise.all([startWebService(a), startWebService(b)]);
  startDaemon('keepalived', b, second);
  await until('the keepalived is master', async () => (await b.addresses()).includes('192.0.2.10/24'));
  const daemon = startDaemon('vrrpd', a, first);
  await until('the vrrpd is master', async () => (await a.addresses()).includes('192.0.2.10/24'));
  t.teardown(() => t.passing() || t.comment(daemon.lines.slice(-30).join('\n')));

  await a.run(
    ['nft', '-f', '-'],
    'table inet filter { chain input { type filter hook input priority 0; ip protocol vrrp drop; }; }\n',
  );
  const shell = shellOf(a, {
    'lb-a.conf': first,
    'lb-b.conf': second,
    'vrrpd.ini': '[control]\ngroup = adm\n[network]\nlease = 5\n',
    'lb-a-new.conf': first.replace('priority 120', 'priority 100'),
    'ha1.conf': first,
    'ha2.conf': second,
  });
  const done = new Set<string>();
  for (const { name, commands } of DOCUMENTS) {
    t.ok(commands.length > 0, `${name} has commands`);
    for (const command of commands) {
      if (done.has(command)) continue;
      done.add(command);
      if (EXEMPT.some(([pattern]) => pattern.test(command))) continue;
      const { status, stdout, stderr } = await shell(command);
      // A slow machine may interrupt a program that goes on before it has asked for the signal.
      const expected = STATUSES[command] ?? (ENDLESS.test(command) ? [0, 130] : [0]);
      t.ok(expected.includes(status ?? -1), `${name}: ${command}`, { status, stdout, stderr });
      t.match(stdout, OUTPUTS[command] ?? /(?:)/, `${name}: what ${command} says`);
    }
  }
});

t.test('every vrrpd that is named in passing is a command, with options that it has', async (t) => {
  const named = (text: string) => [...text.matchAll(/`vrrpd ([a-z-]+)([^`]*)`/g)];
  const commands = new Set(DOCUMENTS.flatMap(({ text }) => named(text).map(([, command = '']) => command)));
  const help = new Map(await Promise.all([...commands].map(async (one) => [one, await helpOf(one)] as const)));
  for (const { name, text } of DOCUMENTS) {
    for (const [, command = '', rest = ''] of named(text)) {
      const known = help.get(command) ?? '';
      t.not(known, '', `${name}: vrrpd ${command}`);
      for (const [option] of rest.matchAll(/(?<= )--[a-z-]+/g)) t.ok(known.includes(option), `${command} ${option}`);
    }
  }
});

t.test('README leads to every document', async (t) => {
  for (const { name } of DOCUMENTS) if (name !== README.name) t.ok(README.text.includes(`(docs/${name})`), name);
});

t.test('what needs systemd is run by the story in the virtual machine', async (t) => {
  const story = readFileSync(new URL('../../../test/vm/unit-story.sh', import.meta.url), 'utf8');
  const [[systemd] = [/$^/]] = EXEMPT;
  const commands = new Set(DOCUMENTS.flatMap(({ commands }) => commands).filter((command) => systemd.test(command)));
  t.ok(commands.size > 5);
  for (const command of commands) t.ok(story.includes(command), command);
});

/** As firewall-cmd(1) has them; a protocol is one of /etc/protocols. */
t.test('what is typed for firewalld is what its manual knows', async (t) => {
  const commands = DOCUMENTS.flatMap(({ commands }) => commands).filter((command) =>
    command.startsWith('firewall-cmd'),
  );
  t.same(commands, ['firewall-cmd --permanent --add-protocol=vrrp', 'firewall-cmd --reload']);
  t.match(readFileSync('/etc/protocols', 'utf8'), /^vrrp\s+112\b/m);
});

async function helpOf(command: string): Promise<string> {
  const { status, stdout, stderr } = await runCommand([process.execPath, MAIN, command, '--help']);
  return status === 0 ? stdout || stderr : '';
}

function manuals(): string[] {
  return readdirSync(fileURLToPath(new URL('../../../docs/man/', import.meta.url))).map((file) => `man/${file}`);
}

/** A shell on the host, in a directory with these files, whose vrrpd is this build's and asks this host's daemon. */
function shellOf(host: LabHost, files: Readonly<Record<string, string>>): (command: string) => Promise<CommandResult> {
  const home = join(host.directory, 'home');
  const programs = join(host.directory, 'bin');
  for (const directory of [home, programs]) mkdirSync(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  writeFileSync(join(programs, 'run-the-nightly-job'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(programs, 'vrrpd'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`, { mode: 0o755 });
  const environment = [`VRRPD_RUN_DIR=${runDirectoryOf(host)}`, `PATH=${programs}:${process.env['PATH']}:/usr/sbin`];
  return (command) => {
    const here = command
      .replace(/^vrrpd check$/, '$& /etc/keepalived/keepalived.conf')
      // Every fault once takes minutes.
      .replace(/^vrrpd lab (?!.*--dry-run)/, '$&--dry-run ')
      .replaceAll('/etc/keepalived/', `${host.directory}/`)
      .replaceAll('/run/vrrpd/', `${runDirectoryOf(host)}/`);
    const run = (limit: readonly string[], text: string) =>
      host.run(['env', '-C', home, ...environment, 'timeout', ...limit, 'sh', '-c', text]);
    // Without --foreground the signal comes twice, and the second one does not wait for an orderly end.
    if (ENDLESS.test(command)) return run(['--foreground', '--preserve-status', '-s', 'INT', '3'], `exec ${here}`);
    return run(['30'], here);
  };
}
