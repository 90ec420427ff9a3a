/**
 * Reads one received advertisement, or says why it is none. Checks run in the order of RECEIVE_CHECKS and the first
 * failure decides. Whether the VRID is ours is the caller's question. Never throws on any bytes, and what is rejected
 * changes nothing: the memory handed in comes back only with an accepted advertisement.
 */

import { addressBytes, formatIpAddress, type IpAddress } from '../base/address.js';
import { VRRP_HEADER_LENGTH } from './advertisement.js';
import {
  HMAC_TRAILER_LENGTH,
  type HmacVerdict,
  MULTICAST_MARKS,
  type ReplayMark,
  rememberMark,
  verifyHmacTrailer,
} from './hmac-trailer.js';
import { type CheckInput, intervalOf, RECEIVE_CHECKS, type RejectionCode } from './receive-checks.js';
import { type Remark, remarksOn } from './receive-remarks.js';
import type { ReceiveRules } from './receive-rules.js';
import type { ReceivedAdvertisement } from './received-advertisement.js';
import { checksumStyleOf } from './received-checksum.js';
import { type ReceivedMessage, splitPacket, type WirePacket } from './received-message.js';

export interface Rejection {
  readonly code: RejectionCode;
  readonly counter: string | undefined;
  /** The RFC section, or keepalived's keyword, that asks for the check. */
  readonly source: string;
  readonly expected: string;
  readonly actual: string;
}

/** What must be remembered between packets of one virtual router. */
export interface ReceiveMemory {
  /** Last sequence of the authentication header, heard or sent. */
  readonly ahSequence: number;
  readonly marks: readonly ReplayMark[];
}

export const NOTHING_HEARD: ReceiveMemory = { ahSequence: 0, marks: [] };

/** Facts of the moment. */
export interface Circumstances {
  /** Our wall clock in milliseconds since 1970; only signatures need it. */
  readonly wallMillis: number;
  /** skip_check_adv_addr: the list of addresses is not compared when the packet is from this master. */
  readonly trustedSource?: IpAddress | undefined;
}

export type Decoded =
  | {
      readonly ok: true;
      readonly advertisement: ReceivedAdvertisement;
      readonly remarks: readonly Remark[];
      readonly memory: ReceiveMemory;
    }
  | { readonly ok: false; readonly rejection: Rejection };

/** Checks one packet and reads it. */
export function decodeAdvertisement(
  packet: WirePacket,
  rules: ReceiveRules,
  memory: ReceiveMemory,
  circumstances: Circumstances,
): Decoded {
  const input = inspectPacket(packet, rules, memory, circumstances);
  for (const row of RECEIVE_CHECKS) {
    const failure = row.check(input);
    if (failure === undefined) continue;
    return { ok: false, rejection: { code: row.code, counter: row.counter, source: row.source, ...failure } };
  }
  const advertisement = readAdvertisement(input);
  return {
    ok: true,
    advertisement,
    remarks: remarksOn(advertisement, input, circumstances.trustedSource),
    memory: remember(memory, input),
  };
}

/** What the rows of RECEIVE_CHECKS look at. */
export function inspectPacket(
  packet: WirePacket,
  rules: ReceiveRules,
  memory: ReceiveMemory,
  circumstances: Circumstances,
): CheckInput {
  const message = splitPacket(packet);
  const hmac = judgeTrailer(message, rules, memory, circumstances);
  const checksum = checksumStyleOf(message, rules, hmac !== undefined);
  return { message, rules, ahSequence: memory.ahSequence, hmac, checksum };
}

function judgeTrailer(
  message: ReceivedMessage,
  rules: ReceiveRules,
  memory: ReceiveMemory,
  circumstances: Circumstances,
): HmacVerdict | undefined {
  if (rules.hmac === undefined || message.body.length !== message.messageLength + HMAC_TRAILER_LENGTH) return undefined;
  const trailer = message.body.subarray(message.messageLength);
  return verifyHmacTrailer(
    message.body.subarray(0, message.messageLength),
    trailer,
    message,
    rules.hmac,
    memory.marks,
    circumstances.wallMillis / 1000,
  );
}

function readAdvertisement(input: CheckInput): ReceivedAdvertisement {
  const { message, rules, hmac, checksum = 'pseudo-header' } = input;
  return {
    version: rules.version,
    family: message.family,
    vrid: message.vrid,
    priority: message.priority,
    advertisementInterval: intervalOf(message),
    addresses: readAddresses(message, rules),
    source: message.source,
    destination: message.destination,
    hopLimit: message.hopLimit,
    checksum,
    signedWith: hmac?.ok === true ? message.body[message.messageLength + 1] : undefined,
  };
}

/** The list a message carries; the very list of the rules where both are the same, which is the rule. */
function readAddresses(message: ReceivedMessage, rules: ReceiveRules): readonly IpAddress[] {
  if (sameAddresses(message, rules.addresses)) return rules.addresses;
  const size = message.family === 4 ? 4 : 16;
  const addresses: IpAddress[] = [];
  for (let index = 0; index < message.addressCount; index += 1) {
    const at = VRRP_HEADER_LENGTH + index * size;
    addresses.push(formatIpAddress(message.body.subarray(at, at + size)));
  }
  return addresses;
}

function sameAddresses(message: ReceivedMessage, addresses: readonly IpAddress[]): boolean {
  if (message.addressCount !== addresses.length) return false;
  const expected = listBytes(addresses);
  for (let index = 0; index < expected.length; index += 1) {
    if (message.body[VRRP_HEADER_LENGTH + index] !== expected[index]) return false;
  }
  return true;
}

// A list lives as long as the rules that hold it; making its bytes for each packet would cost more than all the checks.
const LIST_BYTES = new WeakMap<readonly IpAddress[], Uint8Array>();

function listBytes(addresses: readonly IpAddress[]): Uint8Array {
  let bytes = LIST_BYTES.get(addresses);
  if (bytes === undefined) {
    bytes = Uint8Array.from(addresses.flatMap((address) => [...addressBytes(address)]));
    LIST_BYTES.set(addresses, bytes);
  }
  return bytes;
}

function remember(memory: ReceiveMemory, { message, rules, hmac }: CheckInput): ReceiveMemory {
  const ah = rules.authentication.type === 'ah' ? message.ah : undefined;
  if (ah === undefined && hmac?.ok !== true) return memory;
  const limit = rules.multicast ? MULTICAST_MARKS : (rules.peers?.length ?? MULTICAST_MARKS);
  return {
    ahSequence: ah === undefined ? memory.ahSequence : ah.sequence,
    marks: hmac?.ok === true ? rememberMark(memory.marks, message.source, hmac.sequence, limit) : memory.marks,
  };
}
