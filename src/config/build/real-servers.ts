/**
 * Completes the real servers of a virtual server, and its sorry server.
 */

import { familyOf } from '../../base/address.js';
import { didYouMean } from '../did-you-mean.js';
import type { RealServerDraft, VirtualServerDraft } from '../keywords/lvs-draft.js';
import type { RootDraft } from '../keywords/root.js';
import type { GlobalSettings } from '../model-global.js';
import type { Checker, ForwardingMethod, RealServer, SorryServer } from '../model-lvs.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';
import type { LvsService } from './lvs-service.js';

export interface Inherited {
  readonly service: LvsService;
  readonly forwarding: ForwardingMethod;
  readonly weight: number;
}

/** Whether connections for the service can go there; reported where they cannot. */
export function isOfFamily(reading: Reading, draft: RealServerDraft, { service, forwarding }: Inherited): boolean {
  if (service.family === undefined || familyOf(draft.address) === service.family) return true;
  if ((draft.forwarding ?? forwarding).method === 'TUN') return true;
  reading.report('family-mismatch', draft.span, `${draft.address} is not of the family of the virtual server`, {
    keepalived: 'skips the real server',
  });
  return false;
}

export function completeRealServer(
  reading: Reading,
  root: RootDraft,
  globals: GlobalSettings,
  virtual: VirtualServerDraft,
  draft: RealServerDraft,
  { service, ...inherited }: Inherited,
): RealServer {
  const forwarding = draft.forwarding ?? inherited.forwarding;
  const port = portOf(reading, service, draft, forwarding);
  return {
    address: draft.address,
    port,
    retry: draft.retry,
    delayBeforeRetry: draft.delayBeforeRetry,
    warmup: draft.warmup,
    connectTimeout: draft.connectTimeout,
    delayLoop: draft.delayLoop,
    alpha: draft.alpha,
    weight: draft.weight ?? inherited.weight,
    forwarding,
    upperThreshold: draft.upperThreshold ?? 0,
    lowerThreshold: draft.lowerThreshold ?? 0,
    inhibitOnFailure: draft.inhibitOnFailure ?? virtual.inhibitOnFailure ?? false,
    notifyUp: draft.notifyUp,
    notifyDown: draft.notifyDown,
    smtpAlert: draft.smtpAlert ?? globals.lvs.smtpAlertChecker ?? globals.smtpAlert ?? true,
    virtualHost: draft.virtualHost,
    snmpName: draft.snmpName,
    checkers: draft.checkers
      .filter((checker) => referenceExists(reading, root, checker, virtual.order))
      .map((checker) => checkedPort(checker, draft.port, port)),
    span: draft.span,
  };
}

/** Checks ask the port that was written, also where connections cannot go there. */
function checkedPort(checker: Checker, written: number, port: number): Checker {
  if (!('connectPort' in checker) || checker.connectPort !== undefined || written === port || written === 0)
    return checker;
  return { ...checker, connectPort: written };
}

/** The sorry server with the port and the method that hold. */
export function completeSorryServer(
  reading: Reading,
  { sorryServer, realServers, inhibitOnFailure }: VirtualServerDraft,
  { service, forwarding: inherited }: Inherited,
): SorryServer | undefined {
  if (sorryServer?.address === undefined) return undefined;
  const { address, span } = sorryServer;
  const written = { address, port: sorryServer.port ?? 0, span };
  const forwarding = sorryServer.forwarding ?? inherited;
  if (service.family !== undefined && familyOf(address) !== service.family && forwarding.method !== 'TUN') {
    reading.report('family-mismatch', span, `${address} is not of the family of the virtual server`, {
      keepalived: 'skips the sorry server',
    });
    return undefined;
  }
  const same = realServers.find((server) => server.address === address && server.port === written.port);
  const others = same?.inhibitOnFailure ?? inhibitOnFailure ?? false;
  const inhibit = sorryServer.inhibit ?? false;
  if (same !== undefined && others !== inhibit) {
    reading.report('no-effect', span, `the sorry server is also a real server, and inhibits otherwise`, {
      keepalived: 'does as for the real server',
    });
  }
  return {
    address,
    port: forwarding.method === 'NAT' ? written.port : portOf(reading, service, written, forwarding),
    inhibit: same === undefined ? inhibit : others,
    forwarding: sorryServer.forwarding,
  };
}

/** Only translation can change a port; without one it is that of the service. */
function portOf(
  reading: Reading,
  { service, hasMark, ports }: LvsService,
  { port, span }: Pick<RealServerDraft, 'address' | 'port' | 'span'>,
  { method }: ForwardingMethod,
): number {
  const report = (message: string, keepalived: string): void =>
    reading.report('no-effect', span, message, { keepalived, hint: 'leave the port out, or write lvs_method NAT' });
  if (port === 0) return service.type === 'address' ? service.port : 0;
  if (method === 'NAT') return port;
  if (service.type === 'mark') {
    report(`${method} cannot change the port, and port ${port} is given behind a mark`, 'leaves the port out');
    return 0;
  }
  if (service.type === 'address') {
    if (port === service.port) return port;
    report(`${method} cannot change the port from ${service.port} to ${port}`, `uses ${service.port}`);
    return service.port;
  }
  if (hasMark || ports.some((other) => other !== port))
    report(`${method} cannot change the port, and port ${port} is not that of the group`, 'complains');
  return port;
}

/** What a checker follows, as it is defined. */
function followed(root: RootDraft, checker: Checker) {
  if (checker.type === 'FILE_CHECK') {
    const found = root.files.get(checker.file);
    return { what: 'track_file', name: checker.file, names: root.files, found, complete: !!found?.draft.path };
  }
  if (checker.type !== 'BFD_CHECK') return undefined;
  const found = root.lvs.bfds.get(checker.session);
  return {
    what: 'bfd_instance',
    name: checker.session,
    names: root.lvs.bfds,
    found,
    complete: !!found?.draft.neighbor,
  };
}

/**
 * Whether what a checker follows is defined, and before it; reported where it is not.
 * @param order of the virtual server
 */
export function referenceExists(reading: Reading, root: RootDraft, checker: Checker, order: number): boolean {
  const target = followed(root, checker);
  if (target === undefined) return true;
  const { what, name, names, found, complete } = target;
  // What an incomplete definition lacks is reported there.
  if (found !== undefined && found.order < order) return complete;
  if (found !== undefined) {
    reading.report('defined-later', checker.span, `${what} ${shown(name)} is defined only further down`, {
      keepalived: 'does not find it and removes the checker',
      hint: 'move the definition above the virtual_server',
      related: [{ span: found.draft.word.span, message: 'defined here' }],
    });
    return false;
  }
  const guess = didYouMean(name, names.keys());
  reading.report('undefined-reference', checker.span, `there is no ${what} ${shown(name)}`, {
    keepalived: 'removes the checker',
    ...(guess !== undefined && { hint: `did you mean "${guess}"?` }),
  });
  return false;
}
