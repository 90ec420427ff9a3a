/** keepalived.stats: what SIGUSR2 asks for. */

import type { Counters, RouterSnapshot } from '../vrrp/snapshot.js';

/** keepalived's counters by the names of its JSON. */
export type Statistics = Readonly<Record<StatisticName, number>>;

type StatisticName =
  | 'advert_rcvd'
  | 'advert_sent'
  | 'become_master'
  | 'release_master'
  | 'packet_len_err'
  | 'advert_interval_err'
  | 'ip_ttl_err'
  | 'invalid_type_rcvd'
  | 'addr_list_err'
  | 'invalid_authtype'
  | 'authtype_mismatch'
  | 'auth_failure'
  | 'auth_ext_missing'
  | 'auth_ext_malformed'
  | 'auth_ext_unknown_key'
  | 'auth_ext_invalid_hmac'
  | 'auth_ext_stale'
  | 'auth_ext_replay'
  | 'pri_zero_rcvd'
  | 'pri_zero_sent';

/** In the order of keepalived's JSON. */
export function statisticsOf(counters: Counters): Statistics {
  const rejected = (...codes: readonly string[]): number => {
    return codes.reduce((sum, code) => sum + (counters.rejected[code] ?? 0), 0);
  };
  const remarked = (code: string): number => counters.remarked[code] ?? 0;
  return {
    advert_rcvd: counters.advertisementsReceived,
    advert_sent: counters.advertisementsSent,
    become_master: counters.becameMaster,
    release_master: counters.releasedMaster,
    packet_len_err: rejected('packet-length', 'total-length'),
    advert_interval_err: rejected('advertisement-interval', 'advertisement-interval-zero'),
    ip_ttl_err: rejected('hop-limit', 'peer-hop-limit'),
    invalid_type_rcvd: rejected('type'),
    addr_list_err: rejected('destination', 'address-count-zero') + remarked('address-list-differs'),
    invalid_authtype: rejected('authentication-type-unknown'),
    authtype_mismatch: rejected('authentication-type', 'authentication-header'),
    auth_failure: rejected('password', 'ah-index', 'ah-digest', 'ah-replayed'),
    auth_ext_missing: rejected('hmac-missing') + remarked('unsigned'),
    auth_ext_malformed: rejected('hmac-malformed'),
    auth_ext_unknown_key: rejected('hmac-unknown-key'),
    auth_ext_invalid_hmac: rejected('hmac-invalid'),
    auth_ext_stale: rejected('hmac-stale'),
    auth_ext_replay: rejected('hmac-replayed'),
    pri_zero_rcvd: counters.priorityZeroReceived,
    pri_zero_sent: counters.priorityZeroSent,
  };
}

export function dumpStatistics(routers: readonly RouterSnapshot[]): string {
  return routers.map(({ name, counters }) => formatStatistics(name, statisticsOf(counters))).join('');
}

function formatStatistics(name: string, counts: Statistics): string {
  return `VRRP Instance: ${name}
  Advertisements:
    Received: ${counts.advert_rcvd}
    Sent: ${counts.advert_sent}
  Became master: ${counts.become_master}
  Released master: ${counts.release_master}
  Packet Errors:
    Length: ${counts.packet_len_err}
    TTL: ${counts.ip_ttl_err}
    Invalid Type: ${counts.invalid_type_rcvd}
    Advertisement Interval: ${counts.advert_interval_err}
    Address List: ${counts.addr_list_err}
  Authentication Errors:
    Invalid Type: ${counts.invalid_authtype}
    Type Mismatch: ${counts.authtype_mismatch}
    Failure: ${counts.auth_failure}
  Authentication Extension Errors:
    Missing: ${counts.auth_ext_missing}
    Malformed: ${counts.auth_ext_malformed}
    Unknown Key: ${counts.auth_ext_unknown_key}
    Invalid HMAC: ${counts.auth_ext_invalid_hmac}
    Stale: ${counts.auth_ext_stale}
    Replay: ${counts.auth_ext_replay}
  Priority Zero:
    Received: ${counts.pri_zero_rcvd}
    Sent: ${counts.pri_zero_sent}
`;
}
