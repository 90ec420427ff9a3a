/**
 * `vrrpd doctor` on a host where a rule of nftables drops adverts, so that both hosts hold the address: it names the
 * rule, the other's hardware address and the sender. Without the rule and the second holder it finds nothing of it.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks('nft');
const skip = lacks === undefined ? {} : { skip: lacks };

const RULES = `table inet office {
  chain in {
    type filter hook input priority 0; policy accept;
    tcp dport 22 accept
    ip protocol 112 drop
  }
}
`;

t.test('the rule that drops adverts is named, and who else holds the address', skip, async (t) => {
  const duel = await Duel.create(t);
  duel.start('b', 'vrrpd', confText(instanceText({ priority: 150, addresses: [VIP] })));
  await duel.untilAlone('b');
  const a = duel.host('a');
  const file = join(a.directory, 'keepalived.conf');
  writeFileSync(file, confText(instanceText({ priority: 100, addresses: [VIP] })));
  const doctor = async () => {
    const { stdout, stderr, status } = await a.run(vrrpdCommand('doctor', '--json', '-f', file));
    const { findings } = JSON.parse(stdout || '{}') as {
      findings: { code: string; message: string; command: string }[];
    };
    return { status, stderr, of: (code: string) => findings.filter((one) => one.code === code) };
  };

  const well = await doctor();
  t.same(well.of('firewall'), [], well.stderr);
  t.same(well.of('foreign-answer'), []);
  t.same(well.of('adverts-dropped'), []);
  t.match(well.of('peer')[0]?.message, /^10\.0\.0\.2 on eth0 advertises VRID \d+, priority 150, 10\.0\.0\.100/);

  t.equal((await a.run(['nft', '-f', '-'], RULES)).status, 0);
  await a.ip(`address add ${VIP} dev eth0`);
  const ill = await doctor();
  t.equal(ill.status, 1, ill.stderr);
  const [firewall] = ill.of('firewall');
  t.match(
    firewall?.message,
    /arrive on eth0 are dropped: nftables, table inet office, chain in, handle \d+: ip protocol vrrp drop$/,
  );
  t.equal(firewall?.command, 'nft insert rule inet office in iifname eth0 ip protocol 112 accept');
  t.match(ill.of('adverts-dropped')[0]?.message, /^\d+ adverts reached eth0 and none of them reached a socket/);
  const [mac] = (await duel.host('b').run(['ip', '-o', 'link', 'show', 'eth0'])).stdout.match(/(?<=ether )\S+/) ?? [];
  t.equal(
    ill.of('foreign-answer')[0]?.message,
    `10.0.0.100 is bound here, and ${mac} answers for it as well: two hosts hold it`,
  );

  // What it says mends it.
  t.equal((await a.run(firewall?.command.split(' ') ?? [])).status, 0);
  t.same((await doctor()).of('firewall'), []);

  await a.ip('link set dev eth0 down');
  t.match((await doctor()).of('interface-down')[0], { message: 'eth0 is down', command: 'ip link set dev eth0 up' });
});
