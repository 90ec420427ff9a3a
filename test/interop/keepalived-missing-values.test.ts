/**
 * A keyword without its value: where Debian's keepalived stops at once, where it reports and runs, and where it says
 * nothing, vrrpd answers -t with the same class.
 */

import t from 'tap';
import { keepalivedExitStatus } from '../../src/config/report/exit-status.js';
import { build } from '../support/configurations.js';
import { keepalivedMissing, makeKeepalivedHost } from '../support/keepalived-dump.js';
import { keepalivedTestHost } from '../support/keepalived-host.js';
import { missingValues } from '../support/missing-values.js';

/** Keywords that Debian's 2.2.7 does not have, is built without, or does not call an old spelling yet. */
const UNKNOWN = new Set([
  'global_defs use_symlink_paths',
  'global_defs set_supplementary_groups',
  'global_defs vrrp_delay_after_boot',
  'global_defs vrrp_owner_ignore_adverts',
  'global_defs v3_checksum_as_v2',
  'global_defs state_dump_file',
  'global_defs stats_dump_file',
  'global_defs json_dump_file',
  'global_defs json_version',
  'global_defs iproute_usr_dir',
  'global_defs iproute_etc_dir',
  'global_defs vrrp_iptables',
  'global_defs vrrp_ipsets',
  'global_defs snmp_vs_stats_update_interval',
  'global_defs snmp_rs_stats_update_interval',
  'global_defs dbus_no_interface_name',
  'vrrp_track_file init_file',
  'vrrp_instance v3_checksum_as_v2',
  'vrrp_instance owner_ignore_adverts',
  'bfd_instance multihop',
  'HTTP_GET sni_name',
  'SSL_GET sni_name',
  'SSL_GET tls_compliant',
  'SSL_GET/url tls_compliant',
]);

t.test('each keyword without its value', { skip: keepalivedMissing() }, async (t) => {
  const keepalived = makeKeepalivedHost('v');
  t.teardown(() => keepalived.remove());
  const wrong: string[] = [];
  for (const { name, text } of missingValues()) {
    if (UNKNOWN.has(name)) continue;
    const theirs = await keepalived.test(text);
    const { diagnostics } = build(text, keepalivedTestHost);
    const ours = keepalivedExitStatus(diagnostics);
    if (theirs !== undefined && theirs !== ours) wrong.push(`${name}: keepalived ${theirs}, vrrpd ${ours}`);
  }
  t.same(wrong, []);
});
