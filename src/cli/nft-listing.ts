/** Rules of nftables as people write them, from what `nft -a list ruleset` printed. */

/** Names a rule: family, table, chain and handle. */
export function ruleKey(family: string, table: string, chain: string, handle: string): string {
  return [family, table, chain, handle].join(' ');
}

/** The text of each rule by its key; a listing that is none has no rules. */
export function readListing(listing: string): ReadonlyMap<string, string> {
  const rules = new Map<string, string>();
  let table: readonly [string, string] = ['', ''];
  let chain = '';
  for (const line of listing.split('\n')) {
    const opened = /^table (\S+) (\S+) \{/.exec(line);
    if (opened !== null) table = [opened[1] ?? '', opened[2] ?? ''];
    chain = /^\tchain (\S+) \{/.exec(line)?.[1] ?? chain;
    const [, text, handle] = /^\t\t(.+) # handle (\d+)$/.exec(line) ?? [];
    if (text !== undefined && handle !== undefined) rules.set(ruleKey(...table, chain, handle), text);
  }
  return rules;
}
