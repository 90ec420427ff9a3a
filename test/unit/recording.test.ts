import t from 'tap';
import { micros } from '../../src/base/micros.js';
import type { VrrpEvent } from '../../src/vrrp/event.js';
import { initialState } from '../../src/vrrp/init.js';
import {
  DEFAULT_PARAMETERS,
  encodeHeader,
  encodeLine,
  encodeStep,
  parseRecording,
  replay,
} from '../../src/vrrp/recording.js';
import type { VrrpState } from '../../src/vrrp/state.js';
import { step } from '../../src/vrrp/step.js';
import { ip, routerParameters } from '../support/parameters.js';

t.test('what a daemon records replays to the same lines, from any moment on', async (t) => {
  let parameters = routerParameters({ name: 'VI_9', vrid: 9, priority: 120 });
  let state: VrrpState = initialState(parameters, micros(5));
  const lines: string[] = [];
  const from: (VrrpState | undefined)[] = [];
  const record = (now: number, event: VrrpEvent): void => {
    from.push(state);
    const result = step(parameters, state, event, micros(now));
    state = result.state;
    lines.push(encodeStep(parameters, micros(now), event, result));
  };
  record(5, { type: 'source-address-changed', address: ip('192.0.2.1') });
  record(5, { type: 'start' });
  record(4_000_000, { type: 'tick' });
  const previous = parameters;
  parameters = { ...parameters, priority: 90 };
  record(4_500_000, { type: 'parameters-changed', previous });
  record(5_000_000, {
    type: 'advertisement-received',
    from: ip('192.0.2.2'),
    priority: 100,
    advertisementInterval: micros(1_000_000),
  });

  const whole = [encodeHeader({ parameters: previous }), ...lines].join('\n');
  t.same(replay(parseRecording(whole)).map(encodeLine), lines);

  const begun = from[3];
  const tail = [
    encodeHeader({ parameters: previous, ...(begun === undefined ? {} : { state: begun }) }),
    ...lines.slice(3),
  ];
  t.same(replay(parseRecording(tail.join('\n'))).map(encodeLine), lines.slice(3));
});

t.test('a header holds what differs from the defaults', async (t) => {
  const header = encodeHeader({ scenario: 'a story', parameters: { ...DEFAULT_PARAMETERS, priority: 120 } });
  t.equal(header, '{"scenario":"a story","parameters":{"priority":120}}');
  t.same(parseRecording(header), {
    header: { scenario: 'a story', parameters: { ...DEFAULT_PARAMETERS, priority: 120 } },
    lines: [],
  });
});

t.test('what is not a recording is refused with the line', async (t) => {
  const rows: readonly (readonly [string, string])[] = [
    ['', 'line 1: the recording is empty'],
    ['{"at":0}', 'line 1: the header has no parameters'],
    ['[]', 'line 1: not an object'],
    ['{"parameters":{}}\n{', 'line 2: not JSON'],
    ['{"parameters":{}}\n\n{"event":{"type":"tick"}}', 'line 3: no moment'],
    ['{"parameters":{}}\n{"at":0.5,"event":{"type":"tick"}}', 'line 2: no moment'],
    ['{"parameters":{}}\n{"at":1,"event":"tick"}', 'line 2: no event'],
    ['{"parameters":{}}\n{"at":1,"event":{"type":"sneeze"}}', 'line 2: no event is called sneeze'],
  ];
  for (const [text, message] of rows) t.throws(() => parseRecording(text), new SyntaxError(message), message);
});
