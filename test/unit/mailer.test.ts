import { createServer, type Socket } from 'node:net';
import t from 'tap';
import { fromMillis, fromSeconds } from '../../src/base/micros.js';
import { smtpMailer } from '../../src/system/mailer.js';

const MAIL = {
  from: 'vrrp@example.org',
  to: ['admin@example.org', 'pager@example.org'],
  subject: '[lb1] VRRP Instance VI_1 - Entering MASTER state',
  text: '=> VRRP Instance is now owning VRRP VIPs <=\n',
};

/** A mail server of one conversation at a time; what it was told, line by line. */
async function mailServer(t: Tap, greeting: string | undefined): Promise<{ port: number; lines: string[] }> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let inData = false;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    if (greeting !== undefined) say(greeting);
    let rest = '';
    socket.on('error', () => {});
    socket.setEncoding('latin1').on('data', (text: string) => {
      rest += text;
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        lines.push(line);
        if (inData && line !== '.') continue;
        inData = line === 'DATA';
        if (line === 'DATA') say('354 go on');
        else if (line.startsWith('EHLO')) say('250-example.org\r\n250 STARTTLS');
        else if (line === 'QUIT') socket.end('221 bye\r\n');
        else say('250 ok');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as { port: number }).port, lines };
}

type Tap = { teardown(end: () => void): void };

t.test('a mail is sent without TLS, with the headers of keepalived', async (t) => {
  const { port, lines } = await mailServer(t, '220 ready');
  await smtpMailer.send(MAIL, { host: '127.0.0.1', port, heloName: 'lb1.example.org', timeout: fromSeconds(10) });
  t.same(lines.slice(0, 5), [
    'EHLO lb1.example.org',
    'MAIL FROM:<vrrp@example.org>',
    'RCPT TO:<admin@example.org>',
    'RCPT TO:<pager@example.org>',
    'DATA',
  ]);
  const message = lines.slice(5);
  for (const line of [
    'From: vrrp@example.org',
    'To: admin@example.org, pager@example.org',
    'Subject: [lb1] VRRP Instance VI_1 - Entering MASTER state',
    'X-Mailer: Keepalived',
    '=> VRRP Instance is now owning VRRP VIPs <=',
  ]) {
    t.ok(message.includes(line), line);
  }
  t.ok(message.some((line) => line.startsWith('Date: ')));
});

t.test('a server that says nothing is given up, and so is one that is not there', async (t) => {
  const { port } = await mailServer(t, undefined);
  const server = { host: '127.0.0.1', port, heloName: undefined, timeout: fromMillis(50) };
  await t.rejects(smtpMailer.send(MAIL, server), { code: 'ETIMEDOUT' });
  await t.rejects(smtpMailer.send(MAIL, { ...server, port: 1 }), { code: /ECONNREFUSED|ESOCKET/ });
});
