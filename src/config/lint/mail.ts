/** Lints about mail that cannot arrive. */

import type { LintSubject } from './subject.js';

/** Of the file that comes with keepalived. */
const SAMPLE_SERVER = '192.168.200.1';
const SAMPLE_DOMAIN = '@firewall.loc';

export function lintMail({ configuration, report }: LintSubject): void {
  const { server, to, from, span } = configuration.globals.mail;
  const sample: string[] = [];
  if (server?.host === SAMPLE_SERVER) sample.push(`smtp_server ${SAMPLE_SERVER}`);
  for (const address of [...to, ...(from === undefined ? [] : [from])]) {
    if (address.toLowerCase().endsWith(SAMPLE_DOMAIN)) sample.push(address);
  }
  if (sample.length === 0) return;
  report(
    'sample-mail',
    server?.host === SAMPLE_SERVER ? server.span : span,
    `the mail settings are those of keepalived's sample file (${sample.slice(0, 4).join(', ')}) and reach nobody`,
    {
      keepalived: 'tries to send, in vain',
      hint: 'write your own mail server and addresses, or remove the lines',
    },
  );
}
