import t from 'tap';
import type { IpAddress } from '../../src/base/address.js';
import type { FirewallPlan } from '../../src/runtime/ports/firewall.js';
import { formatFirewall } from '../../src/system/nftables-text.js';

const ip = (text: string): IpAddress => text as IpAddress;

const PLAN: FirewallPlan = {
  table: 'vrrpd',
  priority: -1,
  counters: false,
  byIndex: false,
  dropped: [],
  droppedLinkLocal: [],
  reports: [],
};

const REMOVAL = 'add table ip vrrpd\ndelete table ip vrrpd\nadd table ip6 vrrpd\ndelete table ip6 vrrpd\n';

t.test('an empty plan removes the table of both families', async (t) => {
  t.equal(formatFirewall(PLAN), REMOVAL);
});

t.test('IPv4 addresses are dropped both ways', async (t) => {
  t.equal(
    formatFirewall({ ...PLAN, dropped: [ip('192.0.2.1'), ip('192.0.2.2')], counters: true, priority: -5 }),
    `${REMOVAL}table ip vrrpd {
  set vips {
    type ipv4_addr
    elements = { 192.0.2.1, 192.0.2.2 }
  }
  chain in {
    type filter hook input priority -5; policy accept;
    ip daddr @vips counter drop
  }
  chain out {
    type filter hook output priority -5; policy accept;
    ip saddr @vips counter drop
  }
}
`,
  );
});

t.test('IPv6 keeps neighbour discovery, and link-local addresses go with their interface', async (t) => {
  const text = formatFirewall({
    ...PLAN,
    dropped: [ip('2001:db8::1')],
    droppedLinkLocal: [{ address: ip('fe80::1'), interfaceName: 'eth0' }],
  });
  t.equal(
    text,
    `${REMOVAL}table ip6 vrrpd {
  set vips {
    type ipv6_addr
    elements = { 2001:db8::1 }
  }
  set vips_link_local {
    type ipv6_addr . ifname
    elements = { fe80::1 . "eth0" }
  }
  chain in {
    type filter hook input priority -1; policy accept;
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    ip6 daddr @vips drop
    ip6 daddr . iifname @vips_link_local drop
  }
  chain out {
    type filter hook output priority -1; policy accept;
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    ip6 saddr @vips drop
    ip6 saddr . oifname @vips_link_local drop
  }
}
`,
  );
});

t.test('interfaces by number where that is asked for', async (t) => {
  const text = formatFirewall({
    ...PLAN,
    byIndex: true,
    droppedLinkLocal: [{ address: ip('fe80::1'), interfaceName: 'eth0' }],
  });
  t.match(text, /type ipv6_addr \. iface_index/);
  t.match(text, /ip6 daddr \. iif @vips_link_local drop/);
});

t.test('reports of a virtual MAC leave by the interface below', async (t) => {
  const text = formatFirewall({
    ...PLAN,
    reports: [
      { interfaceName: 'vrrp.51', lower: 'eth0', family: 4 },
      { interfaceName: 'vrrp.52', lower: 'eth1', family: 4 },
      { interfaceName: 'vrrp.51', lower: 'eth0', family: 6 },
    ],
  });
  t.match(text, 'ip protocol igmp dup to ip daddr device oifname map { "vrrp.51" : "eth0", "vrrp.52" : "eth1" } drop');
  t.match(
    text,
    'icmpv6 type { mld-listener-report, mld-listener-reduction, mld2-listener-report } dup to ip6 daddr device oifname map { "vrrp.51" : "eth0" } drop',
  );
  t.match(text, 'icmpv6 type nd-router-solicit oifname { "vrrp.51" } drop');
  t.notMatch(text, /hook input/);
});
