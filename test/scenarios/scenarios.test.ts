/**
 * Replays the stories in this folder: one file a story, each line with the moment, the event, the actions and every
 * deadline. `UPDATE_SCENARIOS=1` writes what comes out now into the files; review that by hand against the RFC.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { REASONS } from '../../src/vrrp/reason.js';
import { encodeLine, parseRecording, replay } from '../../src/vrrp/recording.js';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../test/scenarios');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .sort();

t.ok(files.length > 0, 'there are stories');

for (const name of files) {
  t.test(name.replace('.jsonl', ''), async (t) => {
    const file = path.join(folder, name);
    const text = readFileSync(file, 'utf8');
    const recording = parseRecording(text);
    const now = replay(recording);
    if (process.env['UPDATE_SCENARIOS'] === '1') {
      const [header = ''] = text.split('\n');
      writeFileSync(file, `${[header, ...now.map(encodeLine)].join('\n')}\n`);
      return;
    }
    for (const [index, line] of now.entries()) {
      t.same(JSON.parse(encodeLine(line)), recording.lines[index], `line ${index + 2}: ${encodeLine(line)}`);
    }
  });
}

t.test('every reason of the closed list has its story', async (t) => {
  const told = new Set<string>();
  for (const name of files) {
    for (const line of parseRecording(readFileSync(path.join(folder, name), 'utf8')).lines) {
      if ('comment' in line) continue;
      told.add(line.after.reason);
      for (const action of line.actions) if (action.type === 'transition') told.add(action.reason);
    }
  }
  t.same(
    REASONS.filter((reason) => !told.has(reason)),
    [],
  );
});
