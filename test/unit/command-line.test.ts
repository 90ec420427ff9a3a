import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runCommand } from '../../src/cli/commands.js';
import { describeFailure } from '../../src/cli/failure.js';
import type { CommandPrograms } from '../../src/cli/programs.js';

const program = (name: string): string => fileURLToPath(new URL(`../../src/${name}.js`, import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'vrrpd-cli-'));
t.teardown(() => rmSync(directory, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(name: 'main' | 'keepalived', ...words: string[]): Promise<Ended> {
  return runWith('', name, ...words);
}

function runWith(input: string, name: 'main' | 'keepalived', ...words: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [program(name), ...words], {
    stdio: 'pipe',
    env: { ...process.env, VRRPD_RUN_DIR: join(directory, 'run'), NO_COLOR: '1' },
    cwd: directory,
  });
  // A program that does not read its input may have ended before it is written.
  child.stdin.on('error', () => {}).end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

t.test('help and version', async (t) => {
  const [help, version, status, old] = await Promise.all([
    run('main', '--help'),
    run('main', '--version'),
    run('main', 'status', '--help'),
    run('keepalived', '-h'),
  ]);
  t.equal(help.status, 0);
  for (const command of ['run', 'check', 'status', 'why', 'peers', 'events', 'history', 'standby', 'resume', 'demo'])
    t.match(help.stdout, new RegExp(`^  vrrpd ${command}\\b`, 'm'));
  t.same([version.status, version.stdout], [0, 'vrrpd 0.1.0\n']);
  t.match(status.stdout, /Exit status: 0 every instance shown is master or backup/);
  t.equal(old.status, 0);
  t.match(old.stderr, /^Usage: keepalived \[OPTION\.\.\.\]/);
});

t.test('a wrong command line is one clear line and 64', async (t) => {
  for (const [words, message] of [
    [['statsu'], "vrrpd: there is no command 'statsu': did you mean 'status'?"],
    [['status', '--is', 'up'], 'vrrpd status: Invalid values: Argument: is, Given: "up", Choices: "master"'],
    [['run', '--zoo'], "vrrpd run: unknown option '--zoo'"],
    [['run', '--log-level', 'loud'], "vrrpd run: --log-level is one of debug, info, warn, error, not 'loud'"],
    [['run', '-f'], "vrrpd run: option '-f, --use-file <value>' argument missing\n"],
    [['check', '-f'], "vrrpd check: option -f needs a value\nTry 'vrrpd check --help'.\n"],
    [['run', 'word'], "vrrpd run: unexpected argument 'word'"],
    [['status', '--run-dir', 'here'], 'vrrpd status: the run directory must be an absolute path: here'],
  ] as const) {
    const { status, stdout, stderr } = await run('main', ...words);
    t.equal(status, 64, words.join(' '));
    t.equal(stdout, '');
    t.ok(stderr.startsWith(message), stderr);
  }
});

t.test('an option without its value, and one that there is not, of every command', async (t) => {
  const nothing = {} as CommandPrograms;
  const shown = t.capture(console, 'log');
  const helpOf = async (...words: string[]): Promise<string> => {
    await runCommand([...words, '--help'], nothing);
    return shown()
      .map(({ args }) => String(args[0]))
      .join('\n');
  };
  const refusal = (words: readonly string[]): Promise<unknown> =>
    runCommand(words, nothing).then(
      (status) => status,
      (error: unknown) => describeFailure(error, `vrrpd ${words[0]}`),
    );
  for (const [, command = ''] of (await helpOf()).matchAll(/^ {2}vrrpd ([a-z-]+)/gm)) {
    const help = await helpOf(command);
    const needed = [...(help.split('\n', 1)[0] ?? '').matchAll(/<([a-z]+)>/g)].map(([, name = '']) => name);
    const options = [...help.matchAll(/^ +(?:-([a-z]), )?--([a-z-]+) .*\[(?:string|array|choices)/gm)];
    const words = options.flatMap(([, short, long]) => [`--${long}`, ...(short === undefined ? [] : [`-${short}`])]);
    for (const word of words) {
      const answer = await refusal([command, ...needed, word]);
      t.match(
        answer,
        { status: 64, text: `vrrpd ${command}: option ${word} needs a value\nTry` },
        `${command} ${word}`,
      );
    }
    const answer = await refusal([command, ...needed, '--no-such-option']);
    t.match(answer, { status: 64, text: /^vrrpd [a-z-]+: Unknown arguments?: [^\n]+\nTry [^\n]+\n$/ }, command);
  }
});

t.test('completion', async (t) => {
  const [commands, values, names, options, script] = await Promise.all([
    run('main', '--get-yargs-completions', 'vrrpd', ''),
    run('main', '--get-yargs-completions', 'vrrpd', 'check', '--format', ''),
    run('main', '--get-yargs-completions', 'vrrpd', 'standby', ''),
    run('main', '--get-yargs-completions', 'vrrpd', 'check', '--'),
    run('main', 'completion', 'bash'),
  ]);
  t.match(commands.stdout, /^check$/m);
  t.same([values.status, values.stdout], [0, 'text\njson\nsarif\n']);
  t.match(options.stdout, /^--use-file$/m);
  t.notMatch(options.stdout, /^--f$/m, 'a short option is no long one');
  t.same([names.status, names.stderr], [0, ''], 'the command itself is not run');
  const shell = spawn('bash', ['-n'], { stdio: ['pipe', 'inherit', 'inherit'] });
  shell.stdin.end(script.stdout);
  t.equal(await new Promise((resolve) => shell.on('close', resolve)), 0);
});

t.test('nobody to ask', async (t) => {
  const { status, stderr } = await run('main', 'status');
  t.same([status, stderr], [3, `vrrpd status: vrrpd is not running (no socket at ${directory}/run/status.sock)\n`]);
});

t.test('settings that were named must be there', async (t) => {
  const { status, stderr } = await run('main', 'status', '--settings', '/nonexistent/vrrpd.ini');
  t.equal(status, 2);
  t.match(stderr, /^vrrpd status: the settings cannot be read: ENOENT/);
});

t.test('check: exit statuses and places', async (t) => {
  const clean = file('clean.conf', '! nothing\n');
  const open = file('open.conf', 'global_defs {\n  router_id ha1\n');
  const [good, bad, missing, json] = await Promise.all([
    run('main', 'check', '-f', clean),
    run('main', 'check', open),
    run('main', 'check', join(directory, 'none.conf')),
    run('main', 'check', clean, open, '--format', 'json'),
  ]);
  t.same([good.status, good.stdout], [0, `${clean}: no findings\n`]);
  t.equal(bad.status, 5);
  t.match(bad.stdout, /open\.conf:1:1: error: .*\n 1 \| global_defs \{\n {3}\| \^/);
  t.equal(missing.status, 4);
  t.match(missing.stdout, /none\.conf does not exist \[file-not-found\]/);
  t.equal(json.status, 5);
  t.match(JSON.parse(json.stdout), { version: 1, diagnostics: [{ code: 'unclosed-block', place: { line: 1 } }] });
});

t.test('check: what a file says of priorities counts before its scripts are there', async (t) => {
  const early = file(
    'early.conf',
    [
      'vrrp_script chk {',
      '  script "etc/not_there.sh"',
      '  weight 2',
      '}',
      'vrrp_instance VI_1 {',
      '  interface lo',
      '  virtual_router_id 73',
      '  priority 120',
      '  virtual_ipaddress {',
      '    127.0.0.73/8',
      '  }',
      '  track_script {',
      '    chk',
      '  }',
      '}',
      '',
    ].join('\n'),
  );
  const { stdout } = await run('main', 'check', early, '--format', 'json');
  const found = (JSON.parse(stdout) as { diagnostics: { code: string }[] }).diagnostics;
  t.match(
    found.filter(({ code }) => code.startsWith('script') || code.startsWith('weights')).map(({ code }) => code),
    ['script-missing', 'weights-move-little'],
    'and a path that is half written is said once',
  );
});

t.test('check: a directory is its *.conf files', async (t) => {
  mkdirSync(join(directory, 'd'));
  file('d/b.conf', '');
  file('d/a.conf', '');
  file('d/note.txt', '{');
  const { status, stdout } = await run('main', 'check', 'd');
  t.same([status, stdout], [0, 'd/a.conf: no findings\n\nd/b.conf: no findings\n']);
  mkdirSync(join(directory, 'empty'));
  t.match(await run('main', 'check', 'empty'), { status: 64, stderr: /^vrrpd check: no \*\.conf in empty/ });
});

t.test('check and print read standard input', async (t) => {
  const open = 'global_defs {\n  router_id ha1\n';
  const included = file('vip.inc', 'router_id ha2\n');
  const [checked, option, printed, resolved, missing] = await Promise.all([
    runWith(open, 'main', 'check', '-'),
    runWith(open, 'main', 'check', '-f', '-'),
    runWith(`${open}}\n`, 'main', 'print', '-'),
    runWith('global_defs {\n include vip.inc\n}\n', 'main', 'print', '--resolved', '-'),
    runWith('', 'main', 'check', '-', included),
  ]);
  t.equal(checked.status, 5);
  t.match(checked.stdout, /^<stdin>:1:1: error: .*\n 1 \| global_defs \{\n/);
  t.equal(option.stdout, checked.stdout);
  t.same([printed.status, printed.stdout], [0, 'global_defs {\n    router_id ha1\n}\n']);
  t.equal(resolved.stdout, 'global_defs {\n    router_id ha2\n}\n', 'includes are looked for from here');
  t.match(missing.stdout, /^<stdin>: no findings$/m);
  const large = await runWith(`#${'x'.repeat(9_000_000)}\n`, 'main', 'check', '-');
  t.same([large.status, large.stderr], [4, '']);
  t.match(large.stdout, /^fatal: <stdin> is larger than 8 MiB/);
});

t.test('check: a file is checked once, also where another includes it', async (t) => {
  mkdirSync(join(directory, 'parts'));
  const instance = 'vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 9\n}\n';
  file('parts/keepalived.conf', 'include vip*.conf\n');
  file('parts/vip1.conf', instance);
  file('parts/vip2.conf', 'include vip1.conf\n');
  file('parts/x.conf', 'include y.conf\n');
  file('parts/y.conf', 'include x.conf\n');
  symlinkSync('keepalived.conf', join(directory, 'parts/again.conf'));
  const { stdout } = await run('main', 'check', 'parts', 'parts/../parts/vip1.conf', 'parts/keepalived.conf');
  t.same(stdout.match(/^\S+(?=: (no findings|\d+ \w+(, .*)?)$)/gm), ['parts/again.conf', 'parts/y.conf']);
  t.notMatch(stdout, /pair-/);
});

t.test('keepalived -t: report on standard error or in a file, statuses as keepalived', async (t) => {
  const open = file('open2.conf', 'global_defs {\n  router_id ha1\n');
  const log = join(directory, 'log');
  const [plain, logged, wrong] = await Promise.all([
    run('keepalived', '-l', '-t', '-f', open),
    run('keepalived', `--config-test=${log}`, '-f', open),
    run('keepalived', '-Z'),
  ]);
  t.same([plain.status, plain.stdout], [5, '']);
  t.match(plain.stderr, /open2\.conf:1:1: error/);
  t.same([logged.status, logged.stdout, logged.stderr], [5, '', '']);
  t.same([wrong.status, wrong.stderr], [1, "keepalived: Unknown option -Z\nTry 'keepalived --help'.\n"]);
});

t.test('test-script runs a check of a file, without a daemon', async (t) => {
  const conf = file(
    'checks.conf',
    'vrrp_script good {\n  script "/bin/echo all is well"\n}\nvrrp_script bad {\n  script "/bin/false"\n  timeout 3\n}\n',
  );
  const [good, bad, none, json] = await Promise.all([
    run('main', 'test-script', 'good', '-f', conf),
    run('main', 'test-script', 'bad', '-f', conf),
    run('main', 'test-script', 'ugly', '-f', conf),
    run('main', 'test-script', 'bad', '-f', conf, '--json'),
  ]);
  t.equal(good.status, 0);
  t.match(good.stdout, /^check {8}good\ncommand {6}\/bin\/echo all is well\nuser {9}/);
  t.match(good.stdout, /^result {7}success \(exit 0\)$/m);
  t.match(good.stdout, /^environment {2}/m);
  t.match(good.stdout, /output\n {2}all is well\n$/);
  t.equal(bad.status, 1);
  t.match(bad.stdout, /^time .* \(timeout 3\.0 s\)\nresult {7}failure \(exit 1\)$/m);
  t.same([none.status, none.stderr], [2, `vrrpd test-script: no vrrp_script is called 'ugly' in ${conf}\n`]);
  t.match(JSON.parse(json.stdout), { name: 'bad', argv: ['/bin/false'], result: { outcome: 'exited', status: 1 } });
});

t.test('changes without a daemon, or with words that make no sense', async (t) => {
  const [standby, both, forever, log] = await Promise.all([
    run('main', 'standby', 'VI_1'),
    run('main', 'standby', 'VI_1', '--all'),
    run('main', 'standby', '--for', '10'),
    run('main', 'log', 'loud'),
  ]);
  t.match(standby, { status: 3, stderr: /^vrrpd standby: vrrpd is not running/ });
  t.match(both, { status: 64, stderr: /^vrrpd standby: give a name or --all, not both/ });
  t.match(forever, { status: 64, stderr: /^vrrpd standby: --for is a time such as 90s/ });
  t.match(log, { status: 64 });
});
