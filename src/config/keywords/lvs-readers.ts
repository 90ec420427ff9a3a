/**
 * Readers that virtual servers, real servers and checkers share.
 */

import type { ForwardingMethod } from '../model-lvs.js';
import { readWords } from '../read/block.js';
import type { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import { integer, type Reader, seconds } from '../read/reader.js';
import type { Finding } from '../read/reading.js';
import { shown } from '../read/text.js';
import { type Row, setting, special, type Table, table, type Writable } from './keyword.js';
import type { CheckTimingDraft } from './lvs-draft.js';

export const UINT = 4_294_967_295;
export const INT = 2_147_483_647;
/** Longest time in seconds whose microseconds are a safe integer. */
const LONGEST = 9_007_199_254;

/** A time that may be 0. */
export const delay = seconds(0, LONGEST, { junk: 'lenient' });
/** A time above 0. */
export const period = seconds(0.000001, LONGEST, { junk: 'lenient' });
export const timeout = seconds(0.000001, 4294, { junk: 'lenient' });

const METHODS = ['NAT', 'DR', 'TUN'] as const;

/** What a tunnel is whose words make no sense. */
const PLAIN_TUNNEL: ForwardingMethod = { method: 'TUN', tunnel: 'ipip', port: undefined, checksum: undefined };
const KEEPS_TUNNEL = 'leaves the kind of tunnel as it is, ipip if none was given';
const TUNNEL_KEPT: Finding = { keepalived: KEEPS_TUNNEL };

interface TunnelDraft extends Writable<ForwardingMethod> {
  bad: boolean;
}

function checksum(name: 'nocsum' | 'csum' | 'remcsum', help: string): Row<TunnelDraft> {
  return special<TunnelDraft>(name, { default: name === 'nocsum' ? 'on' : 'off', help }, (_, draft) => {
    draft.checksum = name;
  });
}

function tunnelTable(block: string): Table<TunnelDraft> {
  return table(block, 'lvs', [
    special<TunnelDraft>(
      'type',
      { missing: TUNNEL_KEPT, args: 'ipip|gue|gre', default: 'ipip', invalid: 'ipip', help: 'Kind of tunnel.' },
      (cursor, draft) => {
        const word = cursor.required();
        if (word === undefined) draft.bad = true;
        else if (word.text === 'ipip' || word.text === 'gue' || word.text === 'gre') draft.tunnel = word.text;
        else {
          cursor.badValue(word, 'ipip, gue or gre', { keepalived: KEEPS_TUNNEL });
          draft.bad = true;
        }
      },
    ),
    special<TunnelDraft>(
      'port',
      {
        missing: TUNNEL_KEPT,
        args: '<PORT>',
        range: '1-65535',
        default: 'none; gue needs one',
        help: 'Port of a gue tunnel.',
      },
      (cursor, draft) => {
        const word = cursor.required();
        if (word === undefined) draft.bad = true;
        else draft.port = readInteger(cursor, word, 1, 65_535);
      },
    ),
    checksum('nocsum', 'The tunnel has no checksum.'),
    checksum('csum', 'The tunnel has a checksum; not for ipip.'),
    checksum('remcsum', 'The receiver reckons the checksum; gue only.'),
  ]);
}

/** `NAT`, `DR`, or `TUN` with a tunnel. */
export function forwarding(block: string): Reader<ForwardingMethod> {
  const words = tunnelTable(`${block} TUN`);
  return {
    args: 'NAT|DR|TUN [type ipip|gue port <PORT>|gre] [nocsum|csum|remcsum]',
    inner: words,
    read(cursor, before) {
      const word = cursor.required();
      if (word === undefined) return undefined;
      const method = METHODS.find((name) => name === word.text);
      if (method === undefined) {
        const upper = METHODS.find((name) => name === word.text.toUpperCase());
        cursor.badValue(word, 'NAT, DR or TUN in capitals', {
          keepalived: 'ignores the line',
          ...(upper !== undefined && { hint: `did you mean "${upper}"?` }),
        });
        return undefined;
      }
      const draft: TunnelDraft = { bad: false };
      if (method === 'TUN') readWords(cursor, words, draft);
      if (draft.bad || !fits(cursor, draft)) return { ...PLAIN_TUNNEL, ...(before?.method === 'TUN' && before) };
      const tunnel = method === 'TUN' ? (draft.tunnel ?? 'ipip') : undefined;
      return { method, tunnel, port: draft.port, checksum: draft.checksum === 'nocsum' ? undefined : draft.checksum };
    },
    print: (value) => [
      [
        value.method,
        ...(value.tunnel === undefined || value.tunnel === 'ipip' ? [] : [`type ${value.tunnel}`]),
        ...(value.port === undefined ? [] : [`port ${value.port}`]),
        ...(value.checksum === undefined ? [] : [value.checksum]),
      ].join(' '),
    ],
  };
}

function fits(cursor: Cursor, draft: TunnelDraft): boolean {
  const tunnel = draft.tunnel ?? 'ipip';
  const wrong =
    (tunnel === 'gue') !== (draft.port !== undefined)
      ? tunnel === 'gue'
        ? 'a gue tunnel needs a port'
        : `a tunnel of type ${tunnel} has no port`
      : tunnel === 'ipip' && draft.checksum !== undefined && draft.checksum !== 'nocsum'
        ? 'an ipip tunnel has no checksum'
        : tunnel === 'gre' && draft.checksum === 'remcsum'
          ? 'a gre tunnel has no remcsum'
          : undefined;
  if (wrong === undefined) return true;
  cursor.report('bad-value', cursor.span, wrong, { keepalived: KEEPS_TUNNEL });
  return false;
}

/** A string that may be set again, with a finding. */
export function replaced(reader: Reader<string>): Reader<string> {
  return {
    ...reader,
    read(cursor, before) {
      const value = reader.read(cursor, before);
      if (value === undefined || before === undefined) return value;
      cursor.report('repeated', cursor.span, `${shown(cursor.subject.text)} is given a second time`, {
        keepalived: 'uses the second',
      });
      return value;
    },
  };
}

/** retry and the times that checkers, real servers and virtual servers all have. */
export function timingRows(
  level: 'checker' | 'real server' | 'virtual server',
  tiers: TimingTiers,
): readonly Row<CheckTimingDraft>[] {
  const above =
    level === 'checker'
      ? 'that of the real server'
      : level === 'real server'
        ? 'that of the virtual server'
        : undefined;
  const checker = level === 'checker';
  return [
    setting('retry', 'retry', integer(checker ? 0 : 1, UINT, { junk: checker ? 'lenient' : 'strict' }), {
      tier: tiers.retry,
      default: above ?? '1; DNS_CHECK 3, MISC_CHECK 0',
      help: 'Further tries before a failing check counts.',
    }),
    setting('delay_before_retry', 'delayBeforeRetry', delay, {
      tier: tiers.retry,
      default: above ?? '1; HTTP_GET and SSL_GET 3, DNS_CHECK delay_loop',
      help: 'Seconds between two tries.',
    }),
    setting('warmup', 'warmup', delay, {
      tier: tiers.warmup,
      default: above ?? 'delay_loop',
      help: 'Most seconds, by chance, before the first check.',
    }),
    setting('delay_loop', 'delayLoop', period, {
      tier: tiers.loop,
      default: above ?? '60',
      help: 'Seconds between two checks.',
    }),
  ];
}

export interface TimingTiers {
  readonly retry: 1 | 2 | 4;
  readonly warmup: 2 | 3 | 4;
  readonly loop: 1 | 2 | 4;
}
