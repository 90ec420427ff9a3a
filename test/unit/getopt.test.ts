import t from 'tap';
import { type OptionForm, readOptions } from '../../src/cli/getopt.js';

const FORMS: readonly OptionForm[] = [
  { long: 'dont-fork', short: 'n', argument: 'none' },
  { long: 'dump', short: 'd', argument: 'none' },
  { long: 'use-file', short: 'f', argument: 'required' },
  { long: 'config-test', short: 't', argument: 'optional' },
  { long: 'config-id', short: 'i', argument: 'required' },
];

const cases: readonly (readonly [string, string, string, string | undefined])[] = [
  ['-n', 'dont-fork', '', undefined],
  ['-nd', 'dont-fork dump', '', undefined],
  ['-nf a', 'dont-fork use-file=a', '', undefined],
  ['-nfa', 'dont-fork use-file=a', '', undefined],
  ['-ndf a -t', 'dont-fork dump use-file=a config-test', '', undefined],
  ['-t a', 'config-test', 'a', undefined],
  ['-tlog -n', 'config-test=log dont-fork', '', undefined],
  ['--config-test=log', 'config-test=log', '', undefined],
  ['--config-test log', 'config-test', 'log', undefined],
  ['--use-file a', 'use-file=a', '', undefined],
  ['--use=a', 'use-file=a', '', undefined],
  ['a -n b -- -d', 'dont-fork', 'a b -d', undefined],
  ['- -n', 'dont-fork', '-', undefined],
  ['--config=a', '', '', 'Ambiguous option --config'],
  ['--use-file=', '', '', 'Missing parameter for option --use-file'],
  ['--use-file', '', '', 'Missing parameter for option --use-file'],
  ['-n -f', 'dont-fork', '', 'Missing parameter for option -f'],
  ['-nZ', 'dont-fork', '', 'Unknown option -Z'],
  ['--zoo', '', '', 'Unknown option --zoo'],
  ['--dont-fork=yes', '', '', 'Option --dont-fork takes no value'],
];

for (const [line, options, words, problem] of cases) {
  t.test(`options '${line}'`, async (t) => {
    const read = readOptions(FORMS, line.split(' '));
    t.equal(
      read.options.map(({ long, value }) => (value === undefined ? long : `${long}=${value}`)).join(' '),
      options,
    );
    t.equal(read.words.join(' '), words);
    t.equal(read.problem, problem);
  });
}
