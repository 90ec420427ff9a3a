/**
 * One look at a link: ethtool's generic netlink asks its driver, RTM_GETLINK reads its flags. Waits as long as the driver
 * takes.
 */

import type { LinkAnswer, PolledLink } from '../runtime/ports/link-poller.js';
import {
  decodeFamily,
  decodeLinkState,
  ETHTOOL_FAMILY,
  encodeGetFamily,
  encodeGetLinkState,
  GENL_ID_CTRL,
} from '../wire/netlink/generic-message.js';
import { decodeLink, encodeGetLinkByName, RTM_GETLINK } from '../wire/netlink/link-message.js';
import { native } from './native.js';
import { NetlinkSocket } from './netlink-socket.js';

/**
 * Looks at a link when it is called; undefined where there is no such interface.
 * @throws SystemError where the kernel gives no socket
 */
export function linkProbe(): (link: PolledLink) => LinkAnswer | undefined {
  const routing = new NetlinkSocket();
  const generic = new NetlinkSocket(0, undefined, native().constants.NETLINK_GENERIC);
  const answer = generic.get(GENL_ID_CTRL, encodeGetFamily(ETHTOOL_FAMILY));
  const ethtool = answer === undefined ? undefined : decodeFamily(answer.payload);
  const askDriver = (name: string): boolean | undefined => {
    const state = ethtool === undefined ? undefined : generic.get(ethtool, encodeGetLinkState(name));
    return state === undefined ? undefined : decodeLinkState(state.payload);
  };
  const readFlags = (name: string): boolean | undefined => {
    const report = routing.get(RTM_GETLINK, encodeGetLinkByName(name));
    const link = report === undefined ? undefined : decodeLink(report.payload);
    return link === undefined ? undefined : link.up && link.running;
  };
  return ({ name, ask }) => {
    const told = ask === 'driver' ? askDriver(name) : undefined;
    if (told !== undefined) return { name, up: told, by: 'driver' };
    const up = readFlags(name);
    return up === undefined ? undefined : { name, up, by: 'flags' };
  };
}
