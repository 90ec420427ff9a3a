/**
 * Keywords of virtual_server.
 */

import { familyOf, parseIpAddress } from '../../base/address.js';
import { address, reportBadAddress } from '../read/address-reader.js';
import { blockOf, readBlock } from '../read/block.js';
import { command } from '../read/command-reader.js';
import type { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import { boolean, flag, integer, oneOf, type Reader, word } from '../read/reader.js';
import { shown } from '../read/text.js';
import { IGNORED, type Row, setting, special, type Table, table } from './keyword.js';
import type { RealServerDraft, VirtualServerDraft } from './lvs-draft.js';
import { forwarding, INT, replaced, timeout, timingRows, UINT } from './lvs-readers.js';
import { realServerTable } from './real-server.js';
import { familySoFar } from './service-family.js';

const SCHEDULERS = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'sh',
  'mh',
  'dh',
  'fo',
  'ovf',
  'lblcr',
  'sed',
  'nq',
  'twos',
] as const;
const scheduler: Reader<string> = oneOf(Object.fromEntries(SCHEDULERS.map((name) => [name, name])), {
  keepalived: 'ignores the line and uses wlc',
});

/** Schedulers that have flags of their own. */
const HASHING = ['sh', 'mh'];

function schedulerFlag(name: string, tier: 3 | 4, help: string, needs?: readonly string[]): Row<VirtualServerDraft> {
  return special<VirtualServerDraft>(
    name,
    {
      tier,
      default: 'off',
      ...(needs !== undefined && { invalid: `ignored unless it follows lb_algo ${needs.join(' or ')}` }),
      help,
    },
    (cursor, draft) => {
      const { scheduler = 'wlc' } = draft;
      if (needs === undefined || needs.includes(scheduler)) {
        if (!draft.schedulerFlags.includes(name)) draft.schedulerFlags.push(name);
        return;
      }
      const silent = HASHING.includes(scheduler);
      cursor.report(
        'no-effect',
        cursor.span,
        `${shown(name)} is for lb_algo ${needs.join(' or ')}, and must follow it`,
        {
          keepalived: silent ? 'ignores the line silently' : 'ignores the line',
          ...(silent && { exitClass: 0 }),
        },
      );
    },
    (draft) => (draft.schedulerFlags.includes(name) ? [name] : []),
  );
}

/** A netmask of IPv4, not necessarily one of leading ones; or a length of IPv6. Says the family where nothing did. */
function readGranularity(cursor: Cursor, draft: VirtualServerDraft): void {
  const found = cursor.required();
  if (found === undefined) return;
  const mask = parseIpAddress(found.text);
  const isMask = mask !== undefined && familyOf(mask) === 4;
  const family = familySoFar(draft) ?? (isMask ? 4 : 6);
  if (family === 4 && !isMask) cursor.badValue(found, 'a netmask of IPv4');
  const length = family === 6 ? readInteger(cursor, found, 1, 128) : undefined;
  const value = family === 4 && isMask ? mask : length?.toString();
  if (value === undefined) return;
  draft.persistenceGranularity = value;
  if (draft.service.type !== 'address') draft.family = family;
}

const methodTable = forwarding('virtual_server/lvs_method');
const oldMethodTable = forwarding('virtual_server/lb_kind');
const sorryMethod = forwarding('virtual_server/sorry_server_lvs_method');

const persistence: Reader<number> = integer(1, 2_678_400, { alone: 360 });

export const virtualServerTable: Table<VirtualServerDraft> = table('virtual_server', 'lvs', [
  special<VirtualServerDraft>(
    'ip_family',
    { tier: 3, args: 'inet|inet6', default: 'that of the addresses', help: 'Family of a service by mark.' },
    (cursor, draft) => {
      const value = oneOf({ inet: 4, inet6: 6 } as const).read(cursor, undefined);
      if (value === undefined) return;
      if ((familySoFar(draft) ?? value) !== value) {
        cursor.report('family-mismatch', cursor.span, 'what was said before is of the other family', {
          keepalived: 'ignores the line',
        });
      } else draft.family = value;
    },
    (draft) =>
      draft.family === undefined || draft.service.type === 'address'
        ? []
        : [`ip_family ${draft.family === 4 ? 'inet' : 'inet6'}`],
  ),
  ...timingRows('virtual server', { retry: 2, warmup: 2, loop: 1 }),
  setting('connect_timeout', 'connectTimeout', timeout, {
    tier: 2,
    default: '5',
    help: 'Seconds for a checker to connect.',
  }),
  setting('inhibit_on_failure', 'inhibitOnFailure', flag, {
    tier: 2,
    default: 'off',
    help: 'A failed real server gets weight 0 and stays, so that its connections go on.',
  }),
  setting('lb_algo', 'scheduler', scheduler, {
    tier: 1,
    default: 'wlc, with a finding',
    help: 'How a real server is chosen for a connection.',
    aliasOf: 'lvs_sched',
  }),
  setting('lvs_sched', 'scheduler', scheduler, {
    tier: 1,
    default: 'wlc, with a finding',
    help: 'How a real server is chosen for a connection.',
  }),
  schedulerFlag('hashed', 4, 'Old word without an effect.', HASHING),
  setting('ops', 'onePacket', flag, {
    tier: 3,
    default: 'off',
    invalid: 'UDP and marks only',
    help: 'Chooses a server for each packet.',
  }),
  schedulerFlag('flag-1', 4, 'First flag of the scheduler.'),
  schedulerFlag('flag-2', 4, 'Second flag of the scheduler.'),
  schedulerFlag('flag-3', 4, 'Third flag of the scheduler.'),
  schedulerFlag('sh-port', 3, 'The source port counts, too.', ['sh']),
  schedulerFlag('sh-fallback', 3, 'Takes another server when the chosen one is gone.', ['sh']),
  schedulerFlag('mh-port', 3, 'The source port counts, too.', ['mh']),
  schedulerFlag('mh-fallback', 3, 'Takes another server when the chosen one is gone.', ['mh']),
  setting('lb_kind', 'forwarding', oldMethodTable, {
    tier: 1,
    default: 'NAT, with a finding',
    help: 'How packets reach a real server.',
    aliasOf: 'lvs_method',
  }),
  setting('lvs_method', 'forwarding', methodTable, {
    tier: 1,
    default: 'NAT, with a finding',
    help: 'How packets reach a real server: translated, by its MAC, or in a tunnel.',
  }),
  setting('persistence_engine', 'persistenceEngine', word('<NAME>', { most: 16 }), {
    default: 'none',
    invalid: 'cut to 16 bytes',
    help: 'Looks into packets to find those that belong together.',
  }),
  setting('persistence_timeout', 'persistenceTimeout', persistence, {
    tier: 1,
    default: 'off; without a number 360',
    help: 'Seconds that a client stays with its server.',
  }),
  special<VirtualServerDraft>(
    'persistence_granularity',
    {
      tier: 3,
      args: '<NETMASK>|<LENGTH>',
      range: 'a netmask, or 1-128 for IPv6',
      default: 'each client for itself',
      help: 'Clients of one network count as one. Switches persistence on.',
    },
    readGranularity,
    ({ persistenceGranularity: said }) => (said === undefined ? [] : [`persistence_granularity ${said}`]),
  ),
  setting('protocol', 'protocol', oneOf({ TCP: 'TCP', UDP: 'UDP', SCTP: 'SCTP' } as const, { ignoreCase: true }), {
    tier: 1,
    default: 'UDP, with a finding; none for a mark',
    help: 'Protocol of the service.',
  }),
  setting('ha_suspend', 'haSuspend', flag, {
    tier: 3,
    default: 'off',
    invalid: 'without effect for marks and groups',
    help: 'Checks only while the address of the service is on this host.',
  }),
  setting('smtp_alert', 'smtpAlert', boolean, {
    tier: 2,
    default: 'smtp_alert_checker, then smtp_alert, else off',
    help: 'Sends mail when the quorum is lost or gained.',
  }),
  setting('virtualhost', 'virtualHost', replaced(word('<NAME>')), {
    missing: IGNORED,
    tier: 2,
    default: 'none',
    invalid: 'given twice: the second counts',
    help: 'Name that checkers ask for.',
  }),
  setting('snmp_name', 'snmpName', word('<NAME>'), { missing: IGNORED, default: 'none', help: 'Name in SNMP.' }),
  setting('alpha', 'alpha', flag, { tier: 2, default: 'off', help: 'Real servers are down until they are checked.' }),
  setting('omega', 'omega', flag, {
    tier: 3,
    default: 'off',
    help: 'Runs the scripts for down when the daemon stops.',
  }),
  setting('quorum_up', 'quorumUp', command, { tier: 2, once: true, help: 'Runs when enough real servers are up.' }),
  setting('quorum_down', 'quorumDown', command, {
    tier: 2,
    once: true,
    help: 'Runs when too few real servers are up.',
  }),
  setting('quorum', 'quorum', integer(1, UINT, { junk: 'lenient', invalid: 1 }), {
    tier: 2,
    default: '1',
    invalid: '1; above the sum of the weights it is that sum',
    help: 'Least weight of real servers that are up.',
  }),
  setting('hysteresis', 'hysteresis', integer(0, UINT, { junk: 'lenient' }), {
    tier: 3,
    default: '0',
    invalid: 'from quorum on it is quorum less 1',
    help: 'How far the weight must move across the quorum before it counts.',
  }),
  setting('weight', 'weight', integer(1, INT, { junk: 'lenient' }), {
    tier: 3,
    default: '1',
    help: 'Weight of real servers that have none.',
  }),
  special<VirtualServerDraft>(
    'sorry_server',
    {
      tier: 2,
      args: '<ADDRESS> [<PORT>]',
      default: 'none',
      invalid: 'a bad address is skipped',
      help: 'Server that is used while the quorum is lost.',
    },
    (cursor, draft) => {
      const value = address().read(cursor, undefined);
      const port = cursor.next();
      const number = port === undefined ? 0 : readInteger(cursor, port, 0, 65_535);
      if (value === undefined || number === undefined) return;
      draft.sorryServer = { address: value, port: number, span: cursor.span };
    },
    (draft) => {
      const { sorryServer } = draft;
      if (sorryServer?.address === undefined) return [];
      return [`sorry_server ${sorryServer.address}${sorryServer.port === 0 ? '' : ` ${sorryServer.port}`}`];
    },
  ),
  special<VirtualServerDraft>(
    'sorry_server_inhibit',
    {
      tier: 3,
      default: 'off',
      invalid: 'must follow sorry_server',
      help: 'The sorry server is there from the start with weight 0.',
    },
    (cursor, draft) => {
      if (draft.sorryServer === undefined) reportOrder(cursor);
      else draft.sorryServer.inhibit = true;
    },
    (draft) => (draft.sorryServer?.inhibit === true ? ['sorry_server_inhibit'] : []),
  ),
  special<VirtualServerDraft>(
    'sorry_server_lvs_method',
    {
      tier: 3,
      args: sorryMethod.args,
      default: 'that of the virtual server',
      invalid: 'must follow sorry_server',
      help: 'How packets reach the sorry server.',
    },
    (cursor, draft) => {
      if (draft.sorryServer === undefined) reportOrder(cursor);
      else draft.sorryServer.forwarding = sorryMethod.read(cursor, draft.forwarding);
    },
    (draft) => {
      const method = draft.sorryServer?.forwarding;
      return method === undefined ? [] : sorryMethod.print(method).map((words) => `sorry_server_lvs_method ${words}`);
    },
    sorryMethod.inner === undefined ? {} : { inner: sorryMethod.inner },
  ),
  special<VirtualServerDraft>(
    'real_server',
    {
      tier: 1,
      args: '<ADDRESS> [<PORT>] { ... }',
      default: 'port of the service',
      invalid: 'a bad address or one of another family is skipped, and so is one given twice',
      help: 'A server that does the work.',
    },
    readRealServer,
    undefined,
    { opensBlock: true, inner: realServerTable },
  ),
]);

function reportOrder(cursor: Cursor): void {
  cursor.report('wrong-order', cursor.span, `${shown(cursor.subject.text)} must follow sorry_server`, {
    keepalived: 'ignores the line',
  });
}

function readRealServer(cursor: Cursor, draft: VirtualServerDraft): void {
  const first = cursor.required();
  const nodes = blockOf(cursor);
  if (first === undefined) return;
  const value = parseIpAddress(first.text);
  if (value === undefined) {
    reportBadAddress(cursor, first);
    return;
  }
  const port = cursor.next();
  const number = port === undefined ? 0 : readInteger(cursor, port, 0, 65_535);
  if (number === undefined) return;
  const server: RealServerDraft = { address: value, port: number, span: cursor.span, checkers: [] };
  // A tunnel that makes no sense is as that of the virtual server.
  server.forwarding = draft.forwarding;
  readBlock(cursor.reading, nodes, realServerTable, server);
  if (server.forwarding === draft.forwarding) server.forwarding = undefined;
  draft.realServers.push(server);
}
