/** The machine that keepalived is asked on, as facts for vrrpd. */

import { testHost } from './hosts.js';

export const keepalivedTestHost = testHost({
  interfaces: { lo: ['127.0.0.1/8'], eth0: ['192.0.2.1/24'], eth1: ['198.51.100.1/24'] },
  files: { '/usr/bin/true': { mode: 0o755 } },
  users: { root: 0 },
});
