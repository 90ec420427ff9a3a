/** A source reader over texts, for tests of the configuration's text side. */

import type { SourceReader, SourceText, Unreadable, UnreadableSource } from '../../src/base/source-reader.js';
import type { Diagnostic } from '../../src/config/diagnostic.js';
import { type ReadTreeOptions, readTree } from '../../src/config/read-tree.js';
import { encodeBytes, type Node, type Tree } from '../../src/config/tree.js';

/** A file: its text, or why it cannot be read. */
export type TestFile = string | { readonly why: Unreadable } | { readonly text: string; readonly executable: true };

/** What the host of a test has. */
export interface TestHost {
  readonly files?: Record<string, TestFile>;
  readonly environment?: Record<string, string>;
}

/** Files by path; a pattern matches by a regular expression made of its `*` and `?`. */
export function textReader(
  files: Readonly<Record<string, TestFile>>,
  environment: Record<string, string> = {},
): SourceReader {
  return {
    read: (path, limit) => readText(files[path], path, limit),
    glob: (pattern, most) => {
      const source = pattern
        .replace(/[.+^$()|]/g, '\\$&')
        .replaceAll('*', '[^/]*')
        .replaceAll('?', '[^/]');
      return Object.keys(files)
        .filter((path) => new RegExp(`^${source}$`).test(path))
        .sort()
        .slice(0, most);
    },
    environment: (name) => environment[name],
  };
}

/** Reads one text as `test.conf`, beside other files. */
export function treeOf(text: string, options: Partial<ReadTreeOptions> & TestHost = {}): Tree {
  return readTree('test.conf', {
    reader: textReader({ 'test.conf': text, ...options.files }, options.environment),
    directory: '/etc/keepalived',
    configId: 'node1',
    strictIncludes: false,
    randomSeed: 1,
    ...options,
  });
}

/** A tree as nested arrays: each node is its words, a block follows as an array. */
export function outline(nodes: readonly Node[]): unknown[] {
  return nodes.map((node) => {
    const line = [node.keyword, ...node.words].map((word) => (word.quoted ? `"${word.text}"` : word.text)).join(' ');
    return node.block === undefined ? line : [line, outline(node.block)];
  });
}

/** Diagnostics as `code line:column+length`. */
export function places(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, span }) =>
    span === undefined ? code : `${code} ${span.line}:${span.column}+${span.length}`,
  );
}

function readText(file: TestFile | undefined, path: string, limit: number): SourceText | UnreadableSource {
  if (file === undefined) return { type: 'unreadable', why: 'missing', detail: '' };
  if (typeof file === 'object' && 'why' in file) return { type: 'unreadable', why: file.why, detail: '' };
  const text = encodeBytes(typeof file === 'string' ? file : file.text);
  if (text.length > limit && limit > 0) return { type: 'unreadable', why: 'too-large', detail: '' };
  return { type: 'text', text, identity: path, executable: typeof file === 'object' };
}
