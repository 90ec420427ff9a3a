/** Hosts of a rehearsal, for tests of what is made of their files. */

import type { Player } from '../../src/lab/stage.js';
import { build, instanceText } from './configurations.js';

/** A host with the least instance. */
export function playerOf(name: string, global = '', lines = ''): Player {
  return { name, configuration: build(`${global}\n${instanceText(lines)}`).configuration };
}

export function playerOfText(name: string, text: string): Player {
  return { name, configuration: build(text).configuration };
}
