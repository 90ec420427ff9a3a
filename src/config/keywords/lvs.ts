/**
 * Virtual servers and BFD sessions.
 */

import type { BfdSession, LvsConfiguration } from '../model-lvs.js';
import type { Word } from '../tree.js';
import { type Row, special } from './keyword.js';

export interface LvsDraft {
  readonly bfds: Map<string, { readonly draft: BfdSession & { readonly word: Word }; readonly order: number }>;
  readonly virtualServers: LvsConfiguration['virtualServers'][number][];
}

export function emptyLvs(): LvsDraft {
  return { bfds: new Map(), virtualServers: [] };
}

export const lvsRows: readonly Row<LvsDraft>[] = ['virtual_server', 'virtual_server_group', 'SSL', 'bfd_instance'].map(
  (name) =>
    special<LvsDraft>(
      name,
      { family: name === 'bfd_instance' ? 'bfd' : 'lvs', args: '{ ... }', help: 'Load balancing.' },
      () => undefined,
      undefined,
      { opensBlock: true },
    ),
);
