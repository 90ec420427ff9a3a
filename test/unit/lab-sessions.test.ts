/** BFD sessions of a rehearsal: which run, what stands for the others, and which host gets which address. */

import t from 'tap';
import { formatConfiguration } from '../../src/config/print/configuration.js';
import { checksOf } from '../../src/lab/fault-plan.js';
import { withoutOutside, withSwitches } from '../../src/lab/lab-configuration.js';
import { withLabSessions } from '../../src/lab/lab-sessions.js';
import { settleTimes } from '../../src/lab/settle-times.js';
import { type Player, planStage } from '../../src/lab/stage.js';
import { build } from '../support/configurations.js';
import { playerOf, playerOfText } from '../support/players.js';

function session(name: string, neighbor: string, lines = ''): string {
  return `bfd_instance ${name} {\n neighbor_ip ${neighbor}\n ${lines}\n}\n`;
}

function tracking(...names: readonly string[]): string {
  return `track_bfd {\n ${names.join('\n ')}\n}`;
}

function inside({ configuration }: Player): readonly string[] {
  return configuration.bfdSessions.map(({ name }) => name);
}

function whats(notes: readonly { readonly who: string; readonly what: string }[]): readonly string[] {
  return notes.map(({ who, what }) => `${who}: ${what}`);
}

/** `HOST ADDRESS...` of each host's first interface. */
function addresses(players: readonly Player[]): readonly string[] {
  return planStage(players).hosts.map(({ name, links }) => `${name} ${links[0]?.addresses?.join(' ')}`);
}

t.test('two hosts that name each other: the session runs, the addresses are those of the files', async (t) => {
  const { players, notes } = withLabSessions(
    [
      playerOf('a', session('peer', '192.0.2.2'), tracking('peer weight -20')),
      playerOf('b', session('peer', '192.0.2.1'), tracking('peer weight -20')),
    ],
    false,
  );
  t.same(players.map(inside), [['peer'], ['peer']]);
  t.same(addresses(players), ['a 192.0.2.1/24', 'b 192.0.2.2/24']);
  t.same(whats(notes), [
    'a: gets 192.0.2.1: BFD sessions of the other files name it',
    'b: gets 192.0.2.2: BFD sessions of the other files name it',
  ]);
  const [a] = players;
  if (a === undefined) throw new Error('no player');
  for (const played of [withSwitches(a.configuration, '/lab', '/usr/bin/test'), withoutOutside(a.configuration)]) {
    const { configuration, diagnostics } = build(Buffer.from(formatConfiguration(played), 'latin1').toString());
    t.same(diagnostics, []);
    t.match(configuration.bfdSessions, [{ name: 'peer', neighbor: '192.0.2.2' }]);
    t.match(configuration.instances[0]?.trackedBfds, [{ name: 'peer', weight: -20 }]);
  }
});

t.test('source_ip, unicast and static addresses say whose an address is', async (t) => {
  const unicast = 'unicast_src_ip 192.0.2.1\n unicast_peer {\n 192.0.2.2\n }';
  const cross = 'static_ipaddress {\n 10.9.0.2/24 dev eth9\n}\n';
  const { players, notes } = withLabSessions(
    [
      playerOf('a', session('far', '10.9.0.2') + session('near', '192.0.2.2'), unicast),
      playerOf(
        'b',
        session('x', '192.0.2.1') + session('y', '10.7.0.1') + cross,
        unicast.replace('_src_ip 192.0.2.1', '_src_ip 192.0.2.2').replace(' 192.0.2.2\n }', ' 192.0.2.1\n }'),
      ),
      playerOf('c', session('z', '192.0.2.9', 'source_ip 10.7.0.1')),
    ],
    false,
  );
  t.same(players.map(inside), [['far', 'near'], ['x', 'y'], []]);
  t.same(addresses(players), [
    'a 192.0.2.1/24 10.7.0.11/24',
    'b 192.0.2.2/24 10.7.0.12/24',
    'c 192.0.2.11/24 10.7.0.1/24',
  ]);
  t.same(whats(notes), [
    'b: BFD session y stays down: c has no bfd_instance with this host',
    "c: BFD session z is left out: 192.0.2.9 is no host's address in the files",
  ]);
});

t.test('a neighbour outside: a switch stands for what is tracked', async (t) => {
  const gateway = session('gw', '192.0.2.254', 'weight 30');
  const pair = [
    playerOf(
      'a',
      gateway + session('peer', '192.0.2.2') + session('idle', '203.0.113.1'),
      tracking('gw', 'peer weight 5'),
    ),
    playerOf('b', gateway + session('peer', '192.0.2.1'), tracking('gw weight 0 reverse')),
  ];
  const { players, notes } = withLabSessions(pair, false);
  t.same(players.map(inside), [['peer'], ['peer']]);
  t.same(players.map(checksOf), [['gw'], ['gw']]);
  t.same(whats(notes).slice(2), [
    "a: BFD session gw is a switch (fail HOST gw): 192.0.2.254 is no host's address in the files",
    "a: BFD session idle is left out: 203.0.113.1 is no host's address in the files",
    "b: BFD session gw is a switch (fail HOST gw): 192.0.2.254 is no host's address in the files",
  ]);
  const read = players.map(({ configuration }) => {
    const text = formatConfiguration(withSwitches(configuration, '/lab', '/usr/bin/test'));
    return build(Buffer.from(text, 'latin1').toString()).configuration;
  });
  t.match(read[0]?.instances[0]?.trackedScripts, [{ name: 'gw', weight: 30, reverse: false }]);
  t.match(read[1]?.instances[0]?.trackedScripts, [{ name: 'gw', weight: 0, reverse: true }]);
  t.match(read[0]?.scripts, [{ name: 'gw', command: { argv: ['/usr/bin/test', '-e', '/lab/check-gw'] } }]);

  const real = withLabSessions(pair, true);
  t.match(whats(real.notes)[2], /^a: BFD session gw counts as up: /);
  t.match(real.players[0]?.configuration.scripts, [{ name: 'gw', command: { argv: ['/bin/true'] } }]);
});

t.test('a check of the same name leaves no room for a switch', async (t) => {
  const script = 'vrrp_script gw {\n script "/bin/true"\n}\n';
  const lines = `${tracking('gw')}\n track_script {\n gw\n }`;
  const { players, notes } = withLabSessions(
    [playerOf('a', script + session('gw', '192.0.2.254'), lines), playerOf('b')],
    false,
  );
  t.match(players[0]?.configuration.instances[0], { trackedBfds: [], trackedScripts: [{ name: 'gw' }] });
  t.same(whats(notes), [
    "a: BFD session gw is left out: 192.0.2.254 is no host's address in the files, and a check is called gw too",
  ]);
});

t.test('which of two neighbours is the other host: the one whose session is called alike', async (t) => {
  const mine = (...names: readonly (readonly [string, string])[]): string =>
    names.map(([name, neighbor]) => session(name, neighbor)).join('');
  const two = (first: string, second: string): readonly (readonly string[])[] =>
    withLabSessions([playerOf('a', first), playerOf('b', second)], false).players.map(inside);
  t.same(two(mine(['peer', '192.0.2.2'], ['gw1', '192.0.2.8']), mine(['peer', '192.0.2.1'], ['gw2', '192.0.2.9'])), [
    ['peer'],
    ['peer'],
  ]);
  t.same(two(mine(['p', '192.0.2.2'], ['gw1', '192.0.2.8']), mine(['q', '192.0.2.1'], ['gw2', '192.0.2.9'])), [[], []]);
  t.same(two(mine(['p', '192.0.2.254']), mine(['p', '192.0.2.254'])), [[], []], 'both watch the same');
  t.same(two(mine(['p', 'fe80::2']), mine(['p', 'fe80::1'])), [[], []], 'no link-local address can be given');
  t.same(two(mine(['p', 'fd00::2']), mine(['q', 'fd00::1'])), [['p'], ['q']]);
});

t.test('three hosts, each with a session to both others, in a network that no instance has', async (t) => {
  const host = (name: string, ...neighbors: readonly string[]): Player =>
    playerOf(name, neighbors.map((neighbor, index) => session(`s${index}`, neighbor)).join(''));
  const { players } = withLabSessions(
    [host('a', '10.9.0.2', '10.9.0.3'), host('b', '10.9.0.1', '10.9.0.3'), host('c', '10.9.0.1', '10.9.0.2')],
    false,
  );
  t.same(addresses(players), [
    'a 192.0.2.11/24 10.9.0.1/24',
    'b 192.0.2.12/24 10.9.0.2/24',
    'c 192.0.2.13/24 10.9.0.3/24',
  ]);
});

t.test('sessions on a second network lie there', async (t) => {
  const instance = (name: string, link: string, vrid: number, address: string): string =>
    `vrrp_instance ${name} { interface ${link}\n virtual_router_id ${vrid}\n virtual_ipaddress { ${address} } }\n`;
  const both = instance('IN', 'eth0', 1, '10.1.0.100/24') + instance('OUT', 'eth1', 2, '10.2.0.100/24');
  const { players } = withLabSessions(
    [playerOfText('a', both + session('peer', '10.2.0.2')), playerOfText('b', both + session('peer', '10.2.0.1'))],
    false,
  );
  t.same(
    planStage(players).hosts.map(({ links }) => links.map(({ addresses: own }) => own?.join(' '))),
    [
      ['10.1.0.11/24', '10.2.0.1/24'],
      ['10.1.0.12/24', '10.2.0.2/24'],
    ],
  );
});

t.test('a fault waits for the silence of a session, its end for the session', async (t) => {
  const slow = session('peer', '192.0.2.2', 'min_rx 1000\n min_tx 200\n multiplier 5\n idle_tx 2000');
  const without = settleTimes([playerOf('a').configuration]);
  const times = settleTimes([playerOf('a', slow).configuration]);
  const longer = (kind: 'cut' | 'back' | 'fail'): number => {
    const fault = { kind, host: undefined, object: undefined, seconds: undefined };
    return times.window(fault) - without.window(fault);
  };
  t.equal(longer('cut'), 5_000);
  t.equal(longer('back'), 6_000);
  t.equal(longer('fail'), 0);
});
