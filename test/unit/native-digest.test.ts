import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import t from 'tap';
import { native } from '../../src/system/native.js';

const folder = new URL('../../../native/', import.meta.url);
const { sourceDigest } = createRequire(import.meta.url)(new URL('digest.cjs', folder).pathname) as {
  sourceDigest(): string;
};

t.test('the addon that is loaded was made from the sources on disk', async (t) => {
  t.equal(native().sourceDigest, sourceDigest(), 'if not: npm run build:native, or delete native/build');
});

for (const processor of ['x64', 'arm64']) {
  t.test(`the prebuilt binary for ${processor} was made from the sources on disk`, async (t) => {
    const file = new URL(`prebuilds/linux-${processor}/vrrpd.glibc.node`, folder);
    t.ok(existsSync(file));
    const found = readFileSync(file).includes(sourceDigest());
    t.ok(found, 'if not: npm run prebuild:native, and commit the result');
  });
}
