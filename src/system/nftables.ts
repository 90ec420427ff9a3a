/**
 * Firewall over the nft command: its language on standard input, one process after another, and a netlink socket that
 * hears when our table is taken away.
 */

import { spawn, spawnSync } from 'node:child_process';
import { SystemError } from '../base/errors.js';
import type { Firewall } from '../runtime/ports/firewall.js';
import { readAttributes } from '../wire/netlink/attributes.js';
import { type NetlinkMessage, readText } from '../wire/netlink/message.js';
import { NetlinkSocket } from './netlink-socket.js';
import { formatFirewall, formatRemoval } from './nftables-text.js';

/** A transaction that takes longer is given up. */
const TIMEOUT = 10_000;
const OUTPUT_LIMIT = 4096;
const ENVIRONMENT = { PATH: '/usr/sbin:/sbin:/usr/bin:/bin', LC_ALL: 'C' };

const NETLINK_NETFILTER = 12;
/** NFNLGRP_NFTABLES. */
const GROUP = 1 << 6;
const NFNL_SUBSYS_NFTABLES = 10;
/** NFT_MSG_DEL* of table, chain, rule, set and set element; each is one more than NEW and GET. */
const DELETIONS: ReadonlySet<number> = new Set([2, 5, 8, 11, 14]);
const ADDITIONS: ReadonlySet<number> = new Set([0, 3, 6, 9, 12]);
const NFGENMSG_LENGTH = 4;
/** The table's name is the first attribute of each of them. */
const TABLE_NAME = 1;

export function nftablesFirewall(): Firewall {
  let last: Promise<unknown> = Promise.resolve();
  let watching: NetlinkSocket | undefined;
  const inTurn = (text: string): Promise<SystemError | undefined> => {
    const job = last.then(() => runNft(text));
    last = job;
    return job;
  };
  return {
    replace(plan, done): void {
      void inTurn(formatFirewall(plan)).then(done);
    },
    replaceNow(plan): void {
      const { error, status, stderr } = spawnSync('nft', ['-f', '-'], {
        input: formatFirewall(plan),
        env: ENVIRONMENT,
        timeout: TIMEOUT,
        encoding: 'utf8',
      });
      const problem = judge(error, status, stderr);
      if (problem !== undefined) throw problem;
    },
    async clear(table): Promise<void> {
      await inTurn(formatRemoval(table));
    },
    watch(table, gone): void {
      watching?.close();
      const socket = new NetlinkSocket(GROUP, undefined, NETLINK_NETFILTER);
      watching = socket;
      socket.watch(() => {
        if (tookAway(socket, table)) gone();
      });
    },
    close(): void {
      watching?.close();
      watching = undefined;
    },
  };
}

/** Removes our table, without a daemon. @throws SystemError */
export async function removeFirewallTable(table: string): Promise<void> {
  const error = await runNft(formatRemoval(table));
  if (error !== undefined) throw error;
}

/** What stands last decides: a transaction of ours deletes the table and adds it again. */
function tookAway(socket: NetlinkSocket, table: string): boolean {
  let gone = false;
  for (let messages = receive(socket); messages.length > 0; messages = receive(socket)) {
    for (const message of messages) {
      const kind = message.type & 0xff;
      if (message.type >> 8 !== NFNL_SUBSYS_NFTABLES || tableOf(message) !== table) continue;
      if (DELETIONS.has(kind)) gone = true;
      else if (ADDITIONS.has(kind)) gone = false;
    }
  }
  return gone;
}

function tableOf({ type, payload }: NetlinkMessage): string | undefined {
  if (!DELETIONS.has(type & 0xff) && !ADDITIONS.has(type & 0xff)) return undefined;
  const name = readAttributes(payload.subarray(NFGENMSG_LENGTH)).get(TABLE_NAME);
  return name === undefined ? undefined : readText(name);
}

function receive(socket: NetlinkSocket): readonly NetlinkMessage[] {
  try {
    return socket.receive();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return [];
  }
}

function runNft(text: string): Promise<SystemError | undefined> {
  return new Promise((resolve) => {
    const child = spawn('nft', ['-f', '-'], { stdio: ['pipe', 'ignore', 'pipe'], env: ENVIRONMENT, timeout: TIMEOUT });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      if (output.length < OUTPUT_LIMIT) output += part;
    });
    child.once('error', (error) => resolve(judge(error, null, '')));
    child.once('close', (status) => resolve(judge(undefined, status, output)));
    // It may end before it has read everything; what that means, its status says.
    child.stdin.on('error', () => undefined).end(text);
  });
}

function judge(
  error: NodeJS.ErrnoException | undefined,
  status: number | null,
  output: string,
): SystemError | undefined {
  if (error !== undefined) return new SystemError('nft', error.code ?? 'EIO', `nft cannot be run: ${error.message}`);
  if (status === 0) return undefined;
  return new SystemError('nft', 'EINVAL', `nft: ${output.split('\n')[0]?.slice(0, 200) ?? `status ${status}`}`);
}
