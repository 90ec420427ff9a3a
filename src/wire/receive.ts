/**
 * Reads one received advertisement, or says why it is none. Checks run in the order of RECEIVE_CHECKS and the first
 * failure decides. Whether the VRID is ours is the caller's question. Never throws on any bytes, and what is rejected
 * changes nothing: the memory handed in comes back only with an accepted advertisement.
 */

import { type AddressFamily, addressBytes, formatIpAddress, type IpAddress } from '../base/address.js';
import { type Micros, toSeconds } from '../base/micros.js';
import { VRRP_HEADER_LENGTH } from './advertisement.js';
import {
  HMAC_TRAILER_LENGTH,
  type HmacVerdict,
  MULTICAST_MARKS,
  type ReplayMark,
  rememberMark,
  verifyHmacTrailer,
} from './hmac-trailer.js';
import {
  type CheckInput,
  checksumStyleOf,
  intervalOf,
  RECEIVE_CHECKS,
  type ReceivedChecksum,
  type ReceiveRules,
  type RejectionCode,
} from './receive-checks.js';
import { type ReceivedMessage, splitPacket, type WirePacket } from './received-message.js';

/** A packet that passed. */
export interface ReceivedAdvertisement {
  readonly version: 2 | 3;
  readonly family: AddressFamily;
  readonly vrid: number;
  /** 0-255; 0 says that the master leaves, 255 that it owns the addresses. */
  readonly priority: number;
  readonly advertisementInterval: Micros;
  readonly addresses: readonly IpAddress[];
  readonly source: IpAddress;
  readonly destination: IpAddress | undefined;
  readonly hopLimit: number | undefined;
  /** How the peer makes its checksum. */
  readonly checksum: ReceivedChecksum;
  /** Id of the key that signed it. */
  readonly signedWith: number | undefined;
}

/** What is odd about an accepted advertisement, for the log, once until it changes. */
export interface Remark {
  readonly code: 'advertisement-interval-differs' | 'address-list-differs' | 'checksum-of-group' | 'unsigned';
  readonly counter: string | undefined;
  readonly source: string;
  readonly expected: string;
  readonly actual: string;
}

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

const NO_REMARKS: readonly Remark[] = [];

/** Checks one packet and reads it. */
export function decodeAdvertisement(
  packet: WirePacket,
  rules: ReceiveRules,
  memory: ReceiveMemory,
  circumstances: Circumstances,
): Decoded {
  const message = splitPacket(packet);
  const hmac = judgeTrailer(message, rules, memory, circumstances);
  const input: CheckInput = { message, rules, ahSequence: memory.ahSequence, hmac };
  for (const row of RECEIVE_CHECKS) {
    const failure = row.check(input);
    if (failure === undefined) continue;
    return { ok: false, rejection: { code: row.code, counter: row.counter, source: row.source, ...failure } };
  }
  const advertisement = readAdvertisement(input);
  return {
    ok: true,
    advertisement,
    remarks: remarksOn(advertisement, input, circumstances),
    memory: remember(memory, input),
  };
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
  const { message, rules, hmac } = input;
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
    checksum: checksumStyleOf(input) ?? 'pseudo-header',
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

function remarksOn(
  advertisement: ReceivedAdvertisement,
  { message, rules, hmac }: CheckInput,
  circumstances: Circumstances,
): readonly Remark[] {
  const remarks: Remark[] = [];
  if (advertisement.advertisementInterval !== rules.advertisementInterval) {
    remarks.push({
      code: 'advertisement-interval-differs',
      counter: undefined,
      source: 'RFC 9568 section 7.1',
      expected: `${toSeconds(rules.advertisementInterval)} s`,
      actual: `${toSeconds(advertisement.advertisementInterval)} s`,
    });
  }
  if (advertisement.checksum === 'group') {
    remarks.push({
      code: 'checksum-of-group',
      counter: undefined,
      source: 'keepalived old_unicast_checksum',
      expected: `checksum made with ${message.destination ?? 'our address'}`,
      actual: `checksum made with ${rules.group}`,
    });
  }
  if (advertisement.addresses !== rules.addresses && message.source !== circumstances.trustedSource) {
    const difference = listDifference(rules.addresses, advertisement.addresses);
    if (difference !== undefined) remarks.push(difference);
  }
  if (rules.hmac !== undefined && hmac === undefined) {
    remarks.push({
      code: 'unsigned',
      counter: 'auth_ext_missing',
      source: 'keepalived auth_hmac',
      expected: 'a signature',
      actual: 'none',
    });
  }
  return remarks.length === 0 ? NO_REMARKS : remarks;
}

/** Order does not matter, as in keepalived: another order is the same list. */
function listDifference(ours: readonly IpAddress[], theirs: readonly IpAddress[]): Remark | undefined {
  const missing = ours.filter((address) => !theirs.includes(address));
  const surplus = theirs.filter((address) => !ours.includes(address));
  if (missing.length === 0 && surplus.length === 0 && ours.length === theirs.length) return undefined;
  return {
    code: 'address-list-differs',
    counter: 'addr_list_err',
    source: 'RFC 9568 section 7.1',
    expected: `${ours.length} addresses${list(missing, 'missing there')}`,
    actual: `${theirs.length} addresses${list(surplus, 'unknown here')}`,
  };
}

function list(addresses: readonly IpAddress[], label: string): string {
  if (addresses.length === 0) return '';
  const shown = addresses.slice(0, 4).join(', ');
  return `, ${label}: ${shown}${addresses.length > 4 ? `, and ${addresses.length - 4} more` : ''}`;
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
