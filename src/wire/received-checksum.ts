/**
 * The checksum of a received message. Version 3 over IPv4 is made in two ways, and older keepalived has a third for
 * unicast: all are taken, and which one it was is told. RFC 9568 section 5.2.8.
 */

import { addressBytes, type IpAddress } from '../base/address.js';
import { foldChecksum, sumPseudoHeader, sumWords } from './checksum.js';
import { HMAC_TRAILER_LENGTH } from './hmac-trailer.js';
import { PROTOCOL_VRRP } from './ipv4-header.js';
import type { ReceiveRules } from './receive-rules.js';
import type { ReceivedMessage } from './received-message.js';

/** How the checksum of a packet was made. `group`: with the multicast group as destination of a unicast packet. */
export type ReceivedChecksum = 'message-only' | 'pseudo-header' | 'group';

/** Which way of making the checksum fits; undefined when none does. @param signed an HMAC trailer follows the message */
export function checksumStyleOf(
  message: ReceivedMessage,
  rules: ReceiveRules,
  signed: boolean,
): ReceivedChecksum | undefined {
  const plain = message.body.subarray(0, message.messageLength);
  if (message.family === 4 && message.version === 2) return fits(sumWords(plain)) ? 'message-only' : undefined;
  const source = addressBytes(message.source);
  const destination = message.destination ?? rules.group;
  if (fitsWith(plain, source, destination)) return 'pseudo-header';
  if (message.family === 6) {
    const whole = message.body.subarray(0, message.messageLength + HMAC_TRAILER_LENGTH);
    return signed && fitsWith(whole, source, destination) ? 'pseudo-header' : undefined;
  }
  if (fits(sumWords(plain))) return 'message-only';
  const old = !rules.multicast && rules.groupChecksum;
  return old && fitsWith(plain, source, rules.group) ? 'group' : undefined;
}

function fits(sum: number): boolean {
  return foldChecksum(sum) === 0;
}

function fitsWith(bytes: Uint8Array, source: Uint8Array, destination: IpAddress): boolean {
  const pseudoHeader = sumPseudoHeader(source, addressBytes(destination), PROTOCOL_VRRP, bytes.length);
  return fits(sumWords(bytes, pseudoHeader));
}

/** The checksum that a message should have, in words, and the one that it has. */
export function describeChecksum(
  message: ReceivedMessage,
  rules: ReceiveRules,
): { readonly expected: string; readonly actual: string } {
  const bytes = message.body.slice(0, message.messageLength);
  const received = ((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0);
  bytes.fill(0, 6, 8);
  const plain = hex(foldChecksum(sumWords(bytes)));
  if (message.version === 2 && message.family === 4) return { expected: plain, actual: hex(received) };
  const destination = addressBytes(message.destination ?? rules.group);
  const pseudoHeader = sumPseudoHeader(addressBytes(message.source), destination, PROTOCOL_VRRP, bytes.length);
  const whole = hex(foldChecksum(sumWords(bytes, pseudoHeader)));
  return {
    expected: message.family === 6 ? whole : `${whole} (${plain} without pseudo-header)`,
    actual: hex(received),
  };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}
