/** `vrrpd explain`: one keyword, from the tables that files are read by. */

import { explainKeyword, formatExplanations, nearestKeyword } from '../config/reference/explain.js';
import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';

export function explain(given: Given): number {
  const asked = textOf(given, 'keyword') ?? '';
  const explanations = explainKeyword(asked);
  if (explanations.length === 0) {
    const near = nearestKeyword(asked);
    process.stderr.write(
      `vrrpd: there is no keyword '${asked.replace(/^\//, '')}'${near === undefined ? '' : `: did you mean '${near}'?`}\n`,
    );
    return EXIT.failed;
  }
  const json = given['json'] === true;
  process.stdout.write(json ? `${JSON.stringify(explanations, undefined, 2)}\n` : formatExplanations(explanations));
  return EXIT.ok;
}
