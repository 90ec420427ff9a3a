import t from 'tap';
import { build, instanceText } from '../support/configurations.js';
import { testHost } from '../support/hosts.js';

const interfaces = { eth0: ['192.0.2.1/24'] };
const without = testHost({ interfaces });
const complete = testHost({ interfaces, files: { '/usr/sbin/nft': { mode: 0o755 } } });

function found(lines: string, host: typeof without): readonly (readonly [string, number | undefined])[] {
  return build(instanceText(lines), host)
    .diagnostics.filter(({ code }) => code === 'filter-missing')
    .map(({ code, exitClass }) => [code, exitClass]);
}

t.test('what needs the packet filter asks for nft', async (t) => {
  t.same(found('  no_accept', without), [['filter-missing', 0]]);
  t.same(found('  use_vmac', without), [['filter-missing', 0]]);
  t.same(found('  strict_mode', without), [['filter-missing', 0]]);
  t.same(found('  no_accept', complete), []);
});

t.test('what needs no filter asks for nothing', async (t) => {
  t.same(found('', without), []);
  t.same(found('  no_accept\n  priority 255', without), [], 'an owner answers for its addresses');
});
