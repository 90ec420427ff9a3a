import type { Logger } from '../../src/base/logger.js';

/** A log that keeps nothing. */
export const QUIET: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => QUIET };
