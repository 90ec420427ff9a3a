import t from 'tap';
import type { Configuration } from '../../src/config/model.js';
import { ownInterface, placeInstances, transmitInterface } from '../../src/runtime/placement.js';
import { build } from '../support/configurations.js';

const configurationOf = (text: string): Configuration => build(text).configuration;

const instance = (name: string, lines: string): string =>
  `vrrp_instance ${name} {\n interface eth0\n virtual_router_id ${/\d+/.exec(name)?.[0]}\n priority 100\n${lines}\n}\n`;

function placed(text: string): ReturnType<typeof placeInstances> {
  return placeInstances(configurationOf(text));
}

t.test('without an interface of their own instances stay as they are', async (t) => {
  const configuration = configurationOf(instance('V1', 'virtual_ipaddress {\n 192.0.2.1\n }'));
  t.equal(placeInstances(configuration).configuration, configuration);
});

t.test('addresses move to the virtual MAC, those elsewhere stay', async (t) => {
  const { configuration, links } = placed(
    instance('V51', 'use_vmac\n virtual_ipaddress {\n 192.0.2.1\n 192.0.2.2 dev eth1\n }'),
  );
  const [first] = configuration.instances;
  t.strictSame(
    first?.addresses.map(({ device }) => device),
    ['vrrp.51', 'eth1'],
  );
  t.equal(first && transmitInterface(first), 'vrrp.51');
  t.match(links, [
    {
      name: 'vrrp.51',
      lower: 'eth0',
      link: { kind: 'macvlan', mode: 'private', mac: '00:00:5e:00:01:33' },
      ipv6: false,
      linkLocal: false,
    },
  ]);
});

t.test(
  'addresses of the other family stay below the virtual MAC, with use_vmac_addr they get one of their own',
  async (t) => {
    const excluded = 'virtual_ipaddress_excluded {\n fd00::100/64\n fd00::101/64 dev eth0\n fe80::101/64\n }';
    const text = (words: string): string =>
      instance('V51', `use_vmac\n ${words}\n virtual_ipaddress {\n 192.0.2.1\n }\n ${excluded}`);
    const devices = (words: string): readonly string[] =>
      placed(text(words)).configuration.instances.flatMap(({ addresses, excludedAddresses }) =>
        [...addresses, ...excludedAddresses].map(({ device }) => device),
      );
    t.strictSame(devices(''), ['vrrp.51', 'eth0', 'eth0', 'eth0']);
    t.match(placed(text('')).links, [{ name: 'vrrp.51', ipv6: false }]);
    t.strictSame(devices('use_vmac_addr'), ['vrrp.51', 'vrrp6.51', 'vrrp6.51', 'vrrp6.51']);
    const six = 'use_vmac\n virtual_ipaddress {\n fe80::1\n }\n virtual_ipaddress_excluded {\n 192.0.2.1\n fe80::2\n }';
    const [other] = placed(instance('V52', six)).configuration.instances;
    t.strictSame(
      other?.excludedAddresses.map(({ device }) => device),
      ['eth0', 'vrrp.52'],
    );
  },
);

t.test('adverts stay on the interface below where that is asked for', async (t) => {
  const { configuration } = placed(
    instance('V51', 'use_vmac mine\n vmac_xmit_base\n virtual_ipaddress {\n 192.0.2.1\n }'),
  );
  const [first] = configuration.instances;
  t.equal(first && transmitInterface(first), 'eth0');
  t.equal(first && ownInterface(first), 'mine');
});

t.test('without an interface adverts stay in the VRF', async (t) => {
  const lines =
    'unicast_src_ip 192.0.2.1\n unicast_peer {\n 192.0.2.2\n }\n virtual_ipaddress {\n 192.0.2.9 dev eth1\n }';
  const bare = instance('V51', lines).replace(' interface eth0\n', '');
  const [inVrf] = placed(bare.replace(' priority', ' vrf red\n priority')).configuration.instances;
  t.equal(inVrf && transmitInterface(inVrf), 'red');
  const [without] = placed(bare).configuration.instances;
  t.equal(without && transmitInterface(without), '');
});

t.test('names are not given twice', async (t) => {
  const { links } = placed(
    instance('V51', 'use_vmac\n virtual_ipaddress {\n 192.0.2.1\n }') +
      instance('V51', 'use_vmac\n virtual_ipaddress {\n fe80::1\n }').replace('V51', 'six'),
  );
  t.strictSame(
    links.map(({ name }) => name),
    ['vrrp.51', 'vrrp6.51'],
  );
  t.match(links[1], { linkLocal: true, ipv6: true, link: { mac: '00:00:5e:00:02:33' } });
});

t.test('an address with use_vmac gets an interface on the one it is on', async (t) => {
  const { configuration, links } = placed(
    `global_defs {\n vmac_addr_prefix va\n}\n${instance('V7', 'virtual_ipaddress {\n 192.0.2.1\n 192.0.2.2 dev eth1 use_vmac\n }')}`,
  );
  t.strictSame(
    configuration.instances[0]?.addresses.map(({ device }) => device),
    ['eth0', 'va.7'],
  );
  t.match(links, [{ name: 'va.7', lower: 'eth1', link: { mac: '00:00:5e:00:01:07' } }]);
});

t.test('ipvlan: its mode, and its address as the source', async (t) => {
  const { configuration, links } = placed(
    instance('V8', 'use_ipvlan 192.0.2.8/24 vepa\n virtual_ipaddress {\n 192.0.2.1\n }'),
  );
  t.match(configuration.instances[0], { sourceAddress: '192.0.2.8', addresses: [{ device: 'vrrp.8' }] });
  t.match(links, [
    {
      name: 'vrrp.8',
      link: { kind: 'ipvlan', mode: 'l2', flag: 'vepa' },
      address: { address: '192.0.2.8', length: 24 },
    },
  ]);
});

t.test('strict mode takes the MAC of the RFC', async (t) => {
  const text = instance('V51', 'use_vmac 02:00:00:00:00:01\n virtual_ipaddress {\n 192.0.2.1\n }');
  t.match(placed(text).links, [{ link: { mac: '02:00:00:00:00:01' } }]);
  t.match(placed(`global_defs {\n vrrp_strict\n}\n${text}`).links, [{ link: { mac: '00:00:5e:00:01:33' } }]);
});
