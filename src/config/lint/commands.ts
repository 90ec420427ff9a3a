/** Lints about commands: what no shell will see, where the program is found, and mistakes inside small scripts. */

import { locate } from '../build/script-file.js';
import type { HostFacts } from '../host-facts.js';
import type { Command, Configuration, NotifyScripts } from '../model.js';
import { isShell, scriptFile } from './script-file.js';
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

const SHELL_WORD = /^(?:\d?[<>]{1,2}&?\S*|&>{1,2}\S*|\|\|?|&&?|;)$|^\$\w|\$[({]|`|[^\\];$/;

function reportShellCharacters(title: string, { argv, span }: Command, report: LintReport): void {
  if (isShell(argv[0] ?? '') && argv.some((word) => /^-\w*c$/.test(word))) return;
  const word =
    argv.slice(1).find((text) => SHELL_WORD.test(text)) ?? ((argv[0] ?? '').startsWith('~') ? argv[0] : undefined);
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

function reportInPath(title: string, { argv, span }: Command, host: HostFacts | undefined, report: LintReport): void {
  const program = argv[0] ?? '';
  const found = host === undefined ? undefined : locate(program, host);
  if (found === undefined) return;
  report('script-in-path', span, `${title}: "${program}" has no path, and PATH has it at ${found}`, {
    keepalived: 'looks it up in PATH, with a warning',
    hint: `write ${found}`,
  });
}
