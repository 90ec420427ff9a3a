/**
 * vrrpd's own settings, /etc/vrrpd/vrrpd.ini: what belongs to this daemon and not to keepalived.conf, so that the same
 * keepalived.conf runs under both. Text in, settings and located diagnostics out; reading the file is the caller's
 * part. A wrong value or an unknown key is reported and the default stays.
 */

import { parse } from 'ini';

import type { Diagnostic } from './diagnostic.js';
import { didYouMean } from './did-you-mean.js';
import { locateKey, locateSection } from './settings-place.js';
import { DEFAULT_SETTINGS, type Settings } from './settings-values.js';

interface Reader {
  readonly field: keyof Settings;
  /** Returns the value, or undefined when the text is none. */
  readonly read: (text: string) => Settings[keyof Settings];
  /** What is accepted, for the hint. */
  readonly accepts: string;
}

const oneOf = (field: keyof Settings, ...words: readonly string[]): Reader => ({
  field,
  read: (text) => (words.includes(text) ? (text as Settings[keyof Settings]) : undefined),
  accepts: `one of: ${words.join(', ')}`,
});

const group = (field: keyof Settings): Reader => ({
  field,
  read: (text) => (/^[a-z_][a-z0-9_-]{0,31}\$?$|^\d{1,10}$/i.test(text) ? text : undefined),
  accepts: 'a group name or number',
});

const absolutePath = (field: keyof Settings): Reader => ({
  field,
  read: (text) => (text.startsWith('/') && text.length <= 4096 && !text.includes('\0') ? text : undefined),
  accepts: 'an absolute path',
});

type Readers = Readonly<Record<string, Reader>>;

const KEYS: Readonly<Record<string, Readers>> = {
  log: {
    level: oneOf('logLevel', 'debug', 'info', 'warn', 'error'),
    format: oneOf('logFormat', 'auto', 'text', 'json'),
    record: absolutePath('recordDirectory'),
  },
  control: {
    run_dir: {
      field: 'runDirectory',
      read: (text) => (text.startsWith('/') && text.length <= 80 && !text.includes('\0') ? text : undefined),
      accepts: 'an absolute path of at most 80 characters',
    },
    state_dir: absolutePath('stateDirectory'),
    group: group('controlGroup'),
    admin_group: group('adminGroup'),
  },
  network: {
    transport: oneOf('transport', 'native', 'raw-socket'),
    addresses: oneOf('addresses', 'netlink', 'ip-command'),
    lease: {
      field: 'lease',
      read: (text) => (/^\d{1,4}$/.test(text) && isLease(Number(text)) ? Number(text) : undefined),
      accepts: 'whole seconds, 2 to 3600, or 0 for none',
    },
    address_watch: {
      field: 'addressWatch',
      read: (text) => (/^(yes|true)$/.test(text) ? true : /^(no|false)$/.test(text) ? false : undefined),
      accepts: 'yes or no',
    },
  },
};

/** No two sections have a key of one name, so a key before the first section is clear too. */
const ALL_KEYS: Readers = Object.assign({}, ...Object.values(KEYS));

/**
 * Reads the text of a settings file.
 * @param file its name, for the diagnostics
 */
export function parseSettings(file: string, text: string): { settings: Settings; diagnostics: readonly Diagnostic[] } {
  const changed: Partial<Record<keyof Settings, Settings[keyof Settings]>> = {};
  const diagnostics: Diagnostic[] = [];
  const take = (section: string | undefined, readers: Readers, key: string, value: unknown): void => {
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (reader === undefined) {
      diagnostics.push(unknownKey(file, text, section, key, Object.keys(readers)));
      return;
    }
    const read = typeof value === 'object' ? undefined : reader.read(String(value));
    if (read === undefined) diagnostics.push(badValue(file, text, section, key, String(value), reader.accepts));
    else changed[reader.field] = read;
  };
  for (const [name, content] of Object.entries(parse(text) as Record<string, unknown>)) {
    const readers = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
    if (typeof content !== 'object' || content === null) {
      take(undefined, ALL_KEYS, name, content);
    } else if (readers === undefined) {
      diagnostics.push(strangeSection(file, text, name));
    } else {
      for (const [key, value] of Object.entries(content)) take(name, readers, key, value);
    }
  }
  return { settings: { ...DEFAULT_SETTINGS, ...changed } as Settings, diagnostics };
}

/** A lease of one second could end between two renewals. */
function isLease(seconds: number): boolean {
  return seconds === 0 || (seconds >= 2 && seconds <= 3600);
}

function strangeSection(file: string, text: string, name: string): Diagnostic {
  const known = Object.keys(KEYS);
  const near = didYouMean(name, known);
  return {
    code: 'unknown-settings-section',
    severity: 'warning',
    span: locateSection(file, text, name),
    message: `unknown section '${name}'`,
    hint: near === undefined ? `sections are ${known.join(', ')}` : `did you mean '${near}'?`,
  };
}

function unknownKey(
  file: string,
  text: string,
  section: string | undefined,
  key: string,
  known: readonly string[],
): Diagnostic {
  const near = didYouMean(key, known);
  return {
    code: 'unknown-setting',
    severity: 'warning',
    span: locateKey(file, text, section, key),
    message: section === undefined ? `unknown setting '${key}'` : `unknown setting '${key}' in section '${section}'`,
    hint: near === undefined ? `settings here are ${known.join(', ')}` : `did you mean '${near}'?`,
  };
}

function badValue(
  file: string,
  text: string,
  section: string | undefined,
  key: string,
  value: string,
  accepts: string,
): Diagnostic {
  return {
    code: 'bad-setting',
    severity: 'error',
    span: locateKey(file, text, section, key),
    message: `'${value}' is no value for '${key}'; the default stays`,
    hint: `write ${accepts}`,
  };
}
