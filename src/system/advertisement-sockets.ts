/**
 * Opens the two raw sockets of an endpoint with the options that keepalived sets: one that receives only what is sent
 * to the group or to our unicast address, one that sends and keeps nothing that arrives.
 */

import type { AdvertisementEndpoint } from '../runtime/ports/network.js';
import { type Native, type NativeConstants, type NativeSocket, native } from './native.js';
import { encodeIpSocketAddress, encodeIpv4Membership, encodeIpv6Membership, encodeName } from './socket-address.js';
import { encodeFilter, REFUSE } from './socket-filter.js';

/** Internetwork control, for adverts to go first in queues that look at it. @see RFC 2474 section 4.2.2.2 */
const TRAFFIC_CLASS = 0xc0;
/** The highest that needs no privilege. */
const SOCKET_PRIORITY = 6;
/** Bytes of adverts that wait while the daemon does something else; the kernel doubles it and counts 768 for each. */
const RECEIVE_BUFFER = 1024 * 1024;
const REFUSE_ALL = encodeFilter([REFUSE]);

/** @throws SystemError EPERM without CAP_NET_RAW, ENODEV for an interface that is gone */
export function openReceiver(endpoint: AdvertisementEndpoint): NativeSocket {
  return open(endpoint, endpoint.protocol, (socket, addon) => {
    const { constants } = addon;
    bindToDevice(socket, constants, endpoint.interfaceName);
    socket.setOption(constants.SOL_SOCKET, constants.SO_TIMESTAMPNS, 1);
    setReceiveBuffer(socket, constants, RECEIVE_BUFFER);
    if (endpoint.family === 4) prepareReceiver4(socket, constants, endpoint);
    else prepareReceiver6(socket, constants, endpoint);
    socket.bind(encodeIpSocketAddress(endpoint.group ?? endpoint.source, endpoint.interfaceIndex));
  });
}

/** @throws SystemError as openReceiver, EADDRNOTAVAIL for a source address that cannot be bound */
export function openSender(endpoint: AdvertisementEndpoint): NativeSocket {
  const { IPPROTO_RAW } = native().constants;
  // IPv4 takes the protocol from the header that we write; a socket of IPPROTO_RAW is handed no adverts.
  return open(endpoint, endpoint.family === 4 ? IPPROTO_RAW : endpoint.protocol, (socket, { constants }) => {
    socket.attachFilter(REFUSE_ALL);
    bindToDevice(socket, constants, endpoint.interfaceName);
    if (endpoint.family === 4) prepareSender4(socket, constants, endpoint);
    else prepareSender6(socket, constants, endpoint);
    // After the traffic class, which sets a priority of its own.
    socket.setOption(constants.SOL_SOCKET, constants.SO_PRIORITY, SOCKET_PRIORITY);
  });
}

function open(
  endpoint: AdvertisementEndpoint,
  protocol: number,
  prepare: (socket: NativeSocket, addon: Native) => void,
): NativeSocket {
  const addon = native();
  const { AF_INET, AF_INET6, SOCK_RAW } = addon.constants;
  const socket = new addon.Socket(endpoint.family === 4 ? AF_INET : AF_INET6, SOCK_RAW, protocol);
  try {
    prepare(socket, addon);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

function bindToDevice(socket: NativeSocket, constants: NativeConstants, name: string | undefined): void {
  if (name !== undefined) socket.setOption(constants.SOL_SOCKET, constants.SO_BINDTODEVICE, encodeName(name));
}

/** As large as the kernel permits. */
export function setReceiveBuffer(socket: NativeSocket, constants: NativeConstants, bytes: number): void {
  try {
    socket.setOption(constants.SOL_SOCKET, constants.SO_RCVBUFFORCE, bytes);
  } catch {
    // Without CAP_NET_ADMIN net.core.rmem_max is the limit.
    socket.setOption(constants.SOL_SOCKET, constants.SO_RCVBUF, bytes);
  }
}

function prepareReceiver4(socket: NativeSocket, c: NativeConstants, endpoint: AdvertisementEndpoint): void {
  socket.setOption(c.IPPROTO_IP, c.IP_RECVTTL, 1);
  socket.setOption(c.IPPROTO_IP, c.IP_PKTINFO, 1);
  socket.setOption(c.IPPROTO_IP, c.IP_MULTICAST_ALL, 0);
  if (endpoint.group === undefined) {
    socket.setOption(c.IPPROTO_IP, c.IP_FREEBIND, 1);
  } else {
    const membership = encodeIpv4Membership(endpoint.group, endpoint.interfaceIndex ?? 0);
    socket.setOption(c.IPPROTO_IP, c.IP_ADD_MEMBERSHIP, membership);
  }
}

function prepareReceiver6(socket: NativeSocket, c: NativeConstants, endpoint: AdvertisementEndpoint): void {
  socket.setOption(c.IPPROTO_IPV6, c.IPV6_RECVHOPLIMIT, 1);
  socket.setOption(c.IPPROTO_IPV6, c.IPV6_RECVPKTINFO, 1);
  socket.setOption(c.IPPROTO_IPV6, c.IPV6_MULTICAST_ALL, 0);
  if (endpoint.group === undefined) {
    socket.setOption(c.IPPROTO_IPV6, c.IPV6_FREEBIND, 1);
  } else {
    const membership = encodeIpv6Membership(endpoint.group, endpoint.interfaceIndex ?? 0);
    socket.setOption(c.IPPROTO_IPV6, c.IPV6_JOIN_GROUP, membership);
  }
}

function prepareSender4(socket: NativeSocket, c: NativeConstants, endpoint: AdvertisementEndpoint): void {
  socket.setOption(c.IPPROTO_IP, c.IP_HDRINCL, 1);
  socket.setOption(c.IPPROTO_IP, c.IP_TOS, TRAFFIC_CLASS);
  socket.setOption(c.IPPROTO_IP, c.IP_MULTICAST_ALL, 0);
  if (endpoint.group === undefined) {
    socket.setOption(c.IPPROTO_IP, c.IP_FREEBIND, 1);
    socket.bind(encodeIpSocketAddress(endpoint.source));
  } else {
    const chosen = encodeIpv4Membership(endpoint.group, endpoint.interfaceIndex ?? 0);
    socket.setOption(c.IPPROTO_IP, c.IP_MULTICAST_IF, chosen);
    socket.setOption(c.IPPROTO_IP, c.IP_MULTICAST_LOOP, 0);
  }
}

function prepareSender6(socket: NativeSocket, c: NativeConstants, endpoint: AdvertisementEndpoint): void {
  socket.setOption(c.IPPROTO_IPV6, c.IPV6_TCLASS, TRAFFIC_CLASS);
  socket.setOption(c.IPPROTO_IPV6, c.IPV6_MULTICAST_ALL, 0);
  socket.setOption(c.IPPROTO_IPV6, c.IPV6_FREEBIND, 1);
  if (endpoint.group === undefined) {
    socket.setOption(c.IPPROTO_IPV6, c.IPV6_UNICAST_HOPS, endpoint.hopLimit);
  } else {
    socket.setOption(c.IPPROTO_IPV6, c.IPV6_MULTICAST_HOPS, endpoint.hopLimit);
    socket.setOption(c.IPPROTO_IPV6, c.IPV6_MULTICAST_IF, endpoint.interfaceIndex ?? 0);
    socket.setOption(c.IPPROTO_IPV6, c.IPV6_MULTICAST_LOOP, 0);
  }
  socket.bind(encodeIpSocketAddress(endpoint.source, endpoint.interfaceIndex));
}
