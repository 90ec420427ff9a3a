/**
 * What can happen to a BFD session, and what the shell is asked to do about it. Plain data.
 */

import type { BfdControl, BfdState } from '../wire/bfd.js';

export type SessionEvent =
  /** The shell is ready to send and hear. */
  | { readonly type: 'start' }
  /** Time has come to `now`. Late and early ticks are harmless. All sockets were drained before. */
  | { readonly type: 'tick' }
  /** A control packet for this session passed every check. */
  | { readonly type: 'control-received'; readonly packet: BfdControl }
  /** A reload changed the parameters; `step` is called with the new ones. */
  | { readonly type: 'parameters-changed' }
  /** The session ends here: administratively down for the other end. */
  | { readonly type: 'stop' };

export type SessionAction =
  | { readonly type: 'send'; readonly packet: BfdControl }
  | {
      readonly type: 'transition';
      readonly from: BfdState;
      readonly to: BfdState;
      /** Of our own side. */
      readonly diagnostic: number;
      /** What the other end last said of itself; undefined where it is not known. */
      readonly remoteDiagnostic: number | undefined;
    };
