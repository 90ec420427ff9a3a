/**
 * keepalived.json: what the JSON signal asks for, with keepalived's keys in keepalived's order. Version 1 is an array of
 * instances, version 2 an object that holds it.
 */

import { toSeconds } from '../base/micros.js';
import type { Command, Instance, NotifyScripts, ProcessDefinition, ScriptDefinition } from '../config/model.js';
import { formatRoute, formatRule } from '../config/print/route.js';
import { type DumpedRouter, formatDumpedAddress, wantedState } from './dumped-router.js';
import { statisticsOf } from './statistics-dump.js';

/** INIT, BACKUP, MASTER, FAULT. */
export const STATE_NUMBERS = { init: 0, backup: 1, master: 2, fault: 3 } as const;

const AUTHENTICATION_NUMBERS = { none: 0, pass: 1, ah: 2 } as const;

/** A vrrp_track_process with what was counted. */
export interface DumpedProcess {
  readonly definition: ProcessDefinition;
  readonly running: number;
  readonly result: 'up' | 'down' | undefined;
  /** A delay goes on: towards this result. */
  readonly settling: 'up' | 'down' | undefined;
}

/** @param version 1 or 2, json_version */
export function dumpJson(
  routers: readonly DumpedRouter[],
  processes: readonly DumpedProcess[],
  scripts: readonly ScriptDefinition[],
  version: number,
): string {
  const commands = new Map(scripts.map(({ name, command }) => [name, command]));
  const entries = routers.map((router) => ({
    data: dataOf(router, commands),
    stats: statisticsOf(router.snapshot.counters),
  }));
  const tracked = processes.length === 0 ? {} : { track_process: processes.map(processOf) };
  const text = JSON.stringify(version === 2 ? { vrrp: entries, ...tracked } : entries);
  // As keepalived writes it: readers that take the text apart themselves expect it.
  return `${text.replaceAll('/', '\\/')}\n`;
}

function dataOf(router: DumpedRouter, commands: ReadonlyMap<string, Command>): Readonly<Record<string, unknown>> {
  const { instance, snapshot } = router;
  const { announcements } = instance;
  return {
    iname: instance.name,
    dont_track_primary: Number(instance.dontTrackPrimary),
    skip_check_adv_addr: Number(instance.skipCheckAdvertAddresses),
    strict_mode: Number(instance.strictMode),
    vmac_ifname: instance.vmac?.name ?? instance.ipvlan?.name ?? '',
    ...(instance.interfaceName === '' ? {} : { ifp_ifname: instance.interfaceName }),
    master_priority: router.masterPriority,
    last_transition: snapshot.sinceWall / 1000,
    garp_delay: toSeconds(announcements.delay),
    garp_refresh: Math.trunc(toSeconds(announcements.refresh)),
    garp_rep: announcements.repeat,
    garp_refresh_rep: announcements.refreshRepeat,
    garp_lower_prio_delay: Math.trunc(toSeconds(announcements.lowerPriorityDelay)),
    garp_lower_prio_rep: announcements.lowerPriorityRepeat,
    lower_prio_no_advert: Number(instance.lowerPriorityNoAdvert),
    higher_prio_send_advert: Number(instance.higherPrioritySendAdvert),
    vrid: instance.vrid,
    base_priority: snapshot.basePriority,
    effective_priority: snapshot.effectivePriority,
    vipset: snapshot.addresses.some(({ bound }) => bound),
    promote_secondaries: instance.promoteSecondaries,
    adver_int: toSeconds(instance.advertisementInterval),
    master_adver_int: toSeconds(router.masterInterval),
    accept: Number(instance.acceptMode),
    nopreempt: !instance.preemptMode,
    preempt_delay: Math.trunc(toSeconds(instance.preemptDelay)),
    state: STATE_NUMBERS[snapshot.state],
    wantstate: STATE_NUMBERS[wantedState(router)],
    version: instance.version,
    smtp_alert: instance.smtpAlert,
    notify_deleted: instance.notify.deleted,
    ...scriptsOf(instance),
    ...listsOf(router, commands),
    auth_type: AUTHENTICATION_NUMBERS[instance.authentication.type],
    ...(instance.authentication.type === 'none' ? {} : { auth_data: '********' }),
  };
}

function scriptsOf({ notify }: Instance): Readonly<Record<string, string>> {
  const named: readonly (readonly [string, NotifyScripts['any']])[] = [
    ['script_backup', notify.backup],
    ['script_master', notify.master],
    ['script_fault', notify.fault],
    ['script_stop', notify.stop],
    ['script_deleted', notify.deletedCommand],
    ['script', notify.any],
    ['script_master_rx_lower_pri', notify.lowerPriorityHeard],
  ];
  return Object.fromEntries(named.flatMap(([key, command]) => (command === undefined ? [] : [[key, quote(command)]])));
}

function listsOf(
  router: DumpedRouter,
  commands: ReadonlyMap<string, Command>,
): Readonly<Record<string, readonly string[]>> {
  const { instance } = router;
  const lists: Readonly<Record<string, readonly string[]>> = {
    vips: instance.addresses.map((address) => formatDumpedAddress(address, router)),
    evips: instance.excludedAddresses.map((address) => formatDumpedAddress(address, router)),
    vroutes: instance.routes.map(formatRoute),
    vrules: instance.rules.map(formatRule),
    track_ifp: instance.trackedInterfaces.map(({ name }) => name),
    track_script: instance.trackedScripts.flatMap(({ name }) => {
      const command = commands.get(name);
      return command === undefined ? [] : [quote(command)];
    }),
    track_process: instance.trackedProcesses.map(({ name }) => name),
  };
  return Object.fromEntries(Object.entries(lists).filter(([, items]) => items.length > 0));
}

function quote({ argv }: Command): string {
  return argv.map((word) => `'${word}'`).join(' ');
}

function processOf({ definition, running, result, settling }: DumpedProcess): Readonly<Record<string, unknown>> {
  return {
    process: definition.process,
    parameters: definition.parameters.join(' '),
    param_match: definition.parameterMatch,
    min_processes: definition.quorum,
    ...(definition.quorumMost === undefined ? {} : { max_processes: definition.quorumMost }),
    current_processes: running,
    have_quorum: result === 'up',
    weight: definition.weight,
    terminate_delay: toSeconds(definition.terminateDelay),
    fork_delay: toSeconds(definition.forkDelay),
    fork_delay_timer_running: settling === 'up',
    terminate_delay_timer_running: settling === 'down',
    full_command: definition.fullCommand,
  };
}
