/** Keywords of what an instance or a group watches: what each does to the priority and the state. */

import t from 'tap';
import type { Daemon } from '../../src/runtime/daemon-api.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';

const SECOND = 1_000_000;

function seen(daemon: Daemon): string {
  const [router] = daemon.snapshot().routers;
  return `${router?.state} ${router?.effectivePriority}`;
}

interface Story {
  readonly host: FakeHost;
  readonly world: FakeWorld;
  readonly daemon: Daemon;
}

function start(text: string, prepare: (host: FakeHost) => void = () => {}): Story {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  prepare(host);
  const daemon = startMemoryDaemon(host, text);
  world.settle();
  return { host, world, daemon };
}

/** What an instance becomes that watches `line` itself, and one whose group does: first while it is good, then bad. */
function bothWays(
  definition: string,
  block: string,
  line: string,
  change: (story: Story) => void,
  good: (host: FakeHost) => void,
): readonly string[] {
  const tracking = `${block} {\n${line}\n}`;
  const group = `vrrp_sync_group G {\ngroup {\nVI_1\n}\n${tracking}\n}\n`;
  const texts = [
    definition + memoryInstance(`priority 100\n${tracking}`),
    definition + memoryInstance('priority 100') + group,
  ];
  return texts.map((text) => {
    const story = start(text, good);
    for (const script of story.host.scripts) script.end({});
    story.world.settle();
    const before = seen(story.daemon);
    change(story);
    story.world.settle();
    return `${before}, ${seen(story.daemon)}`;
  });
}

const twice = (text: string): readonly string[] => [text, text];

t.test('track_script: weight, reverse and noreverse', async (t) => {
  const fails = ({ world, host }: Story): void => {
    world.advance(SECOND);
    host.scripts.at(-1)?.end({ status: 1 });
  };
  const script = (lines: string): string => `vrrp_script chk {\nscript /bin/chk\ninterval 1\n${lines}\n}\n`;
  const play = (definition: string, line: string): readonly string[] =>
    bothWays(script(definition), 'track_script', line, fails, () => {});
  t.same(play('', 'chk'), twice('backup 100, fault 100'));
  t.same(play('weight 20', 'chk'), twice('backup 120, backup 100'));
  t.same(play('weight 20 reverse', 'chk'), twice('backup 80, backup 100'));
  t.same(play('weight 20 reverse', 'chk weight 20 noreverse'), twice('backup 120, backup 100'));
  t.same(play('', 'chk weight -30'), twice('backup 100, backup 70'));
  t.same(play('', 'chk weight -30 reverse'), twice('backup 100, backup 130'));
});

t.test('track_interface: weight and reverse', async (t) => {
  const index = 9;
  const good = (host: FakeHost): void => void host.moreLinks.push({ ...host.link, index, name: 'eth1' });
  const play = (line: string): readonly string[] => {
    const down = ({ host }: Story): void => {
      host.moreLinks.splice(0, 1, { ...host.link, index, name: 'eth1', running: false });
      host.reportLink(host.moreLinks[0] ?? host.link);
    };
    return bothWays('', 'track_interface', line, down, good);
  };
  t.same(play('eth1'), twice('backup 100, fault 100'));
  t.same(play('eth1 weight 20'), twice('backup 120, backup 100'));
  t.same(play('eth1 weight -20'), twice('backup 100, backup 80'));
  t.same(play('eth1 weight 20 reverse'), twice('backup 80, backup 100'));
});

t.test('track_file: file, weight, reverse and noreverse', async (t) => {
  for (const [keyword, block] of [
    ['track_file', 'track_file'],
    ['vrrp_track_file', 'track_file'],
  ] as const) {
    const good = (host: FakeHost): void => void host.files.set('/run/load', '4');
    const changes = ({ host }: Story): void => host.writeFile('/run/load', '-2');
    const play = (definition: string, line: string): readonly string[] =>
      bothWays(`${keyword} load {\nfile /run/load\n${definition}\n}\n`, block, line, changes, good);
    t.same(play('', 'load'), twice('backup 104, backup 98'));
    t.same(play('weight 5', 'load'), twice('backup 120, backup 90'));
    t.same(play('weight 5 reverse', 'load'), twice('backup 80, backup 110'));
    t.same(play('weight 5 reverse', 'load weight 10 noreverse'), twice('backup 140, backup 80'));
    t.same(play('', 'load weight 10 reverse'), twice('backup 60, backup 120'));
    t.same(play('weight 0', 'load'), twice('fault 100, fault 100'));
  }
});

t.test('init_file: makes the file at start, and overwrite replaces it', async (t) => {
  for (const keyword of ['track_file', 'vrrp_track_file']) {
    const { host } = start(
      `${keyword} a {\nfile /run/a\ninit_file 3\n}\n${keyword} b {\nfile /run/b\ninit_file 4 overwrite\n}\n${memoryInstance('priority 100\ntrack_file {\na weight 1\nb weight 1\n}')}`,
      (host) => void host.files.set('/run/a', '7').set('/run/b', '8'),
    );
    t.same([host.files.get('/run/a'), host.files.get('/run/b')], ['7', '4\n']);
  }
});

t.test('track_process: weight, reverse and noreverse', async (t) => {
  const good = (host: FakeHost): void => host.runProcesses(['haproxy']);
  const gone = ({ host }: Story): void => host.runProcesses(['other']);
  const play = (definition: string, line: string): readonly string[] =>
    bothWays(`vrrp_track_process p {\nprocess haproxy\n${definition}\n}\n`, 'track_process', line, gone, good);
  t.same(play('', 'p'), twice('backup 100, fault 100'));
  t.same(play('weight 20', 'p'), twice('backup 120, backup 100'));
  t.same(play('weight 20 reverse', 'p'), twice('backup 80, backup 100'));
  t.same(play('weight 20 reverse', 'p weight 20 noreverse'), twice('backup 120, backup 100'));
  t.same(play('', 'p weight -30 reverse'), twice('backup 100, backup 130'));
});

t.test('vrrp_track_process: how many, which, and how soon', async (t) => {
  const process = (lines: string): string =>
    `vrrp_track_process p {\n${lines}\n}\n${memoryInstance('priority 100\ntrack_process {\np weight 50\n}')}`;
  const up = (lines: string, ...processes: readonly (readonly [string, ...string[]])[]): boolean =>
    seen(start(process(lines), (host) => host.runProcesses(...processes)).daemon) === 'backup 150';
  t.same(
    [['a'], ['a', 'a'], ['a', 'a', 'a'], ['a', 'a', 'a', 'a']].map((names) =>
      up('process a\nquorum 2\nquorum_max 3', ...names.map((name): readonly [string] => [name])),
    ),
    [false, true, true, false],
  );
  for (const [match, exact, more, longer] of [
    ['param_match', true, false, false],
    ['param_match initial', true, true, false],
    ['param_match partial', true, true, true],
  ] as const) {
    const lines = `process python3 x y\n${match}`;
    t.equal(up(lines, ['python3', 'x', 'y']), exact);
    t.equal(up(lines, ['python3', 'x', 'y', 'z']), more, 'one more');
    t.equal(up(lines, ['python3', 'x', 'yes']), longer, 'the last is longer');
    t.notOk(up(lines, ['python3', 'w', 'x', 'y']));
  }
  t.notOk(up('process /usr/sbin/haproxy', ['/usr/sbin/haproxy']), 'the name of a process has no directory');
  t.ok(up('process /usr/sbin/haproxy\nfull_command', ['/usr/sbin/haproxy']));

  const delays = (lines: string): readonly string[] => {
    const { host, world, daemon } = start(process(lines), (fresh) => fresh.runProcesses(['a']));
    const states: string[] = [];
    for (const name of ['b', 'a']) {
      host.runProcesses([name]);
      world.settle();
      states.push(seen(daemon));
      world.advance(2.1 * SECOND);
      states.push(seen(daemon));
    }
    return states.map((state) => state.split(' ')[1] ?? '');
  };
  t.same(delays('process a'), ['100', '100', '150', '150']);
  t.same(delays('process a\nterminate_delay 2'), ['150', '100', '150', '150']);
  t.same(delays('process a\nfork_delay 2'), ['100', '100', '100', '150']);
  t.same(delays('process a\ndelay 2'), ['150', '100', '100', '150']);
});

t.test('a group with members that have weights: only where that is asked for', async (t) => {
  const group = (line: string): string => `vrrp_sync_group G {\ngroup {\nVI_1\nVI_2\n}\n${line}\n}\n`;
  const text = (line: string): string =>
    `track_file load {\nfile /run/load\n}\n${memoryInstance('priority 100\ntrack_file {\nload weight 5\n}')}${memoryInstance('priority 100', 'VI_2', 52, '10.0.0.101')}${group(line)}`;
  const play = (line: string): string =>
    seen(start(text(line), (host) => void host.files.set('/run/load', '4')).daemon);
  t.equal(play(''), 'backup 100');
  t.equal(play('sync_group_tracking_weight'), 'backup 120');
  t.equal(play('global_tracking'), 'backup 120');
});

t.test('timeout of a script is what its run gets', async (t) => {
  const { host } = start(
    `vrrp_script chk {\nscript /bin/chk\ninterval 9\ntimeout 4\n}\n${memoryInstance('priority 100\ntrack_script {\nchk\n}')}`,
  );
  t.equal(host.scripts[0]?.command.timeout, 4 * SECOND);
});
