/**
 * Generic netlink: how a family is found by its name, and the one question asked of ethtool's: whether a link is there,
 * by the driver's own word. linux/genetlink.h, linux/ethtool_netlink.h.
 */

import { ByteReader, HOST_LITTLE_ENDIAN } from '../../base/bytes.js';
import { PayloadWriter, readAttributes } from './attributes.js';

/** Message type of the family that knows the others. */
export const GENL_ID_CTRL = 16;

export const ETHTOOL_FAMILY = 'ethtool';

const HEADER_LENGTH = 4;
const CTRL_CMD_GETFAMILY = 3;
const CTRL_ATTR_FAMILY_ID = 1;
const CTRL_ATTR_FAMILY_NAME = 2;
const ETHTOOL_MSG_LINKSTATE_GET = 6;
const ETHTOOL_A_LINKSTATE_HEADER = 1;
const ETHTOOL_A_LINKSTATE_LINK = 2;
const ETHTOOL_A_HEADER_DEV_NAME = 2;

/** Asks for a family by its name; the answer is read by `decodeFamily`. */
export function encodeGetFamily(name: string): Uint8Array {
  return startMessage(CTRL_CMD_GETFAMILY).attributeText(CTRL_ATTR_FAMILY_NAME, name).finish();
}

/** Message type of the family that was asked for; undefined where the answer does not tell. */
export function decodeFamily(payload: Uint8Array): number | undefined {
  const id = readAttributes(payload.subarray(HEADER_LENGTH)).get(CTRL_ATTR_FAMILY_ID);
  return id?.length === 2 ? new ByteReader(id, HOST_LITTLE_ENDIAN).u16() : undefined;
}

/** ETHTOOL_MSG_LINKSTATE_GET of the interface of this name. */
export function encodeGetLinkState(name: string): Uint8Array {
  return startMessage(ETHTOOL_MSG_LINKSTATE_GET)
    .nested(ETHTOOL_A_LINKSTATE_HEADER, (header) => header.attributeText(ETHTOOL_A_HEADER_DEV_NAME, name))
    .finish();
}

/** Whether the driver sees a link; undefined where it cannot tell. */
export function decodeLinkState(payload: Uint8Array): boolean | undefined {
  const link = readAttributes(payload.subarray(HEADER_LENGTH)).get(ETHTOOL_A_LINKSTATE_LINK);
  return link?.length === 1 ? link[0] !== 0 : undefined;
}

/** genlmsghdr: command, version 1, two bytes reserved. */
function startMessage(command: number): PayloadWriter {
  return new PayloadWriter().u8(command).u8(1).u16(0);
}
