/**
 * Finds vrrpd's own settings: the file named on the command line, which must be there, or the usual one, which need
 * not; and the run directory, which the command line and the environment may name as well.
 */

import { readFileSync } from 'node:fs';
import { VrrpdError } from '../base/errors.js';
import type { Diagnostic } from '../config/diagnostic.js';
import { DEFAULT_SETTINGS, type Settings } from '../config/settings-values.js';

export const SETTINGS_FILE = '/etc/vrrpd/vrrpd.ini';
export const CONFIG_FILE = '/etc/keepalived/keepalived.conf';

const SIZE_LIMIT = 1024 * 1024;

export interface LoadedSettings {
  readonly settings: Settings;
  readonly findings: readonly Diagnostic[];
}

/**
 * @param named path from the command line, undefined for the usual one
 * @throws VrrpdError SETTINGS when the file is there, or was named, and cannot be read
 */
export async function loadSettings(named: string | undefined): Promise<LoadedSettings> {
  const file = named ?? SETTINGS_FILE;
  const text = readText(file, named !== undefined);
  if (text === undefined) return { settings: DEFAULT_SETTINGS, findings: [] };
  const { parseSettings } = await import('../config/settings.js');
  const { settings, diagnostics } = parseSettings(file, text);
  return { settings, findings: diagnostics };
}

/** Where the daemon keeps what it keeps: the option, VRRPD_RUN_DIR, the settings, in this order. */
export function chooseRunDirectory(
  option: string | undefined,
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const chosen = option ?? (environment['VRRPD_RUN_DIR'] || undefined) ?? settings.runDirectory;
  if (!chosen.startsWith('/')) throw new VrrpdError('USAGE', `the run directory must be an absolute path: ${chosen}`);
  if (Buffer.byteLength(chosen) > 90) {
    throw new VrrpdError('USAGE', 'the run directory has more than 90 bytes, too many for a socket in it');
  }
  return chosen;
}

/** `/etc/vrrpd/vrrpd.ini:3:1: error: what is wrong (what to write)`. */
export function formatFinding(finding: Diagnostic): string {
  const { span, severity, message, hint } = finding;
  const place = span === undefined ? '' : `${span.file}:${span.line}:${span.column}: `;
  return `${place}${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

function readText(file: string, required: boolean): string | undefined {
  try {
    const text = readFileSync(file);
    if (text.length > SIZE_LIMIT) throw new VrrpdError('SETTINGS', `${file} is larger than a settings file can be`);
    return text.toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !required) return undefined;
    if (error instanceof VrrpdError) throw error;
    throw new VrrpdError('SETTINGS', `the settings cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
