/** A certificate and its key, in the open and behind a pass phrase, that last a day. */

import { execFileSync } from 'node:child_process';

export const PASS_PHRASE = 'secret';

export function makeSslFiles(directory: string): void {
  const openssl = (...words: string[]): void =>
    void execFileSync('openssl', words, { cwd: directory, stdio: 'ignore' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  openssl('req', '-x509', ...curve, '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '1', '-subj', '/CN=t');
  openssl('pkey', '-in', 'key.pem', '-aes256', '-passout', `pass:${PASS_PHRASE}`, '-out', 'locked.pem');
}
