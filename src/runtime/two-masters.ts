/** Two masters, told where people look: log, journal, script and mail. Both sides' reasons, as far as they are known. */

import { formatDuration } from '../base/format-time.js';
import type { Logger } from '../base/logger.js';
import type { Micros } from '../base/micros.js';
import { explain } from '../vrrp/why.js';
import type { EventJournal } from './event-journal.js';
import type { RouterLog } from './router-log.js';
import type { RivalSnapshot } from './snapshot.js';
import type { VirtualRouter } from './virtual-router.js';

export interface TwoMastersServices {
  readonly logger: Logger;
  readonly journal: EventJournal;
  readonly events: RouterLog;
  now(): Micros;
  router(name: string): VirtualRouter | undefined;
}

export class TwoMasters {
  readonly #services: TwoMastersServices;

  constructor(services: TwoMastersServices) {
    this.#services = services;
  }

  /** @param rival the first of the episode */
  began(name: string, rival: RivalSnapshot): void {
    const { logger, journal, events, now } = this.#services;
    const router = this.#services.router(name);
    const ours = router === undefined ? '' : explain(router.parameters, router.state, now());
    const { priority, theirs } = rival;
    const text = `two masters: ${describe(rival)}; ${theirs}`;
    const from = rival.address ?? rival.mac;
    const fields = { router: name, event: 'two-masters', heardFrom: from, heardPriority: priority };
    logger.error(fields, `(${name}) ${text}. Why this host is master: ${ours}`);
    const heardPriority = priority === undefined ? {} : { heardPriority: priority };
    const heardFrom = from === undefined ? {} : { heardFrom: from };
    journal.add({ type: 'two-masters', router: name, text, detail: ours, ...heardFrom, ...heardPriority });
    if (router !== undefined) events.twoMasters(router, `${text}. Why this host is master: ${ours}`);
  }

  ended(name: string, lasted: Micros): void {
    const { logger, journal } = this.#services;
    const text = `one master again, after ${formatDuration(lasted)}`;
    logger.info({ router: name, event: 'two-masters-ended' }, `(${name}) ${text}`);
    journal.add({ type: 'two-masters-ended', router: name, text });
  }
}

function describe({ address, vrid, mac, priority }: RivalSnapshot): string {
  if (address === undefined) return `the host with MAC ${mac}`;
  return `${address} is master too (VRID ${vrid}, priority ${priority ?? 'unknown'})`;
}
