/**
 * A sync group between vrrpd and keepalived, or two vrrpd: two virtual routers, of which one tracks an interface. When
 * that goes down, both change hands; when it comes back, both return.
 */

import { Duel, type Side } from './duel.js';
import { confText, instanceText } from './instances.js';
import type { GroupCell } from './interop-cells.js';
import { giveIpv6Addresses, LINK_LOCAL } from './interop-hosts.js';

const VRIDS = [51, 52] as const;
const TRACKED = 'uplink';
const FAR_END = 'far';

export const GROUP_STEPS = ['election', 'a member fails', 'it recovers'] as const;

type Shape = Pick<GroupCell, 'version' | 'family'>;

/** @returns the step that failed and why; undefined when all worked */
export async function playGroup(
  kinds: Readonly<Record<Side, 'vrrpd' | 'keepalived'>>,
  shape: Shape = { version: 3, family: 4 },
): Promise<string | undefined> {
  const duel = await Duel.build();
  let step: (typeof GROUP_STEPS)[number] = 'election';
  try {
    if (shape.family === 6) {
      await giveIpv6Addresses(duel, { a: 'fd00::1', b: 'fd00::2' });
      duel.sources = LINK_LOCAL;
    }
    await duel
      .host('a')
      .ip(
        `link add name ${TRACKED} type veth peer name ${FAR_END}`,
        ...[TRACKED, FAR_END].map((name) => `link set dev ${name} up`),
      );
    duel.start('a', kinds.a, groupText(shape, 150, [`track_interface {`, TRACKED, '}']));
    await untilBoth(duel, 'a', shape);
    duel.start('b', kinds.b, groupText(shape, 100, []));
    await untilBoth(duel, 'a', shape);
    step = 'a member fails';
    await duel.host('a').ip(`link set dev ${TRACKED} down`);
    await untilBoth(duel, 'b', shape);
    step = 'it recovers';
    await duel.host('a').ip(`link set dev ${TRACKED} up`);
    await untilBoth(duel, 'a', shape);
    return undefined;
  } catch (error) {
    return `${step}: ${(error as Error).message}\n${duel.lastWords()}`;
  } finally {
    await duel.lab.dispose();
  }
}

async function untilBoth(duel: Duel, side: Side, { family }: Shape): Promise<void> {
  for (const vrid of VRIDS) {
    await duel.untilAlone(side, 4, vrid);
    await duel.untilHolds(side, addressOf(family, vrid));
  }
}

function addressOf(family: 4 | 6, vrid: number): string {
  return family === 4 ? `10.0.0.${vrid}/24` : `fd00::${vrid}/64`;
}

function groupText({ version, family }: Shape, priority: number, secondLines: readonly string[]): string {
  const [first, second] = VRIDS;
  const advertInt = version === 2 ? '1' : '0.1';
  const member = (vrid: number, lines: readonly string[] = []): string =>
    instanceText({ vrid, version, advertInt, priority, addresses: [addressOf(family, vrid)], lines });
  return confText(
    `vrrp_sync_group G1 {\n  group {\n    VI_${first}\n    VI_${second}\n  }\n}\n`,
    member(first),
    member(second, secondLines),
  );
}
