import t from 'tap';
import { parseKeepalivedWords } from '../../src/cli/keepalived-request.js';

const parse = (line: string) => parseKeepalivedWords(line === '' ? [] : line.split(' '), '1.2.3');

t.test('the daemon of every day', async (t) => {
  t.match(parse('-n -l -D -f /etc/k.conf -p /run/k.pid -r /run/v.pid'), {
    type: 'start',
    foreground: true,
    console: true,
    detail: 1,
    configFile: '/etc/k.conf',
    pidFile: '/run/k.pid',
    vrrpPidFile: '/run/v.pid',
    notes: [],
  });
  t.match(parse(''), { type: 'start', foreground: false, console: false, configFile: undefined, facility: 'daemon' });
});

t.test('clustered and long options are the same', async (t) => {
  t.same(
    parse('-nlDDV -i ha1 -e'),
    parse('--dont-fork --log-console --log-detail --log-detail --dont-release-vrrp --config-id=ha1 --all-config'),
  );
});

t.test('what has no effect is said, once, and stops nothing', async (t) => {
  const request = parse('-n -x -x -A /s -c /run/c.pid -b /run/b.pid word');
  t.equal(request.type, 'start');
  t.same(request.type === 'start' && request.notes, [
    'option --checkers_pid has no effect: vrrpd has no LVS part',
    'option --bfd_pid has no effect: vrrpd is one process',
    'option --snmp has no effect: vrrpd has no SNMP part',
    'option --snmp-agent-socket has no effect: vrrpd has no SNMP part',
    "unexpected argument 'word' ignored",
  ]);
});

t.test('only -C without -P leaves VRRP out', async (t) => {
  t.match(parse('-n -C'), { withoutVrrp: true });
  t.match(parse('-n -C -P'), { withoutVrrp: false });
  t.match(parse('-n'), { withoutVrrp: false });
});

t.test('-B leaves BFD out', async (t) => {
  t.match(parse('-n -B'), { withoutBfd: true, notes: [] });
  t.match(parse('-n --no_bfd'), { withoutBfd: true });
  t.match(parse('-n'), { withoutBfd: false });
});

t.test('log facilities by number, name, and not at all', async (t) => {
  for (const [line, facility] of [
    ['-S 3', 'local3'],
    ['-S local7', 'local7'],
    ['-S user', 'user'],
    ['-S 9', 'daemon'],
    ['-S nonsense', 'daemon'],
    ['-S 3 -G', undefined],
  ] as const) {
    const request = parse(line);
    t.equal(request.type === 'start' && request.facility, facility, line);
  }
});

t.test('umask as keepalived reads it', async (t) => {
  t.match(parse('-u 027'), { umask: 0o27 });
  t.match(parse('-u 0'), { umask: 0 });
  t.match(parse('-u 18'), { umask: 18 });
  for (const wrong of ['999', '08', 'rw', '-1'])
    t.throws(() => parse(`-u ${wrong}`), { message: `Invalid --umask option ${wrong}` });
});

t.test('a test of the configuration', async (t) => {
  const check = { type: 'check', configFile: '/a', logFile: undefined, configId: undefined, strictIncludes: false };
  t.same(parse('-t -f /a'), check);
  t.same(parse('-l -t -f /a'), check);
  t.same(parse('--config-test -f /a'), check);
  t.same(parse('-t=/log -f /a'), { ...check, logFile: '/log' });
  t.same(parse('--config-test=/log -f /a -e -i x'), { ...check, logFile: '/log', configId: 'x', strictIncludes: true });
});

t.test('signal numbers, version and help', async (t) => {
  const numbers = ['STOP 15', 'RELOAD 1', 'DATA 10', 'STATS 12', 'STATS_CLEAR 63', 'JSON 36', 'TDUMP 64'];
  for (const line of numbers) {
    const [name, number] = line.split(' ');
    t.same(parse(`--signum=${name}`), { type: 'print', to: 'stdout', text: `${number}\n` });
  }
  t.throws(() => parse('--signum=FOO'), { message: 'Unknown sigfunc FOO' });
  t.same(parse('-v'), { type: 'print', to: 'stderr', text: 'vrrpd v1.2.3 (in the place of Keepalived v2.4.3)\n' });
  const help = parse('-nh');
  t.match(help.type === 'print' && help.text, /-t, --config-test\[=LOG\] {12}check the configuration/);
});

t.test('a wrong option is refused as keepalived refuses it', async (t) => {
  t.throws(() => parse('-n -Z'), { message: 'Unknown option -Z' });
  t.throws(() => parse('-f'), { message: 'Missing parameter for option -f' });
});
