/* One socket as its parts see it: socket.c opens and configures, receive.c and send.c move packets. */
#ifndef VRRPD_SOCKET_H
#define VRRPD_SOCKET_H

#include "addon.h"

#include <sys/socket.h>

/*
 * What recvmmsg said about one message, written into an ArrayBuffer that TypeScript reads through typed arrays:
 * the layout is part of the interface (src/system/native.ts, RECORD).
 */
typedef struct {
  double timestamp;      /* arrival, microseconds of CLOCK_MONOTONIC; 0: SO_TIMESTAMPNS is not set */
  int32_t length;        /* bytes put into the slot */
  int32_t flags;         /* MSG_TRUNC, MSG_CTRUNC, ... */
  int32_t interface;     /* index; 0: unknown */
  int32_t hop_limit;     /* TTL or hop limit; -1: unknown */
  int32_t source_length; /* bytes of `source` that hold */
  int32_t destination_length; /* 0, 4 or 16 */
  uint8_t destination[16];
  uint8_t source[128]; /* struct sockaddr of the sender */
} receive_record;

typedef struct {
  uint32_t slots;
  uint32_t slot_size;
  napi_ref data; /* ArrayBuffer, slots * slot_size */
  napi_ref records; /* ArrayBuffer, slots * sizeof(receive_record) */
  uint8_t *data_memory;
  receive_record *record_memory;
  struct mmsghdr *headers;
  struct iovec *vectors;
  uint8_t *control;
} receive_ring;

typedef struct {
  int domain;
  int fd; /* -1: closed */
  int pending_error; /* taken from the socket when libuv saw it, thrown by the next receive */
  poller *watcher;
  receive_ring ring;
} native_socket;

/* The socket that a method was called on; throws EBADF for a closed one, EINVAL for a foreign `this`. */
native_socket *socket_this(napi_env env, napi_callback_info info, const char *syscall, size_t *count,
                           napi_value *arguments, napi_value *self);

napi_value socket_configure_receive(napi_env env, napi_callback_info info);
napi_value socket_receive(napi_env env, napi_callback_info info);
void receive_ring_release(napi_env env, receive_ring *ring);
napi_value socket_send(napi_env env, napi_callback_info info);

#endif
