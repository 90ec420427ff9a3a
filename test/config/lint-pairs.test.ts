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
    'VI_1 of a is at 120 + 2 = 122 while all is well and at 120 when chk fails; b has 110 + 2 = 112 at most, 120 is not less: the address never moves because of a check',
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

t.test('what a sync group tracks counts for its members, and what another member tracks says too little', (t) => {
  const script = (weight: number): string => `vrrp_script g {\n script /etc/check.sh\n weight ${weight}\n}\n`;
  const group = (lines: string): string => `vrrp_sync_group G {\n group {\n  VI_1\n  VI_2\n }\n ${lines}\n}\n`;
  const second = (lines: string): string =>
    instanceText(lines, 'VI_2').replace('id 91', 'id 92').replace('192.0.2.10', '192.0.2.11');
  const site = (priority: number, weight: number, lines = ''): string =>
    `${script(weight)}${host(priority)}${second(`priority ${priority}\n${lines}`)}${group('track_script {\n  g\n }')}`;
  t.same(compare(site(120, 2), site(110, 2)).codes, [['pair-check-cannot-move', 'pair-check-cannot-move'], []]);
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

t.test('two instances of one file with one VRID, on two interfaces, find their own counterparts', (t) => {
  const second = (priority: number): string =>
    instanceText(`priority ${priority}`, 'VI_2').replace('eth0', 'eth1').replace('192.0.2.10', '198.51.100.10');
  t.same(compare(host(110) + second(90), host(100) + second(100)).codes, [[], []]);
  t.end();
});
