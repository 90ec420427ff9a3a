/** The configurations of several hosts beside each other. */

import t from 'tap';
import { LINT_FINDINGS } from '../../src/config/lint/codes.js';
import { lintConfiguration } from '../../src/config/lint/lint.js';
import { lintPairs } from '../../src/config/lint/pair/pairs.js';
import { build, instanceText } from '../support/configurations.js';

/** Codes about each host, and the messages. */
function compare(...texts: readonly string[]): { codes: readonly (readonly string[])[]; messages: readonly string[] } {
  const hosts = texts.map((text, index) => ({ name: 'abc'[index] ?? '', configuration: build(text).configuration }));
  const { findings } = lintPairs(hosts);
  return {
    codes: findings.map((found) => found.map(({ code }) => code)),
    messages: findings.flat().map(({ message }) => message),
  };
}

function host(priority: number, lines = '', weight = ''): string {
  const script = `vrrp_script chk {\n script /etc/check.sh\n ${weight}\n}\n`;
  const track = weight === '' ? '' : 'track_script {\n chk\n}\n';
  return `${weight === '' ? '' : script}${instanceText(`priority ${priority}\n${lines}\n${track}`)}`;
}

const password = (text: string): string => `authentication {\n auth_type PASS\n auth_pass ${text}\n}`;
const unicast = (source: string, ...peers: string[]): string =>
  `unicast_src_ip ${source}\nunicast_peer {\n ${peers.join('\n ')}\n}`;

t.test('a good pair is left in peace', (t) => {
  t.same(compare(host(110, '', 'weight -20'), host(100, '', 'weight -20')).codes, [[], []]);
  t.same(compare(host(110, unicast('192.0.2.1', '192.0.2.2')), host(100, unicast('192.0.2.2', '192.0.2.1'))).codes, [
    [],
    [],
  ]);
  t.end();
});

t.test('the check of the HAProxy pair can never move the address', (t) => {
  const { codes, messages } = compare(host(120, '', 'weight 2'), host(110, '', 'weight 2'));
  t.same(codes, [['pair-check-cannot-move'], []]);
  t.same(messages, [
    'VI_1 of a is at 120 + 2 = 122 while all is well and at 120 when chk fails; b has 110 + 2 = 112 at most, 120 is not less: the address never moves because of chk',
  ]);
  t.end();
});

t.test('equal is not enough, one more is', (t) => {
  t.same(compare(host(120, '', 'weight 5'), host(115, '', 'weight 5')).codes, [['pair-check-cannot-move'], []]);
  t.same(compare(host(120, '', 'weight 6'), host(115, '', 'weight 6')).codes, [[], []]);
  t.same(compare(host(120, '', 'weight -10'), host(110)).codes, [['pair-check-cannot-move'], []]);
  t.same(compare(host(120, '', 'weight -11'), host(110)).codes, [[], []]);
  t.end();
});

t.test('the priority is kept within 1 and 254 in the proof, too', (t) => {
  t.same(compare(host(254, '', 'weight 60'), host(200, '', 'weight 60')).codes, [['pair-check-cannot-move'], []]);
  t.end();
});

t.test('a host with nopreempt does not take over whatever the weights', (t) => {
  const { codes, messages } = compare(host(120, '', 'weight -50'), host(110, 'nopreempt', 'weight -50'));
  t.same(codes, [['pair-check-cannot-move'], []]);
  t.match(messages[0], /b has nopreempt and leaves a living master alone/);
  t.same(
    compare(host(120, '', 'weight -50'), host(110, 'nopreempt'), host(100)).codes,
    [[], [], []],
    'a third host does',
  );
  t.end();
});

t.test('a check without weight moves it: nothing to say', (t) => {
  t.same(compare(host(120, '', 'weight 0'), host(110, '', 'weight 0')).codes, [[], []]);
  t.end();
});

/** An instance that tracks checks, each with its words: `{ chk: 'weight -2' }`. */
function checking(priority: number, checks: Readonly<Record<string, string>>, lines = ''): string {
  const names = Object.keys(checks);
  const scripts = names.map((name) => `vrrp_script ${name} {\n script /etc/check.sh\n ${checks[name]}\n}\n`);
  const track = names.length === 0 ? '' : `track_script {\n ${names.join('\n ')}\n}`;
  return `${scripts.join('')}${instanceText(`priority ${priority}\n${lines}\n${track}`)}`;
}

/** Severity and message of what is said of the first host. */
function movement(first: string, ...others: readonly string[]): readonly string[] {
  const hosts = [first, ...others].map((text, index) => ({
    name: 'abc'[index] ?? '',
    configuration: build(text).configuration,
  }));
  return (lintPairs(hosts).findings[0] ?? [])
    .filter(({ code }) => code === 'pair-check-cannot-move')
    .map(({ severity, message, hint }) => `${severity}: ${message}; ${hint}`);
}

t.test('each check is looked at: one that decides nothing beside others, and those that only do together', (t) => {
  const two = (chk: number, gw: number): Record<string, string> => ({ chk: `weight ${chk}`, gw: `weight ${gw}` });
  t.match(movement(checking(120, two(-2, -20)), checking(110, two(-2, -20))), [
    /^warning: .*: chk never decides whether the address moves; use a weight below -10, or/,
  ]);
  t.match(movement(checking(120, two(-6, -6)), checking(110, two(-6, -6))), [
    /^note: chk, gw moves the address of VI_1 of a only together with others/,
  ]);
  t.same(movement(checking(120, two(-20, -20)), checking(110, two(-20, -20))), []);
  t.match(movement(checking(120, two(-2, 0)), checking(110, two(-2, 0))), [/the address never moves because of chk;/]);
  t.match(movement(checking(120, two(-2, -3)), checking(110, {})), [/never moves because of its weighted checks;/]);
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`chk${index}`, 'weight -1']));
  t.same(movement(checking(120, many), checking(110, many)), [], 'so many are not counted through');
  t.match(movement(checking(150, many), checking(110, many)), [/because of its weighted checks/]);
  t.end();
});

t.test('with reverse a check lowers the priority while it is fine', (t) => {
  t.match(movement(checking(120, { chk: 'weight 2 reverse' }), checking(110, {})), [
    /VI_1 of a is at 120 when chk fails and at 120 - 2 = 118 when chk is fine; .*; remove reverse, .* below -10/,
  ]);
  t.match(movement(checking(120, { chk: 'weight -30 reverse' }), checking(110, {})), [
    /at 120 \+ 30 = 150 when chk fails and at 120 when chk is fine/,
  ]);
  t.same(movement(checking(120, { chk: 'weight 30 reverse' }), checking(110, {})), []);
  t.end();
});

t.test('a priority at the end of the range is said as it is', (t) => {
  t.match(movement(checking(254, { chk: 'weight 20' }), checking(200, { chk: 'weight 20' })), [
    /at 254 \+ 20, at most 254 while all is well and at 254 when chk fails; b has 200 \+ 20 = 220 at most/,
  ]);
  t.end();
});

t.test('the advice works, on this host alone and on all of them', (t) => {
  const pairs = [
    [120, 110],
    [254, 200],
    [254, 253],
    [101, 100],
    [240, 3],
    [2, 1],
  ] as const;
  const chosen = (checks: Readonly<Record<string, string>>, names: string, weight: string): Record<string, string> =>
    Object.fromEntries(Object.entries(checks).map(([name, words]) => [name, names.includes(name) ? weight : words]));
  let followed = 0;
  for (const [a, b] of pairs) {
    for (const weight of ['weight 2', 'weight 20', 'weight -3', 'weight -9', 'weight 3 reverse']) {
      for (const theirs of [{}, { chk: weight }, { gw: 'weight 1' }, { chk: weight, gw: 'weight 4' }]) {
        for (const ours of [{ chk: weight }, { gw: 'weight 4', chk: weight }, { gw: 'weight -3', chk: weight }]) {
          for (const told of movement(checking(a, ours), checking(b, theirs))) {
            const advised = /use a weight below (-?\d+),/.exec(told)?.[1];
            if (advised === undefined) continue;
            const better = `weight ${Number(advised) - 1}`;
            const names = /: ([\w, ]+) (?:never|moves)|because of (chk|gw);/.exec(told)?.slice(1).join(' ') ?? 'chk gw';
            const mended = checking(a, chosen(ours, names, better));
            const where = `${a} ${b} ${JSON.stringify([ours, theirs])}: ${better}`;
            const both = checking(b, chosen(theirs, names, better));
            t.same(movement(mended, checking(b, theirs)).filter(about(names)), [], `${where} here`);
            t.same(movement(mended, both).filter(about(names)), [], `${where} on both`);
            followed += 1;
          }
        }
      }
    }
  }
  t.ok(followed > 100);
  t.match(movement(checking(2, { chk: 'weight -1' }), checking(1, {})), [/; use weight 0, so that/], 'nothing below 1');
  t.end();
});

/** Whether a message is about checks among these. */
function about(names: string): (message: string) => boolean {
  return (message) => {
    const told = /: ([\w, ]+) (?:never|moves)|because of (chk|gw);/.exec(message)?.slice(1).join(' ') ?? 'chk gw';
    return ['chk', 'gw'].some((name) => names.includes(name) && told.includes(name));
  };
}

t.test('members of a sync group that each track a check', (t) => {
  const site = (priority: number, first: number, second: number): string => {
    const member = (name: string, id: number, weight: number): string =>
      instanceText(`priority ${priority}\ntrack_script {\n chk weight ${weight}\n}`, name)
        .replace('id 91', `id ${id}`)
        .replace('192.0.2.10', `192.0.2.${id}`);
    const group = 'vrrp_sync_group G {\n group {\n  VI_1\n  VI_2\n }\n sync_group_tracking_weight\n}\n';
    const script = 'vrrp_script chk {\n script /etc/check.sh\n}\n';
    return script + member('VI_1', 91, first) + member('VI_2', 92, second) + group;
  };
  t.equal(movement(site(120, 2, 2), site(110, 2, 2)).length, 2, 'each was written');
  t.same(movement(site(120, 2, -20), site(110, 2, -20)), [], 'one of them moves the group');
  t.same(movement(site(120, 2, 0), site(110, 2, 0)), [], 'one of them is a FAULT');
  t.match(lintConfiguration(build(site(120, 2, 2)).configuration), [{ code: 'weights-move-little' }, {}]);
  t.same(lintConfiguration(build(site(120, 2, -20)).configuration), []);
  t.end();
});

t.test('a file of weight 0 moves no priority, and with another weight anything', (t) => {
  const tracked = (weight: number): string =>
    `vrrp_track_file f {\n file /run/f\n}\n${checking(120, { chk: 'weight 2' }, `track_file {\n f weight ${weight}\n}`)}`;
  t.equal(movement(tracked(0), checking(110, {})).length, 1);
  t.same(movement(tracked(1), checking(110, {})), []);
  t.end();
});

t.test('what a sync group tracks counts for its members, and what another member tracks says too little', (t) => {
  const script = (weight: number): string => `vrrp_script g {\n script /etc/check.sh\n weight ${weight}\n}\n`;
  const group = (lines: string): string => `vrrp_sync_group G {\n group {\n  VI_1\n  VI_2\n }\n ${lines}\n}\n`;
  const second = (lines: string): string =>
    instanceText(lines, 'VI_2').replace('id 91', 'id 92').replace('192.0.2.10', '192.0.2.11');
  const site = (priority: number, weight: number, lines = ''): string =>
    `${script(weight)}${host(priority)}${second(`priority ${priority}\n${lines}`)}${group('track_script {\n  g\n }')}`;
  t.same(compare(site(120, 2), site(110, 2)).codes, [['pair-check-cannot-move'], []], 'once for all members');
  t.same(compare(site(120, 20), site(110, 20)).codes, [[], []]);
  const interfaces = 'track_interface {\n eth9\n}';
  t.same(compare(site(120, 2, interfaces), site(110, 2)).codes, [['pair-check-cannot-move'], []]);
  t.end();
});

t.test('what a single file makes one guess is not guessed where the other file is known', (t) => {
  const first = build(host(101, '', 'weight 2')).configuration;
  const second = build(host(100, '', 'weight 2')).configuration;
  const { findings, paired } = lintPairs([
    { name: 'a', configuration: first },
    { name: 'b', configuration: second },
  ]);
  t.same(findings, [[], []]);
  t.match(lintConfiguration(first), [{ code: 'weights-move-little' }]);
  t.same(lintConfiguration(first, undefined, paired), []);
  t.end();
});

const other = (from: string, to: string): string => host(100).replace(from, to);
const DIFFERENCES: Readonly<
  Record<string, { readonly yes: readonly [string, string]; readonly no: readonly [string, string] }>
> = {
  'pair-check-cannot-move': {
    yes: [host(120, '', 'weight 2'), host(110, '', 'weight 2')],
    no: [host(120, '', 'weight 20'), host(110, '', 'weight 20')],
  },
  'pair-vrid': {
    yes: [host(110), other('id 91', 'id 92')],
    no: [host(110), other('id 91', 'id 92').replace('192.0.2.10', '192.0.2.11')],
  },
  'pair-version': { yes: [host(110), host(100, 'version 3')], no: [host(110, 'version 3'), host(100, 'version 3')] },
  'pair-interval': { yes: [host(110), host(100, 'advert_int 2')], no: [host(110), host(100, 'advert_int 1')] },
  'pair-authentication': {
    yes: [host(110, password('one')), host(100, password('two'))],
    no: [host(110, password('one')), host(100, password('"one"'))],
  },
  'pair-addresses': { yes: [host(110), other('192.0.2.10', '192.0.2.11')], no: [host(110), host(100)] },
  'pair-mask': { yes: [host(110), other('192.0.2.10', '192.0.2.10/24')], no: [host(110), other('2.10', '2.10/32')] },
  'pair-priority': { yes: [host(100), host(100)], no: [host(100), host(99)] },
  'pair-state': {
    yes: [host(110, 'state MASTER'), host(100, 'state MASTER')],
    no: [host(110, 'state MASTER'), host(100, 'state BACKUP')],
  },
  'pair-peers': {
    yes: [host(110, unicast('192.0.2.1', '192.0.2.3')), host(100, unicast('192.0.2.2', '192.0.2.1'))],
    no: [host(110, unicast('192.0.2.1', '192.0.2.2')), host(100, unicast('192.0.2.2', '192.0.2.3', '192.0.2.1'))],
  },
};

t.test('every lint of a pair has its stories', (t) => {
  t.same(
    Object.keys(DIFFERENCES),
    Object.keys(LINT_FINDINGS).filter((code) => code.startsWith('pair-')),
  );
  t.end();
});

for (const [code, { yes, no }] of Object.entries(DIFFERENCES)) {
  t.test(code, (t) => {
    t.same(compare(...yes).codes.flat(), [code]);
    t.notOk(
      compare(...no)
        .codes.flat()
        .includes(code),
    );
    t.end();
  });
}

t.test('unicast beside multicast, another group, another kind of authentication, other keys', (t) => {
  t.same(compare(host(110), host(100, unicast('192.0.2.2', '192.0.2.1'))).codes, [['pair-peers'], []]);
  t.same(compare(host(110), host(100, 'mcast_dst_ip 224.0.0.50')).codes, [[], ['pair-peers']]);
  t.same(compare(host(110, password('one')), host(100)).codes, [[], ['pair-authentication']]);
  const hmac = (key: string): string => `auth_hmac {\n key 1 ${key.repeat(32)}\n active_key 1\n}`;
  t.same(compare(host(110, hmac('a')), host(100, hmac('b'))).codes, [[], ['pair-authentication']]);
  t.same(compare(host(110, hmac('a')), host(100, hmac('a'))).codes, [[], []]);
  t.end();
});

t.test('no finding shows a password', (t) => {
  const { messages } = compare(host(110, password('geheim1')), host(100, password('geheim2')));
  t.equal(messages.length, 1);
  t.notMatch(messages[0], /geheim/);
  t.end();
});

t.test('three hosts: each that differs is told', (t) => {
  t.same(compare(host(120), host(110, 'advert_int 2'), host(100)).codes, [[], ['pair-interval'], []]);
  t.same(compare(host(120), host(110), host(110)).codes, [[], [], ['pair-priority']], 'two backups with one priority');
  t.end();
});

t.test('unrelated sites that happen to have one VRID are not compared', (t) => {
  const site = (address: string, priority: number): string => host(priority).replace('192.0.2.10', address);
  const sites = [site('192.0.2.10', 110), site('192.0.2.10', 100), site('198.51.100.10', 100)];
  t.same(compare(...sites).codes, [[], [], []]);
  t.end();
});

const instance = (name: string, device: string, vrid: number, address: string, priority: number): string =>
  instanceText(`priority ${priority}`, name)
    .replace('eth0', device)
    .replace('id 91', `id ${vrid}`)
    .replace('192.0.2.10', address);

t.test('files of one host that have a VRID on two interfaces are not those of two hosts', (t) => {
  const { codes } = compare(
    instance('WEB', 'eth0', 60, '192.0.2.20', 100),
    instance('LAN', 'eth1', 60, '10.0.0.20', 100),
  );
  t.same(codes, [[], []]);
  t.end();
});

t.test('VRIDs that are swapped between two instances are told as such', (t) => {
  const site = (first: number, second: number, priority: number): string =>
    instance('A', 'eth0', first, '192.0.2.20/24', priority) + instance('B', 'eth0', second, '192.0.2.21/24', priority);
  t.same(compare(site(60, 61, 110), site(61, 60, 100)).codes, [[], ['pair-vrid', 'pair-vrid']]);
  t.end();
});

t.test('one VRID on two interfaces: the counterpart with a typing error is found', (t) => {
  const site = (address: string, priority: number): string =>
    instance('A', 'eth0', 60, '192.0.2.20/24', priority) + instance('B', 'eth1', 60, address, priority);
  t.same(compare(site('10.0.0.20/24', 110), site('10.0.0.21/24', 100)).codes, [[], ['pair-addresses']]);
  t.end();
});

t.test('an instance that the other host lacks is told, unless a third one has it', (t) => {
  const more = (priority: number): string => instance('B', 'eth1', 61, '10.0.0.20/24', priority);
  const { codes, messages } = compare(host(110) + more(110), host(100));
  t.same(codes, [['pair-addresses'], []]);
  t.same(messages, ['B of a has no counterpart on b, so nobody takes its addresses over']);
  t.same(compare(host(110) + more(110), host(100), more(100)).codes, [[], [], []]);
  t.end();
});

t.test('one mistake of three hosts is told once', (t) => {
  t.same(compare(host(120), host(110), host(100).replace('id 91', 'id 92')).codes, [[], [], ['pair-vrid']]);
  t.same(compare(host(100), host(100), host(100)).codes, [[], ['pair-priority'], []]);
  t.same(compare(...[120, 110, 100].map((priority) => host(priority, 'state MASTER'))).codes, [[], ['pair-state'], []]);
  t.match(compare(host(100), host(100), host(100)).messages, [
    /^VI_1 of b, VI_1 of a, VI_1 of c all have priority 100/,
  ]);
  t.end();
});

t.test('two instances of one file with one VRID, on two interfaces, find their own counterparts', (t) => {
  const second = (priority: number): string =>
    instanceText(`priority ${priority}`, 'VI_2').replace('eth0', 'eth1').replace('192.0.2.10', '198.51.100.10');
  t.same(compare(host(110) + second(90), host(100) + second(100)).codes, [[], []]);
  t.end();
});
