/**
 * The lints: mistakes that are legal. keepalived -t says nothing about any of them, so its exit status does not either.
 * Each has a section of the same name in docs/lints.md.
 */

import type { FindingKind } from '../finding.js';

const silent = { exitClass: 0 } as const;

export const LINT_FINDINGS = {
  'weights-move-little': {
    ...silent,
    severity: 'warning',
    summary: 'Checks with weights move the address only where the priority of the other host lies in a small range.',
  },
  'weights-and-nopreempt': {
    ...silent,
    severity: 'warning',
    summary: 'With nopreempt this host never takes over because a weighted check of the other one fails.',
  },
  'priority-owner': {
    ...silent,
    severity: 'warning',
    summary: 'Priority 255 is for the host whose own address the virtual IP is, not for the best of several.',
  },
  'weight-beyond-range': {
    ...silent,
    severity: 'warning',
    summary: 'A priority stays between 1 and 254, so that a part of the weight has no effect.',
  },
  'rise-fall-unweighted': {
    ...silent,
    severity: 'note',
    summary: 'With weight 0 rise and fall delay the way into FAULT and out, and not at start.',
  },
  'timeout-beyond-interval': {
    ...silent,
    severity: 'warning',
    summary: 'A check may run longer than its interval: runs are skipped, and failures are noticed later.',
  },
  'interval-too-short': {
    ...silent,
    severity: 'warning',
    summary: 'A check waits longer for what it asks than it has time.',
  },
  'shell-characters': {
    ...silent,
    severity: 'warning',
    summary: 'A command has characters that only a shell understands, and no shell sees it.',
  },
  'script-in-path': {
    ...silent,
    severity: 'note',
    summary: 'A command without a path is looked up in PATH, which a service does not share with a login.',
  },
  'script-relative': {
    ...silent,
    severity: 'warning',
    summary: 'A command has a path without a leading slash, which depends on where the daemon was started.',
  },
  'script-argument-missing': {
    ...silent,
    severity: 'warning',
    summary: 'A shell is started with a script that does not exist.',
  },
  'script-without-interpreter': {
    ...silent,
    severity: 'warning',
    summary: 'A script does not start with #! and the path of an interpreter that exists.',
  },
  'script-carriage-return': {
    ...silent,
    severity: 'warning',
    summary: 'A script has Windows line ends, so that its interpreter is not found.',
  },
  'script-syntax': { ...silent, severity: 'warning', summary: 'The shell cannot read a script: every run fails.' },
  'script-digit-option': {
    ...silent,
    severity: 'warning',
    summary: 'A script asks wc for -1, a digit, where -l, a letter, is meant.',
  },
  'script-open-bracket': {
    ...silent,
    severity: 'warning',
    summary: 'A script has a test whose ] does not stand alone, or an unquoted variable that may be empty.',
  },
  'strict-without-accept': {
    ...silent,
    severity: 'warning',
    summary: 'Strict mode without accept: the address answers neither ping nor connections.',
  },
  'everyday-password': { ...silent, severity: 'note', summary: 'The password is one that every example uses.' },
  'everyday-vrid': { ...silent, severity: 'note', summary: 'The VRID is one that every example uses.' },
  'address-outside-networks': {
    ...silent,
    severity: 'warning',
    summary: 'A virtual IP is in none of the networks of its interface.',
  },
  'address-is-own': {
    ...silent,
    severity: 'warning',
    summary: "A virtual IP is the host's own address, and would be removed from it.",
  },
  'scope-refused': {
    ...silent,
    severity: 'warning',
    summary: 'The kernel refuses an address of a network that its interface has with another scope.',
  },
  'session-with-peer': {
    ...silent,
    severity: 'warning',
    summary:
      'An instance needs a BFD session with the very host that would take over from it: neither can serve alone.',
  },
  'session-hops': {
    ...silent,
    severity: 'warning',
    summary: 'A BFD session over several hops accepts no packet that was forwarded.',
  },
  'unicast-without-source': {
    ...silent,
    severity: 'note',
    summary: 'Unicast without unicast_src_ip sends from the first address of the interface, whichever that is.',
  },
  'sample-mail': {
    ...silent,
    severity: 'warning',
    summary: "The mail settings are those of keepalived's sample and reach nobody.",
  },
  'pair-check-cannot-move': {
    ...silent,
    severity: 'warning',
    summary: 'No result of the weighted checks of a host makes another host take over.',
  },
  'pair-vrid': { ...silent, severity: 'warning', summary: 'Hosts with the same virtual IP have different VRIDs.' },
  'pair-version': { ...silent, severity: 'warning', summary: 'Hosts of a virtual router speak different versions.' },
  'pair-interval': { ...silent, severity: 'warning', summary: 'Hosts of a virtual router have different intervals.' },
  'pair-authentication': {
    ...silent,
    severity: 'warning',
    summary: 'Hosts of a virtual router authenticate differently, or with different passwords or keys.',
  },
  'pair-addresses': {
    ...silent,
    severity: 'warning',
    summary: 'Hosts of a virtual router have different virtual IPs.',
  },
  'pair-mask': { ...silent, severity: 'warning', summary: 'Hosts bind a virtual IP with different masks.' },
  'pair-priority': { ...silent, severity: 'warning', summary: 'Hosts of a virtual router have equal priorities.' },
  'pair-state': { ...silent, severity: 'warning', summary: 'More than one host of a virtual router has state MASTER.' },
  'pair-peers': {
    ...silent,
    severity: 'warning',
    summary: 'Hosts of a virtual router do not send their adverts to each other.',
  },
} as const satisfies Record<string, FindingKind>;

export type LintCode = keyof typeof LINT_FINDINGS;

/**
 * What the daemon says once at start: mistakes that show only in an outage, or keep the address from working. The
 * others are for `vrrpd check`.
 */
export const START_LINTS: ReadonlySet<string> = new Set<LintCode>([
  'weights-move-little',
  'weights-and-nopreempt',
  'priority-owner',
  'timeout-beyond-interval',
  'shell-characters',
  'script-relative',
  'strict-without-accept',
  'address-outside-networks',
  'address-is-own',
  'scope-refused',
]);
