/** LinkTable over netlink. */

import { SystemError } from '../base/errors.js';
import type { LinkTable, NewLink } from '../runtime/ports/links.js';
import type { ChangeOutcome, LinkInfo } from '../runtime/ports/network.js';
import {
  decodeLink,
  encodeDeleteLink,
  encodeGetLinkByName,
  encodeNewVirtualLink,
  encodeSetLinkGroup,
  encodeSetLinkUp,
  RTM_DELLINK,
  RTM_GETLINK,
  RTM_NEWLINK,
  RTM_SETLINK,
} from '../wire/netlink/link-message.js';
import { NLM_F_CREATE, NLM_F_EXCL } from '../wire/netlink/message.js';
import { acknowledgementError, type BufferWish, type NetlinkRequest, NetlinkSocket } from './netlink-socket.js';

/** @param answers buffer of its socket */
export function netlinkLinks(answers?: BufferWish): LinkTable {
  const socket = new NetlinkSocket(0, answers);
  return {
    create(wanted) {
      const made = ask(socket, newLink(wanted), `make interface ${wanted.name}`);
      if (!made.ok) return made;
      const link = find(socket, wanted.name);
      return link === undefined
        ? { ok: false, error: new SystemError('netlink', 'ENODEV', wanted.name) }
        : { ok: true, link };
    },
    setUp: (index) => ask(socket, up(index), 'set an interface up'),
    reportAgain({ index, group }): void {
      ask(
        socket,
        { type: RTM_SETLINK, flags: 0, payload: encodeSetLinkGroup(index, group ?? 0) },
        'report an interface',
      );
    },
    remove(index) {
      const outcome = ask(
        socket,
        { type: RTM_DELLINK, flags: 0, payload: encodeDeleteLink(index) },
        'remove an interface',
      );
      return !outcome.ok && outcome.error.errno === 'ENODEV' ? { ok: true } : outcome;
    },
    close: () => socket.close(),
  };
}

function newLink({ name, lower, link, group }: NewLink): NetlinkRequest {
  const payload = encodeNewVirtualLink(name, lower, link, group);
  return { type: RTM_NEWLINK, flags: NLM_F_CREATE | NLM_F_EXCL, payload };
}

function up(index: number): NetlinkRequest {
  return { type: RTM_SETLINK, flags: 0, payload: encodeSetLinkUp(index, true) };
}

function find(socket: NetlinkSocket, name: string): LinkInfo | undefined {
  const answer = socket.get(RTM_GETLINK, encodeGetLinkByName(name));
  return answer === undefined ? undefined : decodeLink(answer.payload);
}

function ask(socket: NetlinkSocket, request: NetlinkRequest, what: string): ChangeOutcome {
  try {
    const [answer] = socket.request([request]);
    if (answer === undefined || answer.error === 0) return { ok: true };
    return { ok: false, error: acknowledgementError(answer, what) };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return { ok: false, error };
  }
}
