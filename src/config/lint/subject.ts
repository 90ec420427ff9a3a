/** What a lint looks at, and how it says what it found. */

import type { Span } from '../diagnostic.js';
import type { FindingDetails } from '../finding.js';
import type { HostFacts } from '../host-facts.js';
import type { Configuration, Instance } from '../model.js';
import type { LintCode } from './codes.js';

export type LintReport = (code: LintCode, span: Span | undefined, message: string, details?: FindingDetails) => void;

export interface LintSubject {
  readonly configuration: Configuration;
  /** Undefined: nothing is asked of the machine. */
  readonly host: HostFacts | undefined;
  /** Instances whose counterparts on other hosts are looked at as well. */
  readonly paired: ReadonlySet<Instance>;
  readonly report: LintReport;
}

export type Lint = (subject: LintSubject) => void;

/** Related places, without those that are not known. */
export function relatedPlaces(...places: readonly (readonly [Span | undefined, string])[]): FindingDetails {
  const related = places.flatMap(([span, message]) => (span === undefined ? [] : [{ span, message }]));
  return related.length === 0 ? {} : { related };
}
