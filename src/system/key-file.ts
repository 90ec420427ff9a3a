/**
 * Reads a key of auth_hmac from its file, at start and for a reload. A path without a leading slash names a credential
 * that systemd handed over. What is in the file never appears in an error.
 */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { VrrpdError } from '../base/errors.js';

/** Longest key in hexadecimal digits, with `hex:` and a line end, and one more to notice what is too long. */
const MOST = 64 * 2 + 4 + 2 + 1;
const LEAST_KEY = 32;
const LONGEST_KEY = 64;
/** Group and others, any right. */
const NOT_OWNER = 0o077;

/**
 * The key: `hex:` and digits, or its bytes as they are, without the line end.
 * @param credentials $CREDENTIALS_DIRECTORY
 * @throws VrrpdError naming the file and what is wrong with it
 */
export function readKeyFile(path: string, credentials: string | undefined): Uint8Array {
  if (path.startsWith('/')) return parseKey(path, readPrivate(path, credentials));
  if (credentials === undefined) throw fault(path, 'is no absolute path, and systemd handed over no credentials');
  if (path.includes('/')) throw fault(path, 'is neither an absolute path nor the name of a credential');
  return parseKey(path, readPrivate(join(credentials, path), credentials));
}

function readPrivate(path: string, credentials: string | undefined): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw fault(path, 'is not a file');
    // systemd protects its directory, and gives the files an access list that shows as rights of the group.
    const guarded = credentials !== undefined && path.startsWith(`${credentials}/`);
    if (!guarded && (status.mode & NOT_OWNER) !== 0) {
      throw fault(path, `has mode ${(status.mode & 0o777).toString(8)}: only its owner may read it (chmod 600)`);
    }
    const bytes = Buffer.alloc(MOST);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, MOST, 0));
  } catch (error) {
    if (error instanceof VrrpdError) throw error;
    throw fault(path, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function parseKey(path: string, content: Buffer): Uint8Array {
  const text = content.toString('latin1').replace(/\r?\n$/, '');
  if (text.startsWith('hex:') && !/^hex:([0-9a-fA-F]{2})*$/.test(text)) {
    throw fault(path, 'holds no pairs of hexadecimal digits behind hex:');
  }
  const secret = text.startsWith('hex:') ? Buffer.from(text.slice(4), 'hex') : Buffer.from(text, 'latin1');
  if (secret.length >= LEAST_KEY && secret.length <= LONGEST_KEY) return Uint8Array.from(secret);
  throw fault(path, `holds no key of ${LEAST_KEY} to ${LONGEST_KEY} bytes`);
}

function fault(path: string, problem: string): VrrpdError {
  return new VrrpdError('KEY_FILE', `key file ${path} ${problem}`);
}
