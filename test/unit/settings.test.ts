import t from 'tap';
import { parseSettings } from '../../src/config/settings.js';
import { DEFAULT_SETTINGS } from '../../src/config/settings-values.js';

t.test('an empty file leaves the defaults', async (t) => {
  t.same(parseSettings('v.ini', ''), { settings: DEFAULT_SETTINGS, diagnostics: [] });
});

t.test('every setting is read', async (t) => {
  const text = `; all of them
[log]
level = debug
format = json
[control]
run_dir = /run/other
group = monitoring
admin_group = 27
[network]
transport = raw-socket
addresses = ip-command
lease = 30
address_watch = no
`;
  t.same(parseSettings('v.ini', text), {
    settings: {
      logLevel: 'debug',
      logFormat: 'json',
      runDirectory: '/run/other',
      controlGroup: 'monitoring',
      adminGroup: '27',
      transport: 'raw-socket',
      addresses: 'ip-command',
      lease: 30,
      addressWatch: false,
    },
    diagnostics: [],
  });
});

t.test('a wrong value is located, explained, and the default stays', async (t) => {
  const { settings, diagnostics } = parseSettings('/etc/v.ini', '[network]\r\n  lease = 1\r\ntransport = fast\r\n');
  t.equal(settings.lease, 10);
  t.equal(settings.transport, 'native');
  t.same(diagnostics, [
    {
      code: 'bad-setting',
      severity: 'error',
      span: { file: '/etc/v.ini', line: 2, column: 3, length: 5 },
      message: "'1' is no value for 'lease'; the default stays",
      hint: 'write whole seconds, 2 to 3600, or 0 for none',
    },
    {
      code: 'bad-setting',
      severity: 'error',
      span: { file: '/etc/v.ini', line: 3, column: 1, length: 9 },
      message: "'fast' is no value for 'transport'; the default stays",
      hint: 'write one of: native, raw-socket',
    },
  ]);
});

t.test('an unknown key or section is located with the nearest name', async (t) => {
  const { diagnostics } = parseSettings('v.ini', 'leese = 4\n[lgo]\nlevel = info\n[log]\nlevle = info\n');
  t.same(
    diagnostics.map(({ code, span, hint }) => [code, span?.line, span?.column, hint]),
    [
      ['unknown-setting', 1, 1, "did you mean 'lease'?"],
      ['unknown-settings-section', 2, 2, "did you mean 'log'?"],
      ['unknown-setting', 5, 1, "did you mean 'level'?"],
    ],
  );
});

t.test('a key before the first section means the one key of that name', async (t) => {
  const { settings, diagnostics } = parseSettings(
    'v.ini',
    'transport = raw-socket\nlevel = fast\n[network]\nlease = 20\n',
  );
  t.equal(settings.transport, 'raw-socket');
  t.equal(settings.lease, 20);
  t.same(
    diagnostics.map(({ code, span }) => [code, span?.line]),
    [['bad-setting', 2]],
  );
});

t.test('an address is watched or not', async (t) => {
  for (const [text, watched] of [
    ['yes', true],
    ['true', true],
    ['no', false],
    ['false', false],
    ['maybe', true],
    ['constructor', true],
  ] as const) {
    t.equal(parseSettings('v.ini', `[network]\naddress_watch=${text}\n`).settings.addressWatch, watched, text);
  }
});

t.test('lease boundaries', async (t) => {
  for (const [text, lease] of [
    ['0', 0],
    ['2', 2],
    ['3600', 3600],
    ['1', 10],
    ['3601', 10],
    ['-5', 10],
    ['5s', 10],
    ['', 10],
  ] as const) {
    t.equal(parseSettings('v.ini', `[network]\nlease=${text}\n`).settings.lease, lease, `'${text}'`);
  }
});

t.test('hostile names change nothing outside the settings', async (t) => {
  const { settings, diagnostics } = parseSettings(
    'v.ini',
    '[__proto__]\nlevel=debug\n[constructor]\nlevel=debug\n[log]\ntoString=1\nlevel[]=debug\n',
  );
  t.same(settings, DEFAULT_SETTINGS);
  t.equal(({} as { level?: string }).level, undefined);
  t.ok(diagnostics.length >= 3);
});
