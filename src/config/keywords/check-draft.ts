/**
 * A checker while it is read, of whatever type: the fields of all of them.
 */

import type { IpAddress } from '../../base/address.js';
import type { Span } from '../diagnostic.js';
import type { CheckConnection, Checker, CheckUrl, HttpChecker } from '../model-lvs.js';
import type { Writable } from './keyword.js';
import type { CheckTimingDraft } from './lvs-draft.js';

type Of<Type extends Checker['type']> = Extract<Checker, { readonly type: Type }>;
type Own<Type extends Checker['type']> = Writable<
  Omit<Of<Type>, 'type' | 'span' | 'urls' | 'hosts' | keyof CheckTimingDraft | keyof CheckConnection>
>;

export type UrlDraft = Writable<CheckUrl>;
export type ConnectionDraft = CheckTimingDraft &
  Writable<CheckConnection> & {
    logAllFailures?: boolean | undefined;
    /** Whom a checker connects to that does not say. */
    serverAddress?: IpAddress | undefined;
  };

export interface CheckDraft
  extends ConnectionDraft,
    Omit<Own<'SMTP_CHECK'>, 'logAllFailures'>,
    Omit<Own<'UDP_CHECK'>, 'logAllFailures'>,
    Omit<Own<'DNS_CHECK'>, 'logAllFailures'>,
    Omit<Own<'MISC_CHECK'>, 'logAllFailures'>,
    Omit<Own<'FILE_CHECK'>, 'logAllFailures'>,
    Omit<Own<'BFD_CHECK'>, 'logAllFailures'>,
    Omit<Writable<Omit<HttpChecker, 'type' | 'span' | 'urls'>>, 'logAllFailures'> {
  readonly type: Checker['type'];
  readonly span: Span | undefined;
  readonly urls: UrlDraft[];
  readonly hosts: ConnectionDraft[];
  user?: { readonly user: string; readonly group: string | undefined } | undefined;
}
