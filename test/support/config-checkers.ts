/** Checkers of real servers made by chance, with values in their ranges, at their edges and beyond them. */

import { block, type Choices, chooseLines, ODD, ON_OFF } from './config-choices.js';
import type { Places } from './config-places.js';
import type { Random } from './random.js';

export const TIMING: Choices = {
  retry: ['1', '2', '7'],
  delay_before_retry: ['0', '2', '0.5'],
  warmup: ['0', '3', '2.25'],
  delay_loop: ['1', '6', '0.25', '61'],
  connect_timeout: ['1', '2.5', '30'],
};

const CHECK: Choices = {
  ...TIMING,
  retry: ['0', '1', '4'],
  alpha: ON_OFF,
  log_all_failures: ON_OFF,
};

const connection = ({ connect, bind }: Places): Choices => ({
  ...CHECK,
  connect_ip: connect,
  connect_port: ['81', '65535', '65536'],
  bindto: bind,
  bind_port: ['2000'],
  bind_if: ['eth0', 'an-interface-with-a-long-name'],
  fwmark: ['3', '0'],
});

const http = (places: Places): Choices => ({
  ...connection(places),
  virtualhost: ['check.example.net'],
  http_protocol: ['1.0', '1.1', '2'],
  enable_sni: ON_OFF,
  fast_recovery: ON_OFF,
});

const URL: Choices = {
  digest: ['0123456789abcdef0123456789abcdef', '0123'],
  status_code: ['200', '200-204', '200 301-302', '99', '300-200'],
  virtualhost: ['url.example.net'],
};

/** Only what compiles: keepalived 2.2.7 ends where a pattern does not. */
const PATTERNS = ['ok', 'ok', '"a b"', '\'a "b"\'', '"\\\\d+\\x41\\101"', '^a|b$', 'a b', '""', ''];

const PATTERN: Choices = {
  regex_no_match: [''],
  regex_options: ['caseless', 'caseless dotall', 'dotall caseless', 'utf ucp', 'use_offset_limit', 'Caseless odd', ''],
  regex_min_offset: ['0', '5', '010', '4294967295', 'x', '5x', '5 6', ''],
  regex_max_offset: ['0', '4', '5', '6', '4294967295', 'x', '5x', '5 6', ''],
};

/** The two that make sense say the same: keepalived has one stack for all patterns, as large as any asks for. */
const STACKS = ['1000 2000', '1000 2000', '2000 1000', '5', '5 6 7', 'x 5', '5 x', ''];

function urlText(random: Random): string {
  const odd = ['0', 'x'];
  return block('url', [
    random.pick(['path /x', 'path "/b c"']),
    ...chooseLines(random, URL, 0.3, odd),
    ...(random.chance(0.6) ? [`regex ${random.pick(PATTERNS)}`] : []),
    ...(random.chance(0.5) ? chooseLines(random, PATTERN, 0.4, odd) : []),
    ...(random.chance(0.2) ? [`regex_stack ${random.pick(STACKS)}`] : []),
  ]);
}

type Check = (random: Random, places: Places) => string;

const withLines =
  (type: string, choices: Choices | ((places: Places) => Choices), always: readonly string[] = []): Check =>
  (random, places) => {
    const lines = typeof choices === 'function' ? choices(places) : choices;
    return block(type, [...always, ...chooseLines(random, lines, 0.2, ODD)]);
  };

const web =
  (type: string): Check =>
  (random, places) => {
    const urls = Array.from({ length: random.integer(1, 2) }, () => urlText(random));
    return block(type, [...urls, ...chooseLines(random, http(places), 0.2, ODD)]);
  };

const FILE_WEIGHT: Choices = {
  weight: ['3', '-3', '0', '5 reverse', '5 noreverse', '5 odd', '2147483647', '-2147483647', '2147483648'],
};

const fileCheck: Check = (random) =>
  block('FILE_CHECK', [
    `track_file ${random.pick(['f1', 'f2', 'f3', 'f3', 'nobody'])}`,
    ...chooseLines(random, FILE_WEIGHT, 0.6, ODD),
  ]);

const CHECKS: readonly Check[] = [
  withLines('TCP_CHECK', connection),
  withLines('PING_CHECK', CHECK),
  web('HTTP_GET'),
  web('HTTP_GET'),
  web('SSL_GET'),
  withLines('SMTP_CHECK', (places) => ({ ...connection(places), helo_name: ['me.example.net'] })),
  withLines('DNS_CHECK', (places) => ({
    ...connection(places),
    type: ['A', 'NS', 'CNAME', 'SOA', 'MX', 'TXT', 'AAAA', 'a'],
    name: ['www.example.net', 'www.example.net.', 'ab..cd', '.ab'],
  })),
  withLines('UDP_CHECK', (places) => ({
    ...connection(places),
    payload: ['0a0b', '00'],
    require_reply: ['', '0aXX', '0a'],
    min_reply_length: ['1', '0'],
    max_reply_length: ['100'],
  })),
  withLines('MISC_CHECK', { ...CHECK, misc_timeout: ['3', '1'], misc_dynamic: [''] }, [
    'misc_path "/usr/bin/true one"',
  ]),
  withLines('MISC_CHECK', CHECK),
  withLines('BFD_CHECK', { alpha: ON_OFF }, ['name b1']),
  withLines('BFD_CHECK', {}, ['name nobody']),
  fileCheck,
  fileCheck,
];

export function checkerText(random: Random, places: Places): string {
  return random.pick(CHECKS)(random, places);
}
