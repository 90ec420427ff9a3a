/** iproute_etc_dir and iproute_usr_dir: they count for the whole file, wherever they stand, so they are looked for first. */

import type { Node } from '../tree.js';

const OWN = '/etc/iproute2';
const DISTRIBUTED = ['/usr/share/iproute2', '/usr/lib/iproute2'];

/** Directories with the files that name tables, scopes and the like, in the order that they are searched. */
export function routingDirectories(nodes: readonly Node[]): readonly string[] {
  const lines = nodes.flatMap((node) => (node.keyword.text === 'global_defs' ? (node.block ?? []) : []));
  const written = (name: string): string | undefined =>
    lines.findLast(({ keyword }) => keyword.text === name)?.words[0]?.text;
  const distributed = written('iproute_usr_dir');
  return [written('iproute_etc_dir') ?? OWN, ...(distributed === undefined ? DISTRIBUTED : [distributed])];
}
