/**
 * Gratuitous ARP for IPv4 over Ethernet, and the reading of ARP of others. RFC 826; RFC 9568 section 6.4.2.
 */

import {
  addressBytes,
  formatIpAddress,
  formatMac,
  type IpAddress,
  type MacAddress,
  macBytes,
} from '../base/address.js';
import { BROADCAST_MAC, ETHERNET_HEADER_LENGTH, ETHERTYPE_ARP, newFrame } from './ethernet.js';

const ARP_LENGTH = 28;
const OPERATION_REQUEST = 1;

/**
 * The frame that tells a segment who holds an address: a request, sender and target address both the virtual one,
 * target hardware address broadcast as keepalived sends it. Whole from the Ethernet header on, 42 bytes.
 * @param mac hardware address of the interface, or the virtual router's on a VMAC
 */
export function encodeGratuitousArp(address: IpAddress, mac: MacAddress): Uint8Array {
  return encodeArpRequest({ senderMac: mac, sender: address, targetMac: BROADCAST_MAC, target: address });
}

/**
 * The frame that asks who else has an address, without claiming it: sender address zero. Whole from the Ethernet header.
 * @see RFC 5227 section 2.1.1
 */
export function encodeArpProbe(address: IpAddress, mac: MacAddress): Uint8Array {
  return encodeArpRequest({
    senderMac: mac,
    sender: '0.0.0.0' as IpAddress,
    targetMac: '00:00:00:00:00:00' as MacAddress,
    target: address,
  });
}

export interface ArpMessage {
  readonly operation: 'request' | 'reply';
  readonly senderMac: MacAddress;
  readonly sender: IpAddress;
  readonly targetMac: MacAddress;
  readonly target: IpAddress;
}

/** Reads an ARP frame from the Ethernet header on; undefined when it is anything but IPv4 over Ethernet. */
export function decodeArpFrame(frame: Uint8Array): ArpMessage | undefined {
  if (frame.length < ETHERNET_HEADER_LENGTH + ARP_LENGTH) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(12) !== ETHERTYPE_ARP || view.getUint16(14) !== 1 || view.getUint16(16) !== 0x0800)
    return undefined;
  if (view.getUint8(18) !== 6 || view.getUint8(19) !== 4) return undefined;
  const operation = view.getUint16(20);
  if (operation !== 1 && operation !== 2) return undefined;
  return {
    operation: operation === OPERATION_REQUEST ? 'request' : 'reply',
    senderMac: formatMac(frame.subarray(22, 28)),
    sender: formatIpAddress(frame.subarray(28, 32)),
    targetMac: formatMac(frame.subarray(32, 38)),
    target: formatIpAddress(frame.subarray(38, 42)),
  };
}

function encodeArpRequest(fields: Omit<ArpMessage, 'operation'>): Uint8Array {
  const frame = newFrame(BROADCAST_MAC, fields.senderMac, ETHERTYPE_ARP, ARP_LENGTH);
  frame.set([0, 1, 0x08, 0, 6, 4, 0, OPERATION_REQUEST], ETHERNET_HEADER_LENGTH);
  frame.copyWithin(22, 6, 12);
  frame.set(addressBytes(fields.sender), 28);
  frame.set(macBytes(fields.targetMac), 32);
  frame.set(addressBytes(fields.target), 38);
  return frame;
}
