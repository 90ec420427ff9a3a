/** What the daemon says at start of mistakes that are legal. */

import t from 'tap';
import type { Logger } from '../../src/base/logger.js';
import { logStartLints } from '../../src/wiring/start-lints.js';
import { build, instanceText } from '../support/configurations.js';
import { testHost } from '../support/hosts.js';

t.test('the only address of the host as a virtual IP is logged, one that an earlier run may have left is not', (t) => {
  const logged = (...addresses: string[]): readonly unknown[] => {
    const codes: unknown[] = [];
    const logger = { warn: ({ code }: { readonly code?: unknown }) => codes.push(code) } as unknown as Logger;
    logStartLints(build(instanceText()).configuration, testHost({ interfaces: { eth0: addresses } }), logger);
    return codes;
  };
  t.same(logged('192.0.2.10/24'), ['address-is-own']);
  t.same(logged('192.0.2.1/24', '192.0.2.10/32'), []);
  t.same(logged('192.0.2.1/24'), []);
  t.end();
});
