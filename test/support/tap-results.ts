/**
 * Counts the leaves of a TAP stream and keeps what went wrong, each with the path of test names that leads to it.
 */

import type { Readable } from 'node:stream';
import { Parser, type Result } from 'tap-parser';

export class FailureCollector {
  passed = 0;
  readonly failures: string[] = [];
  readonly skips: string[] = [];

  /**
   * Reads what a test file writes; several may write at a time.
   * @returns to be called with the status or signal that ended the file: a file without tests, or ended by another than a failed one, has failed too
   */
  follow(output: Readable, file: string): (ending: number | string | null) => void {
    const own: string[] = [];
    const parser = new Parser();
    this.#follow(parser, [file], own);
    output.pipe(parser);
    return (ending) => {
      if (own.length === 0 && ending !== 0) own.push(`${file}: ended with ${ending}`);
      else if (own.length === 0 && parser.count === 0) own.push(`${file}: holds no test`);
      this.failures.push(...own);
    };
  }

  /** @param failures those of one file, which writes one thing after the other */
  #follow(parser: Parser, names: readonly string[], failures: string[]): void {
    const before = failures.length;
    const comments: string[] = [];
    parser.on('child', (child: Parser) => this.#follow(child, [...names, child.name], failures));
    parser.on('comment', (comment: string) => {
      if (!/^# (Subtest:|time=|\{ total:)/.test(comment)) comments.push(comment.trimEnd());
    });
    // What a failed test has to say, such as the last words of its daemons, comes after its failure.
    parser.on('complete', () => {
      const last = failures.length - 1;
      if (last >= before && comments.length > 0) failures[last] = [failures[last], ...comments].join('\n');
    });
    parser.on('assert', (result: Result) => this.#record(result, names, failures));
    parser.on('bailout', (reason: string) => failures.push(`${names.join(' > ')}: bailed out: ${reason}`));
  }

  #record(result: Result, names: readonly string[], failures: string[]): void {
    const title = [...names, result.name].join(' > ');
    if (result.skip !== false) {
      this.skips.push(typeof result.skip === 'string' ? `${title}: ${result.skip}` : title);
    } else if (!result.ok && result.todo === false) {
      const inner = result.closingTestPoint && failures.some((failure) => failure.startsWith(title));
      if (!inner) failures.push(`${title}${describe(result.diag)}`);
    } else if (!result.closingTestPoint) {
      this.passed += 1;
    }
  }
}

function describe(diagnostics: unknown): string {
  if (diagnostics === null || typeof diagnostics !== 'object') return '';
  const lines: string[] = [];
  for (const [key, value] of Object.entries(diagnostics)) {
    if (key === 'source' || key === 'tapCaught' || key === 'compare') continue;
    if (key === 'at') lines.push(`  at ${value.fileName}:${value.lineNumber}`);
    else lines.push(`  ${key}: ${typeof value === 'string' ? value.trimEnd() : JSON.stringify(value)}`);
  }
  return lines.length === 0 ? '' : `\n${lines.join('\n')}`;
}
