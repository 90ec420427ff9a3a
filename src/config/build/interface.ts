/**
 * Asks the host about the interfaces that a configuration names. A missing one is not the end: vrrpd waits for it.
 */

import type { Span } from '../diagnostic.js';
import { didYouMean } from '../did-you-mean.js';
import type { InterfaceFacts } from '../host-facts.js';
import { type InstanceDraft, placeOf } from '../keywords/instance-draft.js';
import type { GlobalSettings } from '../model-global.js';
import type { Reading } from '../read/reading.js';
import { shown } from '../read/text.js';

export const MISSING_INTERFACE = 'missing-interface';

/** What is wrong, for people. */
export function missingInterface(name: string): string {
  return `there is no interface ${shown(name)} on this host`;
}

/** What is known of an instance's interface; it must exist and not be the loopback. */
export function checkInterface(
  reading: Reading,
  draft: InstanceDraft,
  globals: GlobalSettings,
): InterfaceFacts | undefined {
  const { host } = reading;
  const name = draft.interfaceName;
  if (host === undefined || name === undefined) return undefined;
  const facts = host.networkInterface(name);
  if (facts === undefined) {
    if (globals.dynamicInterfaces === 'no')
      reportMissingInterface(reading, name, placeOf(draft, 'interface'), 'does not start any instance of the file');
    return undefined;
  }
  if (facts.loopback) {
    reading.report('loopback-interface', placeOf(draft, 'interface'), `${shown(name)} is the loopback interface`, {
      severity: 'fatal',
      keepalived: 'refuses it',
      hint: 'name the interface that the other hosts are reached by',
    });
  }
  return facts;
}

/** Says once that an interface is not there, with the nearest that is. */
export function reportMissingInterface(reading: Reading, name: string, at: Span | undefined, keepalived: string): void {
  const names = reading.host?.interfaceNames() ?? [];
  const guess = didYouMean(name, names);
  reading.report(MISSING_INTERFACE, at, missingInterface(name), {
    keepalived: `${keepalived}, unless dynamic_interfaces is set; vrrpd waits for the interface`,
    hint: guess !== undefined ? `did you mean "${guess}"?` : `interfaces here are ${names.slice(0, 8).join(', ')}`,
  });
}
