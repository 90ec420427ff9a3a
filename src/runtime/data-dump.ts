/** keepalived.data: what SIGUSR1 asks for, with the lines that keepalived's exporters read. */

import { toSeconds } from '../base/micros.js';
import type { Configuration } from '../config/model.js';
import { type DumpedRouter, formatDumpedAddress, wantedState } from './dumped-router.js';
import type { CheckSnapshot, DaemonSnapshot, SessionSnapshot } from './snapshot.js';

export function dumpData(
  snapshot: DaemonSnapshot,
  routers: readonly DumpedRouter[],
  configuration: Configuration,
  hostName: string,
): string {
  const lines = [
    '------< Global definitions >------',
    ` Router ID = ${configuration.globals.routerId ?? hostName}`,
    ` Configuration file = ${snapshot.daemon.configFile}`,
    '------< VRRP Topology >------',
    ...routers.flatMap((router) => routerLines(router, configuration)),
    ...section('VRRP Sync groups', snapshot.groups.flatMap(groupLines)),
    '------< VRRP Scripts >------',
    ...snapshot.checks.flatMap(checkLines),
    ...section('VRRP Track BFDs', snapshot.sessions.flatMap(sessionLines)),
  ];
  return `${lines.join('\n')}\n`;
}

function routerLines(router: DumpedRouter, configuration: Configuration): readonly string[] {
  const { instance, snapshot } = router;
  const { announcements } = instance;
  return [
    ` VRRP Instance = ${instance.name}`,
    `   VRRP Version = ${instance.version}`,
    ...(instance.syncGroup === undefined ? [] : [`   Sync group = ${instance.syncGroup}`]),
    `   State = ${snapshot.state.toUpperCase()}`,
    ...masterLines(router),
    `   Wantstate = ${wantedState(router).toUpperCase()}`,
    `   Last transition = ${(snapshot.sinceWall / 1000).toFixed(6)} (${formatTime(snapshot.sinceWall)})`,
    `   Interface = ${snapshot.interfaceName ?? 'none'}`,
    `   Using src_ip = ${snapshot.sourceAddress ?? 'none'}`,
    `   Gratuitous ARP delay = ${toSeconds(announcements.delay)}`,
    `   Gratuitous ARP repeat = ${announcements.repeat}`,
    `   Gratuitous ARP refresh = ${toSeconds(announcements.refresh)}`,
    `   Gratuitous ARP refresh repeat = ${announcements.refreshRepeat}`,
    `   Virtual Router ID = ${instance.vrid}`,
    `   Priority = ${snapshot.basePriority}`,
    `   Effective priority = ${snapshot.effectivePriority}`,
    `   Advert interval = ${toSeconds(instance.advertisementInterval)} sec`,
    `   Preempt = ${instance.preemptMode ? 'enabled' : 'disabled'}`,
    `   Promote_secondaries = ${instance.promoteSecondaries ? 'enabled' : 'disabled'}`,
    `   Authentication type = ${{ none: 'none', pass: 'SIMPLE_PASSWORD', ah: 'IPSEC_AH' }[instance.authentication.type]}`,
    ...section('   Tracked interfaces', names(instance.trackedInterfaces), false),
    ...section('   Tracked scripts', names(instance.trackedScripts), false),
    ...section('   Tracked files', names(instance.trackedFiles), false),
    ...section('   Tracked processes', names(instance.trackedProcesses), false),
    ...section('   Tracked BFDs', names(instance.trackedBfds), false),
    ...addressLines('Virtual IP', instance.addresses, router),
    ...addressLines('Virtual IP Excluded', instance.excludedAddresses, router),
    `   SMTP alert = ${instance.smtpAlert && configuration.globals.mail.server !== undefined ? 'on' : 'off'}`,
  ];
}

/** keepalived says it of a backup only. */
function masterLines({ snapshot, masterPriority }: DumpedRouter): readonly string[] {
  if (snapshot.state !== 'backup') return [];
  return [`   Master router = ${snapshot.master?.address ?? 'unknown'}`, `   Master priority = ${masterPriority}`];
}

/** As ctime(3) with microseconds: `Mon Nov  2 00:05:48.861000 2026`. @param wall milliseconds since 1970 */
function formatTime(wall: number): string {
  const moment = new Date(wall);
  const [weekday, month, day = '', year, time] = moment.toString().split(' ');
  const micros = String(moment.getMilliseconds() * 1_000).padStart(6, '0');
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time}.${micros} ${year}`;
}

function addressLines(
  title: string,
  addresses: DumpedRouter['instance']['addresses'],
  router: DumpedRouter,
): readonly string[] {
  if (addresses.length === 0) return [];
  return [
    `   ${title} (${addresses.length}):`,
    ...addresses.map((address) => `     ${formatDumpedAddress(address, router)}`),
  ];
}

function names(tracked: readonly { readonly name: string; readonly weight: number }[]): readonly string[] {
  return tracked.map(({ name, weight }) => `     ${name} weight ${weight}`);
}

function section(title: string, lines: readonly string[], heading = true): readonly string[] {
  if (lines.length === 0) return [];
  return [heading ? `------< ${title} >------` : `${title} (${lines.length}):`, ...lines];
}

function groupLines({ name, state, members }: DaemonSnapshot['groups'][number]): readonly string[] {
  return [
    ` VRRP Sync Group = ${name}, ${state.toUpperCase()}`,
    ...members.map((member) => `   VRRP member = ${member}`),
  ];
}

function checkLines({ name, interval, result, running, lastRun }: CheckSnapshot): readonly string[] {
  return [
    ` VRRP Script = ${name}`,
    `   Interval = ${interval / 1_000_000} sec`,
    `   Status = ${result === 'up' ? 'GOOD' : 'BAD'}`,
    `   State = ${running ? 'running' : 'idle'}`,
    ...(lastRun === undefined ? [] : [`   Last run = ${lastRun.detail}`]),
  ];
}

function sessionLines({ name, neighbor, source, state, diagnostic, ...session }: SessionSnapshot): readonly string[] {
  const { transmitInterval, detectionTime } = session;
  return [
    ` VRRP Track BFD = ${name}`,
    `   Bfd is ${state === 'up' ? 'up' : 'down'}`,
    `   Neighbor IP = ${neighbor}`,
    ...(source === undefined ? [] : [`   Source IP = ${source}`]),
    `   local state = ${state}`,
    `   local diag = ${diagnostic}`,
    ...(transmitInterval === undefined ? [] : [`   local tx intv = ${transmitInterval} us`]),
    ...(detectionTime === undefined ? [] : [`   local detection time = ${detectionTime} us`]),
  ];
}
