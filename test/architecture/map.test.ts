/** docs/architecture.md leads to files that are there. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const text = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');

function isThere(named: string): boolean {
  if (!named.includes('*')) return existsSync(path.join(root, named));
  const [start = '', end = ''] = path.basename(named).split('*');
  const names = readdirSync(path.join(root, path.dirname(named)));
  return names.some((name) => name.startsWith(start) && name.endsWith(end));
}

t.test('every file and folder that the map names is there', (t) => {
  const named = [...text.matchAll(/`((?:src|test|docs|native)\/[\w./*-]*)`/g)].map(([, name = '']) => name);
  t.ok(named.length > 40);
  t.same(
    named.filter((name) => !isThere(name)),
    [],
  );
  const inRuntime = [...text.matchAll(/`([a-z*-]+\.ts)`/g)].map(([, name = '']) => `src/runtime/${name}`);
  const inConfig = ['model*.ts', 'diff*.ts', '*codes.ts'].map((name) => `src/config/${name}`);
  t.same(
    inRuntime.filter(
      (name) => !isThere(name) && !inConfig.some((other) => path.basename(other) === path.basename(name)),
    ),
    [],
  );
  t.end();
});
