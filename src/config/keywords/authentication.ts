/**
 * Keywords of authentication and auth_hmac. Secrets become bytes at once and are never shown in a finding.
 */

import { micros } from '../../base/micros.js';
import type { HmacKey } from '../model.js';
import type { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import { integer, oneOf, type Reader } from '../read/reader.js';
import { textOf } from '../read/text.js';
import type { HmacDraft, InstanceDraft } from './instance-draft.js';
import { setting, special, type Table, table } from './keyword.js';

/** Longest password of version 2. @see RFC 2338 section 5.3.10 */
const PASSWORD_BYTES = 8;

const knownType = oneOf({ PASS: 'pass', AH: 'ah' } as const, { keepalived: 'uses no authentication at all' });

/** A type that is not known is none, and has been reported. */
const authType: Reader<'none' | 'pass' | 'ah'> = {
  ...knownType,
  read: (cursor) => knownType.read(cursor, undefined) ?? 'none',
  print: (value) => (value === 'none' ? [] : [value.toUpperCase()]),
};

export const authenticationTable: Table<InstanceDraft> = table('vrrp_instance/authentication', 'vrrp', [
  setting('auth_type', 'authType', authType, {
    tier: 1,
    default: 'none',
    invalid: 'no authentication; AH is not for IPv6; without auth_pass there is none',
    help: 'PASS sends the password in clear, AH signs the packet with it.',
    example: 'auth_type PASS',
  }),
  special<InstanceDraft>(
    'auth_pass',
    {
      tier: 1,
      args: '<PASSWORD>',
      range: `at most ${PASSWORD_BYTES} bytes`,
      default: 'none',
      invalid: `only the first ${PASSWORD_BYTES} bytes count`,
      help: 'Password that all hosts of the virtual router share. Text behind # or ! is a comment unless it stands in double quotes.',
      example: 'auth_pass "s3cret"',
    },
    readPassword,
    (draft) => (draft.password === undefined ? [] : [`auth_pass ${formatSecret(draft.password)}`]),
  ),
]);

function readPassword(cursor: Cursor, draft: InstanceDraft): void {
  const word = cursor.required();
  const text = word?.text ?? '';
  if (text.length > PASSWORD_BYTES) {
    cursor.report(
      'password-cut',
      cursor.span,
      `the password has ${text.length} bytes and only ${PASSWORD_BYTES} are sent`,
      {
        keepalived: `uses the first ${PASSWORD_BYTES} bytes, and so does vrrpd`,
        hint: `write a password of at most ${PASSWORD_BYTES} bytes`,
      },
    );
  }
  if (word?.quoted === false && isCommentSign(cursor.reading.byteBehind(word.span))) {
    cursor.report('password-comment', cursor.span, 'the password ends where a # or ! starts a comment', {
      exitClass: 0,
      keepalived: 'uses the part before it, and so does vrrpd',
      hint: 'put the password in double quotes on every host, all at once',
    });
  }
  draft.password = bytesOfSecret(text, PASSWORD_BYTES);
}

function isCommentSign(byte: string): boolean {
  return byte === '#' || byte === '!';
}

/** The first bytes of a word, whose chars are bytes. */
function bytesOfSecret(text: string, most: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(text.length, most));
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** Bytes in double quotes where they would not be one plain word. */
export function formatSecret(secret: Uint8Array): string {
  const text = Buffer.from(secret).toString('latin1');
  return text === '' || /[\s#!{}$~@\\]/.test(text) ? `"${text}"` : text;
}

/** Shortest and longest key of auth_hmac. */
const KEY_BYTES = { least: 32, most: 64 } as const;

export const hmacTable: Table<HmacDraft> = table('vrrp_instance/auth_hmac', 'vrrp', [
  special<HmacDraft>(
    'key',
    {
      tier: 3,
      args: '<NUMBER> hex:<DIGITS>|<TEXT>|file:<PATH>',
      range: `number 1-255; ${KEY_BYTES.least}-${KEY_BYTES.most} bytes`,
      default: 'none; may be given many times',
      invalid: 'a number given twice or a wrong length drops the key',
      help: 'A key for signing and checking, by number. A file must not be readable for others.',
    },
    readKey,
    (draft) => draft.keys.map((key) => `key ${key.id} ${formatKey(key)}`),
  ),
  setting('active_key', 'activeKey', integer(1, 255), {
    tier: 3,
    default: 'none; required',
    invalid: 'a number without a key switches auth_hmac off',
    help: 'Number of the key that our adverts are signed with.',
  }),
  special<HmacDraft>(
    'time_window',
    {
      args: '<SECONDS>',
      range: '1-300 s',
      default: 'three intervals, at least 5 and at most 300',
      help: 'How far the clocks of two hosts may differ, with anti_replay time.',
    },
    (cursor, draft) => {
      const value = integer(1, 300).read(cursor, undefined);
      if (value !== undefined) draft.timeWindow = micros(value * 1_000_000);
    },
    (draft) => (draft.timeWindow === undefined ? [] : [`time_window ${draft.timeWindow / 1_000_000}`]),
  ),
  setting('anti_replay', 'antiReplay', oneOf({ time: 'time', monotonic: 'monotonic' } as const), {
    default: 'time',
    help: 'Refuses old adverts by the clock, or only ones that do not count on.',
  }),
  setting(
    'mode',
    'mode',
    oneOf({ enforce: 'enforce', permissive: 'permissive', 'receive-only': 'receive-only' } as const),
    {
      tier: 3,
      default: 'enforce',
      invalid: 'strict_mode has enforce',
      help: 'The mode enforce signs and wants signatures; permissive signs and takes unsigned ones; receive-only checks and does not sign.',
    },
  ),
]);

function readKey(cursor: Cursor, draft: HmacDraft): void {
  const number = cursor.required();
  const value = cursor.required();
  if (number === undefined || value === undefined) return;
  const id = readInteger(cursor, number, 1, 255);
  if (id === undefined) return;
  if (draft.keys.some((key) => key.id === id)) {
    cursor.report('repeated', number.span, `key ${id} is given a second time`, { keepalived: 'keeps the first' });
    return;
  }
  const key = parseKey(id, value.text);
  if (typeof key !== 'string') draft.keys.push(key);
  else cursor.report('bad-key', number.span, `key ${id} ${key}`, { keepalived: 'drops the key' });
}

/** A key, or what is wrong with it without saying the key. */
function parseKey(id: number, text: string): HmacKey | string {
  if (text.startsWith('file:')) {
    const path = textOf(text.slice(5));
    return path === '' ? 'names no file' : { id, type: 'file', path };
  }
  if (text.startsWith('hex:') && !/^hex:([0-9a-fA-F]{2})*$/.test(text)) return 'is not pairs of hexadecimal digits';
  const secret = text.startsWith('hex:') ? Buffer.from(text.slice(4), 'hex') : Buffer.from(text, 'latin1');
  if (secret.length < KEY_BYTES.least || secret.length > KEY_BYTES.most) {
    return `has ${secret.length} bytes, and a key has ${KEY_BYTES.least} to ${KEY_BYTES.most}`;
  }
  return { id, type: 'bytes', secret: Uint8Array.from(secret) };
}

function formatKey(key: HmacKey): string {
  if (key.type === 'bytes') return `hex:${Buffer.from(key.secret).toString('hex')}`;
  return `"file:${Buffer.from(key.path, 'utf8').toString('latin1')}"`;
}
