/**
 * The findings of the model pass: values, references, completion, and what the host lacks. `severity` and `exitClass` hold
 * where a finding does not say otherwise; `exitClass` is the class that keepalived -t gives its own message.
 */

import type { FindingKind } from './finding.js';

const error = (summary: string): FindingKind => ({ severity: 'error', exitClass: 5, summary });
const warning = (summary: string, exitClass: FindingKind['exitClass'] = 5): FindingKind => ({
  severity: 'warning',
  exitClass,
  summary,
});
const fatal = (summary: string): FindingKind => ({ severity: 'fatal', exitClass: 5, summary });

export const MODEL_FINDINGS = {
  'unknown-keyword': error('There is no such keyword in this block. The line, or the whole block, is skipped.'),
  'unknown-option': error('A word of a line is not an option that the line takes.'),
  'unknown-track-option': error('A line of a track block has an unknown word, and nothing is tracked for it.'),
  'unknown-state': error('A state is neither MASTER nor BACKUP and counts as BACKUP.'),
  'unknown-user': error('The user or group that a script is to run as does not exist; it never runs.'),
  'missing-parameter': {
    severity: 'fatal',
    exitClass: 2,
    summary: 'A keyword needs a value and has none. keepalived stops at once.',
  },
  'missing-value': error('A keyword needs a value and has none. The line is ignored, or a default is used.'),
  'missing-name': error('A block needs a name and has none. It is skipped.'),
  'missing-block': error('A keyword needs a block in braces and has none.'),
  'unexpected-block': error('A keyword that takes no block has one.'),
  'empty-block': error('A block has nothing in it.'),
  'extra-words': warning('There are words that nothing reads.'),
  'bad-value': error('A value is not what the keyword takes. The setting stays as it was, or a default is used.'),
  'bad-address': error('A word is not an IP address and is skipped.'),
  'bad-mask': error('The length behind an address is not one. The full length is used.'),
  'bad-interface-name': error('A name cannot be that of an interface.'),
  'bad-key': error('A key of auth_hmac is not usable and is dropped.'),
  'out-of-range': error('A number does not lie in the range of the keyword.'),
  'too-long': error('A text is longer than what can be kept of it.'),
  'trailing-text': warning('There is text behind a number.'),
  rounded: { severity: 'note', exitClass: 0, summary: 'A number has more decimals than are kept.' },
  'mask-ignored': warning('An address has a mask where none belongs. The mask is ignored.'),
  'peer-scope': warning('A link-local peer names its interface, which is the one of the instance anyway.', 0),
  'open-quote': error('A single quote of a command is not closed.'),
  'unquoted-arguments': warning(
    'Words behind a command are not part of it, because they stand outside of its quotes.',
    0,
  ),
  'dropped-line': error('A line of a block of routes or rules cannot be understood and is dropped.'),
  'single-port': warning('A rule has one port where keepalived 2.4.3 takes a range only.'),
  'no-preference': warning('A rule has no preference and gets one by itself.'),
  'wrong-order': error('A keyword must follow another one.'),
  repeated: error('Something is given twice where only one counts.'),
  deprecated: warning('An old spelling is used.'),
  'duplicate-name': error('Two definitions have one name. The first counts.'),
  'family-mismatch': error('An address is of the other family than what it belongs to.'),
  'no-effect': warning('A setting has no effect where it stands.'),
  cleared: error('A setting is taken back by another one, as keepalived does it.'),
  'strict-mode': error('A setting does not go with strict mode.'),
  'undefined-reference': error('A name is used that is not defined. The line is ignored.'),
  'defined-later': error('A name is used above its definition. The line is ignored.'),
  'incomplete-definition': error('A definition lacks what it cannot be without, and is dropped.'),
  'incomplete-instance': fatal('An instance has no virtual_router_id or no interface. No instance of the file runs.'),
  'same-vrid': fatal('Two instances have one VRID on one interface. No instance of the file runs.'),
  'no-address': warning('An instance has no address to hold.'),
  'no-real-server': error('A virtual server has no real server and is ignored.'),
  'priority-missing': warning('state MASTER without a priority means priority 255.', 0),
  'interval-rounded': error('The interval cannot be said in the version of the protocol and is rounded.'),
  'password-cut': error('A password is longer than 8 bytes. Only the first 8 count.'),
  'password-comment': {
    severity: 'error',
    exitClass: 0,
    summary: 'A password ends where a # or ! starts a comment.',
  },
  'no-authentication': error('Authentication is configured and not used.'),
  'no-active-key': error('auth_hmac has no valid active_key and is off.'),
  'too-many-addresses': error('An advert has no room for all addresses. The last ones are bound and not advertised.'),
  'unicast-without-peer': warning('There are keywords of unicast but no peer.'),
  'own-address-as-peer': warning('A peer is this host itself. It is skipped.', 0),
  'ipvlan-without-address': error('use_ipvlan with IPv4 needs an address. The instance stays in FAULT.'),
  'missing-interface': error('An interface does not exist on this host. vrrpd waits for it.'),
  'loopback-interface': fatal('An instance runs on the loopback interface.'),
  'empty-group': error('A group has no members and is removed.'),
  'single-member': warning('A sync group has only one member.'),
  'two-groups': error('An instance is in two sync groups. The first counts.'),
  'weight-in-group': error('A member of a sync group has a tracker with a weight, which is not used.'),
  'untracked-script': warning('A script is defined and nothing tracks it. It never runs.', 0),
  'filter-missing': warning('no_accept, strict mode or use_vmac need nft, which is not on this host.', 0),
  'script-missing': error('The program of a script does not exist on this host. The script never runs.'),
  'script-not-executable': error('The program of a script may not be executed. The script never runs.'),
  'script-insecure': {
    severity: 'security',
    exitClass: 5,
    summary: 'Somebody other than root can change what root runs. With enable_script_security it never runs.',
  },
  'scripts-as-root': warning('Scripts run as root and enable_script_security is not set.', 6),
  'not-supported': {
    severity: 'note',
    exitClass: 0,
    summary: 'A feature is configured that vrrpd does not have. It is read and checked all the same.',
  },
  'own-run-directory': {
    severity: 'note',
    exitClass: 0,
    summary: 'The file is for one of several daemons on a host. Each needs a run directory of its own.',
  },
  'not-needed': {
    severity: 'note',
    exitClass: 0,
    summary: 'A keyword is about something that vrrpd has no need of.',
  },
} as const satisfies Readonly<Record<string, FindingKind>>;

export type ModelCode = keyof typeof MODEL_FINDINGS;
