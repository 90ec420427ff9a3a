/** Says at start what is legal and will hurt: mistakes that show only in an outage. */

import type { Logger } from '../base/logger.js';
import type { HostFacts } from '../config/host-facts.js';
import { START_LINTS } from '../config/lint/codes.js';
import { lintConfiguration } from '../config/lint/lint.js';
import type { Configuration } from '../config/model.js';
import { formatPlace } from '../config/report/text-report.js';

/**
 * One warning for each; "vrrpd check" has the rest and the details.
 * @param host as it was before the daemon touched an address; an earlier run may have left some behind
 */
export function logStartLints(configuration: Configuration, host: HostFacts, logger: Logger): void {
  for (const { code, span, message } of lintConfiguration(configuration, { ...host, vrrpRuns: () => true })) {
    if (!START_LINTS.has(code)) continue;
    logger.warn({ code }, `${span === undefined ? '' : `${formatPlace(span)}: `}${message}`);
  }
}
