/** Keys of auth_hmac in files: what they may look like, who may read them, and what becomes of an instance without. */

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { withKeys } from '../../src/runtime/hmac-keys.js';
import { readKeyFile } from '../../src/system/key-file.js';
import { build, instanceText } from '../support/configurations.js';

const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');

t.test('a key file holds bytes, or hexadecimal digits', async (t) => {
  const file = `${t.testdir({})}/key`;
  const cases: readonly (readonly [string, string])[] = [
    [`hex:${KEY.toString('hex')}\n`, KEY.toString('hex')],
    [`${'k'.repeat(32)}\r\n`, '6b'.repeat(32)],
    ['z'.repeat(64), '7a'.repeat(64)],
  ];
  for (const [text, expected] of cases) {
    writeFileSync(file, text, { mode: 0o600 });
    t.equal(Buffer.from(readKeyFile(file, undefined)).toString('hex'), expected);
  }
});

t.test('what is wrong with a key file is said without what is in it', async (t) => {
  const directory = t.testdir({ open: 'x'.repeat(32), long: 'S'.repeat(200), short: 'SECRET', odd: 'hex:SECRET' });
  for (const name of ['long', 'short', 'odd']) chmodSync(`${directory}/${name}`, 0o600);
  chmodSync(`${directory}/open`, 0o640);
  const problem = (path: string): string => {
    try {
      readKeyFile(path, undefined);
    } catch (error) {
      return (error as Error).message.replace(directory, '');
    }
    return 'fine';
  };
  t.equal(problem(`${directory}/open`), 'key file /open has mode 640: only its owner may read it (chmod 600)');
  t.equal(problem(`${directory}/long`), 'key file /long holds no key of 32 to 64 bytes');
  t.equal(problem(`${directory}/short`), 'key file /short holds no key of 32 to 64 bytes');
  t.equal(problem(`${directory}/odd`), 'key file /odd holds no pairs of hexadecimal digits behind hex:');
  t.equal(problem(`${directory}/none`), 'key file /none cannot be read: ENOENT');
  t.match(problem(directory), /is not a file/);
});

t.test('a name without a slash is a credential of systemd', async (t) => {
  const directory = `${t.testdir({})}/credentials`;
  mkdirSync(directory);
  // systemd's files carry an access list, which shows as a right of the group.
  writeFileSync(`${directory}/vrrp`, KEY, { mode: 0o440 });
  t.same([...readKeyFile('vrrp', directory)], [...KEY]);
  t.same([...readKeyFile(`${directory}/vrrp`, directory)], [...KEY]);
  t.throws(() => readKeyFile('vrrp', undefined), { message: /handed over no credentials/ });
  t.throws(() => readKeyFile('../vrrp', directory), { message: /neither an absolute path nor the name/ });
});

t.test('an instance without its key is in fault, and others go on', async (t) => {
  const { configuration } = build(
    instanceText('auth_hmac {\n key 1 file:/etc/key\n active_key 1\n}') +
      instanceText('', 'VI_2').replace('91', '92').replace('.10', '.11'),
  );
  const failing = withKeys(configuration, (path) => readKeyFile(`${t.testdir({})}${path}`, undefined));
  t.match(failing.problems, [/^\(VI_1\) auth_hmac key 1: key file .*\/etc\/key cannot be read: ENOENT$/]);
  t.match(failing.configuration.instances[0]?.configurationFault, /auth_hmac key 1/);
  t.equal(failing.configuration.instances[1], configuration.instances[1]);

  const keyed = withKeys(configuration, () => KEY);
  t.same(keyed.problems, []);
  t.match(keyed.configuration.instances[0], {
    configurationFault: undefined,
    hmac: { keys: [{ id: 1, type: 'bytes', secret: KEY }] },
  });
});
