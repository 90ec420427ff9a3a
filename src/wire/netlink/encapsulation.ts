/**
 * Lightweight tunnels of routes: RTA_ENCAP of each kind. linux/lwtunnel.h, linux/mpls_iptunnel.h, linux/ila.h.
 */

import { addressBytes } from '../../base/address.js';
import type { Encapsulation } from '../../base/encapsulation.js';
import { PayloadWriter } from './attributes.js';

/** LWTUNNEL_ENCAP_*. */
export const ENCAPSULATION_TYPES = { mpls: 1, ip: 2, ila: 3, ip6: 4 } as const;

const TUNNEL_ID = 1;
const TUNNEL_DESTINATION = 2;
const TUNNEL_SOURCE = 3;
/** IPv4 has the hop limit before the class and IPv6 too; the names differ only. */
const TUNNEL_HOP_LIMIT = 4;
const TUNNEL_CLASS = 5;
const TUNNEL_FLAGS = 6;
const MPLS_IPTUNNEL_DST = 1;
const ILA_ATTR_LOCATOR = 1;

/** Attributes of one tunnel. */
export function encodeEncapsulation(tunnel: Encapsulation): Uint8Array {
  const writer = new PayloadWriter();
  switch (tunnel.type) {
    case 'mpls':
      return writer.attribute(MPLS_IPTUNNEL_DST, labelStack(tunnel.labels)).finish();
    case 'ila':
      return writer.attribute(ILA_ATTR_LOCATOR, locatorBytes(tunnel.locator)).finish();
    case 'ip':
    case 'ip6':
      if (tunnel.id !== undefined) writer.attribute(TUNNEL_ID, bigEndian64(tunnel.id));
      if (tunnel.destination !== undefined) writer.attribute(TUNNEL_DESTINATION, addressBytes(tunnel.destination));
      if (tunnel.source !== undefined) writer.attribute(TUNNEL_SOURCE, addressBytes(tunnel.source));
      if (tunnel.hopLimit !== undefined) writer.attributeU8(TUNNEL_HOP_LIMIT, tunnel.hopLimit);
      if (tunnel.trafficClass !== undefined) writer.attributeU8(TUNNEL_CLASS, tunnel.trafficClass);
      if (tunnel.flags !== undefined) {
        writer.attribute(TUNNEL_FLAGS, Uint8Array.of(tunnel.flags >> 8, tunnel.flags & 0xff));
      }
      return writer.finish();
  }
}

export function bigEndian64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

/** Labels of 20 bits; the last one carries the bottom-of-stack bit. @see RFC 3032 section 2.1 */
function labelStack(labels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(labels.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, label] of labels.entries()) {
    view.setUint32(index * 4, ((label << 12) | (index === labels.length - 1 ? 0x100 : 0)) >>> 0);
  }
  return bytes;
}

function locatorBytes(locator: string): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  for (const [index, group] of locator.split(':').slice(0, 4).entries()) {
    view.setUint16(index * 2, Number.parseInt(group, 16) & 0xffff);
  }
  return bytes;
}
