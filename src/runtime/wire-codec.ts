/**
 * The codec of one virtual router over the wire formats: what it sends is encoded once and kept until the priority or
 * the source changes; what it hears goes through every receive check.
 */

import type { IpAddress } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { Authentication, HmacAuthentication, Instance, UnicastPeer } from '../config/model.js';
import { AdvertisementEncoder, type Seal } from '../wire/advertisement-packet.js';
import type { Authentication as WireAuthentication } from '../wire/authentication.js';
import { type HmacKey, type HmacRules, type HmacSequence, nextHmacSequence } from '../wire/hmac-trailer.js';
import { decodeAdvertisement, NOTHING_HEARD, type ReceiveMemory } from '../wire/receive.js';
import type { PeerRules, ReceiveRules } from '../wire/receive-rules.js';
import { AdvertMemory } from './advert-memory.js';
import type { AdvertisementCodec, HeardAdvertisement, RejectedPacket } from './codec.js';
import type { AdvertisementEndpoint, OutgoingPacket, ReceivedPacket } from './ports/network.js';

const HOP_LIMIT = 255;

export interface CodecFacts {
  /** Wall clock in milliseconds, for signatures. */
  wall(): number;
  /** The master that the router follows; its list of addresses need not be compared again. */
  trustedSource(): IpAddress | undefined;
}

export class WireCodec implements AdvertisementCodec {
  readonly #instance: Instance;
  readonly #facts: CodecFacts;
  readonly #rules: ReceiveRules;
  readonly #destinations: readonly IpAddress[];
  #memory: ReceiveMemory = NOTHING_HEARD;
  #encoders: readonly AdvertisementEncoder[] = [];
  #source: IpAddress | undefined;
  #signed: HmacSequence | undefined;
  /** A peer makes its checksums as old keepalived did, so it is answered in kind. */
  #oldChecksum: boolean;
  readonly #last = new AdvertMemory();

  /** @param before the router's codec until now, whose counters go on: what was heard must not be believed again */
  constructor(instance: Instance, facts: CodecFacts, before?: WireCodec) {
    this.#instance = instance;
    this.#facts = facts;
    if (before !== undefined && before.#instance.authentication.type === instance.authentication.type) {
      this.#memory = before.#memory;
      this.#signed = before.#signed;
    }
    this.#oldChecksum = instance.oldUnicastChecksum === 'always';
    this.#destinations =
      instance.unicastPeers.length > 0
        ? instance.unicastPeers.map(({ address }) => address)
        : [instance.multicastGroup];
    this.#rules = {
      version: instance.version,
      family: instance.family,
      advertisementInterval: instance.advertisementInterval,
      addresses: instance.addresses.map(({ prefix }) => prefix.address),
      authentication: wireAuthentication(instance.authentication),
      hmac: instance.hmac === undefined ? undefined : hmacRules(instance.hmac),
      multicast: this.#multicast,
      group: instance.multicastGroup,
      groupChecksum: instance.oldUnicastChecksum !== 'never',
      // A signature is believed of peers only, and each has a replay mark of its own.
      peers: instance.checkUnicastSource
        ? instance.unicastPeers.map(peerRules)
        : instance.hmac && instance.unicastPeers.map(({ address }) => ({ address })),
    };
  }

  /** Whether an equal packet is as good as the last one: nothing in it counts or tells the time. */
  get #repeatable(): boolean {
    return this.#rules.authentication.type !== 'ah' && this.#rules.hmac === undefined;
  }

  get #multicast(): boolean {
    return this.#instance.unicastPeers.length === 0;
  }

  get #hopLimit(): number {
    return this.#multicast ? HOP_LIMIT : (this.#instance.unicastTtl ?? HOP_LIMIT);
  }

  endpoint(
    interfaceName: string | undefined,
    interfaceIndex: number | undefined,
    source: IpAddress,
  ): AdvertisementEndpoint {
    return {
      family: this.#instance.family,
      protocol: this.#instance.authentication.type === 'ah' ? 51 : 112,
      interfaceName,
      interfaceIndex,
      group: this.#multicast ? this.#instance.multicastGroup : undefined,
      source,
      hopLimit: this.#hopLimit,
    };
  }

  encode(priority: number, source: IpAddress): readonly OutgoingPacket[] {
    if (source !== this.#source) this.#prepare(source);
    const seal = this.#nextSeal();
    return this.#encoders.map((encoder) => ({
      bytes: encoder.encode(priority, seal),
      destination: encoder.template.destination,
    }));
  }

  decode(packet: ReceivedPacket, _now: Micros): HeardAdvertisement | RejectedPacket {
    const known = this.#last.recall(packet);
    if (known !== undefined) return known;
    const trustedSource = this.#instance.skipCheckAdvertAddresses ? this.#facts.trustedSource() : undefined;
    const decoded = decodeAdvertisement(packet, this.#rules, this.#memory, {
      wallMillis: this.#facts.wall(),
      trustedSource,
    });
    if (!decoded.ok) {
      const { code, expected, actual } = decoded.rejection;
      return { type: 'rejection', code, message: `expected ${expected}, got ${actual}` };
    }
    this.#memory = decoded.memory;
    const { priority, advertisementInterval, addresses, checksum } = decoded.advertisement;
    if (checksum === 'group') this.#answerInKind();
    const remarks = decoded.remarks.map(({ code, expected, actual }) => {
      return { code, message: `expected ${expected}, got ${actual}` };
    });
    const heard = { type: 'advertisement', priority, advertisementInterval, addresses, checksum, remarks } as const;
    if (remarks.length === 0 && this.#repeatable) this.#last.remember(packet, heard);
    return heard;
  }

  #prepare(source: IpAddress): void {
    const { version, family, vrid, advertisementInterval, checksumAsV2 } = this.#instance;
    this.#source = source;
    this.#encoders = this.#destinations.map((destination) => {
      return new AdvertisementEncoder({
        version,
        family,
        vrid,
        advertisementInterval,
        addresses: this.#rules.addresses,
        authentication: this.#rules.authentication,
        source,
        destination,
        checksumStyle: checksumAsV2 ? 'message-only' : 'pseudo-header',
        timeToLive: this.#hopLimit,
        ...(this.#oldChecksum ? { checksumDestination: this.#instance.multicastGroup } : {}),
      });
    });
  }

  #answerInKind(): void {
    if (this.#oldChecksum || this.#instance.oldUnicastChecksum !== 'automatic') return;
    this.#oldChecksum = true;
    this.#source = undefined;
  }

  /** The same for all peers: the signature does not bind the destination, and the header's counter is one for all. */
  #nextSeal(): Seal | undefined {
    const hmac = this.#sign();
    if (hmac !== undefined) return { hmac };
    if (this.#rules.authentication.type !== 'ah') return undefined;
    // What others send must be ahead of what we sent.
    const ahSequence = this.#memory.ahSequence + 1;
    this.#memory = { ...this.#memory, ahSequence };
    return { ahSequence };
  }

  #sign(): Seal['hmac'] {
    const { hmac } = this.#rules;
    const key = hmac?.keys.find(({ id }) => id === this.#instance.hmac?.activeKey);
    if (hmac === undefined || key === undefined || hmac.mode === 'receive-only') return undefined;
    this.#signed = nextHmacSequence(this.#signed, this.#facts.wall(), hmac.timeWindow);
    return { key, sequence: this.#signed };
  }
}

function peerRules({ address, minTtl, maxTtl }: UnicastPeer): PeerRules {
  return { address, minimumHopLimit: minTtl, maximumHopLimit: maxTtl };
}

function hmacRules({ mode, keys, antiReplay, timeWindow }: HmacAuthentication): HmacRules {
  return {
    mode,
    keys: keys.flatMap((key): readonly HmacKey[] => (key.type === 'bytes' ? [{ id: key.id, secret: key.secret }] : [])),
    timeWindow: antiReplay === 'time' ? timeWindow / 1_000_000 : undefined,
  };
}

function wireAuthentication(authentication: Authentication): WireAuthentication {
  if (authentication.type === 'none') return authentication;
  const data = new Uint8Array(8);
  data.set(authentication.password.subarray(0, 8));
  return { type: authentication.type, data };
}
