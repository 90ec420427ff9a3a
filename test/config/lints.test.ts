/** Every lint, seen once where it applies and once where it does not. */

import t from 'tap';
import { EXPLAINED } from '../../src/config/codes.js';
import type { HostFacts } from '../../src/config/host-facts.js';
import { LINT_FINDINGS } from '../../src/config/lint/codes.js';
import { lintConfiguration } from '../../src/config/lint/lint.js';
import { longestWait } from '../../src/config/lint/waits.js';
import { build, instanceText } from '../support/configurations.js';
import { testHost } from '../support/hosts.js';

const SCRIPTS: Readonly<Record<string, string>> = {
  '/etc/good.sh':
    '#!/bin/sh\n# wc -1\ncurl -m 1 http://localhost/\n[ "$A" -eq 0 ]; test -n "$(pgrep haproxy | wc -l)"\n',
  '/etc/slow.sh': '#!/bin/bash\ncurl --max-time 5 http://localhost/\n',
  '/etc/digit.sh': '#!/bin/sh\nif test `ps -C haproxy | wc -1` = 0; then exit 1; fi\n',
  '/etc/glued.sh': '#!/bin/sh\nif [ "$A" -eq 0];then exit 1; fi\n',
  '/etc/empty.sh': '#!/bin/sh\nA=`pidof x`\nif [ $A -eq 0 ];then exit 1; fi\n',
  '/etc/unsure.sh': '#!/bin/sh\nif [ $STATE -eq 0 ]; then exit 1; fi\n',
  '/etc/counts.sh':
    '#!/bin/sh\nA=$(ps -C haproxy --no-header | wc -l)\nOK=1\nif [ $A -eq 0 ]; then OK=0; fi\nfor i in $(seq 3); do [ $i -lt 3 ] && x; done\nB=`pgrep -c x`\n[ $OK -eq 1 ] || [ $B -gt 0 ]\n',
  '/etc/twice.sh': '#!/bin/sh\nA=`ps -C haproxy | wc -1`\nif [ $A -eq 0 ]; then exit 1; fi\n',
  '/etc/none.sh': 'exit 0\n',
  '/etc/env.sh': '#!/usr/bin/env nope\nexit 0\n',
  '/etc/found.sh': '#!/usr/bin/env -S LANG=C pgrep x\nexit 0\n',
  '/etc/lost.sh': '#!/opt/bash\nexit 0\n',
  '/etc/windows.sh': '#!/bin/sh\r\nexit 0\r\n',
  '/etc/broken.sh': '#!/bin/sh\nif true\n',
  '/etc/program': '\x7fELF\0\0',
};

const HOST: HostFacts = {
  ...testHost({
    interfaces: {
      eth0: ['192.0.2.1/24', '198.51.100.1/24', '2001:db8::1/64', 'fe80::1/64'],
      eth1: ['203.0.113.7/24'],
      lo: ['127.0.0.1/8'],
      dummy0: ['10.9.9.9/32'],
    },
    files: {
      '/etc/plain': { mode: 0o644 },
      '/etc/shared.sh': { mode: 0o775, gid: 100 },
      ...Object.fromEntries(
        [
          ...Object.keys(SCRIPTS),
          '/bin/sh',
          '/bin/bash',
          '/usr/bin/killall',
          '/usr/bin/pgrep',
          '/usr/bin/timeout',
          '/usr/bin/env',
          '/usr/bin/ls',
          '/usr/bin/awk',
          '/usr/bin/mysql',
          '/usr/bin/perl',
          '/usr/bin/find',
          '/bin/ash',
        ].map((path) => [path, { mode: 0o755 }]),
      ),
    },
  }),
  scripts: {
    text: (path) => SCRIPTS[path],
    syntaxError: (shell, path) => (path === '/etc/broken.sh' ? `${shell} says: unexpected end of file` : undefined),
  },
};

/** Codes of the lints about a text. */
function lintsOf(text: string, host: HostFacts | undefined = HOST): readonly string[] {
  return lintConfiguration(build(text, host).configuration, host).map(({ code }) => code);
}

/** An instance that tracks one script, with lines in the script and in the instance. */
function tracking(script: string, instance = '', command = '/etc/good.sh'): string {
  const track = 'track_script {\n chk\n}\n';
  return `vrrp_script chk {\n script "${command}"\n interval 2\n ${script}\n}\n${instanceText(`priority 100\n${instance}\n${track}`)}`;
}

const trackFile = 'vrrp_track_file f {\n file /run/f\n}\n';
const file = (weight: number): string => `track_file {\n f weight ${weight}\n}`;
const command = (words: string): string => tracking('', '', words);
const addresses = (...lines: string[]): string =>
  `vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 91\n virtual_ipaddress {\n ${lines.join('\n ')}\n }\n}\n`;
const vrid = (number: number): string => instanceText().replace('91', String(number));
const password = (text: string): string => instanceText(`authentication {\n auth_type PASS\n auth_pass ${text}\n}`);

const session = (neighbor: string, lines = ''): string =>
  `bfd_instance peer {\n neighbor_ip ${neighbor}\n ${lines}\n}\n`;
const sessionWith = (neighbor: string, reference: string): string =>
  session(neighbor) +
  instanceText(`unicast_src_ip 192.0.2.1\nunicast_peer {\n 192.0.2.2\n}\ntrack_bfd {\n ${reference}\n}`);

/** Texts where a lint speaks, and texts close to them where it does not. */
const STORIES: Readonly<Record<string, { readonly yes: readonly string[]; readonly no: readonly string[] }>> = {
  'weights-move-little': {
    yes: [
      tracking('weight 2'),
      tracking('weight -9'),
      tracking('weight 3 reverse'),
      trackFile + tracking('weight 2', file(0)),
    ],
    no: [
      tracking('weight 10'),
      tracking('weight -20'),
      tracking('weight 20 reverse'),
      tracking('weight -20 reverse'),
      tracking(''),
      tracking('weight 2', 'priority 255'),
      tracking('weight 20', 'priority 250'),
      tracking('weight 2', 'nopreempt'),
      trackFile + tracking('weight 2', file(1)),
    ],
  },
  'weights-and-nopreempt': {
    yes: [tracking('weight 50', 'nopreempt'), trackFile + instanceText(`nopreempt\n${file(1)}`)],
    no: [
      tracking('weight 50'),
      tracking('', 'nopreempt'),
      tracking('weight 50', 'nopreempt\ntrack_interface {\n eth1\n}'),
      tracking('weight 50', 'state MASTER\nnopreempt'),
      trackFile + tracking('weight 50', `nopreempt\n${file(0)}`),
    ],
  },
  'priority-owner': {
    yes: [instanceText('priority 255'), instanceText('state MASTER')],
    no: [instanceText('priority 254'), addresses('192.0.2.1').replace('interface', 'priority 255\n interface')],
  },
  'weight-beyond-range': {
    yes: [tracking('weight 200'), tracking('weight -101'), tracking('weight 1', 'priority 254')],
    no: [tracking('weight 154'), tracking('weight -100'), tracking('weight -253'), tracking('')],
  },
  'rise-fall-unweighted': {
    yes: [tracking('fall 3'), tracking('rise 2')],
    no: [tracking('fall 1\n rise 1'), tracking('fall 3\n weight 20')],
  },
  'timeout-beyond-interval': {
    yes: [tracking('timeout 3')],
    no: [tracking('timeout 2'), tracking('timeout 1')],
  },
  'interval-too-short': {
    yes: [command('/etc/slow.sh'), command('/usr/bin/pgrep x; sleep 3'), command('/usr/bin/timeout 4 x')],
    no: [command('/etc/good.sh'), tracking('interval 6', '', '/etc/slow.sh')],
  },
  'shell-characters': {
    yes: [
      command('/usr/bin/pgrep haproxy | wc -l'),
      command('/usr/bin/pgrep haproxy >/dev/null 2>&1'),
      command('/usr/bin/pgrep haproxy && /usr/bin/pgrep nginx'),
      command('/usr/bin/killall -0 $NAME'),
      command('/usr/bin/killall -0 `cat /run/pid`'),
      command('/usr/bin/pgrep haproxy|wc -l'),
      command('/usr/bin/pgrep haproxy>/dev/null'),
      command('/usr/bin/ls /etc/*.conf'),
      command('/usr/bin/pgrep -F ~/x'),
      command('/usr/bin/awk 1 /run/x | wc -l'),
    ],
    no: [
      command("/bin/sh -c 'pgrep haproxy | wc -l'"),
      command("/usr/bin/pgrep -f 'haproxy|nginx'"),
      command('</dev/tcp/127.0.0.1/80'),
      command('/usr/bin/pgrep -f haproxy|nginx'),
      command("/usr/bin/mysql -e 'select 1;'"),
      command("/usr/bin/perl -e 'exit;'"),
      command("/usr/bin/awk '$1>5' f"),
      command("/usr/bin/awk '$1 > 5' f"),
      command('/usr/bin/find /run -exec ls {} ;'),
      command("/usr/bin/find /run -path '/run/*'"),
      command("/usr/bin/timeout 1 bash -c '</dev/tcp/127.0.0.1/80'"),
      command("/bin/ash -c 'pgrep haproxy | wc -l'"),
    ],
  },
  'script-in-path': {
    yes: [command('killall -0 haproxy')],
    no: [command('/usr/bin/killall -0 haproxy')],
  },
  'script-relative': {
    yes: [],
    no: [command('/etc/good.sh'), command('killall -0 haproxy')],
  },
  'script-argument-missing': {
    yes: [command('/bin/sh /etc/gone.sh'), command('/bin/bash -x /etc/gone.sh')],
    no: [command('/bin/sh -x /etc/good.sh'), command("/bin/sh -c '/etc/gone.sh'"), command('/bin/sh -s')],
  },
  'script-without-interpreter': {
    yes: [command('/etc/none.sh'), command('/etc/lost.sh'), command('/etc/env.sh')],
    no: [
      command('/etc/found.sh'),
      command('/etc/good.sh'),
      command('/etc/program'),
      command('/bin/sh /etc/none.sh'),
      command('/bin/sh -x /etc/none.sh'),
    ],
  },
  'script-carriage-return': { yes: [command('/etc/windows.sh')], no: [command('/etc/good.sh')] },
  'script-syntax': {
    yes: [
      command('/etc/broken.sh'),
      command('/bin/bash -x /etc/broken.sh'),
      instanceText('notify_master /etc/broken.sh'),
    ],
    no: [command('/etc/good.sh')],
  },
  'script-digit-option': { yes: [command('/etc/digit.sh')], no: [command('/etc/good.sh')] },
  'script-open-bracket': {
    yes: [command('/etc/glued.sh'), command('/etc/empty.sh'), command('/etc/unsure.sh')],
    no: [command('/etc/good.sh'), command('/etc/digit.sh'), command('/etc/counts.sh'), command('/etc/twice.sh')],
  },
  'strict-without-accept': {
    yes: [instanceText('strict_mode on\nversion 3'), `global_defs {\n vrrp_strict\n}\n${instanceText()}`],
    no: [instanceText('strict_mode on\nversion 3\naccept'), instanceText('version 3')],
  },
  'everyday-password': { yes: [password('1111'), password('Password')], no: [password('k7Qz'), instanceText()] },
  'everyday-vrid': { yes: [vrid(51), vrid(1)], no: [vrid(91), vrid(52).replace('52', '53')] },
  'address-outside-networks': {
    yes: [
      addresses('192.0.3.10/24'),
      addresses('192.0.2.10 dev eth1'),
      addresses('192.0.3.1/24 dev dummy0'),
      addresses('2001:db9::10/64'),
    ],
    no: [
      addresses('192.0.2.10'),
      addresses('198.51.100.10/32'),
      addresses('fe80::10/64'),
      addresses('192.0.3.1 dev eth7'),
      addresses('192.0.3.1/32 dev lo'),
      addresses('192.0.3.1/32 dev dummy0'),
    ],
  },
  'address-is-own': {
    yes: [
      addresses('192.0.2.1'),
      addresses('192.0.2.1/24'),
      addresses('203.0.113.7 dev eth0'),
      instanceText('mcast_src_ip 192.0.2.10'),
    ],
    no: [addresses('192.0.2.10')],
  },
  'scope-refused': {
    yes: [addresses('192.0.2.10/24 scope link')],
    no: [addresses('192.0.2.10/24'), addresses('192.0.2.10/32 scope link'), addresses('192.0.2.10/24 scope global')],
  },
  'session-with-peer': {
    yes: [sessionWith('192.0.2.2', 'peer')],
    no: [
      sessionWith('192.0.2.254', 'peer'),
      sessionWith('192.0.2.2', 'peer weight 10'),
      sessionWith('192.0.2.2', 'peer weight 0 reverse'),
    ],
  },
  'session-hops': {
    yes: [session('192.0.2.2', 'multihop')],
    no: [
      session('192.0.2.2'),
      session('192.0.2.2', 'multihop\nmax_hops 2'),
      session('192.0.2.2', 'multihop\nmax_hops -1'),
    ],
  },
  'unicast-without-source': {
    yes: [instanceText('unicast_peer {\n 192.0.2.2\n}')],
    no: [instanceText('unicast_src_ip 192.0.2.1\nunicast_peer {\n 192.0.2.2\n}'), instanceText()],
  },
  'sample-mail': {
    yes: [
      'global_defs {\n smtp_server 192.168.200.1\n}\n',
      'global_defs {\n notification_email {\n  acassen@firewall.loc\n }\n}\n',
    ],
    no: ['global_defs {\n smtp_server 192.168.200.2\n notification_email {\n  ops@example.net\n }\n}\n'],
  },
};

t.test('every lint of one file has its stories', (t) => {
  const single = Object.keys(LINT_FINDINGS).filter((code) => !code.startsWith('pair-'));
  t.same(Object.keys(STORIES), single);
  t.end();
});

for (const [code, { yes, no }] of Object.entries(STORIES)) {
  t.test(code, (t) => {
    for (const text of yes) if (!lintsOf(text).includes(code)) t.fail(`says nothing about\n${text}`);
    for (const text of no) if (lintsOf(text).includes(code)) t.fail(`speaks about\n${text}`);
    t.ok(no.length > 0);
    t.end();
  });
}

const many = (count: number): string =>
  addresses(...Array.from({ length: count }, (_, index) => `10.0.${index >> 8}.${index & 255}`));
const peers = (line: string): string => instanceText(`unicast_src_ip 192.0.2.1\nunicast_peer {\n ${line}\n}`);

/** What the reading of the file says, of the mistakes that are explained beside the lints. */
const READING: Readonly<Record<string, { readonly yes: readonly string[]; readonly no: readonly string[] }>> = {
  cleared: { yes: [instanceText('state MASTER\npriority 99\nnopreempt')], no: [instanceText('nopreempt')] },
  'script-missing': { yes: [command('/etc/gone.sh')], no: [command('/etc/good.sh')] },
  'script-not-executable': { yes: [command('/etc/plain')], no: [command('/etc/good.sh')] },
  'script-insecure': { yes: [command('/etc/shared.sh')], no: [command('/etc/good.sh')] },
  'password-cut': { yes: [password('ninebytes')], no: [password('eight888')] },
  'password-comment': { yes: [password('P@##D')], no: [password('"P@##D"'), password('P@ # ours')] },
  'no-authentication': {
    yes: [`${password('abc')}`.replace('authentication', 'version 3\nauthentication')],
    no: [password('abc')],
  },
  'too-many-addresses': { yes: [many(256)], no: [many(255)] },
  'too-long': {
    yes: [addresses('192.0.2.10 label eth0:0123456789a')],
    no: [addresses('192.0.2.10 label eth0:012345678')],
  },
  'missing-interface': { yes: [instanceText().replace('eth0', 'eth7')], no: [instanceText()] },
  'mask-ignored': { yes: [peers('192.0.2.2/24')], no: [peers('192.0.2.2')] },
  'own-address-as-peer': { yes: [peers('192.0.2.1')], no: [peers('192.0.2.2')] },
};

t.test('every explained finding of reading has its stories', (t) => {
  t.same(Object.keys(READING), EXPLAINED);
  for (const [code, { yes, no }] of Object.entries(READING)) {
    const says = (text: string): boolean => build(text, HOST).diagnostics.some((finding) => finding.code === code);
    t.same(
      yes.map(says),
      yes.map(() => true),
      `${code} is said`,
    );
    t.same(
      no.map(says),
      no.map(() => false),
      `${code} is not said`,
    );
  }
  t.end();
});

t.test('a path without a leading slash, where no host is asked', (t) => {
  const { configuration } = build(command('scripts/check.sh'));
  t.match(lintConfiguration(configuration), [{ code: 'script-relative', severity: 'warning', exitClass: 0 }]);
  t.end();
});

t.test('with one file it says what the priority of the other host would have to be', (t) => {
  const { configuration } = build(tracking('weight 2').replace('priority 100', 'priority 120'), HOST);
  const [finding] = lintConfiguration(configuration, HOST);
  t.equal(
    finding?.message,
    "chk moves the priority of VI_1 between 120 and 122 (120 + 2 = 122), so the address leaves this host only where the other's priority is then 121 to 122",
  );
  t.equal(finding?.exitClass, 0, 'keepalived -t says nothing');
  const reversed = build(tracking('weight 2 reverse').replace('priority 100', 'priority 120'), HOST).configuration;
  t.match(
    lintConfiguration(reversed, HOST)[0]?.message,
    /between 118 and 120 \(when chk is fine: 120 - 2 = 118\), so .* is then 119 to 120/,
  );
  t.end();
});

/** What is said of virtual IPs with these addresses on eth0, and of those with a daemon that may have bound them. */
function ownAddressesTold(text: string, addresses: readonly string[], more: Readonly<Record<string, string[]>> = {}) {
  const interfaces = { eth0: addresses, ...more };
  return [false, true].map(
    (vrrpRuns) =>
      lintConfiguration(build(text).configuration, testHost({ interfaces, vrrpRuns })).filter(
        ({ code }) => code === 'address-is-own',
      ).length,
  );
}

t.test('the only address of the host as a virtual IP is told, also of an owner', (t) => {
  t.same(ownAddressesTold(addresses('192.0.2.1/24'), ['192.0.2.1/24']), [1, 1]);
  const owner = addresses('192.0.2.1/24').replace('interface', 'priority 255\n interface');
  t.same(ownAddressesTold(owner, ['192.0.2.1/24']), [1, 1], 'nothing is left to advertise from');
  t.same(ownAddressesTold(owner, ['192.0.2.1/24', '192.0.2.2/24']), [1, 1], 'the second goes with the first');
  t.same(ownAddressesTold(owner, ['192.0.2.2/24', '192.0.2.1/24']), [0, 0], 'an owner that has another');
  t.same(ownAddressesTold(owner, ['192.0.2.1/24', '198.51.100.1/24']), [0, 0], 'an owner that has another');
  t.same(ownAddressesTold(owner.replace('priority', 'mcast_src_ip 192.0.2.1\n priority'), ['192.0.2.1/24']), [0, 0]);
  t.end();
});

t.test('an address that may be here because we are master is told only where no daemon runs', (t) => {
  t.same(ownAddressesTold(instanceText(), ['192.0.2.1/24', '192.0.2.10/32']), [1, 0]);
  t.same(ownAddressesTold(addresses('192.0.2.10/24'), ['192.0.2.1/24', '192.0.2.10/32']), [1, 0], 'before a reload');
  const eth1 = { eth1: ['203.0.113.7/24', '203.0.113.8/24'] };
  t.same(
    ownAddressesTold(addresses('203.0.113.7/24 dev eth1'), ['192.0.2.1/24'], eth1),
    [1, 0],
    'no address of its own',
  );
  t.same(ownAddressesTold(addresses('198.51.100.1/24 scope link'), ['198.51.100.1/24', '192.0.2.1/24']), [1, 0]);
  t.same(ownAddressesTold(addresses('2001:db8::10/64'), ['2001:db8::10/64', '2001:db8::1/64', 'fe80::1/64']), [1, 0]);
  t.same(ownAddressesTold(addresses('2001:db8::10/128'), ['2001:db8::10/128', 'fe80::1/64']), [1, 0]);
  t.same(
    ownAddressesTold(addresses('192.0.2.10/24'), ['192.0.2.1/24'], { lo: ['192.0.2.10/32'] }),
    [0, 0],
    'for itself',
  );
  t.end();
});

/** What a command of two seconds is said to wait for. */
function waitTold(command: string): string | undefined {
  const { configuration } = build(tracking('', '', command.replaceAll('"', '\\"')));
  const found = lintConfiguration(configuration).find(({ code }) => code === 'interval-too-short');
  return found && /and "(.*)" may take (.*)$/.exec(found.message)?.slice(1).join(': ');
}

t.test('how long a command waits', (t) => {
  const stories: Readonly<Record<string, string | undefined>> = {
    '/usr/bin/timeout -k 5 1 curl http://x': undefined,
    '/usr/bin/timeout -k 1 5 true': 'timeout -k 1 5: 5 s',
    '/usr/bin/timeout 1 curl --max-time 5 x': undefined,
    '/usr/bin/timeout 9 curl --max-time 5 x': 'timeout 9 curl --max-time 5: 5 s',
    '/usr/bin/curl --max-time 1 --connect-timeout 5 x': undefined,
    '/usr/bin/curl --connect-timeout 5 x': 'curl --connect-timeout 5: 5 s',
    '/usr/bin/curl -sfm 5 x': 'curl -sfm 5: 5 s',
    '/usr/bin/curl -m5 x': 'curl -m5: 5 s',
    '/usr/bin/wget --timeout=5 x': 'wget --timeout=5: 5 s',
    '/usr/bin/nc -zw 5 x 80': 'nc -zw 5: 5 s',
    '/usr/bin/ping -c 1 -w 5 x': 'ping -w 5: 5 s',
    '/bin/sleep 5s': 'sleep 5s: 5 s',
    '/bin/sleep 1m': 'sleep 1m: 60 s',
    "/bin/sh -c 'sleep 30 & exit 0'": undefined,
    "/bin/sh -c 'pgrep x || sleep 30'": 'sleep 30: 30 s',
  };
  for (const [words, told] of Object.entries(stories)) t.equal(waitTold(words), told, words);
  const lines = ['sh -c "sleep 30 &"', 'A="$(curl -H x -m 4 http://x/?a&b)"', 'curl "http://x/?a&b" -m 3 2>&1'];
  t.match(longestWait(lines), { seconds: 4, text: 'curl -m 4' });
  t.end();
});

t.test('a variable that may be empty is a note', (t) => {
  const { configuration } = build(command('/etc/unsure.sh'), HOST);
  t.match(
    lintConfiguration(configuration, HOST).filter(({ code }) => code === 'script-open-bracket'),
    [{ severity: 'note' }],
  );
  t.end();
});

t.test('strict mode of all instances is one mistake, and that of one instance its own', (t) => {
  const two = (lines = ''): string => instanceText(lines) + instanceText(lines, 'VI_2').replace('id 91', 'id 92');
  const told = (text: string): readonly string[] =>
    lintConfiguration(build(text).configuration).map(({ message }) => message);
  t.match(told(`global_defs {\n vrrp_strict\n}\n${two()}`), [/^VI_1 and 1 more are in strict mode/]);
  t.equal(told(two('strict_mode on\nversion 3')).length, 2);
  t.end();
});

t.test('mail settings of the sample are shown where they are', (t) => {
  const lines = (text: string): readonly (number | undefined)[] =>
    lintConfiguration(build(`global_defs {\n${text}\n}\n`).configuration).map(({ span }) => span?.line);
  t.same(lines(' smtp_connect_timeout 30\n smtp_server 192.168.200.1'), [3]);
  t.same(lines(' smtp_server 192.0.2.1\n notification_email {\n  acassen@firewall.loc\n }'), [3]);
  t.end();
});

t.test('an owner nobody can ask about is a note', (t) => {
  t.match(lintConfiguration(build(instanceText('priority 255')).configuration), [
    { code: 'priority-owner', severity: 'note' },
  ]);
  t.end();
});

t.test('a script is not looked into where the host reads none', (t) => {
  const { scripts: _, ...host } = HOST;
  t.same(lintsOf(command('/etc/broken.sh'), host), []);
  t.end();
});
