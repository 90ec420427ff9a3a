/** Hears no claims and asks nobody: where the settings want none, and in a rehearsal. */

import type { ClaimListening } from './ports/claims.js';

export const DEAF_LISTENING: ClaimListening = {
  open: () => ({
    listenFor: () => {},
    ask: () => {},
    drain: () => [],
    pause: () => {},
    resume: () => {},
    close: () => {},
  }),
};
