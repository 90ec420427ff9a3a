/**
 * Completes BFD sessions and virtual servers.
 */

import { type AddressFamily, familyOf } from '../../base/address.js';
import { micros } from '../../base/micros.js';
import { didYouMean } from '../did-you-mean.js';
import type { BfdDraft, RealServerDraft, VirtualServerDraft } from '../keywords/lvs-draft.js';
import type { RootDraft } from '../keywords/root.js';
import type { ModelCode } from '../model-codes.js';
import type { GlobalSettings } from '../model-global.js';
import type {
  BfdSession,
  Checker,
  ForwardingMethod,
  LvsConfiguration,
  RealServer,
  VirtualServer,
} from '../model-lvs.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';

const NAT: ForwardingMethod = { method: 'NAT', tunnel: undefined, port: undefined, checksum: undefined };

/** Persistence that is switched on without a time. */
const PERSISTENCE = 360;

export function completeLvs(reading: Reading, root: RootDraft, globals: GlobalSettings): LvsConfiguration {
  const { ssl, groups, virtualServers } = root.lvs;
  return {
    ssl:
      ssl === undefined
        ? undefined
        : {
            password: ssl.password,
            authority: ssl.authority,
            certificate: ssl.certificate,
            key: ssl.key,
            span: undefined,
          },
    virtualServerGroups: [...groups.values()].map(({ name, entries, word }) => ({ name, entries, span: word.span })),
    virtualServers: virtualServers.flatMap((draft) => completeVirtualServer(reading, root, globals, draft) ?? []),
  };
}

/** Sessions that have a neighbour; a pair of addresses counts once. */
export function completeBfd(reading: Reading, root: RootDraft): readonly BfdSession[] {
  const pairs = new Map<string, BfdDraft>();
  return [...root.lvs.bfds.values()].flatMap(({ draft }) => {
    const { neighbor, source } = draft;
    const without = (message: string, keepalived: string): [] => {
      reading.report('incomplete-definition', draft.word.span, message, { keepalived });
      return [];
    };
    const title = `bfd_instance ${shown(draft.word.text)}`;
    if (neighbor === undefined) return without(`${title} has no neighbor_ip`, 'drops the session');
    if (source !== undefined && familyOf(source) !== familyOf(neighbor)) {
      return without(`${title} has addresses of different families`, 'switches the session off');
    }
    const pair = `${neighbor} ${source ?? ''}`;
    if (pairs.has(pair)) return without(`${title} has the addresses of another session`, 'drops the second session');
    pairs.set(pair, draft);
    return [completeSession(draft, neighbor)];
  });
}

function completeSession(draft: BfdDraft, neighbor: BfdSession['neighbor']): BfdSession {
  const ttl = draft.ttl ?? (familyOf(neighbor) === 4 ? 255 : 64);
  return {
    name: draft.name,
    neighbor,
    source: draft.source,
    minReceive: draft.minReceive ?? micros(10_000),
    minTransmit: draft.minTransmit ?? micros(10_000),
    idleTransmit: draft.idleTransmit ?? micros(1_000_000),
    multiplier: draft.multiplier ?? 5,
    passive: draft.passive ?? false,
    ttl,
    maxHops: Math.min(draft.maxHops ?? 0, ttl),
    multihop: draft.multihop ?? false,
    weight: draft.weight ?? 0,
    reverse: draft.reverse ?? false,
    listeners: draft.listeners ?? 'both',
    span: draft.word.span,
  };
}

function completeVirtualServer(
  reading: Reading,
  root: RootDraft,
  globals: GlobalSettings,
  draft: VirtualServerDraft,
): VirtualServer | undefined {
  const say = (code: ModelCode, message: string, keepalived: string, hint?: string): void =>
    reading.report(code, draft.span, message, { keepalived, ...(hint !== undefined && { hint }) });
  const { service } = draft;
  if (service.type === 'group' && !root.lvs.groups.has(service.group)) {
    const guess = didYouMean(service.group, root.lvs.groups.keys());
    say(
      'undefined-reference',
      `there is no virtual_server_group ${shown(service.group)}`,
      'ignores the virtual server',
      guess === undefined ? undefined : `did you mean "${guess}"?`,
    );
    return undefined;
  }
  if (draft.realServers.length === 0) {
    say(
      'no-real-server',
      'the virtual_server has no real_server',
      'ignores the virtual server',
      'add real_server { ... }',
    );
    return undefined;
  }
  if (draft.scheduler === undefined)
    say('missing-value', 'the virtual_server has no lvs_sched', 'uses wlc', 'add lvs_sched wlc');
  if (draft.forwarding === undefined)
    say('missing-value', 'the virtual_server has no lvs_method', 'uses NAT', 'add lvs_method NAT');
  if (draft.protocol === undefined && service.type === 'address') {
    say('missing-value', 'the virtual_server has no protocol', 'uses UDP', 'add protocol TCP');
  }
  return settingsOf(reading, root, globals, draft, say);
}

type Say = (code: ModelCode, message: string, keepalived: string, hint?: string) => void;

function settingsOf(
  reading: Reading,
  root: RootDraft,
  globals: GlobalSettings,
  draft: VirtualServerDraft,
  say: Say,
): VirtualServer {
  const { service } = draft;
  const forwarding = draft.forwarding ?? NAT;
  const family = service.type === 'address' ? familyOf(service.address) : draft.family;
  const protocol =
    service.type === 'mark' ? undefined : (draft.protocol ?? (service.type === 'address' ? 'UDP' : undefined));
  if (draft.onePacket === true && protocol !== 'UDP' && service.type !== 'mark') {
    say('no-effect', 'ops is for UDP and marks only', 'clears ops');
  }
  if (draft.haSuspend === true && service.type === 'mark')
    say('no-effect', 'ha_suspend is not for marks', 'clears ha_suspend');
  const weight = draft.weight ?? 1;
  const realServers = draft.realServers.flatMap(
    (server) => completeRealServer(reading, root, globals, draft, server, { forwarding, family, weight }) ?? [],
  );
  return {
    service,
    family,
    retry: draft.retry,
    delayBeforeRetry: draft.delayBeforeRetry,
    warmup: draft.warmup,
    connectTimeout: draft.connectTimeout ?? micros(5_000_000),
    delayLoop: draft.delayLoop ?? micros(60_000_000),
    alpha: draft.alpha ?? false,
    inhibitOnFailure: draft.inhibitOnFailure ?? false,
    scheduler: draft.scheduler ?? 'wlc',
    schedulerFlags: [...draft.schedulerFlags].sort(),
    onePacket: (draft.onePacket ?? false) && (protocol === 'UDP' || service.type === 'mark'),
    forwarding,
    persistenceEngine: draft.persistenceEngine,
    persistenceTimeout: persistenceOf(draft, say),
    persistenceGranularity: draft.persistenceGranularity,
    protocol,
    haSuspend: (draft.haSuspend ?? false) && service.type !== 'mark',
    smtpAlert: draft.smtpAlert ?? globals.lvs.smtpAlertChecker ?? globals.smtpAlert ?? false,
    virtualHost: draft.virtualHost,
    snmpName: draft.snmpName,
    omega: draft.omega ?? false,
    quorumUp: draft.quorumUp,
    quorumDown: draft.quorumDown,
    ...quorumOf(draft, realServers, say),
    weight,
    sorryServer:
      draft.sorryServer?.address === undefined
        ? undefined
        : {
            address: draft.sorryServer.address,
            port: draft.sorryServer.port ?? 0,
            inhibit: draft.sorryServer.inhibit ?? false,
            forwarding: draft.sorryServer.forwarding,
          },
    realServers,
    span: draft.span,
  };
}

function persistenceOf(draft: VirtualServerDraft, say: Say): number | undefined {
  if (draft.persistenceTimeout !== undefined) return draft.persistenceTimeout;
  if (draft.persistenceGranularity !== undefined) return PERSISTENCE;
  if (draft.service.type !== 'address' || draft.service.port !== 0) return undefined;
  say(
    'missing-value',
    'a service on every port needs persistence',
    `sets persistence_timeout ${PERSISTENCE}`,
    `write persistence_timeout ${PERSISTENCE}`,
  );
  return PERSISTENCE;
}

/** A quorum that the weights can reach, and a hysteresis below it. */
function quorumOf(
  draft: VirtualServerDraft,
  servers: readonly RealServer[],
  say: Say,
): Pick<VirtualServer, 'quorum' | 'hysteresis'> {
  const total = servers.reduce((sum, server) => sum + server.weight, 0);
  const written = draft.quorum ?? 1;
  const quorum = Math.max(1, Math.min(written, total));
  if (written > total && total > 0)
    say('out-of-range', `quorum ${written} is more than all weights together, ${total}`, `uses ${total}`);
  const hysteresis = Math.min(draft.hysteresis ?? 0, quorum - 1);
  if ((draft.hysteresis ?? 0) >= quorum)
    say('out-of-range', `hysteresis must be below quorum ${quorum}`, `uses ${quorum - 1}`);
  return { quorum, hysteresis };
}

interface Inherited {
  readonly forwarding: ForwardingMethod;
  readonly family: AddressFamily | undefined;
  readonly weight: number;
}

function completeRealServer(
  reading: Reading,
  root: RootDraft,
  globals: GlobalSettings,
  virtual: VirtualServerDraft,
  draft: RealServerDraft,
  inherited: Inherited,
): RealServer | undefined {
  const forwarding = draft.forwarding ?? inherited.forwarding;
  if (inherited.family !== undefined && familyOf(draft.address) !== inherited.family && forwarding.method !== 'TUN') {
    reading.report('family-mismatch', draft.span, `${draft.address} is not of the family of the virtual server`, {
      keepalived: 'skips the real server',
    });
    return undefined;
  }
  return {
    address: draft.address,
    port: portOf(reading, virtual, draft, forwarding),
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
    checkers: draft.checkers.filter((checker) => referenceExists(reading, root, checker)),
    span: draft.span,
  };
}

/** Without translation the port cannot change. */
function portOf(
  reading: Reading,
  virtual: VirtualServerDraft,
  draft: RealServerDraft,
  forwarding: ForwardingMethod,
): number {
  const { service } = virtual;
  if (service.type === 'mark') return 0;
  if (service.type !== 'address' || forwarding.method === 'NAT' || draft.port === service.port) return draft.port;
  reading.report(
    'no-effect',
    draft.span,
    `${forwarding.method} cannot change the port from ${service.port} to ${draft.port}`,
    {
      keepalived: `uses ${service.port}`,
      hint: `write port ${service.port}, or lvs_method NAT`,
    },
  );
  return service.port;
}

function referenceExists(reading: Reading, root: RootDraft, checker: Checker): boolean {
  const [name, known, what] =
    checker.type === 'FILE_CHECK'
      ? ([checker.file, root.files, 'track_file'] as const)
      : checker.type === 'BFD_CHECK'
        ? ([checker.session, root.lvs.bfds, 'bfd_instance'] as const)
        : [undefined, undefined, undefined];
  if (name === undefined || known.has(name)) return true;
  const guess = didYouMean(name, known.keys());
  reading.report('undefined-reference', checker.span, `there is no ${what} ${shown(name)}`, {
    keepalived: 'removes the checker',
    ...(guess !== undefined && { hint: `did you mean "${guess}"?` }),
  });
  return false;
}
