/**
 * RTM_NEWRULE and RTM_DELRULE: policy rules. linux/fib_rules.h.
 */

import { type AddressFamily, addressBytes, formatIpAddress, formatPrefix, type Prefix } from '../../base/address.js';
import { ByteReader, HOST_LITTLE_ENDIAN } from '../../base/bytes.js';
import { type Attributes, PayloadWriter, readAttributes, readU32 } from './attributes.js';
import { bigEndian64 } from './encapsulation.js';
import { readText } from './message.js';
import type { NumberRange, RuleRequest } from './route-request.js';

export const RTM_NEWRULE = 32;
export const RTM_DELRULE = 33;

const AF_INET = 2;
const AF_INET6 = 10;

const FRA_DST = 1;
const FRA_SRC = 2;
const FRA_IIFNAME = 3;
const FRA_GOTO = 4;
const FRA_PRIORITY = 6;
const FRA_FWMARK = 10;
const FRA_FLOW = 11;
const FRA_TUN_ID = 12;
const FRA_SUPPRESS_IFGROUP = 13;
const FRA_SUPPRESS_PREFIXLEN = 14;
const FRA_TABLE = 15;
const FRA_FWMASK = 16;
const FRA_OIFNAME = 17;
const FRA_L3MDEV = 19;
const FRA_UID_RANGE = 20;
const FRA_PROTOCOL = 21;
const FRA_IP_PROTO = 22;
const FRA_SPORT_RANGE = 23;
const FRA_DPORT_RANGE = 24;

const ACTIONS = { table: 1, goto: 2, nop: 3, blackhole: 6, unreachable: 7, prohibit: 8 } as const;
const FLAG_INVERT = 2;
const RT_TABLE_UNSPEC = 0;

/** A rule as a message of the kernel names it. */
export interface RuleReport {
  readonly family: AddressFamily;
  readonly preference: number;
  readonly from: Prefix | undefined;
  readonly to: Prefix | undefined;
  /** FR_ACT_*. */
  readonly action: number;
  readonly table: number;
  readonly mark: number;
  readonly inputInterface: string | undefined;
  readonly outputInterface: string | undefined;
  readonly protocol: number | undefined;
}

/** The same text for a request and for the kernel's report of it. */
export function ruleKey(rule: Omit<RuleReport, 'protocol'>): string {
  const { family, preference, from, to, action, table, mark, inputInterface, outputInterface } = rule;
  return [family, preference, prefixText(from), prefixText(to), action, table, mark, inputInterface, outputInterface]
    .map((part) => part ?? '-')
    .join(' ');
}

/** What the kernel will report of the rule. */
export function reportOf(rule: RuleRequest): RuleReport {
  return {
    family: rule.family,
    preference: rule.preference,
    from: rule.from,
    to: rule.to,
    action: ACTIONS[rule.action.type],
    table: rule.action.type === 'table' ? rule.action.table : 0,
    mark: rule.mark?.value ?? 0,
    inputInterface: rule.inputInterface,
    outputInterface: rule.outputInterface,
    protocol: rule.protocol,
  };
}

/** Payload of RTM_NEWRULE, and of the RTM_DELRULE that removes just that rule. */
export function encodeRule(rule: RuleRequest): Uint8Array {
  const table = rule.action.type === 'table' ? rule.action.table : RT_TABLE_UNSPEC;
  const writer = new PayloadWriter()
    .u8(rule.family === 4 ? AF_INET : AF_INET6)
    .u8(rule.to?.length ?? 0)
    .u8(rule.from?.length ?? 0)
    .u8(rule.tos ?? 0)
    .u8(table < 256 ? table : RT_TABLE_UNSPEC)
    .u8(0)
    .u8(0)
    .u8(ACTIONS[rule.action.type])
    .u32(rule.not ? FLAG_INVERT : 0)
    .attributeU32(FRA_PRIORITY, rule.preference)
    .attributeU8(FRA_PROTOCOL, rule.protocol);
  if (table >= 256) writer.attributeU32(FRA_TABLE, table);
  if (rule.action.type === 'goto') writer.attributeU32(FRA_GOTO, rule.action.target);
  writeSelectors(writer, rule);
  if (rule.realms !== undefined) writer.attributeU32(FRA_FLOW, rule.realms);
  if (rule.suppressPrefixLength !== undefined) writer.attributeU32(FRA_SUPPRESS_PREFIXLEN, rule.suppressPrefixLength);
  if (rule.suppressInterfaceGroup !== undefined) writer.attributeU32(FRA_SUPPRESS_IFGROUP, rule.suppressInterfaceGroup);
  if (rule.l3mdev) writer.attributeU8(FRA_L3MDEV, 1);
  return writer.finish();
}

/** Reads the payload of RTM_NEWRULE or RTM_DELRULE; undefined when it is neither IPv4 nor IPv6, or not whole. */
export function decodeRule(payload: Uint8Array): RuleReport | undefined {
  const reader = new ByteReader(payload, HOST_LITTLE_ENDIAN);
  const family = reader.u8();
  const toLength = reader.u8();
  const fromLength = reader.u8();
  reader.skip(1);
  const shortTable = reader.u8();
  reader.skip(2);
  const action = reader.u8();
  reader.skip(4);
  const size = family === AF_INET ? 4 : family === AF_INET6 ? 16 : 0;
  if (reader.overrun || size === 0 || toLength > size * 8 || fromLength > size * 8) return undefined;
  const attributes = readAttributes(reader.rest());
  const text = (type: number): string | undefined => {
    const value = attributes.get(type);
    return value === undefined ? undefined : readText(value);
  };
  return {
    family: size === 4 ? 4 : 6,
    preference: readU32(attributes, FRA_PRIORITY) ?? 0,
    from: readPrefix(attributes, FRA_SRC, size, fromLength),
    to: readPrefix(attributes, FRA_DST, size, toLength),
    action,
    table: readU32(attributes, FRA_TABLE) ?? shortTable,
    mark: readU32(attributes, FRA_FWMARK) ?? 0,
    inputInterface: text(FRA_IIFNAME),
    outputInterface: text(FRA_OIFNAME),
    protocol: attributes.get(FRA_PROTOCOL)?.[0],
  };
}

function writeSelectors(writer: PayloadWriter, rule: RuleRequest): void {
  const { mark } = rule;
  if (rule.to !== undefined) writer.attribute(FRA_DST, addressBytes(rule.to.address));
  if (rule.from !== undefined) writer.attribute(FRA_SRC, addressBytes(rule.from.address));
  if (rule.inputInterface !== undefined) writer.attributeText(FRA_IIFNAME, rule.inputInterface);
  if (rule.outputInterface !== undefined) writer.attributeText(FRA_OIFNAME, rule.outputInterface);
  if (mark !== undefined) {
    writer.attributeU32(FRA_FWMARK, mark.value);
    if (mark.mask !== undefined) writer.attributeU32(FRA_FWMASK, mark.mask);
  }
  if (rule.tunnelId !== undefined) writer.attribute(FRA_TUN_ID, bigEndian64(rule.tunnelId));
  if (rule.uidRange !== undefined) {
    const { first, last } = rule.uidRange;
    writer.attribute(FRA_UID_RANGE, new PayloadWriter().u32(first).u32(last).finish());
  }
  if (rule.ipProtocol !== undefined) writer.attributeU8(FRA_IP_PROTO, rule.ipProtocol);
  writePorts(writer, FRA_SPORT_RANGE, rule.sourcePorts);
  writePorts(writer, FRA_DPORT_RANGE, rule.destinationPorts);
}

function writePorts(writer: PayloadWriter, type: number, ports: NumberRange | undefined): void {
  if (ports !== undefined) writer.attribute(type, new PayloadWriter().u16(ports.first).u16(ports.last).finish());
}

function readPrefix(attributes: Attributes, type: number, size: number, length: number): Prefix | undefined {
  const value = attributes.get(type);
  return value?.length === size && length > 0 ? { address: formatIpAddress(value), length } : undefined;
}

function prefixText(prefix: Prefix | undefined): string {
  return prefix === undefined ? 'all' : formatPrefix(prefix);
}
