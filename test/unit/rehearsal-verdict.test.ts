/** What a rehearsal makes of what it saw: ledger, verdict, table, JUnit. */

import t from 'tap';
import type { IpAddress } from '../../src/base/address.js';
import { formatJunit, formatTable, formatVerdict } from '../../src/cli/lab-report.js';
import { ServiceLedger } from '../../src/lab/service-ledger.js';
import { type FaultOutcome, judge } from '../../src/lab/verdict.js';

const VIP = '192.0.2.10' as IpAddress;

function outcome(kind: 'kill' | 'partition' | 'fail', more: Partial<FaultOutcome['services'][0]>): FaultOutcome {
  const service = { instance: 'VI_1', address: VIP, before: 'a', after: 'b', silence: 3_612.4, twoMasters: 0 };
  return {
    fault: { kind, host: 'a', object: kind === 'fail' ? 'chk' : undefined, seconds: undefined },
    text: 'a <1> has a fault',
    host: 'a',
    took: 5_000,
    unreachable: kind === 'partition' ? ['a', 'b'] : [],
    complaints: ['b: (VI_1) rejected advert from 192.0.2.1: password, it is another one'],
    services: [{ ...service, holders: ['b'], ...more }],
  };
}

const NARROW = { columns: 80, color: false };

t.test('the ledger measures silence and two masters', async (t) => {
  const ledger = new ServiceLedger({ instance: 'VI_1', address: VIP, clientLink: 'eth0' });
  ledger.held('a', true, 10);
  ledger.probed({ type: 'answered', address: VIP, host: 'a', gap: 0 }, 11);
  ledger.begin(1_000);
  ledger.held('b', true, 1_500);
  ledger.probed({ type: 'silent', address: VIP }, 1_510);
  t.equal(ledger.outcome(1_520).silence, undefined);
  ledger.probed({ type: 'answered', address: VIP, host: 'b', gap: 700 }, 1_700);
  ledger.held('a', false, 1_750);
  t.same(ledger.outcome(3_000), {
    instance: 'VI_1',
    address: VIP,
    before: 'a',
    after: 'b',
    silence: 700,
    twoMasters: 250,
    holders: ['b'],
  });
});

t.test('no owner, and two that could both be told, are not survived', async (t) => {
  t.same(judge(outcome('kill', {})), { survived: true, problems: [], remarks: [] });
  t.same(judge(outcome('kill', { after: undefined, silence: undefined, holders: ['a'] })).problems, [
    '192.0.2.10 has no owner, although a holds it',
  ]);
  t.same(judge(outcome('kill', { holders: ['a', 'b'] })).problems, ['192.0.2.10 has 2 owners: a, b']);
  t.same(judge(outcome('partition', { holders: ['a', 'b'] })), {
    survived: true,
    problems: [],
    remarks: ['192.0.2.10 is held by a and b while this lasts'],
  });
});

t.test('a check that moves nothing is worth a remark', async (t) => {
  t.same(judge(outcome('fail', { after: 'a', holders: ['a'] })).remarks, [
    'nobody takes over: without chk the priority of a still is the best',
  ]);
});

t.test('a check that moves the address is no news', async (t) => {
  t.same(judge(outcome('fail', {})).remarks, []);
});

t.test('several addresses have a column, and nobody is seen at once', async (t) => {
  const two = outcome('kill', {});
  const [first] = two.services;
  const lost = { ...first, instance: 'VI_2', address: '192.0.2.20', after: undefined, silence: undefined };
  const both = { ...two, services: [first, lost] } as typeof two;
  t.equal(
    formatTable([both], { columns: 80, color: true }),
    `  fault              address     who took over  without service  two masters
  a <1> has a fault  192.0.2.10  b                     3 612 ms            -
                     192.0.2.20  \x1b[31mNOBODY       \x1b[0m       at the end            -
`,
  );
});

t.test('table, verdict and JUnit', async (t) => {
  const bad = outcome('kill', { holders: ['a', 'b'], twoMasters: 1_234.5 });
  t.equal(
    formatTable([outcome('kill', {}), bad], NARROW),
    `  192.0.2.10 of VI_1

  fault              who took over  without service  two masters
  a <1> has a fault  b                     3 612 ms            -
  a <1> has a fault  b                     3 612 ms     1 235 ms
`,
  );
  t.equal(
    formatVerdict([outcome('kill', {}), bad], NARROW),
    `  LOST       a <1> has a fault: 192.0.2.10 has 2 owners: a, b
  why        b: (VI_1) rejected advert from 192.0.2.1: password, it is another
             one

  Verdict: NOT survived. 1 of 2 steps left an address without an owner or with two.
`,
  );
  t.equal(
    formatJunit([outcome('kill', {}), bad]),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="vrrpd lab" tests="2" failures="1" errors="0">
  <testcase classname="vrrpd.lab" name="1. a &lt;1&gt; has a fault" time="5.000"/>
  <testcase classname="vrrpd.lab" name="2. a &lt;1&gt; has a fault" time="5.000">
    <failure message="192.0.2.10 has 2 owners: a, b"/>
  </testcase>
</testsuite>
`,
  );
});
