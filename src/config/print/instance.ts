/** vrrp_instance as text: what every file should say, and what differs from what applies without it. */

import { completeInstance } from '../build/instance.js';
import { instanceTable } from '../keywords/instance.js';
import { emptyInstance, type InstanceDraft } from '../keywords/instance-draft.js';
import { formatReference } from '../keywords/tracking.js';
import type { Configuration, Instance, TrackedReference, Tracking } from '../model.js';
import { Reading } from '../read/reading.js';
import { formatAddressLine, formatPeer } from './address.js';
import { formatRoute, formatRule } from './route.js';
import { blockUnlessEmpty, formatWord, type Statement } from './statement.js';

/** Said even where they have their default: nobody should have to know it. */
const ALWAYS = new Set(['state', 'interface', 'virtual_router_id', 'version', 'priority', 'advert_int']);

export function formatInstance(instance: Instance, configuration: Configuration): Statement {
  const draft = draftOf(instance);
  const plain = plainInstance(instance, configuration);
  const settings = instanceTable.rows.flatMap((row) => {
    const statements = row.print(draft);
    if (ALWAYS.has(row.name) || isMemberSetting(row.name, instance)) return statements;
    return JSON.stringify(statements) === JSON.stringify(row.print(plain)) ? [] : statements;
  });
  return {
    head: `vrrp_instance ${formatWord(instance.name)}`,
    body: [
      ...settings,
      ...formatSender(instance),
      ...formatAuthentication(instance, draft),
      ...formatTracking(instance, configuration),
      ...formatAddresses(instance),
      ...blockUnlessEmpty('virtual_routes', instance.routes.map(formatRoute)),
      ...blockUnlessEmpty('virtual_rules', instance.rules.map(formatRule)),
    ],
  };
}

/** Everything that holds for an instance, also what follows from defaults: for comparing two. */
export function instanceStatements(instance: Instance, configuration: Configuration): readonly Statement[] {
  const draft = draftOf(instance);
  return [
    ...instanceTable.rows.flatMap((row) => row.print(draft)),
    ...formatSender(instance),
    ...formatAuthentication(instance, draft),
    ...formatTracking(instance, configuration),
    ...formatAddresses(instance),
    ...blockUnlessEmpty('virtual_routes', instance.routes.map(formatRoute)),
    ...blockUnlessEmpty('virtual_rules', instance.rules.map(formatRule)),
  ];
}

/** A member takes this from its group unless it says it itself. */
function isMemberSetting(name: string, instance: Instance): boolean {
  return name === 'notify_priority_changes' && instance.syncGroup !== undefined;
}

function draftOf(instance: Instance): InstanceDraft {
  const empty = emptyInstance({ text: instance.name, quoted: false, span: NOWHERE }, instance.name);
  return {
    ...empty,
    ...instance,
    interfaceName: instance.interfaceName === '' ? undefined : instance.interfaceName,
    preempt: instance.preemptMode,
    preemptDelay: instance.preemptDelay,
    accept: instance.acceptMode,
    authType: instance.authentication.type,
    password: instance.authentication.type === 'none' ? undefined : instance.authentication.password,
    hmac:
      instance.hmac === undefined
        ? undefined
        : { ...instance.hmac, keys: [...instance.hmac.keys], timeWindow: windowOf(instance) },
    extraAnnouncementsOff: instance.extraAnnouncements === undefined,
    routes: [],
    rules: [],
  };
}

const NOWHERE = { file: '', line: 0, column: 0, length: 0 };

/** Undefined where it is the one that follows from the interval. */
function windowOf({ hmac, advertisementInterval }: Instance): InstanceDraft['advertisementInterval'] {
  const usual = Math.min(Math.max(3 * advertisementInterval, 5_000_000), 300_000_000);
  return hmac?.timeWindow === usual ? undefined : hmac?.timeWindow;
}

/** What an instance would be that says only who it is: printing it shows what need not be said. */
function plainInstance(instance: Instance, configuration: Configuration): InstanceDraft {
  const draft = emptyInstance({ text: instance.name, quoted: false, span: NOWHERE }, instance.name);
  draft.interfaceName = instance.interfaceName === '' ? 'none' : instance.interfaceName;
  draft.vrid = instance.vrid;
  draft.family = instance.family;
  draft.version = instance.version;
  draft.state = instance.state;
  draft.priority = instance.priority;
  draft.strictMode = instance.strictMode;
  const unheard = new Reading(
    { files: [], line: () => undefined, secretColumn: () => undefined, includedFrom: () => undefined },
    undefined,
    () => [],
  );
  const complete = completeInstance(unheard, draft, configuration.globals, NO_TRACKING);
  if (complete === undefined) return draft;
  const plain = draftOf(complete);
  plain.strictMode = configuration.globals.strict;
  return plain;
}

const NO_TRACKING: Tracking = {
  trackedScripts: [],
  trackedInterfaces: [],
  trackedFiles: [],
  trackedProcesses: [],
  trackedBfds: [],
};

function formatSender(instance: Instance): readonly Statement[] {
  const { sourceAddress, unicastPeers, configurationFault } = instance;
  const unicast = unicastPeers.length > 0;
  const meantUnicast = configurationFault?.startsWith('unicast') === true;
  const nothingOfFamily = sourceAddress === undefined && !unicast && instance.addresses.length === 0;
  return [
    ...(instance.family === 6 && nothingOfFamily ? ['native_ipv6'] : []),
    ...(sourceAddress === undefined ? [] : [`${unicast ? 'unicast_src_ip' : 'mcast_src_ip'} ${sourceAddress}`]),
    ...(unicast || meantUnicast ? [{ head: 'unicast_peer', body: unicastPeers.map(formatPeer) }] : []),
  ];
}

function formatAuthentication(instance: Instance, draft: InstanceDraft): readonly Statement[] {
  const block = (name: string, of: object): readonly Statement[] => {
    const inner = instanceTable.byName.get(name)?.inner;
    return blockUnlessEmpty(name, inner?.rows.flatMap((row) => row.print(of)) ?? []);
  };
  return [
    ...(instance.authentication.type === 'none' ? [] : block('authentication', draft)),
    ...(draft.hmac === undefined ? [] : block('auth_hmac', draft.hmac)),
  ];
}

/** The track blocks of an instance or a group, each weight said. */
export function formatTracking(tracking: Tracking, configuration: Configuration): readonly Statement[] {
  const block = (
    name: string,
    references: readonly TrackedReference[],
    definitions: readonly { readonly name: string; readonly reverse: boolean }[],
  ): readonly Statement[] => {
    const reversed = new Set(definitions.flatMap((definition) => (definition.reverse ? [definition.name] : [])));
    return blockUnlessEmpty(
      name,
      references.map((reference) => formatReference(reference, reversed.has(reference.name))),
    );
  };
  return [
    ...block('track_interface', tracking.trackedInterfaces, []),
    ...block('track_script', tracking.trackedScripts, configuration.scripts),
    ...block('track_file', tracking.trackedFiles, configuration.trackedFiles),
    ...block('track_process', tracking.trackedProcesses, configuration.trackedProcesses),
    ...block('track_bfd', tracking.trackedBfds, configuration.bfdSessions),
  ];
}

function formatAddresses(instance: Instance): readonly Statement[] {
  const lines = (addresses: Instance['addresses']): readonly string[] =>
    addresses.map((address) => formatAddressLine(address, instance.interfaceName));
  return [
    ...blockUnlessEmpty('virtual_ipaddress', lines(instance.addresses)),
    ...blockUnlessEmpty('virtual_ipaddress_excluded', lines(instance.excludedAddresses)),
  ];
}
