import t from 'tap';
import { didYouMean, editDistance } from '../../src/config/did-you-mean.js';

const KEYWORDS = ['interval', 'interface', 'priority', 'state', 'weight', 'rise', 'fall', 'advert_int', 'vrrp_script'];

const cases: readonly (readonly [string, string | undefined])[] = [
  ['inerval', 'interval'],
  ['intervall', 'interval'],
  ['itnerval', 'interval'],
  ['Priority', 'priority'],
  ['PRIORITY', 'priority'],
  ['vvrp_script', 'vrrp_script'],
  ['advert_in', 'advert_int'],
  ['fail', 'fall'],
  ['raise', 'rise'],
  ['xyz', undefined],
  ['', undefined],
  ['a', undefined],
  ['priority', undefined],
  ['x'.repeat(1000), undefined],
];

for (const [word, meant] of cases) {
  t.test(`${word.slice(0, 20)} may mean ${meant}`, (t) => {
    t.equal(didYouMean(word, KEYWORDS), meant);
    t.end();
  });
}

t.test('a swap of neighbours is one change, and the distance stops counting at the limit', (t) => {
  t.equal(editDistance('abcd', 'abdc', 3), 1);
  t.equal(editDistance('kitten', 'sitting', 5), 3);
  t.ok(editDistance('kitten', 'sitting', 2) > 2);
  t.equal(editDistance('', 'ab', 5), 2);
  t.end();
});
