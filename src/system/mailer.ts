/** Mail by SMTP without TLS and log-in, as keepalived sends it. nodemailer is loaded with the first mail. */

import { toMillis } from '../base/micros.js';
import type { Mail, Mailer, MailServer } from '../runtime/ports/process.js';

export const smtpMailer: Mailer = {
  async send({ from, to, subject, text }: Mail, { host, port, heloName, timeout }: MailServer): Promise<void> {
    const { createTransport } = await import('nodemailer');
    const millis = toMillis(timeout);
    const transport = createTransport({
      host,
      port,
      secure: false,
      ignoreTLS: true,
      ...(heloName === undefined ? {} : { name: heloName }),
      dnsTimeout: millis,
      connectionTimeout: millis,
      greetingTimeout: millis,
      socketTimeout: millis,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({ from, to: [...to], subject, text, xMailer: 'Keepalived' });
    } finally {
      transport.close();
    }
  },
};
