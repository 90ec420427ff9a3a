/**
 * What follows when a keyword of an instance changes.
 */

export type Consequence =
  /** Nothing that another host or a client notices. */
  | 'none'
  /** Other things are bound or announced. */
  | 'holding'
  /** Another host may be the better one. */
  | 'election'
  /** All hosts of the virtual router must have the same. */
  | 'agreement';

interface KeywordConsequence {
  readonly consequence?: Consequence;
  /** A block of lines, compared line by line. */
  readonly list?: boolean;
  /** Compared, never shown. */
  readonly secret?: boolean;
}

const of = (consequence: Consequence, names: readonly string[], list = false): Record<string, KeywordConsequence> =>
  Object.fromEntries(names.map((name) => [name, { consequence, list }]));

export const KEYWORD_CONSEQUENCES: Readonly<Record<string, KeywordConsequence>> = {
  ...of('election', [
    'state',
    'priority',
    'nopreempt',
    'preempt_delay',
    'down_timer_adverts',
    'timer_expired_backup',
    'dont_track_primary',
    'track_src_ip',
    'owner_ignore_adverts',
    'lower_prio_no_advert',
    'higher_prio_send_advert',
  ]),
  ...of('election', ['track_interface', 'track_script', 'track_file', 'track_process', 'track_bfd'], true),
  ...of('agreement', [
    'version',
    'advert_int',
    'mcast_dst_ip',
    'mcast_src_ip',
    'unicast_src_ip',
    'unicast_ttl',
    'check_unicast_src',
    'strict_mode',
    'v3_checksum_as_v2',
    'old_unicast_checksum',
  ]),
  ...of('agreement', ['virtual_ipaddress', 'unicast_peer'], true),
  ...of('holding', [
    'use_vmac',
    'use_vmac_addr',
    'vmac_xmit_base',
    'use_ipvlan',
    'accept',
    'no_accept',
    'promote_secondaries',
  ]),
  ...of('holding', ['virtual_ipaddress_excluded', 'virtual_routes', 'virtual_rules'], true),
  authentication: { consequence: 'agreement', secret: true },
  auth_hmac: { consequence: 'agreement', secret: true },
  password: { secret: true },
};
