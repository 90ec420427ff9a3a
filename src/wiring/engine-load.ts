/** Whether the engine optimises depends on how much the daemon has to do all the time. */

import { fromMillis, toSeconds } from '../base/micros.js';
import type { Configuration } from '../config/model.js';
import { optimise } from '../system/engine.js';

/** Adverts a second, heard or sent, from which optimised code repays its making. */
const MANY_ADVERTS = 150;
/**
 * With less between adverts the takeover itself is to be quick, and optimised code is given up in it. So it needs more of
 * them, of which the daemon would have too much to do otherwise.
 */
const PATIENT_INTERVAL = fromMillis(500);
const MANY_IMPATIENT_ADVERTS = 2_000;

/** After the start, and after each reload. */
export function suitEngine({ instances }: Configuration): void {
  const intervals = instances.map(({ advertisementInterval }) => advertisementInterval);
  const adverts = intervals.reduce((sum, interval) => sum + 1 / toSeconds(interval), 0);
  const patient = intervals.every((interval) => interval >= PATIENT_INTERVAL);
  optimise(adverts >= (patient ? MANY_ADVERTS : MANY_IMPATIENT_ADVERTS));
}
