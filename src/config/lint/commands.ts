/** Lints about commands: what no shell will see, where the program is found, and mistakes inside small scripts. */

import { locate } from '../build/script-file.js';
import type { HostFacts } from '../host-facts.js';
import type { Command, Configuration, NotifyScripts } from '../model.js';
import { isShell, scriptFile, scriptOfShell } from './script-file.js';
import { lintScriptText } from './script-text.js';
import type { LintReport, LintSubject } from './subject.js';

export function lintCommands({ configuration, host, report }: LintSubject): void {
  const seen = new Set<string>();
  for (const { title, command } of commandsOf(configuration)) {
    const program = command.argv[0] ?? '';
    if (program.startsWith('<')) continue;
    reportShellCharacters(title, command, report);
    if (program.includes('/') && !program.startsWith('/')) reportRelative(title, command, report);
    if (!program.includes('/')) reportInPath(title, command, host, report);
    reportMissing(title, command, host, report);
    const script = scriptFile(command, host);
    if (script === undefined || host === undefined || seen.has(script.path)) continue;
    seen.add(script.path);
    lintScriptText({ title, command, script, host, report });
  }
}

interface Titled {
  readonly title: string;
  readonly command: Command;
}

function commandsOf({ scripts, instances, syncGroups, globals }: Configuration): readonly Titled[] {
  const found: Titled[] = scripts.map(({ name, command }) => ({ title: `vrrp_script ${name}`, command }));
  const add = (title: string, command: Command | undefined): void => {
    if (command !== undefined) found.push({ title, command });
  };
  const addNotify = (title: string, { master, backup, fault, stop, any }: NotifyScripts): void => {
    for (const command of [master, backup, fault, stop, any]) add(title, command);
  };
  for (const { name, notify } of instances) {
    addNotify(`vrrp_instance ${name}`, notify);
    add(`vrrp_instance ${name}`, notify.deletedCommand);
    add(`vrrp_instance ${name}`, notify.lowerPriorityHeard);
  }
  for (const { name, notify } of syncGroups) addNotify(`vrrp_sync_group ${name}`, notify);
  add('global_defs', globals.startupScript);
  add('global_defs', globals.shutdownScript);
  return found;
}

const FILTERS = 'wc|grep|head|tail|awk|sed|cut|sort|xargs';
/** Pipes, redirections and lists that stand alone. */
const OPERATOR = /^(?:\d?[<>]{1,2}&?\S*|&>{1,2}\S*|\|\|?|&&?|;)$/;
/** Those that stick to a word, and substitutions. */
const SHELL_WORD = new RegExp(
  ['^\\$\\w', '\\$[({]', '`', '[^\\\\];$', '^~/', '[\\w)]>{1,2}(?:&\\d|/)', `\\w\\|(?:${FILTERS})$`].join('|'),
);
const SHELL_GLOB = /^\/[^?]*\*/;
/** Programs whose arguments are a language with such characters. */
const LANGUAGES: ReadonlySet<string> = new Set(['awk', 'gawk', 'mawk', 'nawk', 'sed', 'perl']);
/** Options whose value is one, of any program. */
const TEXT_OPTION = /^-\w*[ce]$|^--(?:eval|execute|expression|command)$/;

function reportShellCharacters(title: string, { argv, span }: Command, report: LintReport): void {
  const [program = ''] = argv;
  const word = program.startsWith('~') ? program : argv.slice(1).find((_, index) => isForShell(argv, index + 1));
  if (word === undefined) return;
  report(
    'shell-characters',
    span,
    `${title}: "${word}" means something to a shell only, and no shell sees the command`,
    {
      keepalived: 'hands it to the program as an argument',
      hint: 'put the command into a script file that starts with #!/bin/sh',
    },
  );
}

/** Whether a word is meant for a shell and no shell sees it. One with a blank inside was in quotes, and is meant as it is. */
function isForShell(argv: readonly string[], index: number): boolean {
  const [word = '', before = ''] = [argv[index], argv[index - 1]];
  const earlier = argv.slice(0, index);
  const shell = earlier.findIndex(isShell);
  if (shell >= 0 && earlier.slice(shell).some((option) => /^-\w*c$/.test(option))) return false;
  if (/\s/.test(word) || TEXT_OPTION.test(before)) return false;
  if (word === ';' && earlier.some((option) => /^-(?:exec|execdir|ok)$/.test(option))) return false;
  if (OPERATOR.test(word)) return true;
  if (earlier.some((program) => LANGUAGES.has(program.slice(program.lastIndexOf('/') + 1)))) return false;
  return SHELL_WORD.test(word) || (SHELL_GLOB.test(word) && !before.startsWith('-'));
}

function reportRelative(title: string, { argv, span }: Command, report: LintReport): void {
  report(
    'script-relative',
    span,
    `${title}: "${argv[0]}" has no leading slash, so it depends on the working directory`,
    {
      keepalived: 'looks for it from / when it runs in the background',
      hint: 'write the whole path, from the first slash on',
    },
  );
}

/** A script that a shell is started with is not the program, and so not looked for when the file is read. */
function reportMissing(title: string, command: Command, host: HostFacts | undefined, report: LintReport): void {
  const script = scriptOfShell(command);
  if (script === undefined || host === undefined || host.realPath(script) !== undefined) return;
  report('script-argument-missing', command.span, `${title}: there is no script "${script}" on this host`, {
    keepalived: `starts ${command.argv[0]}, which fails`,
    hint: 'put the script there, or correct the path',
  });
}

function reportInPath(title: string, { argv, span }: Command, host: HostFacts | undefined, report: LintReport): void {
  const program = argv[0] ?? '';
  const found = host === undefined ? undefined : locate(program, host);
  if (found === undefined) return;
  report('script-in-path', span, `${title}: "${program}" has no path, and PATH has it at ${found}`, {
    keepalived: 'looks it up in PATH, with a warning',
    hint: `write ${found}`,
  });
}
