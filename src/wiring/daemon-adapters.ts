/**
 * The adapters that a daemon runs on, as its settings choose them.
 */

import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from '../base/logger.js';
import type { GlobalSettings, ReceiveBuffer } from '../config/model-global.js';
import type { Settings } from '../config/settings-values.js';
import type { DaemonAdapters } from '../runtime/adapters.js';
import { DEAF_LISTENING } from '../runtime/deaf-listening.js';
import type { AdvertisementTransport } from '../runtime/ports/network.js';
import { claimListening } from '../system/claim-listener.js';
import { bootClock, timerAlarm } from '../system/clock.js';
import { AsyncFileStore } from '../system/file-store.js';
import { fileWatcher } from '../system/file-watcher.js';
import { procKernelSettings } from '../system/kernel-settings.js';
import { threadLinkPoller } from '../system/link-poller.js';
import { smtpMailer } from '../system/mailer.js';
import { nativeDatagrams } from '../system/native-datagrams.js';
import { netlinkLinks } from '../system/netlink-links.js';
import { netlinkMonitor } from '../system/netlink-monitor.js';
import { netlinkRouting } from '../system/netlink-routing.js';
import type { BufferWish } from '../system/netlink-socket.js';
import { nftablesFirewall } from '../system/nftables.js';
import { notifyPipes } from '../system/notify-pipe.js';
import { packetAnnouncer } from '../system/packet-announcer.js';
import { processWatcher } from '../system/process-watcher.js';
import { processRealTime } from '../system/scheduling.js';
import { ChildScriptRunner } from '../system/script-runner.js';
import { userDirectory } from '../system/user-directory.js';
import { addressTable } from './address-table.js';

/** What randomInt can give at most, and enough for 32 bits. */
const RANDOM_STEPS = 2 ** 47;

/** @throws SystemError or VrrpdError where the system refuses one of them */
export async function daemonAdapters(
  settings: Settings,
  globals: GlobalSettings,
  logger: Logger,
): Promise<DaemonAdapters> {
  const clock = bootClock();
  const answers = wishOf(globals.netlinkCommandBuffer);
  const news = wishOf(globals.netlinkMonitorBuffer);
  const addresses = await addressTable(settings, answers);
  return {
    clock,
    alarm: timerAlarm,
    transport: await transport(settings),
    datagrams: nativeDatagrams,
    addresses,
    announcer: packetAnnouncer(),
    claims: settings.addressWatch ? claimListening : DEAF_LISTENING,
    monitor: netlinkMonitor({ receiveBuffer: news, answers, renewalPort: addresses.renewalPort }),
    routing: netlinkRouting(answers, news),
    links: netlinkLinks(answers),
    linkPoller: threadLinkPoller(),
    settings: procKernelSettings(),
    firewall: nftablesFirewall(),
    realTime: processRealTime,
    scripts: new ChildScriptRunner(clock),
    users: userDirectory(),
    pipes: notifyPipes,
    mailer: smtpMailer,
    files: new AsyncFileStore(logger),
    fileWatcher,
    processWatcher: processWatcher(wishOf(globals.processMonitorBuffer)),
    logger,
    hostName: hostname(),
    random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
    defer: (work) => void setImmediate(work),
  };
}

/** A buffer of 0 is none that is asked for. */
function wishOf({ size, force }: ReceiveBuffer): BufferWish | undefined {
  return size === undefined || size === 0 ? undefined : { size, force };
}

async function transport(settings: Settings): Promise<AdvertisementTransport> {
  if (settings.transport === 'native') return (await import('../system/native-transport.js')).nativeTransport;
  return (await import('../system/raw-socket-transport.js')).loadRawSocketTransport();
}
