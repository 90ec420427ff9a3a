/** Configuration files from a real directory. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { globMatcher } from '../../src/system/glob-pattern.js';
import { sourceFiles } from '../../src/system/source-files.js';

const directory = mkdtempSync(join(tmpdir(), 'vrrpd-source-'));
t.teardown(() => rmSync(directory, { recursive: true }));
const at = (name: string): string => join(directory, name);

t.test('a file is read as bytes', (t) => {
  writeFileSync(at('bytes.conf'), Buffer.from([0x61, 0xff, 0xc2, 0xa3, 0x00, 0x0a]));
  const source = sourceFiles.read(at('bytes.conf'), 100);
  t.match(source, { type: 'text', text: 'a\xff\xc2\xa3\0\n', executable: false });
  t.end();
});

t.test('what cannot be read says why, and a FIFO does not block', (t) => {
  mkdirSync(at('dir'));
  execFileSync('mkfifo', [at('fifo')]);
  writeFileSync(at('large'), 'x'.repeat(101));
  const why = (path: string): string => {
    const source = sourceFiles.read(path, 100);
    return source.type === 'text' ? 'text' : source.why;
  };
  t.equal(why(at('dir')), 'directory');
  t.equal(why(at('fifo')), 'not-regular');
  t.equal(why('/dev/null'), 'not-regular');
  t.equal(why(at('large')), 'too-large');
  t.equal(why(at('gone')), 'missing');
  t.equal(why(at('large/x')), 'missing');
  t.equal(why(at('x\0y')), 'failed');
  t.end();
});

t.test('a sparse file of 100 MB is refused without being read', (t) => {
  writeFileSync(at('sparse'), '');
  truncateSync(at('sparse'), 100_000_000);
  t.match(sourceFiles.read(at('sparse'), 8_000_000), { type: 'unreadable', why: 'too-large' });
  t.end();
});

t.test('a file that does not tell its size is bounded, too', (t) => {
  t.match(sourceFiles.read('/proc/self/status', 1_000_000), { type: 'text', text: /^Name:/ });
  t.match(sourceFiles.read('/proc/self/status', 10), { type: 'unreadable', why: 'too-large' });
  t.end();
});

t.test('an execute bit is seen, and two paths of one file are the same', (t) => {
  writeFileSync(at('run.conf'), 'x');
  chmodSync(at('run.conf'), 0o744);
  symlinkSync('run.conf', at('link.conf'));
  const first = sourceFiles.read(at('run.conf'), 100);
  const second = sourceFiles.read(at('link.conf'), 100);
  t.match(first, { type: 'text', executable: true });
  t.equal(first.type === 'text' && first.identity, second.type === 'text' && second.identity);
  t.end();
});

t.test('patterns are matched part by part, sorted, and bounded', (t) => {
  mkdirSync(at('conf.d'));
  for (const name of ['b.conf', 'a.conf', 'A.conf', '.hidden.conf', 'c.txt', 'a[1].conf', 'ü.conf'])
    writeFileSync(at(`conf.d/${name}`), '');
  const names = (pattern: string, most = 100): string[] =>
    sourceFiles.glob(at(pattern), most).map((path) => path.slice(directory.length + 1));
  t.same(
    names('conf.d/*.conf').map((name) => Buffer.from(name, 'latin1').toString()),
    ['conf.d/A.conf', 'conf.d/a.conf', 'conf.d/a[1].conf', 'conf.d/b.conf', 'conf.d/ü.conf'],
  );
  t.same(names('*.d/?.txt'), ['conf.d/c.txt']);
  t.same(names('conf.d/.*.conf'), ['conf.d/.hidden.conf']);
  t.same(names('conf.d/a\\[1\\].c*'), ['conf.d/a[1].conf']);
  t.same(names('none/*'), []);
  t.equal(names('conf.d/*', 2).length, 2);
  t.end();
});

t.test('an environment variable', (t) => {
  process.env['VRRPD_TEST_VALUE'] = 'ü';
  t.equal(sourceFiles.environment('VRRPD_TEST_VALUE'), '\xc3\xbc');
  t.equal(sourceFiles.environment('VRRPD_TEST_NONE'), undefined);
  t.end();
});

t.test('one part of a pattern', (t) => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['*', 'a abc', '.a'],
    ['a*c', 'ac abc aXcc', 'ab bc'],
    ['*a*b*', 'ab xaxbx', 'ba'],
    ['?', 'a', 'ab'],
    ['[abc]x', 'ax cx', 'dx'],
    ['[!abc]x', 'dx', 'ax'],
    ['[^abc]x', 'dx', 'ax'],
    ['[a-c]*', 'abba c', 'd'],
    ['[]x]y', ']y xy', 'ay'],
    ['[-a]y', '-y ay', 'by'],
    ['[[:digit:]x]', '5 x', 'y'],
    ['x[', 'x[', 'x'],
    ['\\**', '*a', 'a'],
    ['[z-a]*', '', 'a b z'],
    ['[.]', '.', 'a'],
  ];
  for (const [pattern, matching, other] of cases) {
    const matcher = globMatcher(pattern);
    const matches = (name: string): boolean => (typeof matcher === 'string' ? matcher === name : matcher(name));
    for (const name of matching.split(' ').filter((word) => word !== '')) {
      t.equal(matches(name), pattern !== '[.]', `${pattern} and ${name}`);
    }
    for (const name of other.split(' ')) t.notOk(matches(name), `${pattern} and not ${name}`);
  }
  t.end();
});

t.test('many stars cost little', (t) => {
  const matcher = globMatcher(`${'a*'.repeat(200)}b`);
  t.notOk(typeof matcher !== 'string' && matcher('a'.repeat(250)));
  t.end();
});
