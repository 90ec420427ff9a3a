/**
 * KernelSettings over /proc/sys, of the network namespace that the process is in.
 */

import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { SystemError } from '../base/errors.js';
import type { KernelSettings, SettingName } from '../runtime/ports/kernel-settings.js';

/** @param root where the settings are mounted */
export function procKernelSettings(root = '/proc/sys'): KernelSettings {
  return {
    async read(name) {
      const file = fileOf(root, name);
      try {
        return withoutLineEnd(await readFile(file, 'utf8'));
      } catch (cause) {
        return absentOrThrow(cause, file);
      }
    },
    readNow(name) {
      const file = fileOf(root, name);
      try {
        return withoutLineEnd(readFileSync(file, 'utf8'));
      } catch (cause) {
        return absentOrThrow(cause, file);
      }
    },
    writeNow(name, value) {
      const file = fileOf(root, name);
      try {
        const descriptor = openSync(file, constants.O_WRONLY);
        try {
          writeSync(descriptor, `${value}\n`);
        } finally {
          closeSync(descriptor);
        }
      } catch (cause) {
        throw failure(cause, `cannot set ${file} to ${value}`);
      }
    },
    async write(name, value) {
      const file = fileOf(root, name);
      try {
        // Never makes a file, and hands the kernel the value in one write.
        const handle = await open(file, constants.O_WRONLY);
        try {
          await handle.write(`${value}\n`);
        } finally {
          await handle.close();
        }
      } catch (cause) {
        throw failure(cause, `cannot set ${file} to ${value}`);
      }
    },
  };
}

function fileOf(root: string, name: SettingName): string {
  for (const part of name) {
    if (part === '' || part === '.' || part === '..' || /[/\0]/.test(part)) {
      throw new SystemError('open', 'EINVAL', `not a name of a kernel setting: ${name.join('/')}`);
    }
  }
  return path.join(root, ...name);
}

function withoutLineEnd(text: string): string {
  return text.replace(/\n$/, '');
}

function absentOrThrow(cause: unknown, file: string): undefined {
  if (codeOf(cause) === 'ENOENT') return undefined;
  throw failure(cause, `cannot read ${file}`);
}

function failure(cause: unknown, what: string): SystemError {
  const errno = codeOf(cause);
  return new SystemError('open', errno, `${what}: ${errno}`, { cause });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'EIO';
}
