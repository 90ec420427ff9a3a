import t from 'tap';
import { addressMoves, diffConfigurations } from '../../src/config/diff.js';
import { formatDiff } from '../../src/config/diff-text.js';
import { build, instanceText } from '../support/configurations.js';
import { WHOLE_LANGUAGE } from '../support/whole-language.js';

const diff = (before: string, after: string) =>
  diffConfigurations(build(before).configuration, build(after).configuration);

t.test('the same file changes nothing', async (t) => {
  t.equal(formatDiff(diff(WHOLE_LANGUAGE, WHOLE_LANGUAGE)), 'nothing would change\n');
});

t.test('a changed instance: what, and whether an address could move', async (t) => {
  const before = `global_defs {\n router_id a\n}\n${instanceText('  priority 100\n  authentication {\n auth_type PASS\n auth_pass 1111\n}')}${instanceText('', 'VI_2').replace('91', '92')}`;
  const after = `global_defs {\n router_id b\n}\n${instanceText('  priority 120\n  garp_master_delay 3\n  authentication {\n auth_type PASS\n auth_pass 2222\n}')}${instanceText('', 'VI_2').replace('91', '92')}`;
  t.equal(
    formatDiff(diff(before, after)),
    `vrrp_instance VI_1 (VRID 91 on eth0): changed
  ~ priority 100 -> 120
  ~ garp_master_delay 5 -> 3
  ~ authentication changed
  an address may move: until the other hosts have the same, they may not understand each other

global_defs: changed
  ~ router_id a -> b

1 instance stays as it is
`,
  );
});

t.test('which change would move an address', async (t) => {
  const base = instanceText('  priority 100\n  nopreempt');
  const moves = (after: string) => {
    const [change] = diff(base, after).instances;
    return change === undefined ? 'unchanged' : `${change.type} ${addressMoves(change).moves}`;
  };
  t.equal(moves(base), 'unchanged');
  t.equal(moves(instanceText('  priority 120\n  nopreempt')), 'changed maybe');
  t.equal(moves(instanceText('  priority 100')), 'changed maybe');
  t.equal(moves(instanceText('  priority 100\n  nopreempt\n  advert_int 2')), 'changed maybe');
  t.equal(moves(instanceText('  priority 100\n  nopreempt\n  garp_master_repeat 1')), 'changed no');
  t.equal(moves(instanceText('  priority 100\n  nopreempt\n  notify /x')), 'changed no');
  t.equal(moves(base.replace('192.0.2.10', '192.0.2.11')), 'changed yes');
  t.equal(moves(base.replace('{ 192.0.2.10 }', '{\n192.0.2.10\n192.0.2.11\n}')), 'changed maybe');
  t.equal(moves(`global_defs {\n vrrp_garp_master_delay 1\n}\n${base}`), 'changed no', 'inherited settings count');
});

t.test('an instance is known again by VRID, family and interface, not by its name', async (t) => {
  const base = instanceText('  priority 100');
  const renamed = diff(base, instanceText('  priority 100', 'VI_9'));
  t.match(renamed.instances, [
    { type: 'changed', settings: [{ keyword: 'vrrp_instance', before: 'VI_1', after: 'VI_9' }] },
  ]);
  const moved = diff(base, base.replace('eth0', 'eth1'));
  t.same(
    moved.instances.map(({ type }) => type),
    ['added', 'removed'],
  );
  t.same(
    diff(base, base.replace('virtual_router_id 91', 'virtual_router_id 93')).instances.map(({ type }) => type),
    ['added', 'removed'],
  );
});

t.test('addresses, routes and scripts line by line', async (t) => {
  const before = `vrrp_script c { script "/a" }\n${instanceText('  track_script { c }').replace('192.0.2.10', '\n192.0.2.10\n192.0.2.11\n')}`;
  const after = `vrrp_script c { script "/b" }\n${instanceText('  track_script { c }').replace('192.0.2.10', '\n192.0.2.10\n192.0.2.12\n')}`;
  t.equal(
    formatDiff(diff(before, after)),
    `vrrp_instance VI_1 (VRID 91 on eth0): changed
  - virtual_ipaddress 192.0.2.11/32
  + virtual_ipaddress 192.0.2.12/32
  an address moves: 192.0.2.11 is no longer held

vrrp_script c: changed
  ~ script "/a" -> "/b"
`,
  );
});

t.test('what is tracked decides about those that track it, and about their sync group', async (t) => {
  const base = `global_defs {
  script_user root
}
vrrp_script c {
  script "/a"
  interval 2
}
track_file f {
  file /f
  weight 0
}
vrrp_track_process p {
  process p
}
bfd_instance b {
  neighbor_ip 192.0.2.9
}
${instanceText('  track_script { c }')}${instanceText('  track_file { f }', 'VI_2').replace('91', '92')}${instanceText('  track_process { p }', 'VI_3').replace('91', '93')}${instanceText('', 'VI_4').replace('91', '94')}vrrp_sync_group G {
  group {
    VI_2
    VI_4
  }
  track_bfd { b }
}
`;
  const moving = (...[from, to]: readonly [string, string]) =>
    diff(base, base.replace(from, to)).instances.map((change) => {
      const name = change.type === 'removed' ? '' : change.after.name;
      return `${name} ${addressMoves(change).moves}: ${addressMoves(change).why}`;
    });
  const depends = (what: string, ...names: readonly string[]) =>
    names.map((name) => `${name} maybe: its state depends on ${what}`);
  t.same(moving('"/a"', '"/b"'), depends('vrrp_script c', 'VI_1'));
  t.same(moving('interval 2', 'interval 3'), depends('vrrp_script c', 'VI_1'));
  t.same(moving('interval 2', 'interval 2\n rise 2'), depends('vrrp_script c', 'VI_1'));
  t.same(moving('script_user root', 'script_user nobody'), depends('global_defs', 'VI_1'));
  t.same(moving('/f', '/g'), depends('track_file f', 'VI_2', 'VI_4'));
  t.same(moving('  process p', '  process q'), depends('vrrp_track_process p', 'VI_3'));
  t.same(moving('192.0.2.9', '192.0.2.8'), depends('bfd_instance b', 'VI_2', 'VI_4'));
  t.same(moving('    VI_4\n', '    VI_4\n    VI_3\n'), depends('vrrp_sync_group G', 'VI_2', 'VI_3', 'VI_4'));
  t.same(moving('  track_bfd { b }\n', ''), depends('vrrp_sync_group G', 'VI_2', 'VI_4'));
  t.same(moving('  track_bfd { b }\n', '  track_bfd { b }\n  notify /x\n'), []);
  t.same(moving('interval 2', 'interval 2\n weight 5'), ['VI_1 maybe: another host may be the better one now']);
  t.equal(
    formatDiff(diff(base, base.replace('"/a"', '"/b"'))),
    `vrrp_instance VI_1 (VRID 91 on eth0): not changed itself
  an address may move: its state depends on vrrp_script c

vrrp_script c: changed
  ~ script "/a" -> "/b"

3 instances stay as they are
`,
  );
});
