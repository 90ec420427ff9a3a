/** How large a receive buffer a virtual router asks for: kernel_rx_buf_size, or vrrp_rx_bufs_policy. */

import type { Instance } from '../config/model.js';

const IPV4_HEADER = 20;
const AH_HEADER = 24;
const VRRP_HEADER = 8;
const VERSION_2_AUTHENTICATION = 8;
const HMAC_TRAILER = 28;

/** @param mtu of the interface; undefined where there is none @returns bytes; undefined leaves it as it is */
export function receiveBufferOf(instance: Instance, mtu: number | undefined): number | undefined {
  const { kernelReceiveBuffer, receiveBufferPolicy: policy } = instance;
  if (kernelReceiveBuffer !== undefined || policy === undefined) return kernelReceiveBuffer;
  switch (policy.unit) {
    case 'byte':
      return policy.count;
    case 'mtu':
      return mtu === undefined ? undefined : policy.count * mtu;
    case 'advert':
      return policy.count * advertLength(instance);
  }
}

/** As a socket gets it: with the header of IPv4, without that of IPv6. */
function advertLength({ family, version, addresses, authentication, hmac }: Instance): number {
  const header = family === 4 ? IPV4_HEADER + (authentication.type === 'ah' ? AH_HEADER : 0) : 0;
  const list = addresses.length * (family === 4 ? 4 : 16);
  const trailer = (version === 2 ? VERSION_2_AUTHENTICATION : 0) + (hmac === undefined ? 0 : HMAC_TRAILER);
  return header + VRRP_HEADER + list + trailer;
}
