/**
 * Lines of unicast_peer.
 */

import { familyOf, isLinkLocal, parseIpAddress } from '../../base/address.js';
import { readAddress } from '../read/address-reader.js';
import { readWords } from '../read/block.js';
import { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import { shown } from '../read/text.js';
import type { Node, Word } from '../tree.js';
import type { InstanceDraft } from './instance-draft.js';
import { IGNORED, special, type Table, table } from './keyword.js';

interface PeerDraft {
  minTtl: number;
  maxTtl: number;
  checked: boolean;
}

export const peerTable: Table<PeerDraft> = table('vrrp_instance/unicast_peer', 'vrrp', [
  ttl(
    'min_ttl',
    'minTtl',
    '0',
    'Least TTL that an advert of this peer may arrive with. Also drops adverts of hosts that are no peers.',
  ),
  ttl(
    'max_ttl',
    'maxTtl',
    '255',
    'Greatest TTL that an advert of this peer may arrive with. Also drops adverts of hosts that are no peers.',
  ),
]);

function ttl(name: string, field: 'minTtl' | 'maxTtl', fallback: string, help: string) {
  return special<PeerDraft>(
    name,
    {
      tier: 3,
      missing: IGNORED,
      args: '<TTL>',
      range: '0-255',
      default: fallback,
      invalid: 'a least above the greatest drops both',
      help,
    },
    (cursor, draft) => {
      const word = cursor.required();
      if (word === undefined) return;
      draft[field] = readInteger(cursor, word, 0, 255) ?? draft[field];
      draft.checked = true;
    },
  );
}

/** `fe80::2%eth0` without the interface: adverts leave by the instance's own. */
function withoutScope(line: Cursor, word: Word): Word {
  const percent = word.text.indexOf('%');
  const text = word.text.slice(0, percent);
  const address = percent < 0 ? undefined : parseIpAddress(text);
  if (address === undefined || !isLinkLocal(address)) return word;
  line.report('peer-scope', word.span, `${shown(text)} is reached by the interface of the instance, whatever % says`, {
    keepalived: '2.2.7 skips the peer',
    hint: `write ${text}`,
  });
  return { ...word, text };
}

/** Reads the peers of an instance; those of another family and repeated ones are skipped. */
export function readPeers(cursor: Cursor, nodes: readonly Node[], draft: InstanceDraft): void {
  const peers = [...(draft.unicastPeers ?? [])];
  for (const node of nodes) {
    const line = new Cursor(cursor.reading, node);
    line.subject = cursor.subject;
    const address = readAddress(line, withoutScope(line, node.keyword));
    if (address === undefined) continue;
    const family = familyOf(address);
    draft.family ??= family;
    if (draft.family !== family) {
      line.report('family-mismatch', line.span, `${address} is not of the instance's family, IPv${draft.family}`, {
        keepalived: 'skips the peer',
      });
      continue;
    }
    if (peers.some((peer) => peer.address === address)) {
      line.report('repeated', line.span, `the peer ${shown(address)} is given twice`, {
        keepalived: 'keeps the first',
      });
      continue;
    }
    const limits: PeerDraft = { minTtl: 0, maxTtl: 255, checked: false };
    line.subject = node.keyword;
    readWords(line, peerTable, limits, (word) => {
      line.report('unknown-option', word.span, `${shown(word.text)} is not an option of a peer`, {
        keepalived: 'takes only the first address of a line',
        hint: 'write one peer a line',
      });
      return true;
    });
    if (limits.minTtl > limits.maxTtl) {
      line.report('out-of-range', line.span, `min_ttl ${limits.minTtl} is above max_ttl ${limits.maxTtl}`, {
        keepalived: 'drops every advert of this peer',
      });
    }
    if (limits.checked) draft.checkUnicastSource = true;
    peers.push({ address, minTtl: limits.minTtl, maxTtl: limits.maxTtl, span: node.keyword.span });
  }
  draft.unicastPeers = peers;
}
