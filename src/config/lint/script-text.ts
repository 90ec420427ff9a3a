/**
 * Lints about the text of a small script. It is read and, where the host can, checked by `sh -n`; it is never run.
 */

import type { HostFacts } from '../host-facts.js';
import type { Command } from '../model.js';
import { isShell, type ScriptText } from './script-file.js';
import type { LintReport } from './subject.js';

export interface ScriptSubject {
  readonly title: string;
  readonly command: Command;
  readonly script: ScriptText;
  readonly host: HostFacts;
  readonly report: LintReport;
}

export function lintScriptText(subject: ScriptSubject): void {
  if (!lintInterpreter(subject)) return;
  const shell = shellOf(subject.script);
  if (shell === undefined) return;
  lintLines(subject);
  const error = subject.host.scripts?.syntaxError(shell, subject.script.path);
  if (error === undefined) return;
  const { title, command, script, report } = subject;
  report('script-syntax', command.span, `${title}: ${shell} cannot read ${script.path}: ${error}`, {
    hint: `${shell} -n ${script.path} shows it`,
  });
}

/** Whether the kernel can start it. */
function lintInterpreter({ title, command, script, host, report }: ScriptSubject): boolean {
  const { path, text, interpreter } = script;
  const [program = ''] = interpreter;
  if (path !== command.argv[0] && isShell(command.argv[0] ?? '')) return true;
  if (/^#![^\n]*\r(?:\n|$)/.test(text)) {
    report('script-carriage-return', command.span, `${title}: ${path} has Windows line ends`, {
      keepalived: 'cannot start it',
      hint: `sed -i 's/\\r$//' ${path}`,
    });
    return false;
  }
  if (program !== '' && host.realPath(program) !== undefined) return true;
  report(
    'script-without-interpreter',
    command.span,
    program === ''
      ? `${title}: ${path} does not start with #! and an interpreter, so the kernel cannot start it`
      : `${title}: ${path} wants ${program}, which does not exist on this host`,
    {
      ...(program === '' && { keepalived: 'may hand it to a shell, where it was built to' }),
      hint: 'start it with #!/bin/sh',
    },
  );
  return false;
}

/** The shell that reads it; undefined for other interpreters. */
function shellOf({ interpreter, text }: ScriptText): string | undefined {
  const [program = '', name = ''] = interpreter;
  if (/\/env$/.test(program)) return isShell(name) ? `/bin/${name}` : undefined;
  if (program === '' && !text.startsWith('#!')) return '/bin/sh';
  return isShell(program) ? program : undefined;
}

function lintLines({ title, command, script, report }: ScriptSubject): void {
  const told = new Set<string>();
  const tell = (
    code: 'script-digit-option' | 'script-open-bracket',
    line: number,
    what: string,
    hint: string,
  ): void => {
    if (told.has(code)) return;
    told.add(code);
    report(code, command.span, `${title}: ${script.path}:${line}: ${what}`, { hint });
  };
  for (const [index, whole] of script.text.split('\n').entries()) {
    const line = whole.slice(0, 1_000);
    if (/^\s*#/.test(line)) continue;
    if (/\bwc\s+-1\b/.test(line)) {
      tell(
        'script-digit-option',
        index + 1,
        'wc has no option -1 (the digit), so the count is empty',
        'write wc -l, with the letter',
      );
    }
    const bracket = glued(line);
    if (bracket !== undefined) tell('script-open-bracket', index + 1, bracket.what, bracket.hint);
  }
}

/** What is wrong with a `[ ... ]` of a line. */
function glued(line: string): { readonly what: string; readonly hint: string } | undefined {
  if (/(?:^|[\s;&|])(?:if|while|until|&&|\|\|)?\s*\[\s[^\]\n]*[^\s\]]\](?=\s*(?:;|&|\||$))/.test(line)) {
    return {
      what: 'the ] of a test needs a blank before it, so the test always fails',
      hint: 'write [ ... ] with blanks inside',
    };
  }
  const empty = /(?:^|[\s;&|])\[\s+(\$\w+|\$\{\w+\})\s+(?:-(?:eq|ne|lt|le|gt|ge)|=|==|!=)\s/.exec(line)?.[1];
  if (empty === undefined) return undefined;
  return { what: `[ ${empty} ... ] is an error where ${empty} is empty`, hint: `write "${empty}" in quotes` };
}
