/** Reads the configuration of a daemon. */

import type { Logger } from './base/logger.js';
import type { DaemonRequest } from './cli/programs.js';
import type { LoadOutcome } from './runtime/daemon-api.js';

export async function loadConfiguration(request: DaemonRequest, _logger: Logger): Promise<LoadOutcome> {
  return { ok: false, reason: `${request.configFile}: this build reads no configuration yet` };
}
