import t from 'tap';
import { formatConfiguration } from '../../src/config/print/configuration.js';
import { formatTree } from '../../src/config/print/tree.js';
import { decodeBytes } from '../../src/config/tree.js';
import { outline, treeOf } from '../support/config-texts.js';
import { build, findings, instanceText, withoutSpans } from '../support/configurations.js';
import { WHOLE_LANGUAGE } from '../support/whole-language.js';

t.test('printing the whole language and reading it gives the same model', async (t) => {
  const first = build(WHOLE_LANGUAGE);
  t.same(
    findings(first).filter((finding) => !/not-supported|not-needed|own-run-directory/.test(finding)),
    [],
    'the file itself is without a mistake',
  );
  const text = formatConfiguration(first.configuration);
  const second = build(text);
  t.same(withoutSpans(second.configuration), withoutSpans(first.configuration));
  t.equal(formatConfiguration(second.configuration), text, 'printing again prints the same');
});

t.test('a small file prints as what it means', async (t) => {
  const text = instanceText('  state MASTER\n  nopreempt\n  authentication {\n auth_type PASS\n auth_pass a\\ b!x\n}');
  t.equal(
    formatConfiguration(build(text).configuration),
    `vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 91
    priority 255
    advert_int 1
    version 2
    authentication {
        auth_type PASS
        auth_pass "a\\"
    }
    virtual_ipaddress {
        192.0.2.10/32
    }
}
`,
  );
});

t.test('settings that follow from others follow again when the print is read', async (t) => {
  for (const globals of [
    'vrrp_garp_master_delay 7',
    'vrrp_garp_master_delay 7\n vrrp_garp_lower_prio_delay 5',
    'vrrp_min_garp on',
    'vrrp_min_garp on\n vrrp_garp_master_repeat 3',
    'vrrp_strict on',
    'vrrp_strict on\n vrrp_lower_prio_no_advert off',
    'smtp_alert on',
    'vrrp_version 3',
    'vmac_prefix x',
  ]) {
    for (const own of [
      '',
      'strict_mode off',
      'strict_mode on',
      'accept',
      'no_accept',
      'priority 255',
      'garp_extra_if 0',
    ]) {
      const first = build(`global_defs {\n ${globals}\n}\n${instanceText(`  ${own}`)}`);
      const text = formatConfiguration(first.configuration);
      const second = build(text);
      t.same(
        withoutSpans(second.configuration),
        withoutSpans(first.configuration),
        `${globals} with ${own || 'nothing'}`,
      );
    }
  }
});

t.test('the resolved lines of a file mean the same, and are resolved for good', async (t) => {
  const text = `$NET=192.0.2
@node1 include more.conf
@other nonsense
~SEQ(N,1,2) vrrp_instance VI_$N {
  interface eth0
  virtual_router_id 1\${N} # comment
  authentication { auth_type PASS
    auth_pass "a#b" }
  virtual_ipaddress { \${NET}.1\${N} }
}
`;
  const tree = treeOf(text.replaceAll('\\$', '$'), {
    files: { '/etc/keepalived/more.conf': 'vrrp_script c {\n script "/a #b"\n}\n' },
  });
  const printed = formatTree(tree.nodes);
  t.notMatch(printed, /NET|@|~SEQ|include|comment/);
  t.same(outline(treeOf(printed).nodes), outline(tree.nodes));
  t.equal(formatTree(treeOf(printed).nodes), printed);
});

t.test('a name that would mean something else at the start of a line is quoted', async (t) => {
  const names = ['@c', 'include', '~SEQ(a,1,2)', '$F=1'];
  const scripts = names.map((name) => `vrrp_script "${name}" {\n script /bin/true\n}\n`).join('');
  const tracked = names.map((name) => `"${name}" weight 5`).join('\n');
  const first = build(`${scripts}${instanceText(`  track_script {\n${tracked}\n}`)}`).configuration;
  t.same(
    first.instances[0]?.trackedScripts.map(({ name }) => name),
    names,
  );
  const text = formatConfiguration(first);
  t.same(withoutSpans(build(text).configuration), withoutSpans(first));
});

t.test('a resolved line is read as the line that it stands for', async (t) => {
  const script = (word: string): string => `vrrp_script c {\n script ${word}\n}\n`;
  for (const [written, printed] of [
    [instanceText('  @node1 @^other priority 66'), '    "@^other" priority 66\n'],
    [script(`'/usr/bin/true x"a b"\${_HASH}c'`), `    script '/usr/bin/true x"a b"\${_HASH}c'\n`],
    [script(String.raw`/usr/bin/true\ a\#b\!c "\#"`), `    script /usr/bin/true\\ a\${_HASH}b\${_BANG}c "\\#"\n`],
    ['\ufeff\ufeffglobal_defs {\n}\n', '"\ufeffglobal_defs" {\n}\n'],
  ] as const) {
    const tree = treeOf(written);
    const text = decodeBytes(formatTree(tree.nodes));
    t.ok(text.includes(printed), text);
    t.same(withoutSpans(build(text).configuration), withoutSpans(build(written).configuration));
    t.equal(decodeBytes(formatTree(treeOf(text).nodes)), text);
  }
});
