/**
 * Which authentication holds. Legacy authentication is of version 2 only and gives way to auth_hmac.
 */

import type { AddressFamily } from '../../base/address.js';
import { type Micros, micros } from '../../base/micros.js';
import type { VrrpVersion } from '../../vrrp/parameters.js';
import { type InstanceDraft, placeOf } from '../keywords/instance-draft.js';
import type { Authentication, HmacAuthentication } from '../model.js';
import type { Reading } from '../read/reading.js';

export interface AuthenticationContext {
  readonly family: AddressFamily;
  readonly version: VrrpVersion;
  readonly strict: boolean;
  readonly hmac: boolean;
}

export function completeAuthentication(
  reading: Reading,
  draft: InstanceDraft,
  context: AuthenticationContext,
): Authentication {
  const { authType, password } = draft;
  if (authType === 'none') return { type: 'none' };
  if (authType === undefined) {
    if (password !== undefined) {
      reading.report(
        'no-authentication',
        placeOf(draft, 'authentication'),
        'there is an auth_pass but no auth_type, so nothing is authenticated',
        {
          severity: 'warning',
          exitClass: 0,
          keepalived: 'uses no authentication',
          hint: 'write auth_type PASS',
        },
      );
    }
    return { type: 'none' };
  }
  const dropped = reasonToDrop(draft, context);
  if (dropped !== undefined) {
    reading.report('no-authentication', placeOf(draft, 'authentication'), `authentication is not used ${dropped}`, {
      keepalived: 'drops it, and so does vrrpd',
      hint: wayOut(draft, context),
    });
    return { type: 'none' };
  }
  return { type: authType, password: password ?? new Uint8Array(0) };
}

function reasonToDrop(draft: InstanceDraft, context: AuthenticationContext): string | undefined {
  if (context.hmac) return 'together with auth_hmac';
  if (context.version === 3) return 'with version 3';
  if (context.strict) return 'in strict mode';
  if (!hasPassword(draft)) return 'without a password';
  if (draft.authType === 'ah' && context.family === 6) return 'as AH with IPv6';
  return undefined;
}

/** keepalived asks for the length: an empty password is none. */
function hasPassword({ password }: InstanceDraft): boolean {
  return password !== undefined && password.length > 0;
}

function wayOut(draft: InstanceDraft, { hmac, version, strict }: AuthenticationContext): string {
  if (hmac) return 'remove the authentication block';
  if (version === 2 && !strict && !hasPassword(draft)) return 'write auth_pass with the password of the other hosts';
  return 'remove the block, or use auth_hmac where every host has it';
}

/** auth_hmac needs an active key; strict mode enforces. */
export function completeHmac(
  reading: Reading,
  draft: InstanceDraft,
  strict: boolean,
  interval: Micros,
): HmacAuthentication | undefined {
  const { hmac } = draft;
  if (hmac === undefined) return undefined;
  const { activeKey } = hmac;
  if (activeKey === undefined || !hmac.keys.some((key) => key.id === activeKey)) {
    reading.report(
      'no-active-key',
      placeOf(draft, 'auth_hmac'),
      activeKey === undefined ? 'auth_hmac has no active_key' : `auth_hmac has no key ${activeKey}`,
      {
        keepalived: 'switches auth_hmac off: adverts are not signed',
        hint: 'write active_key with the number of a key',
      },
    );
    return undefined;
  }
  return {
    keys: hmac.keys,
    activeKey,
    timeWindow: hmac.timeWindow ?? micros(Math.min(Math.max(3 * interval, 5_000_000), 300_000_000)),
    antiReplay: hmac.antiReplay ?? 'time',
    mode: strict ? 'enforce' : (hmac.mode ?? 'enforce'),
  };
}
