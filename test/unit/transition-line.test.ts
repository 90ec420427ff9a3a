/**
 * Lines of both daemons' logs that tell a change of state.
 */

import t from 'tap';
import { parseComplaint, parseSessionLine, parseTransitionLine } from '../../src/lab/vrrpd-process.js';

t.test('vrrpd: instance, state and why, without the fields behind', (t) => {
  const line =
    '2026-11-21T10:16:52Z info  (VI_1) Entering MASTER STATE: the master left (priority 0) (was backup, priority 122) from=backup';
  t.strictSame(parseTransitionLine(line), { instance: 'VI_1', state: 'MASTER', why: 'the master left (priority 0)' });
  t.end();
});

t.test('keepalived: no reason', (t) => {
  const backup = 'Sat Nov 21 10:14:06 2026: (VI_51) Entering BACKUP STATE (init)';
  t.strictSame(parseTransitionLine(backup), { instance: 'VI_51', state: 'BACKUP', why: undefined });
  const master = 'Sat Nov 21 10:14:06 2026: (VI_51) Entering MASTER STATE';
  t.strictSame(parseTransitionLine(master), { instance: 'VI_51', state: 'MASTER', why: undefined });
  t.end();
});

t.test('any other line is none', (t) => {
  t.equal(parseTransitionLine('(VI_51) received lower priority (100) advert from 10.0.0.2 - discarding'), undefined);
  t.end();
});

t.test('what a daemon complains of, without the fields', async (t) => {
  const rejected = '(VI_1) rejected advert from 10.0.0.2: password, it is another one';
  t.equal(parseComplaint(`2026-11-21T09:12:03.456Z warn  ${rejected} router=VI_1 from=10.0.0.2 times=1`), rejected);
  t.equal(parseComplaint('2026-11-21T09:12:03.456Z warn  (VI_1) Entering FAULT STATE router=VI_1'), undefined);
  t.equal(parseComplaint('2026-11-21T09:12:03.456Z info  configuration reloaded reloads=1'), undefined);
});

t.test('BFD sessions of both daemons', async (t) => {
  const down = '(local diagnostic: control detection time expired, remote diagnostic: unknown) session=peer';
  t.equal(
    parseSessionLine(`2026-11-21T09:12:03.456Z warn  (peer) Entering Down state with 10.0.0.2 ${down}`),
    'BFD session peer down: control detection time expired',
  );
  t.equal(
    parseSessionLine('2026-11-21T09:12:03.456Z info  (peer) Entering Up state with 10.0.0.2 session=peer from=init'),
    'BFD session peer up',
  );
  const theirs = '(Local diagnostic - Control Detection Time Expired, Remote diagnostic - No Diagnostic)';
  t.equal(
    parseSessionLine(`Sat Nov 21 09:12:03 2026: BFD_Instance(peer) Entering Down state ${theirs}`),
    'BFD session peer down: control detection time expired',
  );
  t.equal(parseSessionLine('2026-11-21T09:12:03.456Z info  (VI_1) Entering BACKUP STATE: started'), undefined);
  t.equal(parseSessionLine('2026-11-21T09:12:03.456Z info  (peer) Entering Init state with 10.0.0.2'), undefined);
});
