/**
 * Lints about the text of a small script. It is read and, where the host can, checked by `sh -n`; it is never run.
 */

import { locate } from '../build/script-file.js';
import type { Severity } from '../diagnostic.js';
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
  const named = envProgram(interpreter);
  const wanted = named === undefined || host.realPath(program) === undefined ? program : named;
  if (wanted !== '' && locate(wanted, host) !== undefined) return true;
  report(
    'script-without-interpreter',
    command.span,
    program === ''
      ? `${title}: ${path} does not start with #! and an interpreter, so the kernel cannot start it`
      : `${title}: ${path} wants ${wanted}, which does not exist on this host`,
    {
      ...(program === '' && { keepalived: 'may hand it to a shell, where it was built to' }),
      hint: 'start it with #!/bin/sh',
    },
  );
  return false;
}

/** The program that `env` looks up in PATH; undefined where the line names none, or another program. */
function envProgram([program = '', ...words]: readonly string[]): string | undefined {
  return /\/env$/.test(program) ? words.find((word) => !word.startsWith('-') && !word.includes('=')) : undefined;
}

/** The shell that reads it; undefined for other interpreters. */
function shellOf({ interpreter, text }: ScriptText): string | undefined {
  const [program = ''] = interpreter;
  const name = envProgram(interpreter);
  if (name !== undefined) return isShell(name) ? `/bin/${name.slice(name.lastIndexOf('/') + 1)}` : undefined;
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
    severity: Severity = 'warning',
  ): void => {
    if (told.has(code)) return;
    told.add(code);
    report(code, command.span, `${title}: ${script.path}:${line}: ${what}`, { severity, hint });
  };
  const lines = script.text.split('\n').map((line) => (/^\s*#/.test(line) ? '' : line.slice(0, 1_000)));
  for (const [index, line] of lines.entries()) {
    if (/\bwc\s+-1\b/.test(line)) {
      tell(
        'script-digit-option',
        index + 1,
        'wc has no option -1 (the digit), so the count is empty',
        'write wc -l, with the letter',
      );
    }
    if (isGlued(line)) {
      tell(
        'script-open-bracket',
        index + 1,
        'the ] of a test needs a blank before it, so the test always fails',
        'write [ ... ] with blanks inside',
      );
    }
  }
  // The count that is empty has been told.
  if (told.has('script-digit-option')) return;
  for (const [index, line] of lines.entries()) {
    const variable = TESTED_VARIABLE.exec(line)
      ?.slice(1)
      .find((name) => name !== undefined);
    if (variable === undefined || alwaysHasNumber(variable, lines)) continue;
    const what = `[ $${variable} ... ] is an error where $${variable} is empty`;
    tell('script-open-bracket', index + 1, what, `write "$${variable}" in quotes`, 'note');
  }
}

/** Whether the `]` of a test sticks to the word before it. */
function isGlued(line: string): boolean {
  return /(?:^|[\s;&|])(?:if|while|until|&&|\|\|)?\s*\[\s[^\]\n]*[^\s\]]\](?=\s*(?:;|&|\||$))/.test(line);
}

/** `[ $A -eq 0 ]`, without quotes. */
const TESTED_VARIABLE = /(?:^|[\s;&|])\[\s+\$(?:(\w+)|\{(\w+)\})\s+(?:-(?:eq|ne|lt|le|gt|ge)|=|==|!=)\s/;

/** Whether every assignment gives it a number or a count, so that it is never empty. */
function alwaysHasNumber(variable: string, lines: readonly string[]): boolean {
  const assigned = new RegExp(`(?:^|[\\s;&|(])(?:${variable}=(.*)|for\\s+${variable}\\s+in\\s.*)`);
  const values = lines.flatMap((line) => {
    const match = assigned.exec(line);
    return match === null ? [] : [match[1] ?? '0'];
  });
  return values.length > 0 && values.every((value) => NUMBER.test(value));
}

/** `0`, `"1"`, `$?`, `$((A + 1))`, `$(pgrep -c x)`, or a pipe that ends in `wc -l`. */
const NUMBER =
  /^"?(?:\d+|\$\?|\$#|\$\(\(.*|(?:`|\$\()[^`]*\b(?:wc\s+-[lwcm]+|e?grep\s+-\w*c|pgrep\s+(?:-\w+\s+)*-\w*c)\b.*)/;
