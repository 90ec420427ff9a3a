/** Says at start what is legal and will hurt: mistakes that show only in an outage. */

import type { Logger } from '../base/logger.js';
import { START_LINTS } from '../config/lint/codes.js';
import { lintConfiguration } from '../config/lint/lint.js';
import type { Configuration } from '../config/model.js';
import { formatPlace } from '../config/report/text-report.js';
import { configurationHost } from './configuration-host.js';

/** One warning for each; "vrrpd check" has the rest and the details. */
export function logStartLints(configuration: Configuration, logger: Logger): void {
  for (const { code, span, message } of lintConfiguration(configuration, configurationHost().facts)) {
    if (!START_LINTS.has(code)) continue;
    logger.warn({ code }, `${span === undefined ? '' : `${formatPlace(span)}: `}${message}`);
  }
}
