/** Who on a segment says that an address is on its interface: ARP and neighbour advertisements of others. */

import type { IpAddress, MacAddress } from '../../base/address.js';
import type { LinkInfo } from './network.js';

/** One such word. Anybody can send it. */
export interface AddressClaim {
  readonly address: IpAddress;
  readonly mac: MacAddress;
  /** Sent to everybody, so that it changes what others believe; an answer to our question is not. */
  readonly announced: boolean;
}

export interface AddressQuestion {
  readonly address: IpAddress;
  /** Where an answer for an IPv6 address goes; without it none can be asked for. */
  readonly source: IpAddress | undefined;
}

export interface ClaimListener {
  /** From now on only claims on these addresses are heard, and none when there are none. */
  listenFor(addresses: readonly IpAddress[]): void;
  /** Asks who has the addresses, without claiming them. Never waits; what cannot be sent is not. */
  ask(questions: readonly AddressQuestion[]): void;
  /** Takes what the kernel holds, up to an internal bound, without waiting. Our own frames are not in it. */
  drain(): readonly AddressClaim[];
  /** Stops calling `readable` until `resume`. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface ClaimListening {
  /**
   * @param readable called from the event loop when `drain` has something to return
   * @throws SystemError where the kernel refuses the sockets
   */
  open(link: LinkInfo, readable: () => void): ClaimListener;
}
