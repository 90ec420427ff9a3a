/** What real files hold, and what becomes of it: the odd ones must run as keepalived runs them, and be explained. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how the language writes it
import t from 'tap';
import type { Instance } from '../../src/config/model.js';
import { build, findings, instanceText, onlyInstance } from '../support/configurations.js';
import { testHost } from '../support/hosts.js';

const password = (instance: Instance): readonly number[] =>
  instance.authentication.type === 'none' ? [] : [...instance.authentication.password];
const addressesOf = (instance: Instance): readonly string[] =>
  instance.addresses.map(({ prefix }) => `${prefix.address}/${prefix.length}`);
const codes = (text: string): readonly string[] => build(text).diagnostics.map(({ code }) => code);

t.test('a state that is neither MASTER nor BACKUP is BACKUP', async (t) => {
  for (const state of [
    'SLAVE',
    'PEER',
    'BACKUP or MASTER',
    'master',
    'BACUP',
    'CHANGE_STATE',
    '%MASTER%',
    '<<Master\\Backup>>',
  ]) {
    const result = build(instanceText(`  state ${state}`));
    t.equal(onlyInstance(result).state, 'BACKUP', state);
    t.equal(result.unusable, false, state);
    t.ok(
      result.diagnostics.some(({ code }) => code === (state === 'BACKUP or MASTER' ? 'extra-words' : 'unknown-state')),
    );
  }
  const typo = build(instanceText('  state BACUP')).diagnostics[0];
  t.match(typo, { hint: 'did you mean BACKUP?', exitClass: 5, span: { line: 5, column: 9, length: 5 } });
});

t.test('of two states MASTER wins', async (t) => {
  t.equal(onlyInstance(build(instanceText('  priority 100\n  state MASTER\n  state BACKUP'))).state, 'MASTER');
  t.equal(onlyInstance(build(instanceText('  priority 100\n  state BACKUP\n  state MASTER'))).state, 'MASTER');
  t.equal(onlyInstance(build(instanceText())).state, 'BACKUP');
});

t.test('a password is cut at 8 bytes, and never shown', async (t) => {
  const secret = (pass: string) => instanceText(`  authentication {\n    auth_type PASS\n    auth_pass ${pass}\n  }`);
  const long = build(secret('correcthorsebattery'));
  t.same(password(onlyInstance(long)), [...Buffer.from('correcth')]);
  t.same(findings(long), ['error password-cut 7:5']);
  t.notMatch(JSON.stringify(long.diagnostics), /correct/);
  t.same(password(onlyInstance(build(secret('£6nj7^5')))), [0xc2, 0xa3, 0x36, 0x6e, 0x6a, 0x37, 0x5e, 0x35]);
  const cut = build(secret('P@##D321!'));
  t.same(password(onlyInstance(cut)), [...Buffer.from('P@')]);
  t.same(findings(cut), ['error password-comment 7:5']);
  t.same(password(onlyInstance(build(secret('"my pass"')))), [...Buffer.from('my pass')]);
  t.same(password(onlyInstance(build(secret('12345@$')))), [...Buffer.from('12345@$')]);
});

t.test('an empty password is none, and nothing is authenticated', async (t) => {
  for (const type of ['PASS', 'AH']) {
    const lines = `auth_type ${type}\n auth_pass abc\n auth_pass ""`;
    const result = build(instanceText(`authentication {\n ${lines}\n}`));
    t.same(onlyInstance(result).authentication, { type: 'none' });
    t.match(result.diagnostics, [{ code: 'no-authentication', exitClass: 5, hint: /^write auth_pass/ }]);
  }
});

t.test('a semicolon behind PASS means no authentication at all', async (t) => {
  const result = build(instanceText('  authentication {\n auth_type PASS;\n auth_pass k8s_pwd;\n}'));
  t.same(onlyInstance(result).authentication, { type: 'none' });
  t.match(result.diagnostics[0], {
    code: 'bad-value',
    hint: 'did you mean "PASS"?',
    keepalived: 'uses no authentication at all',
  });
});

t.test('a required value that is missing is fatal with exit status 2', async (t) => {
  for (const line of [
    'state #STATE#',
    'priority',
    'unicast_src_ip #ip of master',
    'authentication {\n auth_type PASS\n auth_pass #8-character\n}',
  ]) {
    const result = build(instanceText(`  ${line}`));
    const fatal = result.diagnostics.find(({ severity }) => severity === 'fatal');
    t.match(fatal, { code: 'missing-parameter', exitClass: 2 }, line);
    t.equal(result.unusable, true, line);
  }
});

t.test('a value that keepalived asks for before it takes it is missed in its line only', async (t) => {
  const globals = 'global_defs {\n notify_fifo\n script_user\n smtp_helo_name\n}\n';
  const lines = 'kernel_rx_buf_size\ntrack_interface {\n eth1 weight\n}\nunicast_peer {\n 192.0.2.9 min_ttl\n}';
  const result = build(`${globals}${instanceText(`${lines}\nvirtual_ipaddress {\n 192.0.2.221 dev\n}`)}`);
  t.equal(result.unusable, false);
  t.match(
    result.diagnostics.map(({ code, severity, exitClass, span }) => [code, severity, exitClass, span?.line]),
    [
      ['missing-value', 'error', 5, 2],
      ['missing-value', 'error', 5, 3],
      ['missing-value', 'warning', 0, 4],
      ['missing-value', 'error', 5, 10],
      ['missing-value', 'error', 5, 12],
      ['missing-value', 'error', 5, 15],
      ['missing-value', 'error', 5, 18],
    ],
  );
  const instance = onlyInstance(result);
  t.same(
    instance.addresses.map(({ prefix }) => prefix.address),
    ['192.0.2.10'],
  );
  t.same(instance.trackedInterfaces, []);
  t.match(instance.unicastPeers, [{ address: '192.0.2.9' }]);
});

t.test('a command or a name that is missing ends keepalived, and refuses the file', async (t) => {
  const texts = [instanceText('notify_master'), `vrrp_script {\n script /bin/true\n}\n${instanceText()}`];
  for (const text of texts) {
    const result = build(text);
    t.equal(result.unusable, true);
    t.match(result.diagnostics, [{ code: 'missing-parameter', exitClass: 2 }]);
  }
});

t.test('what only IPv6 has drops an IPv4 route', async (t) => {
  for (const words of ['pref medium', 'expires 5', 'pref']) {
    const result = build(instanceText(`virtual_routes {\n 198.51.100.0/24 dev eth0 ${words}\n}`));
    t.same(onlyInstance(result).routes, []);
    t.same(findings(result), ['error family-mismatch 6:27']);
  }
});

t.test('an address without a mask is a host', async (t) => {
  t.same(addressesOf(onlyInstance(build(instanceText()))), ['192.0.2.10/32']);
  const v6 = build('vrrp_instance A {\n interface eth0\n virtual_router_id 1\n virtual_ipaddress { 2001:db8::1 }\n}');
  t.same(addressesOf(onlyInstance(v6)), ['2001:db8::1/128']);
  t.match(onlyInstance(v6), { family: 6, version: 3, addresses: [{ options: { preferredLifetime: 0 } }] });
});

t.test('peers: a mask is dropped, the own address is skipped, the source is the interface', async (t) => {
  const host = testHost({ interfaces: { eth0: ['192.0.2.1/24'] } });
  const result = build(instanceText('  unicast_peer {\n    192.0.2.66/24\n    192.0.2.1\n  }'), host);
  const instance = onlyInstance(result);
  t.match(instance.unicastPeers, [{ address: '192.0.2.66', minTtl: 0, maxTtl: 255 }]);
  t.equal(instance.unicastPeers.length, 1);
  t.equal(instance.sourceAddress, undefined);
  t.same(findings(result), ['warning mask-ignored 6:5', 'warning own-address-as-peer 7:5']);
});

t.test('the second of two instances with one name is skipped', async (t) => {
  const result = build(instanceText('  priority 120') + instanceText('  priority 110'));
  t.equal(onlyInstance(result).priority, 120);
  t.match(result.diagnostics, [
    { code: 'duplicate-name', span: { line: 7 }, related: [{ span: { line: 1 }, message: 'first defined here' }] },
  ]);
});

t.test('one VRID twice on an interface refuses the file, and names both places', async (t) => {
  const result = build(instanceText() + instanceText('', 'VI_2'));
  t.equal(result.unusable, true);
  t.match(result.diagnostics, [
    { code: 'same-vrid', severity: 'fatal', span: { line: 7 }, related: [{ span: { line: 1 } }] },
  ]);
  t.equal(build(instanceText() + instanceText('', 'VI_2').replace('eth0', 'eth1')).unusable, false);
  const v6 = instanceText('', 'VI_2').replace('192.0.2.10', '2001:db8::1');
  t.equal(build(instanceText() + v6).unusable, false, 'the other family is another router');
});

t.test('of two scripts with one name the first counts', async (t) => {
  const result = build(
    `vrrp_script c { script "/a" }\nvrrp_script c { script "/b" }\n${instanceText('  track_script { c }')}`,
  );
  t.match(result.configuration.scripts, [{ command: { argv: ['/a'] } }]);
  t.same(findings(result), ['error duplicate-name 2:13']);
});

t.test('a tracked script that is not defined is said loudly', async (t) => {
  const text = instanceText('  track_script {\n    chk\n  }');
  const result = build(text);
  t.same(onlyInstance(result).trackedScripts, []);
  t.same(findings(result), ['error undefined-reference 6:5']);
  t.match(result.diagnostics[0], { keepalived: /runs without this check/ });
  const misspelt = build(`vvrp_script chk {\n  script "/a"\n}\n${text}`);
  t.same(onlyInstance(misspelt).trackedScripts, []);
  t.match(misspelt.diagnostics, [{ code: 'unknown-keyword', severity: 'error', hint: 'did you mean "vrrp_script"?' }]);
});

t.test('a script that is defined further down is not tracked', async (t) => {
  const result = build(`${instanceText('  track_script { chk }')}vrrp_script chk { script "/a" }\n`);
  t.same(onlyInstance(result).trackedScripts, []);
  t.match(result.diagnostics, [{ code: 'defined-later', related: [{ span: { line: 7 } }] }]);
});

t.test('weights of references', async (t) => {
  const tracked = (line: string) =>
    build(`vrrp_script chk {\n script "/a"\n weight -5\n}\n${instanceText(`  track_script { ${line} }`)}`);
  t.match(onlyInstance(tracked('chk weight -7')).trackedScripts, [{ name: 'chk', weight: -7, reverse: false }]);
  t.match(onlyInstance(tracked('chk')).trackedScripts, [{ weight: -5 }]);
  t.match(onlyInstance(tracked('chk weight 254')).trackedScripts, [{ weight: 253 }]);
  t.match(onlyInstance(tracked('chk weight 300')).trackedScripts, [{ weight: -5 }]);
  t.match(onlyInstance(tracked('chk weight 5 reverse')).trackedScripts, [{ weight: 5, reverse: true }]);
  for (const [line, hint] of [
    ['chk weight=0', 'write chk weight 0'],
    ['chk -7', 'write chk weight -7'],
    ['chk chk2', 'write one name a line'],
    ['chk reverse', 'write chk weight 0 reverse'],
  ] as const) {
    const result = tracked(line);
    t.same(onlyInstance(result).trackedScripts, [], line);
    t.match(result.diagnostics, [{ code: 'unknown-track-option', hint }], line);
  }
});

t.test('nopreempt and preempt_delay give way', async (t) => {
  const of = (lines: string) => {
    const result = build(instanceText(`  ${lines}`));
    const { preemptMode, preemptDelay } = onlyInstance(result);
    return { preemptMode, preemptDelay, cleared: result.diagnostics.filter(({ code }) => code === 'cleared').length };
  };
  t.same(of('priority 100\n nopreempt'), { preemptMode: false, preemptDelay: 0, cleared: 0 });
  t.same(of('priority 100\n state MASTER\n nopreempt'), { preemptMode: true, preemptDelay: 0, cleared: 1 });
  t.same(of('priority 100\n state MASTER\n nopreempt\n preempt_delay 5'), {
    preemptMode: true,
    preemptDelay: 0,
    cleared: 2,
  });
  t.same(of('priority 255\n nopreempt'), { preemptMode: true, preemptDelay: 0, cleared: 1 });
  t.same(of('nopreempt\n preempt_delay 5'), { preemptMode: false, preemptDelay: 0, cleared: 1 });
  t.same(of('preempt_delay 5'), { preemptMode: true, preemptDelay: 5_000_000, cleared: 0 });
  t.same(of('nopreempt\n preempt'), { preemptMode: true, preemptDelay: 0, cleared: 0 });
  t.same(of('preempt_delay 1001'), { preemptMode: true, preemptDelay: 0, cleared: 0 });
  const told = (lines: string) =>
    build(instanceText(lines)).diagnostics.find(({ code }) => code === 'cleared')?.message;
  t.equal(told('priority 255\n preempt_delay 5'), 'preempt_delay has no effect with priority 255');
  t.equal(told('priority 99\n state MASTER\n preempt_delay 5'), 'preempt_delay has no effect with state MASTER');
});

t.test('the priority that nobody wrote', async (t) => {
  t.equal(onlyInstance(build(instanceText())).priority, 100);
  const master = build(instanceText('  state MASTER\n  nopreempt'));
  t.match(onlyInstance(master), { priority: 255, state: 'MASTER', preemptMode: true });
  t.same(findings(master), ['warning priority-missing 5:3', 'error cleared 6:3']);
  t.match(onlyInstance(build(instanceText('  priority 255'))), { priority: 255, state: 'MASTER' });
  for (const bad of ['0', '256', '150;', 'x']) {
    t.equal(onlyInstance(build(instanceText(`  priority ${bad}`))).priority, 100, bad);
  }
  t.equal(onlyInstance(build(instanceText('  priority 99 / 22'))).priority, 99);
});

t.test('an instance without VRID or interface refuses the file', async (t) => {
  for (const bad of ['virtual_router_id 0', 'virtual_router_id ID_GOES_HERE', 'virtual_router_id 256']) {
    const result = build(instanceText().replace('virtual_router_id 91', bad));
    t.equal(result.unusable, true, bad);
    t.same(result.configuration.instances, [], bad);
    t.match(result.diagnostics, [{ severity: 'fatal', span: { line: 3 } }], bad);
  }
  t.equal(build('vrrp_instance A {\n virtual_router_id 5\n virtual_ipaddress { 192.0.2.1 }\n}').unusable, true);
});

t.test('an instance without a VRID is looked through all the same', async (t) => {
  const text = instanceText('state MASTER\nnopreempt\npriority 99').replace('router_id 91', 'router_id x');
  t.match(findings(build(text)), ['fatal bad-value 3:21', 'error cleared 6:1']);
  const missing = build(text.replace('eth0', 'eth9').replace('nopreempt', ''), testHost({ interfaces: {} }));
  t.match(findings(missing), ['error missing-interface 2:3', 'fatal bad-value 3:21']);
});

t.test('one mistake, one message, and the way out that fits', async (t) => {
  const only = (text: string, code: string, hint: RegExp): void =>
    void t.match(
      build(text).diagnostics.map((told) => [told.code, told.hint]),
      [[code, hint]],
      text,
    );
  only(instanceText('priority = 6'), 'bad-value', /without =/);
  only(instanceText('virtual_ipaddress 192.0.2.5'), 'missing-block', /one item a line/);
  only(instanceText('interface eth0 priority 6'), 'extra-words', /line of its own/);
  only(instanceText('priority 6 track_interface {\n eth1\n}'), 'unexpected-block', /line of its own/);
  only(instanceText('authentication {\n auth_type PASS\n auth_pass a{b}\n}'), 'unexpected-block', /double quotes/);
  only(instanceText('authentication {\n auth_type PASS\n auth_pass a{b}c\n}'), 'unexpected-block', /double quotes/);
  only(instanceText().replace('192.0.2.10', '192.0.2.10/255.255.255.0'), 'bad-mask', /192\.0\.2\.10\/24/);
  only(instanceText().replace('ipaddress', 'ipadress'), 'unknown-keyword', /virtual_ipaddress/);
  only(`$P =7\n${instanceText()}`, 'unknown-keyword', /without a blank/);
  only(`INCLUDE x.conf\n${instanceText()}`, 'unknown-keyword', /include/);
});

t.test('a misspelt name or keyword is one message: what it leaves undefined or unused is not told', async (t) => {
  const told = (text: string): readonly string[] => build(text).diagnostics.map(({ code }) => code);
  const script = (keyword: string, name: string): string => `${keyword} ${name} {\nscript "/bin/true"\n}\n`;
  const tracking = instanceText('track_script {\n chk_haproxy\n}');
  const group = 'vrrp_sync_group G {\n group {\n A\n VI_1\n }\n';
  t.match(build(`${script('vrrp_script', 'chk_haprxy')}${tracking}`).diagnostics, [
    { code: 'undefined-reference', hint: 'did you mean "chk_haprxy"?' },
  ]);
  t.same(told(`${script('vvrp_script', 'chk_haproxy')}${tracking}`), ['unknown-keyword']);
  t.same(told(`${script('vrrp_script', 'chk_haproxy')}${tracking.replace('track_s', 'trck_s')}`), ['unknown-keyword']);
  t.same(told(`${script('vrrp_script', 'chk_haproxy')}${tracking.replace('vrrp_i', 'vrp_i')}`), ['unknown-keyword']);
  t.same(told(`${instanceText().replace('vrrp_i', 'vrp_i')}${instanceText('', 'A')}${group}}`), ['unknown-keyword']);
  t.same(told(`${script('vrrp_script', 'unused')}${script('vrrp_script', 'chk_haproxy')}${tracking}`), [
    'untracked-script',
  ]);
  const inGroup = 'track_script {\n chk_haprxy\n }\n}';
  t.same(told(`${script('vrrp_script', 'chk_haproxy')}${instanceText()}${instanceText('', 'A')}${group}${inGroup}`), [
    'same-vrid',
    'undefined-reference',
  ]);
});

t.test('a group whose members are wrong, or a definition whose value is, is not said to have none', async (t) => {
  const told = (text: string): readonly string[] => build(text).diagnostics.map(({ code }) => code);
  const group = (members: string): string => `${instanceText()}vrrp_sync_group G {\n group {\n${members}\n }\n}\n`;
  t.same(told(group('X1\nY1')), ['undefined-reference', 'undefined-reference']);
  t.same(told(group('X1\nVI_1')), ['undefined-reference']);
  t.same(told(group('VI_1')), ['single-member']);
  t.same(told(group('')), ['empty-group']);
  t.same(told('track_file f {\n file\n}'), ['missing-value']);
  t.same(told('track_file f {\n fiel /x\n}'), ['unknown-keyword']);
  t.same(told('track_file f {\n}'), ['incomplete-definition']);
  t.same(told('vrrp_track_process p {\n weight 5\n}'), ['incomplete-definition']);
  const tracked = instanceText('track_script {\n s\n}');
  t.same(told(`vrrp_script s {\n script\n}\n${tracked}`), ['missing-value']);
  t.same(told(`vrrp_script s {\n}\n${tracked}`), ['incomplete-definition']);
});

t.test('a name that nothing is put in for is told as that, once', async (t) => {
  const text = (lines: string): string => `$LONGNAME=100\n$NET=192.0.2\n${instanceText(lines)}`;
  const only = (lines: string, message: RegExp, hint: RegExp | undefined): void => {
    const { diagnostics } = build(text(lines));
    t.match(diagnostics, [{ severity: 'error', message }], lines);
    t.equal(diagnostics.length, 1, lines);
    if (hint === undefined) t.notOk(diagnostics[0]?.hint, lines);
    else t.match(diagnostics[0]?.hint, hint, lines);
  };
  const quoted = /double quotes if the braces belong to it$/;
  only('priority $P', /\$P is not defined/, /^write \$P=VALUE above$/);
  only('priority $LONGNAMS', /\$LONGNAMS is not defined/, /^did you mean \$LONGNAME\?$/);
  only('priority "$LONGNAME"', /not "\$LONGNAME"/, /^write \$\{LONGNAME\}$/);
  only('priority "$A"', /not "\$A"/, undefined);
  only('priority ${A', /the brace of \$\{A is not closed/, /^write \$\{A\}, or/);
  only('priority ${1A}', /a name cannot begin with a digit/, quoted);
  only('unicast_peer {\n $HOST\n}\nunicast_peer {\n 192.0.2.2\n}', /\$HOST is not defined/, /^write \$HOST=ADDRESS/);
  only('virtual_ipaddress_excluded {\n $NET.83/24\n}', /is not an IP address/, /^write \$\{NET\}$/);
});

t.test('a brace of a reference that is not closed opens no block', async (t) => {
  const result = build(`${instanceText('priority ${A\n track_interface {\n eth1\n }')}`);
  t.match(onlyInstance(result).trackedInterfaces, [{ name: 'eth1' }]);
  t.match(onlyInstance(build(instanceText('notify "/bin/x ${A ${1}"'))).notify.any?.argv, ['/bin/x', '${A', '${1}']);
  t.same(codes(instanceText('notify "/bin/x ${A ${1}"')), []);
});

t.test('what follows a value with braces is told where it is no rest of it', async (t) => {
  const after = (text: string) => codes(instanceText(`authentication {\n auth_type PASS\n auth_pass a{b}${text}\n}`));
  t.same(after('\n wrong 5'), ['unexpected-block', 'unknown-keyword']);
  t.same(after(' wrong 5'), ['unexpected-block', 'unknown-keyword']);
});

t.test('a list of peers that holds our own address only is told there', async (t) => {
  const told = (lines: string) => {
    const own = `unicast_src_ip 192.0.2.1\n${lines}\nunicast_peer {\n 192.0.2.1\n}`;
    return build(instanceText(own));
  };
  t.same(findings(told('')), ['warning own-address-as-peer 8:2']);
  t.match(told('').diagnostics, [{ hint: /addresses of the other hosts here; .* multicast group$/ }]);
  const fault = told('unicast_fault_no_peer');
  t.match(fault.diagnostics, [{ severity: 'error', hint: /FAULT$/, exitClass: 0 }]);
  t.equal(onlyInstance(fault).configurationFault, 'unicast is configured without a peer');
});

t.test('an interface and a user that are missing are told where they are named', async (t) => {
  const text = instanceText('virtual_ipaddress_excluded {\n 192.0.2.11 dev gone\n}\nnotify_master "/bin/true x" ghost');
  const host = testHost({ interfaces: { eth0: [] }, files: { '/bin/true': { mode: 0o755 } } });
  t.same(findings(build(text, host)), ['error missing-interface 6:17', 'error unknown-user 8:29']);
  const grouped = text.replace(' dev gone', '').replace('ghost', 'root ghosts');
  const users = testHost({ interfaces: { eth0: [] }, files: { '/bin/true': { mode: 0o755 } }, users: { root: 0 } });
  t.match(build(grouped, users).diagnostics, [{ code: 'unknown-user', span: { line: 8, column: 29, length: 11 } }]);
});

t.test('a route whose tunnel is incomplete is left out', async (t) => {
  for (const [tunnel, keepalived] of [
    ['mpls', /with a broken tunnel/],
    ['ila', /with a broken tunnel/],
    ['ip', /with a broken tunnel/],
    ['mpsl', /without the tunnel/],
    ['ip dst', /drops the whole line/],
  ] as const) {
    const result = build(instanceText(`virtual_routes {\n 10.0.0.0/8 dev eth0 encap ${tunnel}\n}`));
    t.same(onlyInstance(result).routes, [], tunnel);
    t.match(result.diagnostics, [{ severity: 'error', keepalived }], tunnel);
  }
});

t.test('peers without a peer are told where they stand', async (t) => {
  t.same(findings(build(instanceText('unicast_peer {\n}'))), ['warning unicast-without-peer 5:1']);
});

t.test('options of addresses in any order', async (t) => {
  const address = (line: string) => {
    const result = build(instanceText().replace('192.0.2.10', `\n${line}\n`));
    return { address: onlyInstance(result).addresses[0], codes: result.diagnostics.map(({ code }) => code) };
  };
  t.match(address('192.0.2.10/24 brd 192.0.2.255 dev eth1 label eth1:vip'), {
    address: { prefix: { length: 24 }, device: 'eth1', options: { broadcast: '192.0.2.255', label: 'eth1:vip' } },
    codes: [],
  });
  t.match(address('192.0.2.10/24 label bond0:vip scope global dev bond0'), {
    address: { device: 'bond0', options: { label: 'bond0:vip', scope: undefined } },
    codes: [],
  });
  t.match(address('192.0.2.19/28 brd 192.0.2.17'), { address: { options: { broadcast: '192.0.2.17' } }, codes: [] });
  t.match(address('192.0.2.10/24 brd +'), { address: { options: { broadcast: '192.0.2.255' } }, codes: [] });
  t.match(address('192.0.2.10/24 brd -'), { address: { options: { broadcast: '192.0.2.0' } }, codes: [] });
  t.same(address('192.0.2.10/24 label averylonglabel:1').codes.slice(0, 2), ['too-long']);
  t.match(address('192.0.2.10/33'), { address: { prefix: { length: 32 } }, codes: ['bad-mask'] });
  t.match(address('192.0.2.10 192.0.2.11'), {
    address: { prefix: { address: '192.0.2.10' } },
    codes: ['unknown-option'],
  });
});

t.test('words that are not keywords', async (t) => {
  const hint = (line: string) => build(instanceText(`  ${line}`)).diagnostics[0]?.hint;
  t.equal(hint('advert_in 1'), 'did you mean "advert_int"?');
  t.equal(hint('Priority 5'), 'did you mean "priority"? Keywords are in lower case');
  t.equal(hint('interface=eth0'), 'write "interface eth0"');
  t.equal(hint('// remark'), 'comments start with # or !');
  t.equal(hint('; remark'), 'comments start with # or !');
  t.equal(hint('router_id x'), 'it belongs in global_defs');
  t.equal(hint('lizx01@host:/etc$ cat keepalived.conf'), undefined);
  t.equal(build('global_defs {\n script_security\n}').diagnostics[0]?.hint, 'did you mean "enable_script_security"?');
  t.equal(build('global_defs {\n vrrp_grap_interval 1\n}').diagnostics[0]?.hint, 'did you mean "vrrp_garp_interval"?');
  t.equal(
    build('priority 5\n').diagnostics[0]?.hint,
    'it belongs in vrrp_instance or virtual_routes or virtual_rules or static_routes or static_rules',
  );
  for (const line of ['nat_mask 255.255.255.0', 'lvs_id x', 'local_address_group x', 'interface_name x']) {
    const result = build(instanceText(`  ${line}`));
    t.equal(result.unusable, false, line);
    t.equal(onlyInstance(result).vrid, 91, line);
    t.ok(
      findings(result).some((finding) => finding.includes('unknown-keyword')),
      line,
    );
  }
});

t.test('an unknown block is skipped as a whole', async (t) => {
  const result = build(instanceText('  foo {\n    a b\n    priority 33\n  }\n  priority 77'));
  t.equal(onlyInstance(result).priority, 77);
  t.same(addressesOf(onlyInstance(result)), ['192.0.2.10/32']);
  t.match(result.diagnostics, [{ code: 'unknown-keyword', keepalived: /takes its } as the end of vrrp_instance/ }]);
});

t.test('a block behind an item is skipped and told, and the item counts', async (t) => {
  const result = build(`global_defs {
  notification_email {
    a@example.org { b@example.org }
  }
}
track_group T {
  group {
    VI_1 { VI_2 }
  }
}
static_routes {
  203.0.113.0/24 { dev eth0 }
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 91
  virtual_ipaddress {
    192.0.2.220 {
      dev eth1
    }
    192.0.2.221
  }
  track_interface {
    eth1 { weight 5 }
  }
  unicast_peer {
    192.0.2.9 { min_ttl 5 }
  }
  virtual_routes {
    198.51.100.0/24 dev eth0 { no_track }
  }
  virtual_rules {
    from 192.0.2.220 table 5 { priority 9 }
  }
}
`);
  const told = result.diagnostics.filter(({ code }) => code === 'unexpected-block');
  t.same(
    told.map(({ span }) => span?.line),
    [3, 8, 12, 18, 24, 27, 30, 33],
  );
  t.match(
    told,
    told.map(() => ({ severity: 'error', exitClass: 5 })),
  );
  const instance = onlyInstance(result);
  t.match(instance.addresses, [{ prefix: { address: '192.0.2.220' }, device: 'eth0' }, { device: 'eth0' }]);
  t.match(instance.trackedInterfaces, [{ name: 'eth1', weight: 0 }]);
  t.match(instance.unicastPeers, [{ address: '192.0.2.9', minTtl: 0 }]);
  t.equal(result.configuration.globals.mail.to.length, 1);
});

t.test('the braces of a block behind a value are ignored: one mistake', async (t) => {
  const result = build(instanceText('priority 77\n{\n state MASTER\n nonsense\n}\nadvert_int 2'));
  t.match(onlyInstance(result), { priority: 77, state: 'MASTER', advertisementInterval: 2_000_000 });
  t.same(findings(result), ['error unexpected-block 5:1']);
});

t.test('prose in a block of addresses is one finding a line', async (t) => {
  const result = build(instanceText().replace('192.0.2.10', '\nIndicamos la ip\n192.0.2.9, 192.0.2.10\n192.0.2.11\n'));
  t.same(addressesOf(onlyInstance(result)), ['192.0.2.11/32']);
  t.same(findings(result), ['error bad-address 5:1', 'error bad-address 6:1']);
  t.match(result.diagnostics[1], { hint: /one address a line/ });
});

t.test('a block keyword without a block, and one with words before it', async (t) => {
  const result = build('vrrp_instance A {\n interface eth0\n virtual_router_id 1\n virtual_ipaddress 192.0.2.5\n}\n');
  t.ok(findings(result).includes('error missing-block 4:2'));
  t.ok(codes(instanceText('  virtual_ipaddress_excluded 192.0.2.7 { 192.0.2.8 }')).includes('extra-words'));
});

t.test('what the shipped sample leaves behind is accepted', async (t) => {
  const result = build(`global_defs {
  notification_email {
    acassen@firewall.loc
    sysadmin@firewall.loc
  }
  notification_email_from Alexandre.Cassen@firewall.loc
  smtp_server 192.168.200.1
  smtp_connect_timeout 30
  router_id LVS_DEVEL
  vrrp_skip_check_adv_addr
  vrrp_garp_interval 0
  vrrp_gna_interval 0
}
${instanceText()}`);
  t.equal(result.unusable, false);
  t.match(result.configuration.globals, {
    routerId: 'LVS_DEVEL',
    skipCheckAdvertAddresses: true,
    garpInterval: 0,
    mail: { server: { host: '192.168.200.1', port: 25 }, to: ['acassen@firewall.loc', 'sysadmin@firewall.loc'] },
  });
  t.same(
    findings(result).filter((finding) => !finding.startsWith('note')),
    ['error out-of-range 11:22', 'error out-of-range 12:21'],
  );
});

t.test('virtual servers beside VRRP are read and said once', async (t) => {
  const result = build(`${instanceText()}virtual_server 192.0.2.10 80 {
  delay_loop 6
  lb_algo rr
  lb_kind NAT
  nat_mask 255.255.255.0
  persistence_timeout 50
  protocol TCP
  real_server 192.0.2.18 80 {
    weight 1
    HTTP_GET {
      url {
        path /
        status_code 200
      }
      connect_timeout 3
      nb_get_retry 3
    }
    SMTP_CHEKC {
      helo_name x
    }
    MISC_CHECK {}
  }
  real_server 192.0.2.19 80 {
    TCP_CHECK {
      connect_port 80
    }
  }
}
virtual_server 192.0.2.10 443 {
  lb_algo wlc
  lb_kind DR
  protocol TCP
  real_server 192.0.2.18 443 { TCP_CHECK { } }
}
`);
  t.equal(result.configuration.lvs.virtualServers.length, 2);
  t.match(result.configuration.lvs.virtualServers[0], {
    scheduler: 'rr',
    forwarding: { method: 'NAT' },
    realServers: [{ checkers: [{ type: 'HTTP_GET', retry: 3, urls: [{ path: '/' }] }] }, { port: 80 }],
  });
  t.same(
    result.diagnostics.map(({ code }) => code),
    ['not-supported', 'unknown-keyword', 'deprecated', 'unknown-keyword', 'incomplete-definition'],
  );
  t.match(result.diagnostics[3], { hint: 'did you mean "SMTP_CHECK"?' });
});

t.test('an interface that is an address, or a placeholder, is not there', async (t) => {
  const host = testHost({ interfaces: { eth0: ['192.0.2.1/24'], lo: ['127.0.0.1/8'] } });
  const on = (name: string, globals = '') => build(globals + instanceText().replace('eth0', name), host);
  t.match(on('10.0.0.1').diagnostics, [{ code: 'missing-interface', exitClass: 5 }]);
  t.match(on('eht0').diagnostics, [{ code: 'missing-interface', hint: 'did you mean "eth0"?' }]);
  t.same(on('eth7', 'global_defs {\n dynamic_interfaces\n}\n').diagnostics, []);
  t.match(on('lo').diagnostics, [{ code: 'loopback-interface', severity: 'fatal' }]);
  t.match(on('INTERFACE_GOES_HERE').diagnostics, [{ code: 'bad-interface-name', severity: 'fatal' }]);
});

t.test('intervals as each version can say them', async (t) => {
  const interval = (lines: string) => {
    const result = build(instanceText(`  ${lines}`));
    return [onlyInstance(result).advertisementInterval, result.diagnostics.map(({ code }) => code)];
  };
  t.same(interval('advert_int 0.5'), [1_000_000, ['interval-rounded']]);
  t.same(interval('advert_int 1.4'), [1_000_000, ['interval-rounded']]);
  t.same(interval('advert_int 2'), [2_000_000, []]);
  t.same(interval('version 3\n advert_int 0.5'), [500_000, []]);
  t.same(interval('version 3\n advert_int 0.123'), [120_000, ['interval-rounded']]);
  t.same(interval('version 3\n advert_int 50'), [40_950_000, ['interval-rounded']]);
  t.same(interval('advert_int 300'), [1_000_000, ['out-of-range']]);
  t.same(interval('advert_int 3s'), [3_000_000, ['trailing-text']]);
});

t.test('scripts: what real commands become', async (t) => {
  const argv = (command: string) =>
    build(`vrrp_script c {\n script ${command}\n}\n${instanceText('  track_script { c }')}`).configuration.scripts[0]
      ?.command.argv;
  t.same(argv('"killall -0 haproxy"'), ['killall', '-0', 'haproxy']);
  t.same(argv("'killall -0 haproxy'"), ['killall', '-0', 'haproxy']);
  t.same(argv('"</dev/tcp/127.0.0.1/80"'), ['</dev/tcp/127.0.0.1/80']);
  t.same(argv('"< /dev/tcp/127.0.0.1/80"'), ['</dev/tcp/127.0.0.1/80']);
  t.same(argv(`"ss -ltn | grep ':::80 '"`), ['ss', '-ltn', '|', 'grep', ':::80 ']);
  t.same(argv('/etc/keepalived/check.sh'), ['/etc/keepalived/check.sh']);
  t.same(argv('/usr/bin/killall -0 haproxy'), ['/usr/bin/killall']);
  t.same(argv('"/opt/a\\x41\\101 b"'), ['/opt/aAA', 'b']);
});

t.test('notify: what stands behind the quotes is a user and a group', async (t) => {
  const result = build(instanceText('  notify_master "/opt/n.sh master" root :adm\n  notify "/x.sh a"> /tmp/y'));
  const { notify } = onlyInstance(result);
  t.match(notify.master, { argv: ['/opt/n.sh', 'master'], user: 'root', group: 'adm' });
  t.match(notify.any, { argv: ['/x.sh', 'a>'], user: '/tmp/y' });
});

t.test('without script_user and enable_script_security scripts run as root, and that is said once', async (t) => {
  const host = testHost({
    interfaces: { eth0: [] },
    files: {
      '/usr/bin/true': { mode: 0o755 },
      '/opt/open/': { mode: 0o777 },
      '/opt/open/a.sh': { mode: 0o755 },
      '/opt/b.sh': { mode: 0o644 },
    },
    links: { '/bin': '/usr/bin' },
    users: { root: 0, nobody: 65534 },
  });
  const scripts = (globals: string, ...commands: readonly string[]) =>
    build(
      `global_defs {\n ${globals}\n}\n${commands.map((command, index) => `vrrp_script c${index} { script "${command}" }\n`).join('')}${instanceText(`  track_script {\n${commands.map((_, index) => `c${index}\n`).join('')}}`)}`,
      host,
    );
  const run = (globals: string, ...commands: readonly string[]) => {
    const result = scripts(globals, ...commands);
    return [
      result.configuration.scripts.length,
      result.diagnostics.map(({ code, exitClass }) => `${code} ${exitClass}`),
    ];
  };
  t.same(run('', '/usr/bin/true', 'true'), [2, ['scripts-as-root 6']]);
  t.same(run('script_user nobody', '/usr/bin/true'), [1, []]);
  t.same(
    run('enable_script_security', '/usr/bin/true', '/bin/true'),
    [2, []],
    'a link of root is as good as a directory',
  );
  t.same(run('enable_script_security', '/opt/open/a.sh'), [0, ['script-insecure 5']]);
  t.same(run('script_user root', '/opt/open/a.sh'), [1, ['script-insecure 6', 'scripts-as-root 6']]);
  t.same(run('enable_script_security', '/opt/b.sh'), [0, ['script-not-executable 5']]);
  t.same(run('enable_script_security', 'etc/check.sh', 'killall -0 x'), [0, ['script-missing 5', 'script-missing 5']]);
  t.same(run('script_user ghost', '/usr/bin/true'), [0, ['unknown-user 5']]);
  const insecure = scripts('enable_script_security', '/opt/open/a.sh').diagnostics[0];
  t.match(insecure, { severity: 'security', message: /"\/opt\/open" has owner 0, group 0 and mode 0777/ });
});
