/**
 * A sync group between vrrpd and keepalived: two virtual routers, of which one tracks an interface. When that goes down,
 * both change hands; when it comes back, both return.
 */

import { Duel, type Side } from './duel.js';
import { confText, instanceText } from './instances.js';

const VRIDS = [51, 52] as const;
const TRACKED = 'uplink';
const FAR_END = 'far';

export const GROUP_STEPS = ['election', 'a member fails', 'it recovers'] as const;

/** @returns the step that failed and why; undefined when all worked */
export async function playGroup(kinds: Readonly<Record<Side, 'vrrpd' | 'keepalived'>>): Promise<string | undefined> {
  const duel = await Duel.build();
  let step: (typeof GROUP_STEPS)[number] = 'election';
  try {
    await duel
      .host('a')
      .ip(
        `link add name ${TRACKED} type veth peer name ${FAR_END}`,
        ...[TRACKED, FAR_END].map((name) => `link set dev ${name} up`),
      );
    duel.start('a', kinds.a, groupText(150, [`track_interface {`, TRACKED, '}']));
    await untilBoth(duel, 'a');
    duel.start('b', kinds.b, groupText(100, []));
    await untilBoth(duel, 'a');
    step = 'a member fails';
    await duel.host('a').ip(`link set dev ${TRACKED} down`);
    await untilBoth(duel, 'b');
    step = 'it recovers';
    await duel.host('a').ip(`link set dev ${TRACKED} up`);
    await untilBoth(duel, 'a');
    return undefined;
  } catch (error) {
    return `${step}: ${(error as Error).message}\n${duel.lastWords()}`;
  } finally {
    await duel.lab.dispose();
  }
}

async function untilBoth(duel: Duel, side: Side): Promise<void> {
  for (const vrid of VRIDS) {
    await duel.untilAlone(side, 4, vrid);
    await duel.untilHolds(side, `10.0.0.${vrid}/24`);
  }
}

function groupText(priority: number, secondLines: readonly string[]): string {
  const [first, second] = VRIDS;
  return confText(
    `vrrp_sync_group G1 {\n  group {\n    VI_${first}\n    VI_${second}\n  }\n}\n`,
    instanceText({ vrid: first, priority, addresses: [`10.0.0.${first}/24`] }),
    instanceText({ vrid: second, priority, addresses: [`10.0.0.${second}/24`], lines: secondLines }),
  );
}
