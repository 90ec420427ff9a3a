/**
 * RTM_NEWADDR, RTM_DELADDR and RTM_GETADDR. rtnetlink(7), linux/if_addr.h.
 */

import {
  type AddressFamily,
  addressBytes,
  familyOf,
  formatIpAddress,
  type IpAddress,
  type Prefix,
} from '../../base/address.js';
import { ByteReader, HOST_LITTLE_ENDIAN } from '../../base/bytes.js';
import { PayloadWriter, readAttributes, readU32 } from './attributes.js';
import { readText } from './message.js';

export const RTM_NEWADDR = 20;
export const RTM_DELADDR = 21;
export const RTM_GETADDR = 22;

const AF_INET = 2;
const AF_INET6 = 10;

const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_LABEL = 3;
const IFA_BROADCAST = 4;
const IFA_CACHEINFO = 6;
const IFA_FLAGS = 8;
const IFA_PROTO = 11;

const FLAG_SECONDARY = 0x01;
const FLAG_NODAD = 0x02;
const FLAG_DADFAILED = 0x08;
const FLAG_HOMEADDRESS = 0x10;
const FLAG_DEPRECATED = 0x20;
const FLAG_TENTATIVE = 0x40;
const FLAG_PERMANENT = 0x80;
const FLAG_MANAGETEMPADDR = 0x100;
const FLAG_NOPREFIXROUTE = 0x200;
const FLAG_MCAUTOJOIN = 0x400;

const FOR_EVER = 0xffff_ffff;
const SCOPE_HOST = 254;

/** An address as it is asked for. */
export interface AddressRequest {
  readonly interfaceIndex: number;
  readonly prefix: Prefix;
  /** The other end of a point-to-point link; its length takes the place of the prefix's. */
  readonly peer?: Prefix;
  readonly label?: string;
  readonly broadcast?: IpAddress;
  /** 0-255; without it host for 127.0.0.0/8 and global for the rest. */
  readonly scope?: number;
  /** Seconds; undefined is for ever. */
  readonly validLifetime?: number;
  /** Seconds; 0 marks the address deprecated; undefined follows validLifetime. */
  readonly preferredLifetime?: number;
  readonly noDad?: boolean;
  readonly home?: boolean;
  readonly noPrefixRoute?: boolean;
  readonly manageTemporary?: boolean;
  readonly autoJoin?: boolean;
  /** Who put it there: IFA_PROTO, 4-255. Kernels before 5.18 ignore it. */
  readonly protocol?: number;
}

/** An address as the kernel has it. */
export interface AddressReport {
  readonly interfaceIndex: number;
  readonly prefix: Prefix;
  readonly peer: IpAddress | undefined;
  readonly tentative: boolean;
  readonly dadFailed: boolean;
  readonly secondary: boolean;
  readonly deprecated: boolean;
  readonly permanent: boolean;
  readonly label: string | undefined;
  readonly scope: number;
  /** Seconds left; undefined is for ever. */
  readonly validLifetime: number | undefined;
  readonly protocol: number | undefined;
}

/** Payload of RTM_NEWADDR. */
export function encodeNewAddress(request: AddressRequest): Uint8Array {
  const writer = startAddress(request);
  if (request.broadcast !== undefined) writer.attribute(IFA_BROADCAST, addressBytes(request.broadcast));
  const flags = flagsOf(request);
  if (flags !== 0) writer.attributeU32(IFA_FLAGS, flags);
  if (request.validLifetime !== undefined || request.preferredLifetime !== undefined) {
    const valid = request.validLifetime ?? FOR_EVER;
    const preferred = Math.min(request.preferredLifetime ?? valid, valid);
    const lifetimes = new PayloadWriter().u32(preferred).u32(valid).u32(0).u32(0);
    writer.attribute(IFA_CACHEINFO, lifetimes.finish());
  }
  if (request.protocol !== undefined) writer.attributeU8(IFA_PROTO, request.protocol);
  return writer.finish();
}

/** Payload of RTM_DELADDR: names the address, with its length and label. */
export function encodeDeleteAddress(request: AddressRequest): Uint8Array {
  return startAddress(request).finish();
}

/** Payload of a RTM_GETADDR dump of one family, or of both. */
export function encodeGetAddresses(family: AddressFamily | undefined): Uint8Array {
  return new PayloadWriter().u8(familyNumber(family)).u8(0).u8(0).u8(0).u32(0).finish();
}

/** Reads the payload of RTM_NEWADDR or RTM_DELADDR; undefined when it is neither IPv4 nor IPv6, or not whole. */
export function decodeAddress(payload: Uint8Array): AddressReport | undefined {
  const reader = new ByteReader(payload, HOST_LITTLE_ENDIAN);
  const family = reader.u8();
  const length = reader.u8();
  const shortFlags = reader.u8();
  const scope = reader.u8();
  const interfaceIndex = reader.u32();
  const attributes = readAttributes(reader.rest());
  const size = family === AF_INET ? 4 : family === AF_INET6 ? 16 : 0;
  const far = attributes.get(IFA_ADDRESS);
  const local = attributes.get(IFA_LOCAL) ?? far;
  if (reader.overrun || size === 0 || local?.length !== size || length > size * 8) return undefined;
  const flags = readU32(attributes, IFA_FLAGS) ?? shortFlags;
  const address = formatIpAddress(local);
  const other = far?.length === size ? formatIpAddress(far) : address;
  const label = attributes.get(IFA_LABEL);
  return {
    interfaceIndex,
    prefix: { address, length },
    peer: other === address ? undefined : other,
    tentative: (flags & FLAG_TENTATIVE) !== 0,
    dadFailed: (flags & FLAG_DADFAILED) !== 0,
    // IPv6 uses the same bit for temporary addresses.
    secondary: (flags & FLAG_SECONDARY) !== 0,
    deprecated: (flags & FLAG_DEPRECATED) !== 0,
    permanent: (flags & FLAG_PERMANENT) !== 0,
    label: label === undefined ? undefined : readText(label),
    scope,
    validLifetime: readValidLifetime(attributes.get(IFA_CACHEINFO)),
    protocol: attributes.get(IFA_PROTO)?.[0],
  };
}

function startAddress(request: AddressRequest): PayloadWriter {
  const { address, length } = request.prefix;
  const family = familyOf(address);
  const local = addressBytes(address);
  const writer = new PayloadWriter()
    .u8(familyNumber(family))
    .u8(request.peer?.length ?? length)
    .u8(0)
    .u8(request.scope ?? defaultScope(local))
    .u32(request.interfaceIndex)
    .attribute(IFA_LOCAL, local)
    .attribute(IFA_ADDRESS, request.peer === undefined ? local : addressBytes(request.peer.address));
  if (request.label !== undefined && family === 4) writer.attributeText(IFA_LABEL, request.label);
  return writer;
}

function defaultScope(address: Uint8Array): number {
  return address.length === 4 && address[0] === 127 ? SCOPE_HOST : 0;
}

function flagsOf(request: AddressRequest): number {
  const six = familyOf(request.prefix.address) === 6;
  return (
    (six && request.noDad === true ? FLAG_NODAD : 0) |
    (six && request.home === true ? FLAG_HOMEADDRESS : 0) |
    (six && request.manageTemporary === true ? FLAG_MANAGETEMPADDR : 0) |
    (request.noPrefixRoute === true ? FLAG_NOPREFIXROUTE : 0) |
    (request.autoJoin === true ? FLAG_MCAUTOJOIN : 0)
  );
}

function readValidLifetime(cacheInfo: Uint8Array | undefined): number | undefined {
  if (cacheInfo === undefined || cacheInfo.length < 8) return undefined;
  const valid = new ByteReader(cacheInfo.subarray(4), HOST_LITTLE_ENDIAN).u32();
  return valid === FOR_EVER ? undefined : valid;
}

function familyNumber(family: AddressFamily | undefined): number {
  return family === undefined ? 0 : family === 4 ? AF_INET : AF_INET6;
}
