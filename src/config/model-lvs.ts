/**
 * BFD sessions and virtual servers: read and checked to the last argument. vrrpd does not act on them.
 */

import type { Span } from './diagnostic.js';

export interface BfdSession {
  readonly name: string;
  readonly weight: number;
  readonly reverse: boolean;
  readonly span: Span | undefined;
}

export interface LvsConfiguration {
  readonly virtualServers: readonly { readonly span: Span | undefined }[];
}
