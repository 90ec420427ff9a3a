/**
 * A whole advertisement as the socket takes it: IPv4 header, authentication header where there is one, message, HMAC
 * trailer where there is one. Over IPv6 the kernel writes the header, so the packet starts with the message.
 */

import { addressBytes, type IpAddress } from '../base/address.js';
import { type AdvertisementFields, encodeMessage } from './advertisement.js';
import { encodeAuthenticationHeader, sealAuthenticationHeader } from './authentication.js';
import { encodeHmacTrailer, type HmacKey, type HmacSequence } from './hmac-trailer.js';
import { encodeIpv4Header, IPV4_HEADER_LENGTH, PROTOCOL_AH, PROTOCOL_VRRP } from './ipv4-header.js';

/** Everything about our advertisements that does not change from one to the next. */
export interface AdvertisementTemplate extends Omit<AdvertisementFields, 'priority'> {
  /** TTL of IPv4; the hop limit of IPv6 is the socket's. */
  readonly timeToLive: number;
  /** The pseudo-header's destination where it is not the packet's: keepalived's old_unicast_checksum. */
  readonly checksumDestination?: IpAddress;
}

/** What makes one packet unlike the one before. */
export interface Seal {
  /** Counter of the authentication header, 1 at first. Needed with authentication AH. */
  readonly ahSequence?: number;
  /** Signs the packet. */
  readonly hmac?: { readonly key: HmacKey; readonly sequence: HmacSequence };
}

/** The packet with this priority. */
export function encodeAdvertisement(template: AdvertisementTemplate, priority: number, seal: Seal = {}): Uint8Array {
  const destination = template.checksumDestination ?? template.destination;
  const message = encodeMessage({ ...template, destination, priority }, signer(template, seal));
  if (template.family === 6) return message;
  const ah = authenticationHeaderFor(template, seal);
  const packet = new Uint8Array(IPV4_HEADER_LENGTH + ah.length + message.length);
  packet.set(
    encodeIpv4Header({
      source: template.source,
      destination: template.destination,
      protocol: ah.length > 0 ? PROTOCOL_AH : PROTOCOL_VRRP,
      timeToLive: template.timeToLive,
      payloadLength: ah.length + message.length,
      identification: ah.length > 0 ? identificationFor(seal.ahSequence ?? 0) : 0,
    }),
  );
  packet.set(ah, IPV4_HEADER_LENGTH);
  packet.set(message, IPV4_HEADER_LENGTH + ah.length);
  if (template.authentication.type === 'ah') {
    sealAuthenticationHeader(packet, IPV4_HEADER_LENGTH, template.authentication.data);
  }
  return packet;
}

/**
 * Encodes one virtual router's advertisements to one destination, and does so again only when the priority changes.
 * Sealed packets (AH, HMAC) differ each time and are always made anew.
 */
export class AdvertisementEncoder {
  readonly template: AdvertisementTemplate;
  #priority = -1;
  #packet: Uint8Array = new Uint8Array(0);

  constructor(template: AdvertisementTemplate) {
    this.template = template;
  }

  /** The packet; it must not be written to. */
  encode(priority: number, seal?: Seal): Uint8Array {
    if (seal !== undefined) return encodeAdvertisement(this.template, priority, seal);
    if (priority !== this.#priority) {
      this.#packet = encodeAdvertisement(this.template, priority);
      this.#priority = priority;
    }
    return this.#packet;
  }
}

function signer(template: AdvertisementTemplate, seal: Seal): ((message: Uint8Array) => Uint8Array) | undefined {
  const hmac = seal.hmac;
  return hmac === undefined ? undefined : (message) => encodeHmacTrailer(message, template, hmac.key, hmac.sequence);
}

function authenticationHeaderFor(template: AdvertisementTemplate, seal: Seal): Uint8Array {
  if (template.authentication.type !== 'ah') return new Uint8Array(0);
  return encodeAuthenticationHeader(addressBytes(template.source), seal.ahSequence ?? 0, PROTOCOL_VRRP);
}

// The digest covers the identification, so the kernel must not choose one, and it chooses one for 0.
function identificationFor(sequence: number): number {
  return sequence & 0xffff || 1;
}
