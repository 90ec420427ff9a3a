/**
 * Follows an advertisement through the rules of this host's packet filter and names the rule that drops it. Rules come
 * from `nft -j list ruleset` or `iptables-save`; what a rule asks that cannot be known here makes the answer unsure.
 */

import { readListing, ruleKey } from './nft-listing.js';

/** An advertisement as the filter sees it. */
export interface FilteredPacket {
  readonly hook: 'input' | 'output';
  readonly family: 4 | 6;
  readonly interfaceName: string;
  readonly destination: string;
}

/** The rule, or the policy of a chain, that ends an advertisement. */
export interface FirewallDrop {
  readonly where: string;
  readonly rule: string;
  /** False where an earlier rule may have let it pass. */
  readonly sure: boolean;
  /** argv that lets adverts pass. */
  readonly command: string;
}

interface Rule {
  readonly text: string;
  /** Whether each condition holds; undefined cannot be known. */
  readonly matches: readonly (boolean | undefined)[];
  readonly verdict: 'accept' | 'drop' | 'return' | { readonly chain: string } | undefined;
}

interface Chain {
  readonly rules: Rule[];
  readonly policy: 'accept' | 'drop';
  /** Where adverts enter it; undefined for a chain that is only jumped to. */
  readonly hook: string | undefined;
}

type Outcome = { readonly type: 'accept' | 'next' } | { readonly type: 'drop'; readonly rule: string };

/** Hooks of nftables and chains of iptables that an advert passes. */
const HOOKS: Readonly<Record<FilteredPacket['hook'], readonly string[]>> = {
  input: ['prerouting', 'input'],
  output: ['output', 'postrouting'],
};

const MAX_DEPTH = 16;
const MAX_RULES = 20_000;

/**
 * @param ruleset what `nft -j list ruleset` printed, parsed; anything else has no rules
 * @param listing what `nft -a list ruleset` printed, for the words of a rule
 */
export function nftablesDrop(ruleset: unknown, packet: FilteredPacket, listing = ''): FirewallDrop | undefined {
  const texts = readListing(listing);
  const tables = new Map<string, Map<string, Chain>>();
  for (const item of listOf(field(ruleset, 'nftables')).slice(0, MAX_RULES)) {
    const chain = field(item, 'chain');
    const rule = field(item, 'rule');
    const where = chain ?? rule;
    if (where === undefined || !familyFits(textOf(field(where, 'family')), packet.family)) continue;
    const table = `${textOf(field(where, 'family'))} ${textOf(field(where, 'table'))}`;
    const chains = tables.get(table) ?? new Map<string, Chain>();
    tables.set(table, chains);
    if (chain !== undefined) {
      const policy = field(chain, 'policy') === 'drop' ? 'drop' : 'accept';
      const hook = field(chain, 'hook');
      const known = typeof hook === 'string' ? hook : undefined;
      chains.set(textOf(field(chain, 'name')), { rules: [], policy, hook: known });
    } else chains.get(textOf(field(rule, 'chain')))?.rules.push(readNftRule(rule, packet, texts));
  }
  for (const [table, chains] of tables) {
    const found = firstDrop(chains, packet.hook);
    if (found === undefined) continue;
    const direction = packet.hook === 'input' ? 'iifname' : 'oifname';
    const match = `${direction} ${packet.interfaceName} ${packet.family === 4 ? 'ip protocol' : 'ip6 nexthdr'} 112 accept`;
    return {
      where: `nftables, table ${table}, chain ${found.chain}`,
      rule: found.rule,
      sure: found.sure,
      command: `nft insert rule ${table} ${found.chain} ${match}`,
    };
  }
  return undefined;
}

/** @param text what `iptables-save` or `ip6tables-save` printed */
export function iptablesDrop(text: string, packet: FilteredPacket): FirewallDrop | undefined {
  const chains = new Map<string, Chain>();
  let table = '';
  for (const line of text.split('\n').slice(0, MAX_RULES)) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    if (table !== 'filter') continue;
    const chain = /^:(\S+) (ACCEPT|DROP|-)/.exec(line);
    if (chain !== null) {
      const [, name = '', policy] = chain;
      const hook = { INPUT: 'input', OUTPUT: 'output' }[name];
      chains.set(name, { rules: [], policy: policy === 'DROP' ? 'drop' : 'accept', hook });
    }
    const rule = /^-A (\S+) ?(.*)$/.exec(line);
    if (rule !== null) chains.get(rule[1] ?? '')?.rules.push(readIptablesRule(rule[2] ?? '', packet));
  }
  const found = firstDrop(chains, packet.hook);
  if (found === undefined) return undefined;
  const program = packet.family === 4 ? 'iptables' : 'ip6tables';
  const [name, direction] = packet.hook === 'input' ? ['INPUT', '-i'] : ['OUTPUT', '-o'];
  return {
    where: `${program}, chain ${found.chain}`,
    rule: found.rule,
    sure: found.sure,
    command: `${program} -I ${name} ${direction} ${packet.interfaceName} -p 112 -j ACCEPT`,
  };
}

function firstDrop(
  chains: ReadonlyMap<string, Chain>,
  hook: FilteredPacket['hook'],
): { readonly chain: string; readonly rule: string; readonly sure: boolean } | undefined {
  for (const [name, chain] of chains) {
    if (chain.hook === undefined || !HOOKS[hook].includes(chain.hook)) continue;
    const doubt = { unsure: false };
    const outcome = follow(chains, chain, doubt, 0);
    if (outcome.type === 'drop') return { chain: name, rule: outcome.rule, sure: !doubt.unsure };
    if (outcome.type === 'next' && chain.policy === 'drop') {
      return { chain: name, rule: 'policy drop', sure: !doubt.unsure };
    }
  }
  return undefined;
}

function follow(chains: ReadonlyMap<string, Chain>, chain: Chain, doubt: { unsure: boolean }, depth: number): Outcome {
  if (depth > MAX_DEPTH) return { type: 'accept' };
  for (const { matches, verdict, text } of chain.rules) {
    if (verdict === undefined || matches.includes(false)) continue;
    if (matches.includes(undefined)) {
      // It may drop as well as accept: only what surely happens is told as sure.
      doubt.unsure = true;
      continue;
    }
    if (verdict === 'accept' || verdict === 'drop') return { type: verdict, rule: text };
    if (verdict === 'return') return { type: 'next' };
    const target = chains.get(verdict.chain);
    const outcome = target === undefined ? undefined : follow(chains, target, doubt, depth + 1);
    if (outcome !== undefined && outcome.type !== 'next') return outcome;
  }
  return { type: 'next' };
}

function readNftRule(rule: unknown, packet: FilteredPacket, texts: ReadonlyMap<string, string>): Rule {
  const matches: (boolean | undefined)[] = [];
  let verdict: Rule['verdict'];
  for (const statement of listOf(field(rule, 'expr'))) {
    const match = field(statement, 'match');
    if (match !== undefined) matches.push(nftMatch(match, packet));
    else if (has(statement, 'accept')) verdict = 'accept';
    else if (has(statement, 'drop') || has(statement, 'reject')) verdict = 'drop';
    else if (has(statement, 'return')) verdict = 'return';
    else if (has(statement, 'jump') || has(statement, 'goto')) {
      verdict = { chain: textOf(field(field(statement, 'jump') ?? field(statement, 'goto'), 'target')) };
    } else if (has(statement, 'xt') || has(statement, 'limit') || has(statement, 'vmap')) matches.push(undefined);
  }
  const [family = '', table = '', chain = '', handle = ''] = ['family', 'table', 'chain', 'handle'].map((name) =>
    textOf(field(rule, name)),
  );
  const text = texts.get(ruleKey(family, table, chain, handle)) ?? JSON.stringify(field(rule, 'expr')).slice(0, 200);
  return { matches, verdict, text: `handle ${handle}: ${text}` };
}

function nftMatch(match: unknown, packet: FilteredPacket): boolean | undefined {
  const left = field(match, 'left');
  const held = nftHolds(left, packet, (wanted) => isAmong(field(match, 'right'), wanted));
  if (held === undefined) return undefined;
  return field(match, 'op') === '!=' ? !held : held;
}

function nftHolds(
  left: unknown,
  packet: FilteredPacket,
  among: (wanted: readonly string[]) => boolean | undefined,
): boolean | undefined {
  const payload = field(left, 'payload');
  const protocol = textOf(field(payload, 'protocol'));
  const name = textOf(field(payload, 'field') ?? field(field(left, 'meta'), 'key') ?? field(field(left, 'ct'), 'key'));
  if (['tcp', 'udp', 'icmp', 'icmpv6', 'th', 'sctp', 'dccp'].includes(protocol)) return false;
  if (protocol === 'ip6' && packet.family === 4) return false;
  if (protocol === 'ip' && packet.family === 6) return false;
  if (name === 'protocol' && protocol === '') return among([packet.family === 4 ? 'ip' : 'ip6']);
  if (['protocol', 'nexthdr', 'l4proto'].includes(name)) return among(['112', 'vrrp']);
  if (name === 'nfproto') return among([packet.family === 4 ? 'ipv4' : 'ipv6']);
  if (name === 'iifname' || name === 'iif') return packet.hook === 'input' && among([packet.interfaceName]);
  if (name === 'oifname' || name === 'oif') return packet.hook === 'output' && among([packet.interfaceName]);
  if (name === 'daddr') return among([packet.destination]);
  if (name === 'state' && isGroup(packet.destination)) return among(['new', 'untracked']);
  return undefined;
}

/** Whether the right side of a match holds one of these; a range or a named set cannot be judged. */
function isAmong(right: unknown, wanted: readonly string[]): boolean | undefined {
  if (Array.isArray(right)) return anyOf(right.map((one) => isAmong(one, wanted)));
  const set = field(right, 'set');
  if (set !== undefined) return isAmong(set, wanted);
  const prefix = field(right, 'prefix');
  if (prefix !== undefined)
    return inPrefix(wanted[0] ?? '', textOf(field(prefix, 'addr')), Number(field(prefix, 'len')));
  if (typeof right === 'object' || (typeof right === 'string' && right.startsWith('@'))) return undefined;
  const text = textOf(right);
  if (text.endsWith('*')) return wanted.some((one) => one.startsWith(text.slice(0, -1)));
  return wanted.includes(text);
}

function readIptablesRule(text: string, packet: FilteredPacket): Rule {
  const words = text.match(/"[^"]*"|\S+/g) ?? [];
  const matches: (boolean | undefined)[] = [];
  let verdict: Rule['verdict'];
  let negated = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const value = words[index + 1] ?? '';
    if (word === '!') negated = true;
    else if (word === '-j' || word === '-g') verdict = iptablesVerdict(value);
    else if (word === '--comment' || word === '--reject-with' || (word === '-m' && value === 'comment')) index += 1;
    else if (word.startsWith('-') && word !== '-m') {
      const holds = iptablesMatch(word, value, packet);
      matches.push(holds === undefined ? undefined : holds !== negated);
      negated = false;
      index += 1;
    }
  }
  return { matches, verdict, text };
}

function iptablesMatch(word: string, value: string, packet: FilteredPacket): boolean | undefined {
  if (word === '-p') return ['112', 'vrrp', 'all', '0'].includes(value);
  const fits = (name: string): boolean => (value.endsWith('+') ? name.startsWith(value.slice(0, -1)) : value === name);
  if (word === '-i') return packet.hook === 'input' && fits(packet.interfaceName);
  if (word === '-o') return packet.hook === 'output' && fits(packet.interfaceName);
  if (word === '-d') {
    const [address = '', length] = value.split('/');
    return inPrefix(packet.destination, address, length === undefined ? 32 : Number(length));
  }
  if ((word === '--ctstate' || word === '--state') && isGroup(packet.destination))
    return /\b(NEW|UNTRACKED)\b/.test(value);
  return undefined;
}

function iptablesVerdict(target: string): Rule['verdict'] {
  if (target === 'ACCEPT') return 'accept';
  if (target === 'DROP' || target === 'REJECT') return 'drop';
  if (target === 'RETURN') return 'return';
  return { chain: target };
}

/** Undefined for IPv6, which is compared whole only. */
function inPrefix(address: string, network: string, length: number): boolean | undefined {
  const [first, second] = [numberOf(address), numberOf(network)];
  if (first === undefined || second === undefined || !(length >= 0 && length <= 32)) return undefined;
  const size = 2 ** (32 - length);
  return Math.floor(first / size) === Math.floor(second / size);
}

function numberOf(address: string): number | undefined {
  if (!/^\d+(\.\d+){3}$/.test(address)) return undefined;
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function isGroup(address: string): boolean {
  return /^(22[4-9]|23\d)\.|^ff/i.test(address);
}

function anyOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function familyFits(table: string, family: 4 | 6): boolean {
  return table === 'inet' || table === (family === 4 ? 'ip' : 'ip6');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function has(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
