/** The lines of the documents that make and install the package, on a copy of what belongs to it, without a network. */

import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runCommand } from '../../src/lab/command.js';
import { readDocument } from '../support/documents.js';
import { startPackageRegistry } from '../support/package-registry.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const UNITS = '/etc/systemd/system/';
/** `npm test` begins with these: here they would only need a network. */
const DONE_BEFORE = ['npm ci', 'npm run build', 'npm start', 'npm test'];

t.setTimeout(120_000);

t.test('packed and installed by the lines of the documents, the programs run', async (t) => {
  const registry = await startPackageRegistry(ROOT);
  t.teardown(() => registry.close());
  const directory = t.testdir({ checkout: {}, units: {} });
  const checkout = join(directory, 'checkout');
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: readonly string[] };
  const folders = new Set(files.map((file) => file.split('/')[0] ?? ''));
  folders.delete('dist');
  mkdirSync(join(checkout, 'dist'));
  for (const name of [...folders, 'dist/src', 'package.json', 'README.md', 'LICENSE']) {
    cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  }
  const prefix = join(directory, 'prefix');
  const environment = [
    `npm_config_registry=${registry.url}`,
    `npm_config_prefix=${prefix}`,
    `npm_config_cache=${join(directory, 'cache')}`,
    // The optional package is compiled on the host that installs it, with a compiler that hosts need not have.
    'npm_config_omit=optional',
    'npm_config_audit=false',
    'npm_config_update_notifier=false',
  ];
  const inherited = Object.keys(process.env).filter((name) => /^npm_/i.test(name));
  const shell = (command: string) =>
    runCommand([
      ...['env', '-C', checkout, ...inherited.flatMap((name) => ['-u', name]), ...environment],
      ...['sh', '-c', command.replaceAll(UNITS, `${join(directory, 'units')}/`)],
    ]);

  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const done = new Set(DONE_BEFORE);
  for (const name of ['getting-started.md', '../README.md']) {
    const lines = readDocument(name).commands.flatMap((line) => line.split(' && '));
    for (const line of lines.filter((one) => /^(npm|cp) /.test(one))) {
      const alike = line.replace('vrrpd-*.tgz', `vrrpd-${version}.tgz`);
      if (done.has(alike)) continue;
      done.add(alike);
      const { status, stdout, stderr } = await shell(line);
      t.equal(status, 0, `${name}: ${line}`, { stdout, stderr });
    }
    const unit = join(directory, 'units', 'vrrpd.service');
    t.equal(readFileSync(unit, 'utf8'), readFileSync(join(ROOT, 'systemd/vrrpd.service'), 'utf8'), name);
    rmSync(unit);
  }
  t.equal((await shell(`${prefix}/bin/vrrpd --version`)).stdout, `vrrpd ${version}\n`);
  t.match((await shell(`${prefix}/bin/keepalived --version`)).stderr, `vrrpd v${version}`);
  t.match((await shell(`${prefix}/bin/vrrpd check conf/haproxy-a.conf`)).stdout, /conf\/haproxy-a\.conf: /);
});
