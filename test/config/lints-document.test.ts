/** Every example of docs/lints.md gives the finding that it stands under. */

import { readFileSync } from 'node:fs';
import t from 'tap';
import { EXPLAINED } from '../../src/config/codes.js';
import type { HostFacts } from '../../src/config/host-facts.js';
import { LINT_FINDINGS } from '../../src/config/lint/codes.js';
import { lintConfiguration } from '../../src/config/lint/lint.js';
import { lintPairs } from '../../src/config/lint/pair/pairs.js';
import { build } from '../support/configurations.js';
import { testHost } from '../support/hosts.js';

const TEXT = readFileSync(new URL('../../../docs/lints.md', import.meta.url), 'utf8');
const CHECK = '/etc/keepalived/check.sh';
const CHECKED = `vrrp_script chk {\n script ${CHECK}\n}\n`;

/** Sections that show a file, or what is said of one: the file that is meant. */
const FILES: Readonly<Record<string, { readonly text?: string; readonly mode?: number; readonly uid?: number }>> = {
  'script-without-interpreter': { text: 'pidof haproxy\n' },
  'script-carriage-return': { text: '#!/bin/sh\r\n' },
  'script-not-executable': { mode: 0o644 },
  'script-insecure': { uid: 1000 },
};
/** Sections that show lines of a script. */
const SCRIPTS: ReadonlySet<string> = new Set(['script-syntax', 'script-digit-option', 'script-open-bracket']);
const PROGRAMS = ['/bin/sh', '/usr/bin/pgrep', '/usr/bin/killall', '/usr/bin/curl', 'scripts/check.sh'];

interface Section {
  readonly code: string;
  readonly severity: string | undefined;
  readonly example: string;
}

const SECTIONS: readonly Section[] = TEXT.split(/^### /m)
  .slice(1)
  .map((section) => ({
    code: section.slice(0, section.indexOf('\n')),
    severity: /^\*(\w+)/m.exec(section)?.[1]?.toLowerCase(),
    example: /^```\n(.*?)^```$/ms.exec(section)?.[1] ?? '',
  }));

function hostFor({ code, example }: Section): HostFacts {
  const file = FILES[code] ?? {};
  const text = file.text ?? (SCRIPTS.has(code) ? example.replace(/^(?!#!)/, '#!/bin/sh\n') : '#!/bin/sh\n');
  const facts = { mode: file.mode ?? 0o755, ...(file.uid !== undefined && { uid: file.uid }) };
  return {
    ...testHost({
      interfaces: { [code === 'missing-interface' ? 'ens18' : 'eth0']: ['192.0.2.1/24'], enp129s0f0: [] },
      files: { ...Object.fromEntries(PROGRAMS.map((path) => [path, { mode: 0o755 }])), [CHECK]: facts },
    }),
    scripts: {
      text: (path) => (path === CHECK ? text : undefined),
      syntaxError: () => (code === 'script-syntax' ? 'sh: 4: Syntax error' : undefined),
    },
  };
}

/** The example as a file of its own: what it leaves away is added. */
function completed({ code, example }: Section): string {
  if (FILES[code] !== undefined || SCRIPTS.has(code)) return CHECKED;
  const lines = /^192\S+/.test(example)
    ? `virtual_ipaddress {\n${example}}`
    : example.replace(/^ *# \.\.\. (\d+) more$/m, (_, count: string) =>
        Array.from({ length: Number(count) }, (_, index) => `10.0.${index >> 8}.${index & 255}`).join('\n'),
      );
  const authentication = lines.includes('authentication')
    ? lines
    : lines.replace(/^auth_pass.*/m, 'authentication {\n auth_type PASS\n $&\n}');
  const file = /^(?:vrrp_|bfd_|global_)/m.test(lines) ? lines : `vrrp_instance VI_1 {\n${authentication}}\n`;
  const whole = /^vrrp_instance/m.test(file) ? file : `${file}vrrp_instance VI_1 {\n}\n`;
  const names = new Set([...whole.matchAll(/track_script \{\s*(\w+)/g)].map(([, name]) => name ?? ''));
  const missing = [...names].filter((name) => !whole.includes(`vrrp_script ${name} `));
  return missing.map((name) => `vrrp_script ${name} {\n script ${CHECK}\n}\n`).join('') + withRequired(whole);
}

function withRequired(file: string): string {
  const script = /^vrrp_script (\w+)/m.exec(file)?.[1];
  const required: readonly (readonly [string, string])[] = [
    ['interface ', ' interface eth0'],
    ['virtual_router_id', ' virtual_router_id 91'],
    ['virtual_ipaddress', ' virtual_ipaddress { 192.0.2.10 }'],
    ['track_script', script === undefined ? '' : ` track_script { ${script} }`],
  ];
  const added = required.flatMap(([keyword, line]) => (file.includes(keyword) ? [] : [line]));
  return file.replace(/^(vrrp_instance \S+ \{)$/m, `$1\n${added.join('\n')}`);
}

/** The two columns of an example as the files of two hosts. */
function columns({ code, example }: Section): readonly string[] {
  const lines = example.split('\n');
  const at = lines[0]?.indexOf('# host b') ?? 0;
  return [0, 1].map((index) => {
    const own = lines.map((line) => (index === 0 ? line.slice(0, at) : line.slice(at)).trimEnd()).join('\n');
    const source = /# host \w, (\S+)/.exec(own)?.[1];
    const priority = code === 'pair-priority' ? '' : `priority ${110 - index}\n`;
    const wrapped = /^\d/m.test(own) && !own.includes('{') ? `virtual_ipaddress {\n${own}\n}` : own;
    const weighted = wrapped.includes('priority') ? wrapped : `${priority}${wrapped}`;
    const text = `${source === undefined ? '' : `unicast_src_ip ${source}\n`}${weighted}\n`;
    return completed({ code, severity: undefined, example: text });
  });
}

function saidOf(section: Section): readonly string[] {
  if (section.code.startsWith('pair-')) {
    const hosts = columns(section).map((text, index) => ({
      name: 'ab'[index] ?? '',
      configuration: build(text).configuration,
    }));
    return lintPairs(hosts)
      .findings.flat()
      .map(({ code, severity }) => `${severity} ${code}`);
  }
  const host = hostFor(section);
  const { configuration, diagnostics } = build(completed(section), host);
  return [...diagnostics, ...lintConfiguration(configuration, host)].map(({ code, severity }) => `${severity} ${code}`);
}

t.test('the page has a section for each', (t) => {
  t.same(SECTIONS.map(({ code }) => code).sort(), [...Object.keys(LINT_FINDINGS), ...EXPLAINED].sort());
  t.end();
});

for (const section of SECTIONS) {
  t.test(section.code, (t) => {
    const said = saidOf(section).filter((words) => words.endsWith(` ${section.code}`));
    t.ok(said.length > 0, `the example gives ${section.code}`);
    // A refused script is graver with enable_script_security; without it it is a warning.
    const severities = said.map((words) => words.split(' ')[0]?.replace('security', 'warning'));
    t.ok(severities.includes(section.severity), `${section.code}: ${severities.join()} is what the page says`);
    t.end();
  });
}
