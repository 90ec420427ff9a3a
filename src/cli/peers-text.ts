/**
 * Everybody heard on the wire, newest first: one line, and below it what was rejected or odd.
 */

import { formatDuration } from '../base/format-time.js';
import type { PeerSnapshot } from '../runtime/snapshot.js';
import { paint, printable, table, wrap } from './paragraph.js';
import type { Terminal } from './terminal.js';

/** @param now wall clock of the answer, milliseconds */
export function formatPeers(peers: readonly PeerSnapshot[], now: number, terminal: Terminal): string[] {
  if (peers.length === 0) return ['nobody else was heard (a backup sends nothing)'];
  const newest = peers.toSorted((first, second) => second.lastHeardWall - first.lastHeardWall);
  const rows = newest.map((peer) => [
    printable(peer.address),
    printable(peer.interfaceName ?? '-'),
    String(peer.vrid ?? '-'),
    printable(peer.router ?? '-'),
    `${formatDuration(Math.max(0, now - peer.lastHeardWall) * 1_000)} ago`,
    String(peer.priority ?? '-'),
    formatVersion(peer),
    peer.advertisementInterval === undefined ? '-' : formatDuration(peer.advertisementInterval),
    String(peer.received),
    formatRejections(peer, terminal),
    formatAddresses(peer.addresses),
  ]);
  const head = [
    'FROM',
    'ON',
    'VRID',
    'INSTANCE',
    'HEARD',
    'PRIO',
    'VERSION',
    'EVERY',
    'PACKETS',
    'REJECTED',
    'ADDRESSES',
  ];
  const below = newest.flatMap((peer) => [...formatLastRejection(peer, terminal), ...formatRemark(peer, terminal)]);
  return [...table([head, ...rows], terminal), ...below];
}

/** Version 3 over IPv4 makes its checksum with the IP addresses; what does otherwise is worth knowing. */
function formatVersion({ vrrpVersion, checksum }: PeerSnapshot): string {
  if (vrrpVersion === undefined) return '-';
  if (vrrpVersion !== 3 || checksum === undefined || checksum === 'pseudo-header') return String(vrrpVersion);
  return checksum === 'group' ? '3, checksum of old keepalived' : '3, checksum as v2';
}

function formatRejections({ rejected, router }: PeerSnapshot, terminal: Terminal): string {
  const count = Object.values(rejected).reduce((sum, one) => sum + one, 0);
  if (count > 0) return paint(String(count), 'bad', terminal);
  return router === undefined ? 'not ours' : '0';
}

function formatAddresses(addresses: readonly string[]): string {
  const shown = addresses.slice(0, 3).join(' ');
  return addresses.length > 3 ? `${shown} +${addresses.length - 3}` : shown || '-';
}

function formatLastRejection({ address, rejected, lastRejection }: PeerSnapshot, terminal: Terminal): string[] {
  if (lastRejection === undefined) return [];
  const counts = Object.entries(rejected).map(([code, count]) => `${printable(code)} ${count}`);
  return [
    '',
    ...wrap(
      `${printable(address)} rejected (${counts.join(', ')}); last ${printable(lastRejection)}`,
      terminal.columns,
    ),
  ];
}

function formatRemark({ address, lastRemark }: PeerSnapshot, terminal: Terminal): string[] {
  if (lastRemark === undefined) return [];
  return ['', ...wrap(`${printable(address)} accepted, but odd; ${printable(lastRemark)}`, terminal.columns)];
}
