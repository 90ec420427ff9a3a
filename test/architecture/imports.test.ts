/**
 * Holds the import statements of src/ against the table in docs/architecture.md: imports run one way, there is no
 * cycle, and the pure folders know no clock, no timer and no I/O.
 */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const source = path.join(root, 'src');

/** Folder -> folders it may import. `types` of a folder are type-only imports. */
const MAY_IMPORT: Readonly<Record<string, { readonly values: readonly string[]; readonly types: readonly string[] }>> =
  {
    base: { values: [], types: [] },
    wire: { values: ['base'], types: [] },
    vrrp: { values: ['base'], types: ['wire'] },
    bfd: { values: ['base', 'wire'], types: [] },
    config: { values: ['base'], types: ['vrrp'] },
    runtime: { values: ['base', 'wire', 'vrrp', 'bfd', 'config'], types: ['control'] },
    system: { values: ['base', 'wire'], types: ['runtime', 'config'] },
    control: { values: ['base'], types: ['vrrp', 'runtime'] },
    lab: { values: ['base', 'config', 'control'], types: [] },
    cli: { values: ['base', 'config', 'control', 'lab'], types: ['vrrp', 'runtime', 'system'] },
    wiring: {
      values: ['base', 'wire', 'vrrp', 'bfd', 'config', 'runtime', 'system', 'control', 'lab', 'cli'],
      types: [],
    },
  };

const PURE = ['base', 'wire', 'vrrp', 'bfd', 'config'];
const IMPURE =
  /\b(Date\.now|new Date\(\)|performance\.|process\.(hrtime|env|argv|exit)|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|console\.|await\b|Promise\b|async\b)/;
const IMPURE_MODULES = /^node:(?!buffer$|crypto$)/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sourceFiles(): readonly string[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort();
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(path.join(source, file), 'utf8');
  const found: Import[] = [];
  const pattern = /^(?:import|export)\s+(type\s+)?(\{[^}]*\}|[^'";{]*?)?\s*(?:from\s+)?'([^']+)'/gm;
  for (const match of text.matchAll(pattern)) {
    const names = match[2] ?? '';
    const braces = /^\{([^}]*)\}$/.exec(names.trim());
    const allTyped =
      braces !== null &&
      (braces[1] ?? '')
        .split(',')
        .filter((name) => name.trim() !== '')
        .every((name) => name.trim().startsWith('type '));
    found.push({ from: file, to: match[3] ?? '', typeOnly: match[1] !== undefined || allTyped });
  }
  for (const match of text.matchAll(/\bimport\('([^']+)'\)/g)) {
    found.push({ from: file, to: match[1] ?? '', typeOnly: false });
  }
  return found;
}

function resolveOurs(entry: Import): string | undefined {
  if (!entry.to.startsWith('.')) return undefined;
  return path.normalize(path.join(path.dirname(entry.from), entry.to)).replace(/\.js$/, '.ts');
}

const folderOf = (file: string): string | undefined => (file.includes('/') ? file.split('/')[0] : undefined);

t.test('imports run as the table says', (t) => {
  const wrong: string[] = [];
  for (const file of sourceFiles()) {
    const folder = folderOf(file);
    if (folder === undefined) continue;
    const rule = MAY_IMPORT[folder];
    if (rule === undefined) {
      wrong.push(`src/${folder}/ is not in the table`);
      continue;
    }
    for (const entry of importsOf(file)) {
      const target = resolveOurs(entry);
      const other = target === undefined ? undefined : folderOf(target);
      if (target !== undefined && other === undefined) wrong.push(`${file} imports ${target}, an entry`);
      if (other === undefined || other === folder || rule.values.includes(other)) continue;
      if (entry.typeOnly && rule.types.includes(other)) continue;
      wrong.push(`${file} imports ${target}${entry.typeOnly ? ' (types)' : ''}`);
    }
  }
  t.same(wrong, []);
  t.end();
});

t.test('system adapters know only the ports of runtime', (t) => {
  const wrong = sourceFiles()
    .filter((file) => folderOf(file) === 'system')
    .flatMap((file) => importsOf(file))
    .map((entry) => ({ entry, target: resolveOurs(entry) }))
    .filter(({ target }) => target?.startsWith('runtime/') === true && !target.startsWith('runtime/ports/'))
    .map(({ entry, target }) => `${entry.from} imports ${target}`);
  t.same(wrong, []);
  t.end();
});

t.test('there is no cycle of value imports', (t) => {
  const edges = new Map<string, string[]>();
  for (const file of sourceFiles()) {
    const targets = importsOf(file)
      .filter((entry) => !entry.typeOnly)
      .map(resolveOurs)
      .filter((target) => target !== undefined);
    edges.set(file, targets);
  }
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) {
      cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const target of edges.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  t.same(cycles, []);
  t.end();
});

t.test('the pure folders know no clock, no timer and no I/O', (t) => {
  const wrong: string[] = [];
  for (const file of sourceFiles()) {
    if (!PURE.includes(folderOf(file) ?? '')) continue;
    for (const entry of importsOf(file)) if (IMPURE_MODULES.test(entry.to)) wrong.push(`${file} imports ${entry.to}`);
    const lines = readFileSync(path.join(source, file), 'utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      if (/^\s*(\/\/|\*|\/\*)/.test(line)) continue;
      const match = IMPURE.exec(line.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "''"));
      if (match !== null) wrong.push(`${file}:${index + 1} uses ${match[0]}`);
    }
  }
  t.same(wrong, []);
  t.end();
});

t.test('every import names its file with .js', (t) => {
  const wrong = sourceFiles()
    .flatMap((file) => importsOf(file))
    .filter((entry) => entry.to.startsWith('.') && !/\.(js|json)$/.test(entry.to))
    .map((entry) => `${entry.from} imports ${entry.to}`);
  t.same(wrong, []);
  t.ok(sourceFiles().length > 10, 'the sources were found');
  t.end();
});
