/**
 * Which processes a vrrp_track_process means.
 */

import type { ProcessDefinition } from '../config/model.js';
import type { ProcessFacts } from './ports/watching.js';

/** Longest name that the kernel keeps of a process. */
const NAME_BYTES = 15;

/** Whether the arguments of processes are needed to tell. */
export function needsArguments({ fullCommand, parameterMatch }: ProcessDefinition): boolean {
  return fullCommand || parameterMatch !== 'none';
}

export function countMatches(definition: ProcessDefinition, processes: readonly ProcessFacts[]): number {
  let count = 0;
  for (const one of processes) if (matches(definition, one)) count += 1;
  return count;
}

function matches(definition: ProcessDefinition, { name, argv }: ProcessFacts): boolean {
  if (definition.fullCommand) {
    if (argv[0] !== definition.process) return false;
  } else if (name !== definition.process.slice(0, NAME_BYTES)) {
    return false;
  }
  return matchesParameters(definition, argv.slice(1));
}

function matchesParameters({ parameters, parameterMatch }: ProcessDefinition, words: readonly string[]): boolean {
  switch (parameterMatch) {
    case 'none':
      return true;
    case 'exact':
      return words.length === parameters.length && parameters.every((word, index) => word === words[index]);
    case 'initial':
      return parameters.every((word, index) => word === words[index]);
    case 'partial':
      return parameters.every((word, index) => {
        const there = words[index];
        return there !== undefined && (index === parameters.length - 1 ? there.startsWith(word) : there === word);
      });
  }
}

/** Whether as many run as are wanted. */
export function hasQuorum({ quorum, quorumMost }: ProcessDefinition, count: number): boolean {
  return count >= quorum && (quorumMost === undefined || count <= quorumMost);
}
