/*
 * The kernel's numbers under their C names, so that TypeScript repeats none of them.
 */
#include "addon.h"

#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>

#ifndef IPV6_FREEBIND
#define IPV6_FREEBIND 78
#endif
#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29
#endif
#ifndef SCHED_RESET_ON_FORK
#define SCHED_RESET_ON_FORK 0x40000000
#endif

#define CONSTANTS(X)                                                                                                 \
  X(AF_UNIX) X(AF_INET) X(AF_INET6) X(AF_NETLINK) X(AF_PACKET)                                                       \
  X(SOCK_STREAM) X(SOCK_DGRAM) X(SOCK_RAW)                                                                           \
  X(IPPROTO_IP) X(IPPROTO_ICMP) X(IPPROTO_UDP) X(IPPROTO_IPV6) X(IPPROTO_AH) X(IPPROTO_ICMPV6) X(IPPROTO_RAW)        \
  X(SOL_SOCKET) X(SO_RCVBUF) X(SO_SNDBUF) X(SO_RCVBUFFORCE) X(SO_SNDBUFFORCE) X(SO_BINDTODEVICE) X(SO_PRIORITY)      \
  X(SO_MARK) X(SO_TIMESTAMPNS) X(SO_ERROR) X(SO_REUSEADDR) X(SO_PASSCRED)                                            \
  X(IP_TOS) X(IP_TTL) X(IP_HDRINCL) X(IP_RECVTTL) X(IP_PKTINFO) X(IP_FREEBIND) X(IP_MULTICAST_IF) X(IP_MULTICAST_TTL) \
  X(IP_MULTICAST_LOOP) X(IP_MULTICAST_ALL) X(IP_ADD_MEMBERSHIP) X(IP_DROP_MEMBERSHIP)                                \
  X(IPV6_V6ONLY) X(IPV6_CHECKSUM) X(IPV6_TCLASS) X(IPV6_UNICAST_HOPS) X(IPV6_MULTICAST_IF) X(IPV6_MULTICAST_HOPS)    \
  X(IPV6_MULTICAST_LOOP) X(IPV6_MULTICAST_ALL) X(IPV6_JOIN_GROUP) X(IPV6_LEAVE_GROUP) X(IPV6_RECVPKTINFO)            \
  X(IPV6_PKTINFO) X(IPV6_RECVHOPLIMIT) X(IPV6_HOPLIMIT) X(IPV6_FREEBIND)                                             \
  X(SOL_PACKET) X(PACKET_AUXDATA)                                                                                    \
  X(NETLINK_ROUTE) X(NETLINK_NETFILTER) X(NETLINK_CONNECTOR) X(NETLINK_GENERIC) X(SOL_NETLINK)                       \
  X(NETLINK_ADD_MEMBERSHIP) X(NETLINK_DROP_MEMBERSHIP) X(NETLINK_EXT_ACK) X(NETLINK_GET_STRICT_CHK)                  \
  X(NETLINK_NO_ENOBUFS)                                                                                              \
  X(MSG_DONTROUTE) X(MSG_TRUNC) X(MSG_CTRUNC)                                                                        \
  X(SCHED_OTHER) X(SCHED_FIFO) X(SCHED_RR) X(SCHED_BATCH) X(SCHED_IDLE) X(SCHED_RESET_ON_FORK)                       \
  X(MCL_CURRENT) X(MCL_FUTURE) X(MCL_ONFAULT)                                                                        \
  X(RLIMIT_AS) X(RLIMIT_CORE) X(RLIMIT_MEMLOCK) X(RLIMIT_NOFILE) X(RLIMIT_NPROC) X(RLIMIT_RTPRIO) X(RLIMIT_RTTIME)   \
  X(RLIMIT_STACK)                                                                                                    \
  X(CLONE_NEWNET) X(LOCK_SH) X(LOCK_EX) X(LOCK_NB) X(LOCK_UN)

bool constants_register(napi_env env, napi_value exports) {
  static const struct {
    const char *name;
    int value;
  } table[] = {
#define X(name) {#name, (int)(name)},
      CONSTANTS(X)
#undef X
  };
  napi_value constants;
  napi_status status = napi_create_object(env, &constants);
  for (size_t index = 0; status == napi_ok && index < sizeof table / sizeof *table; index += 1) {
    status = napi_set_named_property(env, constants, table[index].name, make_number(env, table[index].value));
  }
  if (status == napi_ok) status = napi_object_freeze(env, constants);
  if (status == napi_ok) status = napi_set_named_property(env, exports, "constants", constants);
  if (status != napi_ok) throw_status(env, "load", status);
  return status == napi_ok;
}
