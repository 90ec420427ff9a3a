/** Lints about what every example has: passwords and VRIDs; and about strict mode that lets nobody in. */

import type { Configuration } from '../model.js';
import type { LintReport, LintSubject } from './subject.js';

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
  for (const { name, span, vrid, authentication } of configuration.instances) {
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
  }
  lintStrict(configuration, report);
}

/** What global_defs sets for all instances is one mistake. */
function lintStrict({ instances, globals }: Configuration, report: LintReport): void {
  const deaf = instances.filter(
    ({ strictMode, acceptMode, priority }) => strictMode && !acceptMode && priority !== 255,
  );
  for (const { name, span } of globals.strict ? deaf.slice(0, 1) : deaf) {
    const [who, whose] =
      globals.strict && deaf.length > 1 ? [`${name} and ${deaf.length - 1} more are`, 'their'] : [`${name} is`, 'its'];
    report(
      'strict-without-accept',
      span,
      `${who} in strict mode without accept: ${whose} addresses answer neither ping nor connections`,
      {
        keepalived: 'drops every packet to the addresses',
        hint: 'remove vrrp_strict or strict_mode, or add accept with version 3',
      },
    );
  }
}

/** keepalived sends 8 bytes, so longer ones are compared as they are cut. */
function isEveryday(password: Uint8Array): boolean {
  return EVERYDAY_PASSWORDS.has(Buffer.from(password).toString('latin1').toLowerCase());
}
