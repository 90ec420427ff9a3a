/**
 * Fills in the keys of auth_hmac that stand in files. An instance whose key cannot be had must not go on unsigned: it
 * is in fault until a reload finds the key.
 */

import { VrrpdError } from '../base/errors.js';
import type { Configuration, HmacKey, Instance } from '../config/model.js';

export interface KeyedConfiguration {
  readonly configuration: Configuration;
  /** What is wrong, for people. Never a secret. */
  readonly problems: readonly string[];
}

/** @param read the secret in a file; throws VrrpdError where there is none */
export function withKeys(configuration: Configuration, read: (path: string) => Uint8Array): KeyedConfiguration {
  const problems: string[] = [];
  const instances = configuration.instances.map((instance) => {
    if (instance.hmac?.keys.every(({ type }) => type === 'bytes') ?? true) return instance;
    const filled = fillKeys(instance, read);
    if (filled.problem !== undefined) problems.push(`(${instance.name}) ${filled.problem}`);
    return filled.instance;
  });
  return { configuration: { ...configuration, instances }, problems };
}

function fillKeys(
  instance: Instance,
  read: (path: string) => Uint8Array,
): { readonly instance: Instance; readonly problem: string | undefined } {
  const { hmac } = instance;
  if (hmac === undefined) return { instance, problem: undefined };
  let problem: string | undefined;
  const keys = hmac.keys.flatMap((key): readonly HmacKey[] => {
    if (key.type === 'bytes') return [key];
    try {
      return [{ id: key.id, type: 'bytes', secret: read(key.path) }];
    } catch (error) {
      if (!(error instanceof VrrpdError)) throw error;
      problem ??= `auth_hmac key ${key.id}: ${error.message}`;
      return [];
    }
  });
  const configurationFault = instance.configurationFault ?? problem;
  return { instance: { ...instance, hmac: { ...hmac, keys }, configurationFault }, problem };
}
