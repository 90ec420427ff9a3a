/** What load balancing makes of values at their edges, of lines that do not fit together, and of both families. */

import t from 'tap';
import type { Checker, VirtualServer } from '../../src/config/model-lvs.js';
import { build, findings } from '../support/configurations.js';

const FIRST = 'lvs_sched rr\nlvs_method NAT\n';

function servers(text: string): readonly VirtualServer[] {
  return build(text).configuration.lvs.virtualServers;
}

function server(service: string, lines: string, before = ''): VirtualServer | undefined {
  return servers(`${before}\nvirtual_server ${service} {\n${FIRST}${lines}\n}\n`)[0];
}

function checker(lines: string, address = '192.0.2.18 80'): Checker | undefined {
  const before = 'track_file f {\nfile /f\n}';
  return server('192.0.2.10 80', `real_server ${address} {\n${lines}\n}`, before)?.realServers[0]?.checkers[0];
}

t.test('the pattern of a URL', async (t) => {
  const cases: readonly (readonly [lines: string, regex: string | undefined, from: number, to: number | undefined])[] =
    [
      ['regex "a b"', 'a b', 0, undefined],
      ['regex a b', undefined, 0, undefined],
      ['regex\nregex_no_match\nregex_min_offset 3', undefined, 0, undefined],
      ['regex x\nregex_min_offset 5\nregex_max_offset 5', 'x', 5, 5],
      ['regex x\nregex_min_offset 5\nregex_max_offset 4', 'x', 0, undefined],
      ['regex x\nregex_max_offset 0', 'x', 0, 0],
      ['regex x\nregex_max_offset y', 'x', 0, 0],
      ['regex x\nregex_min_offset 5 6', 'x', 0, undefined],
    ];
  for (const [lines, regex, from, to] of cases) {
    const found = checker(`HTTP_GET {\nurl {\npath /\n${lines}\n}\n}`);
    const url = found?.type === 'HTTP_GET' ? found.urls[0] : undefined;
    t.strictSame([url?.regex, url?.regexMinOffset, url?.regexMaxOffset, url?.regexNoMatch], [regex, from, to, false]);
  }
});

t.test('mistakes around a pattern leave the exit status alone, as keepalived only logs them', async (t) => {
  const text = (lines: string): string =>
    `virtual_server 192.0.2.10 80 {\n${FIRST}protocol TCP\nreal_server 192.0.2.18 80 {\nHTTP_GET {\nurl {\npath /\n${lines}\n}\n}\n}\n}\n`;
  for (const line of ['regex', 'regex_stack 5', 'regex_stack 2 1', 'regex_min_offset', 'regex_max_offset x']) {
    const result = build(text(line));
    t.equal(result.diagnostics.filter(({ code }) => code !== 'not-supported').length, 1, line);
    t.ok(
      result.diagnostics.every(({ exitClass }) => exitClass === 0),
      line,
    );
  }
});

t.test('a weight of FILE_CHECK with an odd word says nothing', async (t) => {
  const weightOf = (line: string): readonly unknown[] => {
    const found = checker(`FILE_CHECK {\ntrack_file f\n${line}\n}`);
    return found?.type === 'FILE_CHECK' ? [found.weight, found.reverse] : [];
  };
  t.strictSame(weightOf('weight 5 odd'), [undefined, undefined]);
  t.strictSame(weightOf('weight 5'), [5, false]);
  t.strictSame(weightOf('weight 0 reverse'), [0, true]);
});

t.test('both ends of a check are of one family; the later line gives way', async (t) => {
  const endsOf = (lines: string): readonly unknown[] => {
    const found = checker(`TCP_CHECK {\n${lines}\n}`);
    return found?.type === 'TCP_CHECK' ? [found.connectAddress, found.bindAddress] : [];
  };
  t.strictSame(endsOf('bindto 2001:db8::1'), [undefined, undefined]);
  t.strictSame(endsOf('connect_ip 2001:db8::7\nbindto 192.0.2.1'), ['2001:db8::7', undefined]);
  t.strictSame(endsOf('bindto 192.0.2.1\nconnect_ip 2001:db8::7'), [undefined, '192.0.2.1']);
});

t.test('an empty label makes a name useless', async (t) => {
  const nameOf = (name: string): unknown => {
    const found = checker(`DNS_CHECK {\nname ${name}\n}`);
    return found?.type === 'DNS_CHECK' ? found.queryName : undefined;
  };
  t.strictSame(['a..b', '.a', 'a.b', 'a.b.', '.'].map(nameOf), ['.', '.', 'a.b', 'a.b.', '.']);
});

t.test('lines of a group whose mask is none are skipped', async (t) => {
  const { configuration } = build(
    'virtual_server_group g {\n2001:db8::/129\n2001:db8::/0\n0.0.0.0/0\n192.0.2.0/33\n192.0.2.0/x\n192.0.2.0/24\n}\n',
  );
  t.match(configuration.lvs.virtualServerGroups[0]?.entries, [{ type: 'network', network: { length: 24 } }]);
  t.equal(configuration.lvs.virtualServerGroups[0]?.entries.length, 1);
});

t.test('the family of a service by mark', async (t) => {
  const six = 'real_server 2001:db8::18 80 {\n}';
  const tunnelled = 'real_server 2001:db8::18 80 {\nlvs_method TUN\n}';
  const cases: readonly (readonly [string, number | undefined])[] = [
    [six, 6],
    [tunnelled, 6],
    [`${tunnelled}\nreal_server 192.0.2.18 80 {\nlvs_method TUN\n}`, 4],
    [`persistence_granularity 64\n${six}`, 6],
    [`ip_family inet6\npersistence_granularity 255.255.255.0\n${six}`, 6],
    // What is left has no real server.
    [`persistence_granularity 255.255.255.0\nip_family inet6\n${six}`, undefined],
    [`ip_family inet\n${six}`, undefined],
  ];
  for (const [lines, family] of cases) t.equal(server('fwmark 5', lines)?.family, family, lines);
});

t.test('a group of another family than the virtual server switches that off', async (t) => {
  const text = (entries: string): string =>
    `virtual_server_group g {\n${entries}\n}\nvirtual_server group g {\n${FIRST}protocol TCP\nreal_server 192.0.2.18 80 {\n}\n}\n`;
  t.equal(servers(text('192.0.2.40 80')).length, 1);
  for (const entries of ['2001:db8::40 80', '192.0.2.40 80\n2001:db8::40 80']) {
    t.equal(servers(text(entries)).length, 0);
    t.ok(findings(build(text(entries))).some((finding) => finding.includes('family-mismatch')));
  }
});

t.test('what is left out for its family is not there to be repeated', async (t) => {
  const again = 'real_server 192.0.2.18 80 {\n}\nreal_server 192.0.2.18 80 {\nlvs_method TUN\nweight 7\n}';
  t.match(server('2001:db8::10 80', again)?.realServers, [{ weight: 7 }]);
});

t.test('a tunnel that makes no sense is as that of the virtual server', async (t) => {
  const real = 'real_server 192.0.2.18 80 {\nlvs_method TUN type gue\n}';
  const gre = server('192.0.2.10 80', `lvs_method TUN type gre csum\n${real}`);
  t.match(gre?.realServers[0]?.forwarding, { method: 'TUN', tunnel: 'gre', checksum: 'csum' });
  t.match(server('192.0.2.10 80', real)?.realServers[0]?.forwarding, { method: 'TUN', tunnel: 'ipip' });
});

t.test('a checker follows only what is defined above its virtual server', async (t) => {
  const follower = `virtual_server 192.0.2.10 80 {\n${FIRST}protocol TCP\nreal_server 192.0.2.18 80 {\nFILE_CHECK {\ntrack_file f\n}\nBFD_CHECK {\nname b\n}\n}\n}\n`;
  const defined = 'track_file f {\nfile /f\n}\nbfd_instance b {\nneighbor_ip 192.0.2.9\n}\n';
  const checkersOf = (text: string): number | undefined => servers(text)[0]?.realServers[0]?.checkers.length;
  t.equal(checkersOf(defined + follower), 2);
  t.equal(checkersOf(follower + defined), 0);
  t.equal(findings(build(follower + defined)).filter((finding) => finding.includes('defined-later')).length, 2);
  t.equal(checkersOf(`track_file f {\n}\nbfd_instance b {\n}\n${follower}`), 0);
});
