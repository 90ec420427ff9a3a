/**
 * Which commands may run. As keepalived does it, a command whose file or user is missing is switched off, and so is an
 * unsafe one with enable_script_security.
 */

import type { UserFacts } from '../host-facts.js';
import type { Command } from '../model.js';
import type { GlobalSettings } from '../model-global.js';
import type { Reading } from '../read/reading.js';
import { inspectScript } from './script-file.js';

/** The user that scripts have where none is named, if the system has it. */
const STANDARD_USER = 'keepalived_script';

/** Words that only a shell knows. */
const SHELL_WORDS: ReadonlySet<string> = new Set([
  '.',
  'cd',
  'eval',
  'exec',
  'export',
  'for',
  'if',
  'set',
  'source',
  'umask',
  'until',
  'while',
  '[[',
]);

function missingHint(program: string): string {
  if (program.startsWith('~') || SHELL_WORDS.has(program))
    return 'no shell sees the command: put it into a script file that starts with #!/bin/sh';
  if (program.startsWith('/')) return 'put the program there, or correct the path';
  return program.includes('/')
    ? 'write the whole path, from the first slash on'
    : 'write the whole path; a bare name is looked up in PATH';
}

export class ScriptCheck {
  readonly #reading: Reading;
  readonly #globals: GlobalSettings;
  #rootScript: Command | undefined;

  constructor(reading: Reading, globals: GlobalSettings) {
    this.#reading = reading;
    this.#globals = globals;
  }

  /**
   * The command, or undefined when it may not run.
   * @param title what it is for, as in `vrrp_script chk`
   * @param check a check script: keepalived -t complains about those only
   */
  usable(command: Command | undefined, title: string, check: boolean): Command | undefined {
    const { host } = this.#reading;
    const program = command?.argv[0];
    if (command === undefined || program === undefined || host === undefined || program.startsWith('<')) return command;
    const user = this.#userOf(command, title);
    if (user === undefined) return undefined;
    const asRoot = user.uid === 0 || user.gid === 0;
    const file = inspectScript(program, asRoot, host);
    if (asRoot && file.type !== 'missing') this.#rootScript ??= command;
    const off = check ? 'switches the check off: what tracks it runs without it' : 'never runs it';
    switch (file.type) {
      case 'good':
        return command;
      case 'missing':
        this.#reading.report(
          'script-missing',
          command.span,
          `${title}: there is no program "${program}" on this host`,
          {
            keepalived: off,
            hint: missingHint(program),
            exitClass: check ? 5 : 0,
          },
        );
        return undefined;
      case 'not-executable':
        this.#reading.report(
          'script-not-executable',
          command.span,
          `${title}: "${file.path}" is not an executable file`,
          {
            keepalived: off,
            hint: `chmod +x ${file.path}`,
            exitClass: check ? 5 : 0,
          },
        );
        return undefined;
      case 'insecure':
        this.#reportInsecure(command, title, file.component, file.facts);
        return this.#globals.enableScriptSecurity ? undefined : command;
    }
  }

  /** Says once that scripts run as root without enable_script_security. */
  finish(): void {
    if (this.#rootScript === undefined || this.#globals.enableScriptSecurity) return;
    this.#reading.report(
      'scripts-as-root',
      this.#rootScript.span,
      'scripts run as root, and enable_script_security is not set',
      {
        severity: 'warning',
        exitClass: 6,
        keepalived: 'complains and runs them',
        hint: 'add enable_script_security to global_defs, and script_user with a user that may do no more than the checks need',
      },
    );
  }

  #userOf(command: Command, title: string): UserFacts | undefined {
    const { host } = this.#reading;
    const name = command.user ?? this.#globals.scriptUser?.user;
    if (host === undefined) return undefined;
    if (name === undefined) return host.user(STANDARD_USER) ?? { uid: host.uid, gid: host.gid };
    const user = host.user(name);
    const groupName = command.user === undefined ? this.#globals.scriptUser?.group : command.group;
    const group = groupName === undefined ? user?.gid : host.group(groupName);
    if (user !== undefined && group !== undefined) return { uid: user.uid, gid: group };
    const what = user === undefined ? `user "${name}"` : `group "${groupName}"`;
    const place = command.span && (this.#reading.userPlaces.get(command.span) ?? command.span);
    this.#reading.report('unknown-user', place, `${title}: there is no ${what} on this host`, {
      keepalived: 'never runs it',
      hint: 'name a user that exists in user or script_user',
    });
    return undefined;
  }

  #reportInsecure(
    command: Command,
    title: string,
    component: string,
    facts: { uid: number; gid: number; mode: number },
  ): void {
    const mode = facts.mode.toString(8).padStart(4, '0');
    const refused = this.#globals.enableScriptSecurity;
    this.#reading.report(
      'script-insecure',
      command.span,
      `${title}: "${component}" has owner ${facts.uid}, group ${facts.gid} and mode ${mode}, so others than root can change what root runs`,
      {
        severity: refused ? 'security' : 'warning',
        exitClass: refused ? 5 : 6,
        keepalived: refused ? 'switches the script off' : 'complains and runs it',
        hint:
          facts.uid === 0 ? `chmod go-w ${component}` : `chown root ${component}, or run the script as another user`,
      },
    );
  }
}
