/** A daemon over ports in memory, on a host of a FakeWorld. */

import { parseJournal } from '../../src/runtime/address-journal.js';
import { startDaemon } from '../../src/runtime/daemon.js';
import { type Daemon, type DaemonSettings, NOTHING_KEPT } from '../../src/runtime/daemon-api.js';
import { parseEvents } from '../../src/runtime/event-record.js';
import { parseStandby } from '../../src/runtime/standby-book.js';
import { build } from './configurations.js';
import type { FakeHost } from './fakes.js';

export const MEMORY_SETTINGS: DaemonSettings = {
  version: '0.0.0',
  configurationFile: '/etc/keepalived/keepalived.conf',
  runDirectory: '/run/vrrpd',
  stateDirectory: '/state',
  kept: NOTHING_KEPT,
  addressLease: 10,
  recordDirectory: undefined,
  keepAddressesAtStop: false,
  dumpDirectory: '/tmp',
};

/** VRID 51 on eth0 with 10.0.0.100. */
export function memoryInstance(lines: string, name = 'VI_1', vrid = 51, vip = '10.0.0.100'): string {
  return `vrrp_instance ${name} {
  interface eth0
  virtual_router_id ${vrid}
  advert_int 1
  ${lines}
  virtual_ipaddress {
    ${vip}
  }
}
`;
}

/**
 * Starts with what the host's state directory holds.
 * @param next text that a reload reads
 */
export function startMemoryDaemon(host: FakeHost, text: string, next: () => string = () => text): Daemon {
  const kept = {
    events: parseEvents(host.files.get('/state/events.jsonl') ?? ''),
    standby: parseStandby(host.files.get('/state/standby.json') ?? ''),
    addresses: parseJournal(host.files.get('/run/vrrpd/addresses') ?? ''),
  };
  const { configuration } = build(text);
  return startDaemon(configuration, { ...MEMORY_SETTINGS, kept }, host.adapters, async () => ({
    ok: true,
    configuration: build(next()).configuration,
  }));
}

export function stateOf(daemon: Daemon, name = 'VI_1'): string | undefined {
  return daemon.snapshot().routers.find((router) => router.name === name)?.state;
}
