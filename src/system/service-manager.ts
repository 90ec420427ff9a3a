/**
 * systemd's notification protocol: datagrams of `NAME=value` lines to the socket named in NOTIFY_SOCKET.
 * Without that variable nothing is sent. A failed notification is logged and otherwise ignored: it must not stop a
 * failover. @see sd_notify(3)
 */

import type { Logger } from '../base/logger.js';
import { type Micros, micros } from '../base/micros.js';
import type { Clock } from '../runtime/ports/network.js';
import type { ServiceManager } from '../runtime/ports/process.js';
import { native } from './native.js';
import { encodeUnixSocketAddress } from './socket-address.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A manager that is told nothing. */
const SILENT: ServiceManager = {
  ready: () => {},
  reloading: () => {},
  stopping: () => {},
  status: () => {},
  watchdog: () => {},
  setWatchdogTimeout: () => {},
  watchdogTimeout: undefined,
};

/** @param pid of this process: WATCHDOG_PID may say that the watchdog is meant for another one */
export function serviceManager(
  environment: Environment,
  clock: Clock,
  logger: Logger,
  pid = process.pid,
): ServiceManager {
  const path = environment['NOTIFY_SOCKET'] ?? '';
  if (path === '') return SILENT;
  const address = /^[/@]/.test(path) ? encodeUnixSocketAddress(path) : undefined;
  if (address === undefined) {
    logger.warn({ notifySocket: path }, 'NOTIFY_SOCKET is not a Unix socket address: systemd is not notified');
    return SILENT;
  }
  const notify = notifier(address, logger);
  return {
    ready: () => notify('READY=1'),
    reloading: () => notify(`RELOADING=1\nMONOTONIC_USEC=${clock.now()}`),
    stopping: () => notify('STOPPING=1\nSTATUS=stopping'),
    status: (text) => notify(`STATUS=${text.replaceAll(/\s+/g, ' ')}`),
    watchdog: () => notify('WATCHDOG=1'),
    setWatchdogTimeout: (timeout) => notify(`WATCHDOG_USEC=${timeout}`),
    watchdogTimeout: watchdogTimeout(environment, pid),
  };
}

function notifier(address: Uint8Array, logger: Logger): (message: string) => void {
  const { Socket, constants } = native();
  const socket = new Socket(constants.AF_UNIX, constants.SOCK_DGRAM, 0);
  const encoder = new TextEncoder();
  let failing = false;
  return (message) => {
    const [failure] = socket.send([{ bytes: encoder.encode(message), to: address }], 0);
    if (failure !== undefined && !failing) logger.warn({ error: failure.error.message }, 'systemd is not notified');
    failing = failure !== undefined;
  };
}

function watchdogTimeout(environment: Environment, pid: number): Micros | undefined {
  const text = environment['WATCHDOG_USEC'] ?? '';
  const addressee = environment['WATCHDOG_PID'];
  if (!/^[1-9]\d{0,15}$/.test(text) || (addressee !== undefined && addressee !== String(pid))) return undefined;
  return micros(Number(text));
}
