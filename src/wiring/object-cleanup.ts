/**
 * Undoes what a killed daemon made beside addresses, as its journal tells it: before the next start, and for
 * `vrrpd cleanup`.
 */

import { readFileSync } from 'node:fs';
import type { Logger } from '../base/logger.js';
import { type JournalObject, parseObjects } from '../runtime/object-journal.js';
import { procKernelSettings } from '../system/kernel-settings.js';
import { acknowledgementError, NetlinkSocket } from '../system/netlink-socket.js';
import { removeFirewallTable } from '../system/nftables.js';
import { decodeLink, encodeDeleteLink, encodeGetLink, RTM_DELLINK, RTM_GETLINK } from '../wire/netlink/link-message.js';
import { RTM_DELROUTE } from '../wire/netlink/route-message.js';
import { RTM_DELRULE } from '../wire/netlink/rule-message.js';

export interface Undone {
  /** What was there and is gone, one sentence each. */
  readonly done: readonly string[];
  readonly failed: readonly string[];
}

/** What is not there needs no undoing. */
const GONE: ReadonlySet<string> = new Set(['ESRCH', 'ENOENT', 'ENODEV']);
const OURS: ReadonlySet<string | undefined> = new Set(['macvlan', 'ipvlan']);

/** Undoes the whole journal, last made first. */
export async function undoJournal(text: string): Promise<Undone> {
  const done: string[] = [];
  const failed: string[] = [];
  const socket = new NetlinkSocket();
  try {
    for (const object of parseObjects(text).toReversed()) {
      try {
        const what = await undo(object, socket);
        if (what !== undefined) done.push(what);
      } catch (error) {
        failed.push((error as Error).message);
      }
    }
  } finally {
    socket.close();
  }
  return { done, failed };
}

/** At the start of a daemon: what an earlier run left is undone and told. */
export async function undoLeftObjects(file: string, logger: Logger): Promise<void> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return;
  }
  const { done, failed } = await undoJournal(text);
  for (const what of done) logger.warn({}, `${what}: left behind by an earlier run`);
  for (const problem of failed) logger.error({}, `left behind by an earlier run: ${problem}`);
}

async function undo(object: JournalObject, socket: NetlinkSocket): Promise<string | undefined> {
  switch (object.type) {
    case 'route':
      return remove(socket, RTM_DELROUTE, object.removal, object.text);
    case 'rule':
      return remove(socket, RTM_DELRULE, object.removal, object.text);
    case 'link': {
      const links = socket.dump(RTM_GETLINK, encodeGetLink()).map(({ payload }) => decodeLink(payload));
      const link = links.find((one) => one?.name === object.name && OURS.has(one.kind));
      return link && remove(socket, RTM_DELLINK, encodeDeleteLink(link.index), `interface ${object.name}`);
    }
    case 'setting':
      return restore(object.name, object.value);
    case 'filter':
      await removeFirewallTable(object.table);
      return `removed nftables table ${object.table}`;
  }
}

function remove(socket: NetlinkSocket, type: number, payload: Uint8Array, what: string): string | undefined {
  const [answer] = socket.request([{ type, flags: 0, payload }]);
  if (answer === undefined || answer.error === 0) return `removed ${what}`;
  const error = acknowledgementError(answer, `cannot remove ${what}`);
  if (GONE.has(error.errno)) return undefined;
  throw error;
}

function restore(name: readonly string[], value: string): string | undefined {
  const settings = procKernelSettings();
  const now = settings.readNow(name);
  if (now === undefined || now === value) return undefined;
  settings.writeNow(name, value);
  return `set ${name.join('/')} back to ${value}`;
}
