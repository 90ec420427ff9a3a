/** Lints about the times of a vrrp_script: interval, timeout, rise and fall, and what the command seems to need. */

import type { Configuration, ScriptDefinition } from '../model.js';
import { scriptFile } from './script-file.js';
import type { LintSubject } from './subject.js';
import { longestWait, type Wait } from './waits.js';

const SECOND = 1_000_000;

export function lintScriptTimes({ configuration, host, report }: LintSubject): void {
  const unweighted = unweightedScripts(configuration);
  for (const script of configuration.scripts) {
    const { name, span, interval, timeout, rise, fall } = script;
    if (unweighted.has(name) && (rise > 1 || fall > 1)) {
      report(
        'rise-fall-unweighted',
        span,
        `${name} has weight 0: ${fall > 1 ? `its failure is a FAULT only after ${fall} runs, ${formatSeconds(fall * interval)} s` : `a FAULT ends only after ${rise} good runs`}, and at start one result decides`,
        { keepalived: 'does the same' },
      );
    }
    if (timeout > interval) {
      report(
        'timeout-beyond-interval',
        span,
        `${name} may run for ${formatSeconds(timeout)} s and is due every ${formatSeconds(interval)} s`,
        {
          keepalived: 'skips the runs that overlap',
          hint: `write a timeout below the interval, so that a check that hangs counts as failed`,
        },
      );
    }
    const needed = neededTime(script, scriptFile(script.command, host)?.text);
    if (needed !== undefined && needed.seconds * SECOND > Math.min(interval, timeout)) {
      const limit = Math.min(interval, timeout);
      report(
        'interval-too-short',
        span,
        `${name} has ${formatSeconds(limit)} s for a run, and "${needed.text}" may take ${needed.seconds} s`,
        {
          keepalived: timeout > interval ? 'skips the runs that overlap' : 'kills it and counts a failure',
          hint: 'raise interval and timeout, or let the command give up sooner',
        },
      );
    }
  }
}

function unweightedScripts({ instances, syncGroups }: Configuration): ReadonlySet<string> {
  const references = [...instances, ...syncGroups].flatMap(({ trackedScripts }) => trackedScripts);
  return new Set(references.filter(({ weight }) => weight === 0).map(({ name }) => name));
}

/** The longest wait that a command, or the small script behind it, asks for in so many words. */
function neededTime({ command }: ScriptDefinition, text: string | undefined): Wait | undefined {
  return longestWait([command.argv.join(' '), ...(text ?? '').split('\n').filter((line) => !/^\s*#/.test(line))]);
}

function formatSeconds(micros: number): string {
  return `${micros / SECOND}`;
}
