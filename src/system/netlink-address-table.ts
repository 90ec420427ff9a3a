/**
 * AddressTable over netlink: one send for a whole batch, answered in the same turn.
 */

import type { IpAddress } from '../base/address.js';
import { SystemError } from '../base/errors.js';
import type { AddressChange, AddressTable, ChangeOutcome } from '../runtime/ports/network.js';
import { stepsOf } from '../wire/address-change.js';
import { encodeDeleteAddress, encodeNewAddress, RTM_DELADDR, RTM_NEWADDR } from '../wire/netlink/address-message.js';
import { type Acknowledgement, NLM_F_CREATE, NLM_F_REPLACE } from '../wire/netlink/message.js';
import { describeChange } from './address-change.js';
import {
  acknowledgementError,
  type BufferWish,
  encodeRequest,
  type NetlinkRequest,
  NetlinkSocket,
} from './netlink-socket.js';

/** A removal that finds nothing has nothing left to do. */
const GONE: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'ENODEV']);

/** Changes to an interface that cannot be: the kernel refuses them and nothing else happens. */
const NOWHERE: readonly AddressChange[] = (['add', 'remove'] as const).map((operation) => ({
  operation,
  interfaceIndex: 0x7fff_ffff,
  interfaceName: 'none',
  prefix: { address: '192.0.2.1' as IpAddress, length: 32 },
  validLifetime: 10,
}));

export interface NetlinkAddressTable extends AddressTable {
  /** Socket of the renewals: what the kernel tells of them is no news. */
  readonly renewalPort: number;
}

/** @param answers buffer of its sockets */
export function netlinkAddressTable(answers?: BufferWish): NetlinkAddressTable {
  const socket = new NetlinkSocket(0, answers);
  const renewals = new NetlinkSocket(0, answers);
  const prepared = new WeakMap<AddressChange, NetlinkRequest>();
  const requestFor = (change: AddressChange): NetlinkRequest => {
    const known = prepared.get(change);
    if (known !== undefined) return known;
    // The same renewal is asked over and over while its lease lasts.
    return change.operation === 'renew' ? prepare(change) : toRequest(change);
  };
  const prepare = (change: AddressChange): NetlinkRequest => {
    const request = toRequest(change);
    const ready = { ...request, message: encodeRequest(request) };
    prepared.set(change, ready);
    return ready;
  };
  return {
    renewalPort: renewals.port,
    apply(changes, done): void {
      const renewing = changes.every(({ operation }) => operation === 'renew');
      done(
        applyAll(changes, requestFor, (requests) => (renewing ? renewals.tell(requests) : socket.request(requests))),
      );
    },
    prepare(changes): void {
      for (const change of changes) prepare(change);
    },
    rehearse(): void {
      applyAll(NOWHERE, toRequest, (requests) => socket.request(requests));
    },
    close(): void {
      socket.close();
      renewals.close();
    },
  };
}

function applyAll(
  changes: readonly AddressChange[],
  requestFor: (change: AddressChange) => NetlinkRequest,
  carryOut: (requests: readonly NetlinkRequest[]) => readonly Acknowledgement[],
): readonly ChangeOutcome[] {
  try {
    const steps = changes.map(stepsOf);
    const answers = carryOut(steps.flat().map(requestFor));
    let end = 0;
    return steps.map(({ length }, index) => {
      end += length;
      return toOutcome(answers[end - 1], changes[index]);
    });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return changes.map(() => ({ ok: false, error }));
  }
}

function toRequest(change: AddressChange): NetlinkRequest {
  if (change.operation === 'remove') return { type: RTM_DELADDR, flags: 0, payload: encodeDeleteAddress(change) };
  return { type: RTM_NEWADDR, flags: NLM_F_CREATE | NLM_F_REPLACE, payload: encodeNewAddress(change) };
}

function toOutcome(answer: Acknowledgement | undefined, change: AddressChange | undefined): ChangeOutcome {
  if (answer === undefined || answer.error === 0 || change === undefined) return { ok: true };
  const error = acknowledgementError(answer, describeChange(change));
  return change.operation === 'remove' && GONE.has(error.errno) ? { ok: true } : { ok: false, error };
}
