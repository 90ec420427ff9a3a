/**
 * The checks on a received packet, one row each, in the order in which they run: keepalived's, whose first failure
 * decides. What only deserves a line in the log is in receive-remarks.ts. RFC 9568 section 7.1, RFC 3768 section 7.1.
 *
 * Not checked here: whether the VRID is configured (the caller chose the rules by it), and what an address owner ignores
 * (the core decides).
 */

import { formatIpAddress, isMulticast } from '../base/address.js';
import { type Micros, toSeconds } from '../base/micros.js';
import { decodeInterval, TYPE_ADVERTISEMENT } from './advertisement.js';
import {
  AUTHENTICATION_DATA_LENGTH,
  AUTHENTICATION_TYPES,
  authenticationDigest,
  isKnownAuthenticationHeader,
  sameSecret,
} from './authentication.js';
import { HMAC_TRAILER_LENGTH, type HmacFault, type HmacVerdict } from './hmac-trailer.js';
import { PROTOCOL_VRRP } from './ipv4-header.js';
import type { PeerRules, ReceiveRules } from './receive-rules.js';
import { describeChecksum, type ReceivedChecksum } from './received-checksum.js';
import type { ReceivedMessage } from './received-message.js';

/** What a row looks at. */
export interface CheckInput {
  readonly message: ReceivedMessage;
  readonly rules: ReceiveRules;
  /** Last sequence of the authentication header, heard or sent. */
  readonly ahSequence: number;
  /** Verdict on the trailer, undefined where no rule asks for one or no trailer is there. */
  readonly hmac: HmacVerdict | undefined;
  /** How its checksum was made; undefined when it fits in no way. */
  readonly checksum: ReceivedChecksum | undefined;
}

/** Why a row fails: what was expected, and what came. Never a secret. */
export interface Mismatch {
  readonly expected: string;
  readonly actual: string;
}

export interface ReceiveCheck {
  readonly code: RejectionCode;
  /** keepalived's name for the counter; `undefined` where it has none. */
  readonly counter: string | undefined;
  /** Where the check is from. */
  readonly source: string;
  readonly check: (input: CheckInput) => Mismatch | undefined;
}

export type RejectionCode =
  | 'authentication-header'
  | 'packet-length'
  | 'hop-limit'
  | 'version'
  | 'hmac-missing'
  | 'hmac-malformed'
  | 'hmac-stale'
  | 'hmac-unknown-key'
  | 'hmac-invalid'
  | 'hmac-replayed'
  | 'authentication-type-unknown'
  | 'authentication-type'
  | 'password'
  | 'ah-index'
  | 'ah-digest'
  | 'ah-replayed'
  | 'advertisement-interval'
  | 'type'
  | 'total-length'
  | 'advertisement-interval-zero'
  | 'checksum'
  | 'destination'
  | 'address-count-zero'
  | 'unknown-peer'
  | 'peer-hop-limit';

const AH_SOURCE = 'RFC 2402 section 3.4';
const HMAC_SOURCE = 'keepalived auth_hmac';

export const RECEIVE_CHECKS: readonly ReceiveCheck[] = [
  {
    code: 'authentication-header',
    counter: 'authtype_mismatch',
    source: 'RFC 2338 section 5.3.6.3',
    check: ({ message, rules }) =>
      message.hasAh === (rules.authentication.type === 'ah')
        ? undefined
        : mismatch(rules.authentication.type === 'ah' ? 'AH' : 'no AH', message.hasAh ? 'AH' : 'no AH'),
  },
  {
    code: 'packet-length',
    counter: 'packet_len_err',
    source: 'RFC 9568 section 7.1',
    check: ({ message }) =>
      message.body.length >= message.messageLength
        ? undefined
        : mismatch(`at least ${message.messageLength} bytes`, `${message.body.length} bytes`),
  },
  {
    code: 'hop-limit',
    counter: 'ip_ttl_err',
    source: 'RFC 9568 sections 5.1.1.3 and 5.1.2.3',
    check: ({ message, rules }) =>
      !rules.multicast || message.hopLimit === 255 ? undefined : mismatch('255', String(message.hopLimit ?? 'unknown')),
  },
  {
    code: 'version',
    counter: 'vers_err',
    source: 'RFC 9568 section 5.2.1',
    check: ({ message, rules }) =>
      message.version === rules.version ? undefined : mismatch(String(rules.version), String(message.version)),
  },
  {
    code: 'hmac-missing',
    counter: 'auth_ext_missing',
    source: HMAC_SOURCE,
    check: ({ rules, hmac }) =>
      rules.hmac?.mode === 'enforce' && hmac === undefined ? mismatch('a signature', 'none') : undefined,
  },
  hmacCheck('malformed', 'auth_ext_malformed'),
  hmacCheck('stale', 'auth_ext_stale'),
  hmacCheck('unknown-key', 'auth_ext_unknown_key'),
  hmacCheck('invalid', 'auth_ext_invalid_hmac'),
  hmacCheck('replayed', 'auth_ext_replay'),
  {
    code: 'authentication-type-unknown',
    counter: 'invalid_authtype',
    source: 'RFC 3768 section 5.3.6',
    check: ({ message }) =>
      message.version === 2 && message.byte4 > AUTHENTICATION_TYPES.ah
        ? mismatch('0 (none), 1 (PASS) or 2 (AH)', String(message.byte4))
        : undefined,
  },
  {
    code: 'authentication-type',
    counter: 'authtype_mismatch',
    source: 'RFC 3768 section 7.1',
    check: ({ message, rules }) => {
      const wanted = AUTHENTICATION_TYPES[rules.authentication.type];
      if (message.version !== 2 || message.byte4 > AUTHENTICATION_TYPES.ah) return undefined;
      return message.byte4 === wanted ? undefined : mismatch(typeName(wanted), typeName(message.byte4));
    },
  },
  {
    code: 'password',
    counter: 'auth_failure',
    source: 'RFC 2338 section 5.3.10',
    check: ({ message, rules }) => {
      if (!hasPassword(message) || rules.authentication.type !== 'pass') return undefined;
      const end = message.messageLength;
      const received = message.body.subarray(end - AUTHENTICATION_DATA_LENGTH, end);
      return sameSecret(received, rules.authentication.data)
        ? undefined
        : mismatch('the configured password', 'another password');
    },
  },
  {
    code: 'ah-index',
    counter: 'auth_failure',
    source: AH_SOURCE,
    check: ({ message, rules }) => {
      if (rules.authentication.type !== 'ah' || message.ah === undefined) return undefined;
      if (!isKnownAuthenticationHeader(message.ah, PROTOCOL_VRRP)) {
        return mismatch(
          `next header ${PROTOCOL_VRRP}, length 4`,
          `next header ${message.ah.nextHeader}, length ${message.ah.payloadLength}`,
        );
      }
      const index = formatIndex(message.ah.index);
      return index === message.source ? undefined : mismatch(message.source, index);
    },
  },
  {
    code: 'ah-digest',
    counter: 'auth_failure',
    source: AH_SOURCE,
    check: ({ message, rules }) => {
      if (rules.authentication.type !== 'ah' || message.ah === undefined) return undefined;
      const digest = authenticationDigest(message.packet, message.ipHeaderLength, rules.authentication.data);
      return sameSecret(digest, message.ah.digest)
        ? undefined
        : mismatch('a digest made with the configured key', 'another digest');
    },
  },
  {
    code: 'ah-replayed',
    counter: 'auth_failure',
    source: AH_SOURCE,
    check: ({ message, rules, ahSequence }) =>
      rules.authentication.type !== 'ah' || message.ah === undefined || message.ah.sequence > ahSequence
        ? undefined
        : mismatch(`a sequence above ${ahSequence}`, String(message.ah.sequence)),
  },
  {
    code: 'advertisement-interval',
    counter: 'advert_interval_err',
    source: 'RFC 3768 section 7.1',
    check: ({ message, rules }) => {
      if (message.version !== 2) return undefined;
      const received = intervalOf(message);
      return received === rules.advertisementInterval
        ? undefined
        : mismatch(`${toSeconds(rules.advertisementInterval)} s`, `${toSeconds(received)} s`);
    },
  },
  {
    code: 'type',
    counter: 'invalid_type_rcvd',
    source: 'RFC 9568 section 5.2.2',
    check: ({ message }) =>
      message.type === TYPE_ADVERTISEMENT ? undefined : mismatch(`${TYPE_ADVERTISEMENT}`, String(message.type)),
  },
  {
    code: 'total-length',
    counter: 'packet_len_err',
    source: 'RFC 9568 section 7.1',
    check: ({ message, hmac }) => {
      const around = message.packet.length - message.body.length;
      const expected = around + message.messageLength + (hmac === undefined ? 0 : HMAC_TRAILER_LENGTH);
      return message.totalLength === expected
        ? undefined
        : mismatch(`${expected} bytes`, `${message.totalLength} bytes${signedHint(message.totalLength - expected)}`);
    },
  },
  {
    code: 'advertisement-interval-zero',
    counter: 'advert_interval_err',
    source: 'RFC 9568 section 5.2.7',
    check: ({ message }) => (intervalOf(message) > 0 ? undefined : mismatch('at least 0.01 s', '0 s')),
  },
  {
    code: 'checksum',
    counter: 'chk_err',
    source: 'RFC 9568 section 5.2.8',
    check: ({ message, rules, checksum }) => (checksum === undefined ? describeChecksum(message, rules) : undefined),
  },
  {
    code: 'destination',
    counter: 'addr_list_err',
    source: 'RFC 9568 sections 5.1.1.2 and 5.1.2.2',
    check: ({ message, rules }) => {
      if (message.destination === undefined) return undefined;
      return isMulticast(message.destination) === rules.multicast
        ? undefined
        : mismatch(rules.multicast ? 'a multicast group' : 'a unicast address', message.destination);
    },
  },
  {
    code: 'address-count-zero',
    counter: 'addr_list_err',
    source: 'RFC 9568 section 5.2.5',
    check: ({ message }) =>
      message.version === 3 && message.addressCount === 0 ? mismatch('at least 1', '0') : undefined,
  },
  {
    code: 'unknown-peer',
    counter: undefined,
    source: 'keepalived check_unicast_src',
    check: ({ message, rules }) =>
      rules.multicast || rules.peers === undefined || peerOf(message, rules) !== undefined
        ? undefined
        : mismatch('a configured peer', message.source),
  },
  {
    code: 'peer-hop-limit',
    counter: 'ip_ttl_err',
    source: 'keepalived unicast_peer min_ttl and max_ttl',
    check: ({ message, rules }) => {
      const peer = rules.multicast ? undefined : peerOf(message, rules);
      if (peer === undefined || message.hopLimit === undefined) return undefined;
      const least = peer.minimumHopLimit ?? 0;
      const most = peer.maximumHopLimit ?? 255;
      return message.hopLimit >= least && message.hopLimit <= most
        ? undefined
        : mismatch(`${least} to ${most}`, String(message.hopLimit));
    },
  },
];

/** The interval a message carries. */
export function intervalOf(message: ReceivedMessage): Micros {
  return decodeInterval(message.version, message.byte4, message.byte5);
}

function hmacCheck(fault: HmacFault, counter: string): ReceiveCheck {
  return {
    code: `hmac-${fault}`,
    counter,
    source: HMAC_SOURCE,
    check: ({ hmac }) =>
      hmac !== undefined && !hmac.ok && hmac.fault === fault ? mismatch(hmac.expected, hmac.actual) : undefined,
  };
}

function mismatch(expected: string, actual: string): Mismatch {
  return { expected, actual };
}

/** Over IPv6 keepalived's version 2 names the type, but carries no password. */
function hasPassword(message: ReceivedMessage): boolean {
  return message.version === 2 && message.family === 4 && message.byte4 === AUTHENTICATION_TYPES.pass;
}

function typeName(type: number): string {
  return ['none', 'PASS', 'AH'][type] ?? String(type);
}

function formatIndex(index: number): string {
  return formatIpAddress(Uint8Array.of(index >>> 24, (index >>> 16) & 0xff, (index >>> 8) & 0xff, index & 0xff));
}

function signedHint(surplus: number): string {
  return surplus === HMAC_TRAILER_LENGTH ? ', the length of a signature that we do not expect' : '';
}

function peerOf(message: ReceivedMessage, rules: ReceiveRules): PeerRules | undefined {
  return rules.peers?.find((peer) => peer.address === message.source);
}
