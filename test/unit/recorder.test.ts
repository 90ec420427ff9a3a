import t from 'tap';
import { micros } from '../../src/base/micros.js';
import type { FileStore } from '../../src/runtime/ports/files.js';
import { Recorder } from '../../src/runtime/recorder.js';
import type { VrrpEvent } from '../../src/vrrp/event.js';
import { initialState } from '../../src/vrrp/init.js';
import { encodeLine, parseRecording, replay } from '../../src/vrrp/recording.js';
import type { VrrpState } from '../../src/vrrp/state.js';
import { step } from '../../src/vrrp/step.js';
import { ip, routerParameters } from '../support/parameters.js';

class Files implements FileStore {
  readonly texts = new Map<string, string>();

  replace(path: string, text: string): void {
    this.texts.set(path, text);
  }

  makeDirectory(): void {}

  remove(path: string): void {
    this.texts.delete(path);
  }

  append(path: string, text: string): void {
    this.texts.set(path, (this.texts.get(path) ?? '') + text);
  }

  problem(): undefined {}

  async written(): Promise<void> {}

  async flush(): Promise<void> {}
}

function recordedRouter(name: string) {
  const parameters = routerParameters({ name });
  const router = { name, vrid: parameters.vrid, parameters, state: initialState(parameters, micros(0)) as VrrpState };
  return router;
}

function play(recorder: Recorder, router: ReturnType<typeof recordedRouter>): void {
  const story: readonly (readonly [number, VrrpEvent])[] = [
    [0, { type: 'source-address-changed', address: ip('192.0.2.1') }],
    [0, { type: 'start' }],
    [3_609_375, { type: 'tick' }],
    [4_000_000, { type: 'stop' }],
  ];
  for (const [now, event] of story) {
    const result = step(router.parameters, router.state, event, micros(now));
    router.state = result.state;
    recorder.stepped(router, event, result.actions, micros(now));
  }
}

t.test('what is recorded replays to the same lines', async (t) => {
  const files = new Files();
  play(new Recorder('/rec', files), recordedRouter('VI_1'));
  const text = files.texts.get('/rec/51-VI_1.jsonl') ?? '';
  const lines = text.trimEnd().split('\n');
  t.equal(lines.length, 5);
  t.same(replay(parseRecording(text)).map(encodeLine), lines.slice(1));
});

t.test('a router that comes anew begins its file anew; a name cannot leave the directory', async (t) => {
  const files = new Files();
  const recorder = new Recorder('/rec', files);
  play(recorder, recordedRouter('../a b'));
  play(recorder, recordedRouter('../a b'));
  t.same([...files.texts.keys()], ['/rec/51-.._a_b.jsonl']);
  t.equal(files.texts.get('/rec/51-.._a_b.jsonl')?.trimEnd().split('\n').length, 5);
});
