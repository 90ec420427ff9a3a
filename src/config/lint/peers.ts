/** Lints about unicast. */

import type { LintSubject } from './subject.js';

export function lintPeers({ configuration, report }: LintSubject): void {
  for (const { name, span, unicastPeers, sourceAddress, interfaceName } of configuration.instances) {
    if (unicastPeers.length === 0 || sourceAddress !== undefined) continue;
    report(
      'unicast-without-source',
      span,
      `${name} has unicast peers and no unicast_src_ip: it sends from the first address of ${interfaceName}`,
      {
        keepalived: 'does the same; the peers must name exactly that address',
        hint: 'add unicast_src_ip with the address that the peers name',
      },
    );
  }
}
