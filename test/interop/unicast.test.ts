/** Unicast between running daemons: who is heard, from how far away, and by which address. */

import t, { type Test } from 'tap';
import { advertFrame } from '../support/advert-frame.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS, type Side } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

function story(name: string, play: (t: Test, duel: Duel) => Promise<void>): void {
  t.test(name, { ...skip, buffered: true }, async (t) => {
    const duel = await Duel.create(t);
    // The watcher sees unicast too where the switch learns nothing.
    await duel.lab.flood();
    await play(t, duel);
  });
}

function conf(priority: number, peers: readonly string[], ...lines: readonly string[]): string {
  const unicast = ['unicast_peer {', ...peers.map((peer) => `  ${peer}`), '}', ...lines];
  return confText(instanceText({ priority, addresses: [VIP], lines: unicast }));
}

story('link-local IPv6 peers with their interface', async (t, duel) => {
  const local: Readonly<Record<Side, string>> = { a: 'fe80::a1', b: 'fe80::b2' };
  for (const side of ['a', 'b'] as const) {
    await duel.host(side).ip('address flush dev eth0 scope link', `address add ${local[side]}/64 dev eth0 nodad`);
  }
  duel.sources = local;
  const text = (priority: number, peer: Side): string => {
    const lines = ['unicast_peer {', `  ${local[peer]}%eth0`, '}'];
    return confText(instanceText({ priority, addresses: ['fd00::100/64'], lines }));
  };
  const master = duel.start('a', 'vrrpd', text(150, 'b'));
  await duel.untilAlone('a');
  duel.start('b', 'vrrpd', text(100, 'a'));
  await duel.untilLogged('b', /Entering BACKUP STATE/);
  await duel.untilAlone('a');
  t.equal(duel.wire.adverts().at(-1)?.destination, 'fe80::b2');
  t.equal(duel.wire.adverts().at(-1)?.ttl, 255);
  await master.kill();
  await duel.untilAlone('b');
  await duel.untilHolds('b', 'fd00::100/64');
});

story('min_ttl and max_ttl: a peer that is too far away is not heard', async (t, duel) => {
  duel.start('a', 'vrrpd', conf(150, ['10.0.0.2'], 'unicast_ttl 64'));
  await duel.untilAlone('a');
  duel.start('b', 'vrrpd', conf(100, ['10.0.0.1 min_ttl 64 max_ttl 64'], 'check_unicast_src'));
  await duel.untilLogged('b', /Entering BACKUP STATE/);
  await duel.untilAlone('a');
  t.equal(duel.wire.adverts().at(-1)?.ttl, 64);
  await duel.reload('a', conf(150, ['10.0.0.2'], 'unicast_ttl 63'));
  await duel.untilRejected('b', 'peer-hop-limit');
  await duel.untilHolds('b', VIP);
  await duel.reload('a', conf(150, ['10.0.0.2'], 'unicast_ttl 65'));
  await duel.untilBothAdvertise(3);
  await duel.reload('a', conf(150, ['10.0.0.2'], 'unicast_ttl 64'));
  await duel.untilAlone('a');
  await duel.untilHolds('b', VIP, false);
});

story('check_unicast_src: a stranger is heard without it, and not with it', async (_, duel) => {
  const peers = ['10.0.0.1'];
  duel.start('b', 'vrrpd', conf(100, peers));
  await duel.untilAlone('b');
  const to = { source: '10.0.0.9', destination: SIDE_ADDRESS.b, vrid: 51, priority: 200, interval: 10 };
  duel.repeat([advertFrame({ ...to, address: '10.0.0.100' })], 50);
  await duel.untilLogged('b', /Entering BACKUP STATE: .*10\.0\.0\.9/);
  await duel.reload('b', conf(100, peers, 'check_unicast_src'));
  await duel.untilRejected('b', 'unknown-peer');
  await duel.untilHolds('b', VIP);
});

story('unicast_fault_no_peer: the instance waits in FAULT; without it there is multicast', async (t, duel) => {
  const text = (...lines: readonly string[]): string =>
    confText(instanceText({ priority: 100, addresses: [VIP], lines: ['unicast_src_ip 10.0.0.1', ...lines] }));
  duel.start('a', 'vrrpd', text('unicast_fault_no_peer'));
  await duel.untilLogged('a', /Entering FAULT STATE/);
  t.match((await duel.status('a'))?.routers[0]?.why, /unicast is configured without a peer/);
  t.same(duel.wire.adverts(), []);
  await duel.reload('a', text());
  await duel.untilAlone('a');
  t.equal(duel.wire.adverts().at(-1)?.destination, '224.0.0.18');
});

story('an own address among the peers gets no advert', async (t, duel) => {
  duel.start('a', 'vrrpd', conf(150, ['10.0.0.1', '10.0.0.2']));
  await duel.untilAlone('a', 8);
  t.same([...new Set(duel.wire.adverts().map(({ destination }) => destination))], ['10.0.0.2']);
});
