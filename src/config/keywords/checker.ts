/**
 * The checkers of a real server.
 */

import { familyOf } from '../../base/address.js';
import type { Checker } from '../model-lvs.js';
import { address, interfaceName } from '../read/address-reader.js';
import { blockOf, readBlock } from '../read/block.js';
import { commandOnly, userAndGroup } from '../read/command-reader.js';
import type { Cursor } from '../read/cursor.js';
import { boolean, flag, integer, oneOf, type Reader, seconds, word } from '../read/reader.js';
import { shown, textOf } from '../read/text.js';
import type { CheckDraft, ConnectionDraft, UrlDraft } from './check-draft.js';
import { completeUrl, urlTable } from './check-url.js';
import { completeChecker } from './checker-complete.js';
import { IGNORED, type Row, type RowHelp, setting, special, type Table, table } from './keyword.js';
import type { RealServerDraft } from './lvs-draft.js';
import { INT, replaced, timeout, timingRows, UINT } from './lvs-readers.js';

type CheckType = Checker['type'];

const alpha = boolean;

/** Keywords of every checker but FILE_CHECK and BFD_CHECK. */
function timing<D extends ConnectionDraft>(type: CheckType, tier4 = false): readonly Row<D>[] {
  const tiers = tier4 ? ({ retry: 4, warmup: 4, loop: 4 } as const) : ({ retry: 1, warmup: 3, loop: 2 } as const);
  const fallback = TYPE_DEFAULTS[type];
  return [
    ...(timingRows('checker', tiers).map((row) => ({
      ...row,
      default:
        row.name === 'retry'
          ? `${row.default}, ${fallback.retry}`
          : row.name === 'delay_before_retry'
            ? `${row.default}, ${fallback.delay}`
            : row.default,
    })) as unknown as readonly Row<D>[]),
    setting('alpha', 'alpha', alpha as never, {
      tier: tier4 ? 4 : 3,
      default: 'that of the real server',
      help: 'Counts as failed until it first succeeds.',
    }) as Row<D>,
    setting('log_all_failures', 'logAllFailures', boolean as never, {
      tier: tier4 ? 4 : 3,
      default: 'checker_log_all_failures, off',
      help: 'Logs each failed try.',
    }) as Row<D>,
  ];
}

const TYPE_DEFAULTS: Readonly<Record<CheckType, { readonly retry: string; readonly delay: string }>> = {
  HTTP_GET: { retry: '1', delay: '3 s' },
  SSL_GET: { retry: '1', delay: '3 s' },
  TCP_CHECK: { retry: '1', delay: '1 s' },
  SMTP_CHECK: { retry: '1', delay: '1 s' },
  DNS_CHECK: { retry: '3', delay: 'delay_loop' },
  UDP_CHECK: { retry: '1', delay: '1 s' },
  PING_CHECK: { retry: '1', delay: '1 s' },
  MISC_CHECK: { retry: '0', delay: '1 s' },
  FILE_CHECK: { retry: '0', delay: '1 s' },
  BFD_CHECK: { retry: '0', delay: '1 s' },
};

/** One end of the connection, of the family that the other end has by then. */
function endRow(name: 'connect_ip' | 'bindto', help: RowHelp): Row<ConnectionDraft> {
  const far = name === 'connect_ip';
  const field = far ? 'connectAddress' : 'bindAddress';
  const row = setting<ConnectionDraft, typeof field>(name, field, address(), help);
  return {
    ...row,
    read(cursor, draft) {
      row.read(cursor, draft);
      const own = draft[field];
      const other = far ? draft.bindAddress : (draft.connectAddress ?? draft.serverAddress);
      if (own === undefined || other === undefined || familyOf(own) === familyOf(other)) return;
      cursor.report('family-mismatch', cursor.span, `${shown(own)} is of another family than ${shown(other)}`, {
        keepalived: `ignores ${name}`,
      });
      draft[field] = undefined;
    },
  };
}

/** Keywords of every checker that connects. */
function connection<D extends ConnectionDraft>(type: CheckType, tier4 = false): readonly Row<D>[] {
  const tier = (normal: 1 | 2 | 3): 1 | 2 | 3 | 4 => (tier4 ? 4 : normal);
  const ping = type === 'PING_CHECK';
  const rows: readonly Row<ConnectionDraft>[] = [
    endRow('connect_ip', {
      tier: tier(2),
      default: 'address of the real server',
      invalid: 'not of the family of bindto: ignored',
      help: 'Address that is checked.',
    }),
    setting('connect_port', 'connectPort', integer(1, 65_535, { junk: 'lenient' }), {
      tier: ping ? 4 : tier(1),
      default: ping ? 'none' : 'port of the real server',
      help: ping ? 'Read; a ping has no port.' : 'Port that is checked.',
    }),
    endRow('bindto', {
      tier: tier(2),
      default: 'as the kernel chooses',
      invalid: 'not of the family of what is checked: ignored',
      help: 'Our own address.',
    }),
    setting('bind_port', 'bindPort', integer(1, 65_535, { junk: 'lenient' }), {
      tier: ping ? 4 : tier(3),
      default: ping ? 'none' : 'as the kernel chooses',
      help: ping ? 'Read; a ping has no port.' : 'Our own port.',
    }),
    setting('bind_if', 'bindInterface', interfaceName, {
      tier: tier(3),
      default: 'none',
      invalid: 'a link-local address without it: the checker is removed',
      help: 'Interface that is checked through.',
    }),
    setting('connect_timeout', 'connectTimeout', timeout, {
      tier: tier(1),
      default: 'that of the real server',
      help: 'Seconds to connect, or to get an answer.',
    }),
    setting('fwmark', 'mark', integer(0, UINT, { junk: 'lenient' }), {
      tier: tier(3),
      default: '0',
      help: 'Mark for the firewall on packets of the check.',
    }),
  ];
  return [...(rows as unknown as readonly Row<D>[]), ...timing<D>(type, tier4)];
}

function httpTable(type: 'HTTP_GET' | 'SSL_GET'): Table<CheckDraft> {
  const urls = urlTable(type);
  return table(type, 'lvs', [
    setting('nb_get_retry', 'retry', integer(0, UINT, { junk: 'lenient' }), {
      tier: 3,
      default: '1',
      aliasOf: 'retry',
      deprecated: 'retry',
      help: 'Old spelling of retry.',
    }),
    setting('virtualhost', 'virtualHost', replaced(word('<NAME>')), {
      missing: IGNORED,
      tier: 2,
      default: 'that of the real server',
      invalid: 'given twice: the second counts',
      help: 'Name that is asked for.',
    }),
    setting('http_protocol', 'httpProtocol', oneOf({ '1.0': '1.0', '1.0C': '1.0C', '1.1': '1.1' } as const), {
      missing: IGNORED,
      tier: 2,
      default: '1.0',
      help: 'Version of HTTP; 1.0C asks to close the connection.',
    }),
    setting('enable_sni', 'enableSni', boolean, { tier: 2, default: 'off', help: 'Names the host when TLS begins.' }),
    special<CheckDraft>(
      'sni_name',
      {
        tier: 3,
        args: '[<NAME>]',
        default: 'the virtual host',
        help: 'Name that is said when TLS begins. Switches enable_sni on.',
      },
      (cursor, draft) => {
        const found = cursor.next();
        draft.enableSni = true;
        if (found !== undefined) draft.sniName = textOf(found.text);
      },
      (draft) => (draft.sniName === undefined ? [] : [`sni_name ${draft.sniName}`]),
    ),
    setting('fast_recovery', 'fastRecovery', boolean, {
      tier: 3,
      default: 'off',
      help: 'Asks for all URLs without a pause while the server comes up.',
    }),
    special<CheckDraft>(
      'url',
      {
        tier: 1,
        args: '{ ... }',
        default: 'none; required',
        invalid: 'without a path it is ignored',
        help: 'One request. May be given many times.',
      },
      (cursor, draft) => {
        const url: UrlDraft = {};
        readBlock(cursor.reading, blockOf(cursor), urls, url);
        if (completeUrl(url) !== undefined) draft.urls.push(url);
        else
          cursor.report('incomplete-definition', cursor.span, 'the url has no path', {
            keepalived: 'ignores it',
            hint: 'add path /',
          });
      },
      (draft) =>
        draft.urls.map((url) => ({
          head: 'url',
          body: urls.rows.flatMap((row) => (row.aliasOf === undefined ? row.print(url) : [])),
        })),
      { opensBlock: true, inner: urls },
    ),
    ...(type === 'SSL_GET'
      ? [
          setting('tls_compliant', 'tlsCompliant', boolean, {
            default: 'off',
            help: 'Ends the TLS session as the standard asks.',
          }) as Row<CheckDraft>,
        ]
      : []),
    ...connection<CheckDraft>(type),
  ]);
}

const hostTable: Table<ConnectionDraft> = table(
  'SMTP_CHECK/host',
  'lvs',
  connection<ConnectionDraft>('SMTP_CHECK', true),
);

const hex = (wildcards: boolean): Reader<string> => ({
  args: wildcards ? '[<HEX DIGITS, X for any>]' : '<HEX DIGITS>',
  read(cursor) {
    const words = cursor.rest();
    const text = words.map((found) => found.text).join('');
    const first = words[0];
    if (first === undefined && !wildcards) {
      cursor.required();
      return undefined;
    }
    const valid = wildcards ? /^([0-9a-fA-FxX]{2})*$/ : /^([0-9a-fA-F]{2})+$/;
    if (valid.test(text)) return text.toLowerCase();
    if (first !== undefined) cursor.badValue(first, `pairs of hexadecimal digits${wildcards ? ', X for any' : ''}`);
    return undefined;
  },
  print: (value) => [value],
});

const QUERY_TYPES = ['A', 'NS', 'CNAME', 'SOA', 'MX', 'TXT', 'AAAA', 'RRSIG', 'DNSKEY'];

const domainName: Reader<string> = {
  ...word('<NAME>'),
  read(cursor) {
    const found = cursor.required();
    if (found === undefined) return undefined;
    if (found.text === '.' || !/^\.|\.\./.test(found.text)) return textOf(found.text);
    cursor.badValue(found, 'a name without empty labels');
    return undefined;
  },
};

const reference: Reader<string> = word('<NAME>');

const fileWeight = (cursor: Cursor, draft: CheckDraft): void => {
  const value = integer(-INT, INT, { junk: 'lenient' }).read(cursor, undefined);
  const option = cursor.next();
  if (value === undefined) return;
  if (option !== undefined && option.text !== 'reverse' && option.text !== 'noreverse') {
    cursor.badValue(option, 'reverse or noreverse');
    return;
  }
  draft.weight = value;
  draft.reverse = option?.text === 'reverse';
};

/** The table of each checker; what connects has `connection` in it. */
export const checkerTables: Readonly<Record<CheckType, Table<CheckDraft>>> = {
  TCP_CHECK: table('TCP_CHECK', 'lvs', connection<CheckDraft>('TCP_CHECK')),
  PING_CHECK: table('PING_CHECK', 'lvs', connection<CheckDraft>('PING_CHECK')),
  HTTP_GET: httpTable('HTTP_GET'),
  SSL_GET: httpTable('SSL_GET'),
  SMTP_CHECK: table('SMTP_CHECK', 'lvs', [
    setting('helo_name', 'heloName', replaced(word('<NAME>')), {
      missing: IGNORED,
      tier: 3,
      default: 'smtpchecker.keepalived.org',
      invalid: 'given twice: the second counts',
      help: 'Name that the server is told.',
    }),
    special<CheckDraft>(
      'host',
      { args: '{ ... }', deprecated: 'one SMTP_CHECK for each host', help: 'A further host to check.' },
      (cursor, draft) => {
        const host: ConnectionDraft = { serverAddress: draft.serverAddress };
        readBlock(cursor.reading, blockOf(cursor), hostTable, host);
        draft.hosts.push(host);
      },
      (draft) => draft.hosts.map((host) => ({ head: 'host', body: hostTable.rows.flatMap((row) => row.print(host)) })),
      { opensBlock: true, inner: hostTable },
    ),
    ...connection<CheckDraft>('SMTP_CHECK'),
  ]),
  UDP_CHECK: table('UDP_CHECK', 'lvs', [
    setting('payload', 'payload', hex(false), {
      missing: IGNORED,
      tier: 3,
      default: 'bytes by chance',
      help: 'Bytes that are sent.',
    }),
    setting('require_reply', 'requireReply', hex(true), {
      tier: 3,
      default: 'off',
      help: 'An answer is needed, and must begin with these bytes if any are given.',
    }),
    setting('min_reply_length', 'minReplyLength', integer(0, 65_535), {
      default: '0',
      help: 'Least bytes of an answer. keepalived 2.4.3 checks it only together with bytes of require_reply.',
    }),
    setting('max_reply_length', 'maxReplyLength', integer(0, 65_535), {
      default: '255',
      help: 'Most bytes of an answer. keepalived 2.4.3 checks it only together with bytes of require_reply.',
    }),
    ...connection<CheckDraft>('UDP_CHECK'),
  ]),
  DNS_CHECK: table('DNS_CHECK', 'lvs', [
    setting(
      'type',
      'queryType',
      oneOf(Object.fromEntries(QUERY_TYPES.map((type) => [type, type])), { ignoreCase: true }),
      {
        tier: 3,
        default: 'SOA',
        help: 'Kind of record that is asked for.',
      },
    ),
    setting('name', 'queryName', domainName, {
      tier: 3,
      once: true,
      default: 'the root',
      invalid: 'an empty label: ignored',
      help: 'Name that is asked for.',
    }),
    ...connection<CheckDraft>('DNS_CHECK'),
  ]),
  MISC_CHECK: table('MISC_CHECK', 'lvs', [
    setting('misc_path', 'command', commandOnly, {
      missing: IGNORED,
      tier: 1,
      default: 'none; required',
      help: 'Command whose exit status 0 is success.',
    }),
    setting('misc_timeout', 'timeout', seconds(0, 4294, { places: 0, junk: 'lenient' }), {
      tier: 2,
      default: 'delay_loop of the virtual server',
      help: 'Seconds until the command is stopped.',
    }),
    setting('misc_dynamic', 'dynamic', flag, {
      tier: 2,
      default: 'off',
      help: 'An exit status from 2 to 255 less 2 becomes the weight of the server.',
    }),
    setting('user', 'user', userAndGroup, {
      missing: IGNORED,
      tier: 2,
      default: 'script_user',
      invalid: 'an unknown user: the checker is removed',
      help: 'User and group that the command runs as.',
    }),
    ...timing<CheckDraft>('MISC_CHECK'),
  ]),
  FILE_CHECK: table('FILE_CHECK', 'lvs', [
    setting('track_file', 'file', reference, {
      tier: 3,
      default: 'none; required',
      invalid: 'must be defined before',
      help: 'Name of the track_file to follow.',
    }),
    special<CheckDraft>(
      'weight',
      {
        tier: 3,
        missing: IGNORED,
        args: '<NUMBER> [reverse|noreverse]',
        range: `-${INT}-${INT}`,
        default: 'that of the track_file',
        help: 'The number in the file times this shifts the weight of the server.',
      },
      fileWeight,
      (draft) =>
        draft.weight === undefined
          ? []
          : [`weight ${draft.weight}${draft.reverse === undefined ? '' : draft.reverse ? ' reverse' : ' noreverse'}`],
    ),
    special<CheckDraft>(
      'dynamic',
      { help: "Stands in keepalived's manual only; its parser does not know it." },
      (cursor) =>
        cursor.report('unknown-keyword', cursor.span, '"dynamic" is a name that only the manual has', {
          keepalived: 'does not know the keyword and ignores the line',
          hint: 'remove it: the weight always follows the file',
        }),
    ),
  ]),
  BFD_CHECK: table('BFD_CHECK', 'lvs', [
    setting('name', 'session', reference, {
      missing: IGNORED,
      tier: 3,
      default: 'none; required',
      invalid: 'must be defined before',
      help: 'Name of the bfd_instance to follow.',
    }),
    setting('alpha', 'alpha', boolean, { default: 'that of the real server', help: 'Down until the session is up.' }),
  ]),
};

const EFFECTS: Readonly<Record<CheckType, readonly [tier: 1 | 3, help: string]>> = {
  MISC_CHECK: [1, 'Runs a command.'],
  SMTP_CHECK: [3, 'Talks with a mail server until it has said who it is.'],
  TCP_CHECK: [1, 'Connects by TCP.'],
  PING_CHECK: [3, 'Sends a ping.'],
  UDP_CHECK: [3, 'Sends a packet by UDP and looks at what comes back.'],
  HTTP_GET: [1, 'Asks a web server for URLs.'],
  SSL_GET: [1, 'Asks a web server for URLs over TLS.'],
  DNS_CHECK: [3, 'Asks a name server.'],
  FILE_CHECK: [3, 'Follows a track_file.'],
  BFD_CHECK: [3, 'Follows a BFD session.'],
};

export const checkerRows: readonly Row<RealServerDraft>[] = (Object.keys(EFFECTS) as CheckType[]).map((type) => {
  const inner = checkerTables[type];
  const [tier, help] = EFFECTS[type];
  return special<RealServerDraft>(
    type,
    { tier, args: '{ ... }', help },
    (cursor, server) => {
      const draft: CheckDraft = { type, span: cursor.span, urls: [], hosts: [], serverAddress: server.address };
      readBlock(cursor.reading, blockOf(cursor), inner, draft);
      const checker = completeChecker(cursor, draft);
      if (checker !== undefined) server.checkers.push(checker);
    },
    undefined,
    { opensBlock: true, inner },
  );
});
