/** The script of a rehearsal: what the files let fail, and what a plan may say. */

import t from 'tap';
import { defaultPlan, formatFault, parsePlan } from '../../src/lab/fault-plan.js';
import { playerOf } from '../support/players.js';

const PAIR = [
  playerOf('lb-a', 'vrrp_script chk { script "/bin/true" }', 'track_script { chk }'),
  playerOf('lb-b', 'vrrp_script chk { script "/bin/true" }', 'track_script { chk }'),
];

t.test('without a plan every fault is played once and taken back', async (t) => {
  t.same(defaultPlan(PAIR).map(formatFault), [
    'stop master',
    'back',
    'kill master',
    'back',
    'cut master',
    'back',
    'partition',
    'back',
    'freeze master',
    'back',
    'fail master chk',
    'back',
    'reload master',
    'stop backup',
    'back',
  ]);
});

t.test('a plan is one fault a line, with remarks', async (t) => {
  const { faults, problems } = parsePlan(
    '# night\nkill lb-a  # the better one\n\ncut lb-b eth0\nwait 2.5\nback lb-a\n',
    PAIR,
  );
  t.same(problems, []);
  t.same(faults.map(formatFault), ['kill lb-a', 'cut lb-b eth0', 'wait 2.5', 'back lb-a']);
});

t.test('what a plan cannot mean is refused, with its line', async (t) => {
  const text =
    'explode lb-a\nkill lb-c\nkill\nfail lb-a chk_x\nfail master\nwait\nwait 1e9\npartition lb-a\nstop lb-a now\n';
  const { faults, problems } = parsePlan(text, PAIR);
  t.same(faults, []);
  t.same(problems, [
    { line: 1, message: "'explode' is no fault: kill, stop, cut, partition, freeze, fail, write, reload, back, wait" },
    { line: 2, message: "there is no host 'lb-c': master, backup, lb-a, lb-b" },
    { line: 3, message: 'kill needs a host: master, backup, lb-a, lb-b' },
    { line: 4, message: "there is no check 'chk_x': chk" },
    { line: 5, message: 'a check is missing: chk' },
    { line: 6, message: 'wait takes seconds, up to 3600' },
    { line: 7, message: 'wait takes seconds, up to 3600' },
    { line: 8, message: 'partition takes no host: it is about all' },
    { line: 9, message: 'stop takes one host and nothing else' },
  ]);
});

t.test('an interface and a tracked file must be those of the host', async (t) => {
  const pair = [
    playerOf(
      'lb-a',
      'vrrp_track_file load { file "/tmp/load" }',
      'track_file { load weight 1 }\ntrack_interface { eth2 }',
    ),
    playerOf('lb-b'),
  ];
  const text =
    'cut lb-a eth2\nwrite lb-a load -20\ncut lb-b eth2\ncut master eth9\nwrite lb-b load 1\nwrite lb-a load x\n';
  const { faults, problems } = parsePlan(text, pair);
  t.same(faults.map(formatFault), ['cut lb-a eth2', 'write lb-a load -20']);
  t.same(problems, [
    { line: 3, message: "there is no interface 'eth2': eth0" },
    { line: 4, message: "there is no interface 'eth9': eth0, eth2" },
    { line: 5, message: "there is no tracked file 'load': the files have none" },
    { line: 6, message: 'write takes a host, a tracked file and a whole number' },
  ]);
});
