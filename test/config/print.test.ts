import t from 'tap';
import { formatConfiguration } from '../../src/config/print/configuration.js';
import { formatTree } from '../../src/config/print/tree.js';
import { outline, treeOf } from '../support/config-texts.js';
import { build, findings, instanceText, withoutSpans } from '../support/configurations.js';
import { WHOLE_LANGUAGE } from '../support/whole-language.js';

t.test('printing the whole language and reading it gives the same model', async (t) => {
  const first = build(WHOLE_LANGUAGE);
  t.same(
    findings(first).filter((finding) => !/not-supported|not-needed/.test(finding)),
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
