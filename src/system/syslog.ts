/**
 * Lines to the local syslog of a daemon in the background, as datagrams to /dev/log that are dropped where the log does
 * not keep up. @see RFC 3164 section 4.1
 */

import type { LineWriter } from './log.js';
import { native } from './native.js';
import { encodeUnixSocketAddress } from './socket-address.js';

const FACILITY: Readonly<Record<string, number>> = {
  user: 1,
  daemon: 3,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
};

const LONGEST = 8_000;

/** @param name of the program, as syslog shows it */
export function syslogWriter(facility: string, name: string, path = '/dev/log'): LineWriter {
  const { Socket, constants } = native();
  const socket = new Socket(constants.AF_UNIX, constants.SOCK_DGRAM, 0);
  const to = encodeUnixSocketAddress(path);
  const encoder = new TextEncoder();
  const code = (FACILITY[facility] ?? 3) * 8;
  return {
    write: (line) => {
      if (to === undefined) return;
      const severity = /^<([0-7])>/.exec(line)?.[1];
      const text = severity === undefined ? line : line.slice(3);
      const datagram = `<${code + Number(severity ?? 6)}>${name}[${process.pid}]: ${text.trimEnd().slice(0, LONGEST)}`;
      socket.send([{ bytes: encoder.encode(datagram), to }], 0);
    },
    close: () => socket.close(),
  };
}
