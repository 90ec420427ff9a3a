/**
 * Everything of the system that a daemon is given: one adapter for each port.
 */

import type { Logger } from '../base/logger.js';
import type { ClaimListening } from './ports/claims.js';
import type { DatagramTransport } from './ports/datagrams.js';
import type { FileStore } from './ports/files.js';
import type { Firewall } from './ports/firewall.js';
import type { KernelSettings } from './ports/kernel-settings.js';
import type { LinkPoller } from './ports/link-poller.js';
import type { LinkTable } from './ports/links.js';
import type {
  AddressTable,
  AdvertisementTransport,
  AlarmFactory,
  Announcer,
  Clock,
  NetworkMonitor,
} from './ports/network.js';
import type { Mailer, NotifyPipes, RealTime, ScriptRunner, UserDirectory } from './ports/process.js';
import type { Routing } from './ports/routing.js';
import type { FileWatcher, ProcessWatcher } from './ports/watching.js';

export interface DaemonAdapters {
  readonly clock: Clock;
  readonly alarm: AlarmFactory;
  readonly transport: AdvertisementTransport;
  readonly datagrams: DatagramTransport;
  readonly addresses: AddressTable;
  readonly announcer: Announcer;
  readonly claims: ClaimListening;
  readonly monitor: NetworkMonitor;
  readonly routing: Routing;
  readonly links: LinkTable;
  readonly linkPoller: LinkPoller;
  readonly settings: KernelSettings;
  readonly firewall: Firewall;
  readonly realTime: RealTime;
  readonly scripts: ScriptRunner;
  readonly users: UserDirectory;
  readonly pipes: NotifyPipes;
  readonly mailer: Mailer;
  readonly files: FileStore;
  readonly fileWatcher: FileWatcher;
  readonly processWatcher: ProcessWatcher;
  readonly logger: Logger;
  /** Of this machine, for the subject of mails. */
  readonly hostName: string;
  /** 0 up to but not 1; what a stranger must not foresee is made of it. */
  random(): number;
  /** Runs the work in a later turn of the event loop. */
  defer(work: () => void): void;
}
