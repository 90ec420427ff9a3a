/**
 * What an accepted packet says.
 */

import type { AddressFamily, IpAddress } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { ReceivedChecksum } from './received-checksum.js';

/** A packet that passed. */
export interface ReceivedAdvertisement {
  readonly version: 2 | 3;
  readonly family: AddressFamily;
  readonly vrid: number;
  /** 0-255; 0 says that the master leaves, 255 that it owns the addresses. */
  readonly priority: number;
  readonly advertisementInterval: Micros;
  readonly addresses: readonly IpAddress[];
  readonly source: IpAddress;
  readonly destination: IpAddress | undefined;
  readonly hopLimit: number | undefined;
  /** How the peer makes its checksum. */
  readonly checksum: ReceivedChecksum;
  /** Id of the key that signed it. */
  readonly signedWith: number | undefined;
}
