/**
 * The files that SIGUSR1 and SIGUSR2 ask for, with the lines that keepalived's exporters read.
 */

import type { Configuration } from '../config/model.js';
import type { RouterSnapshot } from '../vrrp/snapshot.js';
import type { DaemonSnapshot } from './snapshot.js';

/** keepalived.data. */
export function dumpData(snapshot: DaemonSnapshot, configuration: Configuration): string {
  const instances = new Map(configuration.instances.map((instance) => [instance.name, instance]));
  const lines = ['------< VRRP Topology >------'];
  for (const router of snapshot.routers) {
    const instance = instances.get(router.name);
    lines.push(
      ` VRRP Instance = ${router.name}`,
      `   VRRP Version = ${router.version}`,
      `   State = ${router.state.toUpperCase()}`,
      `   Wantstate = ${instance?.state ?? 'BACKUP'}`,
      `   Last transition = ${(router.sinceWall / 1000).toFixed(6)} (${new Date(router.sinceWall).toString()})`,
      `   Interface = ${router.interfaceName ?? 'none'}`,
      `   Gratuitous ARP delay = ${(instance?.announcements.delay ?? 0) / 1_000_000}`,
      `   Gratuitous ARP repeat = ${instance?.announcements.repeat ?? 0}`,
      `   Virtual Router ID = ${router.vrid}`,
      `   Priority = ${router.basePriority}`,
      `   Effective priority = ${router.effectivePriority}`,
      `   Advert interval = ${(instance?.advertisementInterval ?? 0) / 1_000_000} sec`,
      `   Preempt = ${router.preempt ? 'enabled' : 'disabled'}`,
      ...addressLines('Virtual IP', router, false),
      ...addressLines('Virtual IP Excluded', router, true),
    );
  }
  lines.push('------< VRRP Scripts >------');
  for (const check of snapshot.checks) {
    lines.push(
      ` VRRP Script = ${check.name}`,
      `   Interval = ${check.interval / 1_000_000}`,
      `   Status = ${check.result === 'up' ? 'GOOD' : 'BAD'}`,
      `   State = ${check.running ? 'running' : 'idle'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** keepalived.stats. */
export function dumpStatistics(snapshot: DaemonSnapshot): string {
  return snapshot.routers.map(statistics).join('');
}

function addressLines(title: string, router: RouterSnapshot, excluded: boolean): readonly string[] {
  const some = router.addresses.filter((address) => address.excluded === excluded);
  if (some.length === 0) return [];
  const lines = some.map(({ address, device, bound }) => `     ${address} dev ${device}${bound ? ' set' : ''}`);
  return [`   ${title} (${some.length}):`, ...lines];
}

function statistics({ name, counters }: RouterSnapshot): string {
  const rejected = (...codes: readonly string[]): number => {
    return codes.reduce((sum, code) => sum + (counters.rejected[code] ?? 0), 0);
  };
  return `VRRP Instance: ${name}
  Advertisements:
    Received: ${counters.advertisementsReceived}
    Sent: ${counters.advertisementsSent}
  Became master: ${counters.becameMaster}
  Released master: ${counters.releasedMaster}
  Packet Errors:
    Length: ${rejected('packet-length', 'total-length')}
    TTL: ${rejected('hop-limit', 'peer-hop-limit')}
    Invalid Type: ${rejected('type')}
    Advertisement Interval: ${rejected('advertisement-interval', 'advertisement-interval-zero')}
    Address List: ${rejected('destination', 'address-count-zero')}
  Authentication Errors:
    Invalid Type: ${rejected('authentication-type-unknown')}
    Type Mismatch: ${rejected('authentication-type', 'authentication-header')}
    Failure: ${rejected('password', 'ah-index', 'ah-digest', 'ah-replayed')}
  Authentication Extension Errors:
    Missing: ${rejected('hmac-missing')}
    Malformed: ${rejected('hmac-malformed')}
    Unknown Key: ${rejected('hmac-unknown-key')}
    Invalid HMAC: ${rejected('hmac-invalid')}
    Stale: ${rejected('hmac-stale')}
    Replay: ${rejected('hmac-replayed')}
  Priority Zero:
    Received: ${counters.priorityZeroReceived}
    Sent: ${counters.priorityZeroSent}
`;
}
