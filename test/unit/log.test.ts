import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { fileWriter, type LogForm, startLog } from '../../src/system/log.js';
import { formatLogLine } from '../../src/system/log-text.js';

function collect(form: LogForm): { lines: string[]; log: ReturnType<typeof startLog> } {
  const lines: string[] = [];
  const log = startLog({ write: (line) => void lines.push(line), close() {} }, form, 'info');
  return { lines, log };
}

t.test('JSON lines carry level, time, fields and message', async (t) => {
  const { lines, log } = collect('json');
  log.logger.child({ router: 'VI_1' }).info({ from: 'backup', to: 'master' }, '(VI_1) Entering MASTER STATE');
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  t.match(line['time'], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  delete line['time'];
  t.same(line, { level: 'info', router: 'VI_1', from: 'backup', to: 'master', msg: '(VI_1) Entering MASTER STATE' });
});

t.test('text lines are for people', async (t) => {
  const json =
    '{"level":"warn","time":"2026-11-21T09:12:03.456Z","router":"VI 1","count":3,"none":null,"msg":"two\\nlines"}\n';
  t.equal(formatLogLine(json, false), '2026-11-21T09:12:03.456Z warn  two lines router="VI 1" count=3\n');
  t.equal(formatLogLine(json, true), '<4>two lines router="VI 1" count=3\n');
});

t.test('the level holds, and changes while the daemon runs', async (t) => {
  const { lines, log } = collect('journal');
  log.logger.debug({}, 'one');
  log.setLevel('debug');
  log.logger.debug({}, 'two');
  log.setLevel('error');
  log.logger.warn({}, 'three');
  log.logger.error({}, 'four');
  t.same(lines, ['<7>two\n', '<3>four\n']);
});

t.test('a file is appended to and whole after close', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'vrrpd-log-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'log');
  for (const message of ['first', 'second']) {
    const writer = fileWriter(file);
    const log = startLog(writer, 'journal', 'info');
    log.logger.info({}, message);
    log.close();
  }
  // What was handed to the system before the close arrives a moment after it.
  while (readFileSync(file, 'utf8').length < 19) await new Promise((resolve) => setTimeout(resolve, 5));
  t.equal(readFileSync(file, 'utf8'), '<6>first\n<6>second\n');
});
