/**
 * Lines to the local journal with their fields, so that `journalctl VRRPD_ROUTER=VI_1` finds those of one router. Sent as
 * datagrams that are dropped where the journal does not keep up. @see systemd's "Native Journal Protocol"
 */

import { existsSync } from 'node:fs';
import type { LineWriter } from './log.js';
import { PRIORITY } from './log-text.js';
import { native } from './native.js';
import { encodeUnixSocketAddress } from './socket-address.js';

const SOCKET = '/run/systemd/journal/socket';
/** Well below the largest datagram. */
const LONGEST = 32_000;

/** Whether standard error goes to a journal that also takes fields. */
export function journalListens(environment: NodeJS.ProcessEnv = process.env, path = SOCKET): boolean {
  return environment['JOURNAL_STREAM'] !== undefined && existsSync(path);
}

/**
 * Takes lines of JSON.
 * @param name of the program, as the journal shows it
 */
export function journalWriter(name: string, path = SOCKET): LineWriter {
  const { Socket, constants } = native();
  const socket = new Socket(constants.AF_UNIX, constants.SOCK_DGRAM, 0);
  const to = encodeUnixSocketAddress(path);
  return {
    write: (line) => {
      if (to !== undefined) socket.send([{ bytes: encodeJournalEntry(line, name), to }], 0);
    },
    close: () => socket.close(),
  };
}

/** One JSON line of the log as an entry: `heardFrom` becomes VRRPD_HEARD_FROM. */
export function encodeJournalEntry(line: string, name: string): Uint8Array {
  const { level, time: _, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const entries: (readonly [string, string])[] = [
    ['MESSAGE', String(msg ?? '')],
    ['PRIORITY', String(PRIORITY[String(level)] ?? 6)],
    ['SYSLOG_IDENTIFIER', name],
  ];
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue;
    entries.push([fieldName(key), typeof value === 'string' ? value : JSON.stringify(value)]);
  }
  return Buffer.concat(entries.map(([key, value]) => encodeField(key, Buffer.from(value).subarray(0, LONGEST))));
}

/** Capital letters, digits and underscores, which is all that a field may be named with. */
function fieldName(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_');
  return `VRRPD_${words.toUpperCase()}`;
}

/** A value with a line end in it is counted, and could otherwise pass for another field. */
function encodeField(key: string, value: Buffer): Uint8Array {
  if (!value.includes(0x0a)) return Buffer.concat([Buffer.from(`${key}=`), value, Buffer.from('\n')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(value.length));
  return Buffer.concat([Buffer.from(`${key}\n`), length, value, Buffer.from('\n')]);
}
