/** Lints about what every example has: passwords and VRIDs; and about strict mode that lets nobody in. */

import type { LintSubject } from './subject.js';

const EVERYDAY_PASSWORDS: ReadonlySet<string> = new Set([
  '1111',
  '1112',
  '1234',
  '12345',
  '123456',
  '12345678',
  '0000',
  '4444',
  '8888',
  'pass',
  'password',
  'secret',
  'changeme',
  'test',
  'admin',
  'keepaliv',
  'mypass',
  'k8s',
  'vrrp',
]);
const EVERYDAY_VRIDS: ReadonlySet<number> = new Set([1, 10, 50, 51, 52, 100]);

export function lintAuthentication({ configuration, report }: LintSubject): void {
  for (const { name, span, vrid, authentication, strictMode, acceptMode, priority } of configuration.instances) {
    if (EVERYDAY_VRIDS.has(vrid)) {
      report(
        'everyday-vrid',
        span,
        `${name} has the VRID ${vrid}, as many examples have: make sure that no other pair on the network has it`,
        {
          hint: 'choose another number where networks may be joined, the same on every host',
        },
      );
    }
    if (authentication.type !== 'none' && isEveryday(authentication.password)) {
      report(
        'everyday-password',
        span,
        `${name} has a password that every example has, so it does not tell its routers from others`,
        {
          hint: 'choose another, on every host at once',
        },
      );
    }
    if (strictMode && !acceptMode && priority !== 255) {
      report(
        'strict-without-accept',
        span,
        `${name} is in strict mode without accept: its addresses answer neither ping nor connections`,
        {
          keepalived: 'drops every packet to the addresses',
          hint: 'remove vrrp_strict or strict_mode, or add accept with version 3',
        },
      );
    }
  }
}

/** keepalived sends 8 bytes, so longer ones are compared as they are cut. */
function isEveryday(password: Uint8Array): boolean {
  return EVERYDAY_PASSWORDS.has(Buffer.from(password).toString('latin1').toLowerCase());
}
