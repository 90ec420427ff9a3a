/**
 * Keywords of real_server.
 */

import { command } from '../read/command-reader.js';
import { boolean, integer, word } from '../read/reader.js';
import { checkerRows } from './checker.js';
import { IGNORED, setting, type Table, table } from './keyword.js';
import type { RealServerDraft } from './lvs-draft.js';
import { forwarding, INT, replaced, timeout, timingRows, UINT } from './lvs-readers.js';

export const realServerTable: Table<RealServerDraft> = table('real_server', 'lvs', [
  setting('weight', 'weight', integer(0, INT, { junk: 'lenient' }), {
    tier: 1,
    default: 'that of the virtual server, 1',
    help: 'Share of the connections.',
  }),
  setting('lvs_method', 'forwarding', forwarding('real_server/lvs_method'), {
    tier: 2,
    default: 'that of the virtual server',
    help: 'How packets reach this server.',
  }),
  setting('uthreshold', 'upperThreshold', integer(0, UINT, { junk: 'lenient' }), {
    tier: 3,
    default: '0, which is off',
    help: 'Connections from which on no more are given to the server.',
  }),
  setting('lthreshold', 'lowerThreshold', integer(0, UINT, { junk: 'lenient' }), {
    tier: 3,
    default: '0, which is off',
    help: 'Connections below which it gets new ones again.',
  }),
  setting('inhibit_on_failure', 'inhibitOnFailure', boolean, {
    tier: 2,
    default: 'that of the virtual server',
    help: 'The server gets weight 0 and stays when it fails.',
  }),
  setting('notify_up', 'notifyUp', command, { tier: 2, once: true, help: 'Runs when the server is up.' }),
  setting('notify_down', 'notifyDown', command, { tier: 2, once: true, help: 'Runs when the server is down.' }),
  setting('alpha', 'alpha', boolean, {
    tier: 3,
    default: 'that of the virtual server',
    help: 'The server is down until it is checked.',
  }),
  ...timingRows('real server', { retry: 2, warmup: 3, loop: 2 }),
  setting('connect_timeout', 'connectTimeout', timeout, {
    tier: 2,
    default: 'that of the virtual server',
    help: 'Seconds for a checker to connect.',
  }),
  setting('smtp_alert', 'smtpAlert', boolean, {
    tier: 2,
    default: 'smtp_alert_checker, then smtp_alert, else on',
    help: 'Sends mail when a check changes.',
  }),
  setting('virtualhost', 'virtualHost', replaced(word('<NAME>')), {
    missing: IGNORED,
    tier: 2,
    default: 'that of the virtual server',
    invalid: 'given twice: the second counts',
    help: 'Name that checkers ask for.',
  }),
  setting('snmp_name', 'snmpName', word('<NAME>'), { missing: IGNORED, default: 'none', help: 'Name in SNMP.' }),
  ...checkerRows,
]);
