import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { procKernelSettings } from '../../src/system/kernel-settings.js';

t.test('settings are read and written by name', async (t) => {
  const root = t.testdir({ net: { ipv4: { conf: { 'eth0.100': { arp_ignore: '0\n' } } } } });
  const settings = procKernelSettings(root);
  const name = ['net', 'ipv4', 'conf', 'eth0.100', 'arp_ignore'];
  t.equal(await settings.read(name), '0');
  await settings.write(name, '1');
  t.equal(readFileSync(path.join(root, ...name), 'utf8'), '1\n');
  t.equal(settings.readNow(name), '1');
});

t.test('a setting that is not there is undefined to read and an error to write', async (t) => {
  const settings = procKernelSettings(t.testdir({}));
  t.equal(await settings.read(['net', 'nothing']), undefined);
  t.equal(settings.readNow(['net', 'nothing']), undefined);
  await t.rejects(settings.write(['net', 'nothing'], '1'), { code: 'ENOENT' });
});

t.test('what the kernel refuses is a typed error', async (t) => {
  const root = t.testdir({});
  mkdirSync(path.join(root, 'folder'));
  const settings = procKernelSettings(root);
  await t.rejects(settings.read(['folder']), { code: 'EISDIR' });
  t.throws(() => settings.readNow(['folder']), { code: 'EISDIR' });
  await t.rejects(settings.write(['folder'], '1'), { code: 'EISDIR' });
});

t.test('no name leads out of the settings', async (t) => {
  const root = t.testdir({ inside: {} });
  writeFileSync(path.join(root, 'secret'), 'x');
  const settings = procKernelSettings(path.join(root, 'inside'));
  for (const name of [['..', 'secret'], ['../secret'], ['.'], [''], ['a\0b']]) {
    await t.rejects(settings.read(name), { code: 'EINVAL' });
    t.throws(() => settings.readNow(name), { code: 'EINVAL' });
    await t.rejects(settings.write(name, '1'), { code: 'EINVAL' });
  }
});
