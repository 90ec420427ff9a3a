import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { encodeJournalEntry, journalListens, journalWriter } from '../../src/system/journal.js';
import { native } from '../../src/system/native.js';
import { ReceiveRing } from '../../src/system/receive-ring.js';
import { encodeUnixSocketAddress } from '../../src/system/socket-address.js';

const LINE =
  '{"level":"warn","time":"2026-11-21T09:12:03.456Z","router":"VI_1","heardFrom":"10.0.0.2","n":3,"none":null,"msg":"two masters"}';
const ENTRY =
  'MESSAGE=two masters\nPRIORITY=4\nSYSLOG_IDENTIFIER=vrrpd\nVRRPD_ROUTER=VI_1\nVRRPD_HEARD_FROM=10.0.0.2\nVRRPD_N=3\n';

t.test('a line becomes an entry with fields', async (t) => {
  t.equal(Buffer.from(encodeJournalEntry(LINE, 'vrrpd')).toString(), ENTRY);
});

t.test('a value with line ends cannot pass for fields', async (t) => {
  const line = JSON.stringify({ level: 'info', output: 'a\n_UID=0', msg: 'x' });
  t.equal(
    Buffer.from(encodeJournalEntry(line, 'vrrpd')).toString('latin1'),
    'MESSAGE=x\nPRIORITY=6\nSYSLOG_IDENTIFIER=vrrpd\nVRRPD_OUTPUT\n\x08\0\0\0\0\0\0\0a\n_UID=0\n',
  );
});

t.test('entries leave as datagrams, and a journal that does not listen costs nothing', async (t) => {
  // The path of a socket has at most 107 bytes.
  const directory = mkdtempSync(join(tmpdir(), 'vrrpd-journal-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'socket');
  const address = encodeUnixSocketAddress(path) ?? new Uint8Array();
  const writer = journalWriter('vrrpd', path);
  t.teardown(() => writer.close());
  writer.write(LINE);
  const { Socket, constants } = native();
  const socket = new Socket(constants.AF_UNIX, constants.SOCK_DGRAM, 0);
  t.teardown(() => socket.close());
  socket.bind(address);
  const ring = new ReceiveRing(socket, 4, 4096);
  t.equal(journalListens({ JOURNAL_STREAM: '8:1' }, path), true);
  t.equal(journalListens({}, path), false);
  writer.write(LINE);
  t.same(
    ring.receive().map(({ bytes }) => Buffer.from(bytes).toString()),
    [ENTRY],
  );
});
