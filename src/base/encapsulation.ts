/** A lightweight tunnel that packets of a route are put into: `encap` of iproute2. */

import type { IpAddress } from './address.js';

export type Encapsulation =
  | {
      readonly type: 'ip' | 'ip6';
      readonly id: bigint | undefined;
      readonly destination: IpAddress | undefined;
      readonly source: IpAddress | undefined;
      /** tos of ip, tc of ip6. */
      readonly trafficClass: number | undefined;
      /** ttl of ip, hoplimit of ip6. */
      readonly hopLimit: number | undefined;
      readonly flags: number | undefined;
    }
  | { readonly type: 'mpls'; readonly labels: readonly number[] }
  /** Four groups of hexadecimal digits with colons between. */
  | { readonly type: 'ila'; readonly locator: string };
