import t from 'tap';
import type { Diagnostic } from '../../src/config/diagnostic.js';
import { FindingList } from '../../src/config/finding-list.js';
import { treeOf } from '../support/config-texts.js';

t.test('of one code 200 findings are kept, and the last says how many more there were', (t) => {
  const list = new FindingList();
  const finding = (code: string): Diagnostic => ({ code, severity: 'error', span: undefined, message: 'no' });
  for (let count = 0; count < 1000; count += 1) list.add(finding('many'));
  list.add(finding('one'));
  const all = list.all();
  t.equal(all.length, 201);
  t.equal(all[199]?.message, 'no (and 800 more of this kind)');
  t.equal(all[200]?.message, 'no');
  t.end();
});

t.test('a file full of mistakes stays quick', (t) => {
  const names = Array.from({ length: 50_000 }, (_, index) => `$N${index}=1\nx $\{M${index}}\n`).join('');
  t.equal(treeOf(names).diagnostics.length, 200);
  t.end();
});
