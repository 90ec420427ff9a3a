/** Which difference between two models counts. */

import t from 'tap';
import { sameButPlaces } from '../../src/config/same-but-places.js';
import { build, instanceText } from '../support/configurations.js';

const one = (text: string) => build(text).configuration.instances[0];

t.test('where something was written does not count', (t) => {
  t.ok(sameButPlaces(one(instanceText()), one(`\n! a comment\n${instanceText()}`)));
  t.end();
});

t.test('what was written does', (t) => {
  for (const lines of [
    'priority 7',
    'track_interface {\n eth9\n}',
    'authentication {\n auth_pass x\n auth_type PASS\n}',
  ]) {
    t.notOk(sameButPlaces(one(instanceText()), one(instanceText(lines))), lines);
  }
  t.end();
});

t.test('a key that is missing is one that says nothing', (t) => {
  t.ok(sameButPlaces({ a: 1, b: undefined }, { a: 1 }));
  t.ok(sameButPlaces({ a: 1 }, { a: 1, b: undefined }));
  t.notOk(sameButPlaces({ a: 1 }, { a: 1, b: null }));
  t.notOk(sameButPlaces({ a: 1, b: 0 }, { a: 1 }));
  t.notOk(sameButPlaces([1, 2], [1]));
  t.notOk(sameButPlaces([], {}));
  t.notOk(sameButPlaces(Uint8Array.of(1, 2), Uint8Array.of(1, 3)));
  t.ok(sameButPlaces({ key: 5n }, { key: 5n }));
  t.end();
});
