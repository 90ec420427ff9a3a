/** What the running daemon knows that keeps a failover from working, as findings of the doctor. Pure. */

import { formatDuration, formatMoment } from '../base/format-time.js';
import { micros } from '../base/micros.js';
import { describeRival } from '../control/rival-text.js';
import type { CheckSnapshot, DaemonSnapshot, PeerSnapshot } from '../runtime/snapshot.js';
import type { RouterSnapshot } from '../vrrp/snapshot.js';
import { type Finding, note, problem } from './doctor-finding.js';

/** A wake-up later than this part of an advert interval is near to a failover for no reason. */
const LATE_PART = 2;

export function daemonFindings(snapshot: DaemonSnapshot): readonly Finding[] {
  return [
    ...reload(snapshot),
    ...kept(snapshot),
    ...snapshot.routers.flatMap((router) => [
      state(router, snapshot),
      ...twoMasters(router, snapshot),
      ...addresses(router),
      ...rejections(router, snapshot.peers),
      ...standby(router, snapshot),
    ]),
    ...snapshot.checks.flatMap(check),
    ...lateness(snapshot),
  ];
}

function reload({ daemon }: DaemonSnapshot): readonly Finding[] {
  if (daemon.reloadProblem === undefined) return [];
  const message = `the last reload was refused, the configuration from before runs on: ${daemon.reloadProblem}`;
  return [problem('reload-refused', message, `vrrpd check ${daemon.configFile}`)];
}

function kept({ daemon: { notKept } }: DaemonSnapshot): readonly Finding[] {
  const { standby: onStandby, events } = notKept ?? {};
  return [
    ...(onStandby === undefined
      ? []
      : [problem('not-kept', `changes of standby are not kept over a restart: ${onStandby}`)]),
    ...(events === undefined ? [] : [problem('not-kept', `events are not kept over a restart: ${events}`)]),
  ];
}

/** Who is master, and whom this host hears. A backup sends nothing, so a master cannot tell whether there is one. */
function state(router: RouterSnapshot, { takenWall }: DaemonSnapshot): Finding {
  const { name, effectivePriority: priority, master, causes } = router;
  const held = `for ${formatDuration(micros((takenWall - router.sinceWall) * 1_000))}`;
  const ask = `vrrpd why ${name}`;
  switch (router.state) {
    case 'master':
      return note(
        'state',
        `${name}: this host is master ${held}, priority ${priority}; whether a backup hears it, vrrpd doctor tells there`,
      );
    case 'backup': {
      const heard =
        master?.address === undefined
          ? 'no master was heard'
          : `${master.address} is master, priority ${master.priority}, last heard ${formatDuration(micros(master.heardAgo))} ago`;
      return note('state', `${name}: this host is backup ${held}, priority ${priority}; ${heard}`);
    }
    case 'fault':
      return problem('fault', `${name}: this host is in fault ${held}: ${causes.join(', ') || router.why}`, ask);
    default:
      return problem('waiting', `${name}: this host waits ${held}: ${causes.join(', ') || router.why}`, ask);
  }
}

function twoMasters({ name }: RouterSnapshot, snapshot: DaemonSnapshot): readonly Finding[] {
  const rivals = snapshot.twoMasters.find(({ router }) => router === name)?.rivals ?? [];
  return rivals.map((rival) => {
    const message = `${name}: two masters, ${describeRival(rival)} is master too: ${rival.theirs}`;
    return problem('two-masters', message, `vrrpd why ${name}`);
  });
}

function addresses({ name, state: at, addresses: all }: RouterSnapshot): readonly Finding[] {
  return all
    .filter(({ bound }) => bound !== (at === 'master'))
    .map(({ address, device, bound }) => {
      const message = bound
        ? `${name} is not master, and ${address} is bound on ${device}`
        : `${name} is master, and ${address} is not bound on ${device}`;
      return problem('address', message, bound ? `ip address del ${address} dev ${device}` : `vrrpd why ${name}`);
    });
}

function rejections({ name }: RouterSnapshot, peers: readonly PeerSnapshot[]): readonly Finding[] {
  return peers.flatMap((peer) => {
    const rejected = Object.values(peer.rejected).reduce((sum, count) => sum + count, 0);
    if (peer.router !== name || rejected === 0) return [];
    const last = peer.lastRejection ?? 'unknown';
    if (peer.lastAcceptedWall !== undefined) {
      const message = `${name}: ${rejected} of ${peer.received} adverts of ${peer.address} were rejected, the last because of ${last}`;
      return [note('rejected', message, 'vrrpd peers')];
    }
    const message = `${name}: every advert of ${peer.address} is rejected (${rejected} so far): ${last}`;
    return [problem('rejected', message, 'vrrpd check FILE FILE_OF_THE_OTHER_HOST')];
  });
}

function standby({ name }: RouterSnapshot, snapshot: DaemonSnapshot): readonly Finding[] {
  const entry = snapshot.standby.find(({ router }) => router === name);
  if (entry === undefined) return [];
  const end = entry.untilWall === undefined ? '' : `, until ${formatMoment(entry.untilWall)}`;
  return [note('standby', `${name} is kept from becoming master by the operator${end}`, `vrrpd resume ${name}`)];
}

function check({ name, result, lastRun }: CheckSnapshot): readonly Finding[] {
  if (result !== 'down') return [];
  const said = lastRun?.output.trim().split('\n').at(-1) ?? '';
  const detail = `${lastRun?.detail ?? 'no run yet'}${said === '' ? '' : `, said: ${said.slice(0, 200)}`}`;
  return [problem('check-failed', `the check ${name} fails: ${detail}`, `vrrpd test-script ${name}`)];
}

function lateness({ daemon, peers }: DaemonSnapshot): readonly Finding[] {
  const intervals = peers.flatMap(({ advertisementInterval: one }) => (one === undefined ? [] : [one]));
  const shortest = Math.min(1_000_000, ...intervals);
  if (daemon.latestWakeUp < shortest / LATE_PART) return [];
  const late = formatDuration(micros(daemon.latestWakeUp));
  return [
    note('late', `the daemon once woke ${late} late: this host was starved or frozen`, 'vrrpd events --since 24h'),
  ];
}
