/*
 * class Socket: one non-blocking, close-on-exec socket of any domain. Closing is idempotent, and the garbage
 * collector closes what was forgotten.
 */
#include "socket.h"

#include <errno.h>
#include <linux/filter.h>
#include <stdlib.h>
#include <unistd.h>

static const napi_type_tag SOCKET_TAG = {0x6b1f0a5f7d3c4e21, 0x9c52d8e04b7a6f13};

enum { OPTION_LIMIT = 4096, QUEUED_ERRORS = 64 };

static void socket_shut(napi_env env, native_socket *own) {
  poller_close(own->watcher);
  receive_ring_release(env, &own->ring);
  if (own->fd >= 0) close(own->fd);
  own->fd = -1;
}

static void socket_finalize(napi_env env, void *data, void *hint) {
  (void)hint;
  socket_shut(env, data);
  free(data);
}

static native_socket *unwrap(napi_env env, napi_value self, const char *syscall) {
  bool ours = false;
  void *data = NULL;
  napi_valuetype type = napi_undefined;
  if (self != NULL && napi_typeof(env, self, &type) == napi_ok && type == napi_object &&
      napi_check_object_type_tag(env, self, &SOCKET_TAG, &ours) == napi_ok && ours &&
      napi_unwrap(env, self, &data) == napi_ok) {
    return data;
  }
  throw_argument(env, syscall, "this is not a Socket");
  return NULL;
}

native_socket *socket_this(napi_env env, napi_callback_info info, const char *syscall, size_t *count,
                           napi_value *arguments, napi_value *self) {
  napi_value receiver;
  napi_status status = napi_get_cb_info(env, info, count, arguments, &receiver, NULL);
  if (status != napi_ok) {
    throw_status(env, syscall, status);
    return NULL;
  }
  native_socket *own = unwrap(env, receiver, syscall);
  if (own == NULL) return NULL;
  if (own->fd < 0) {
    throw_errno(env, syscall, EBADF);
    return NULL;
  }
  if (self != NULL) *self = receiver;
  return own;
}

/* new Socket(domain, type, protocol) */
static napi_value socket_construct(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3], self, target = NULL;
  int domain, type, protocol;
  if (napi_get_cb_info(env, info, &count, arguments, &self, NULL) != napi_ok) return NULL;
  napi_get_new_target(env, info, &target);
  if (target == NULL) return throw_argument(env, "socket", "Socket is a class: use new");
  if (!read_int(env, arguments[0], "socket", "domain", &domain) ||
      !read_int(env, arguments[1], "socket", "type", &type) ||
      !read_int(env, arguments[2], "socket", "protocol", &protocol)) {
    return NULL;
  }
  native_socket *own = calloc(1, sizeof *own);
  if (own == NULL) return throw_errno(env, "socket", ENOMEM);
  own->domain = domain;
  own->fd = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
  if (own->fd < 0) {
    int error = errno;
    free(own);
    return throw_errno(env, "socket", error);
  }
  napi_status status = napi_wrap(env, self, own, socket_finalize, NULL, NULL);
  if (status != napi_ok) {
    close(own->fd);
    free(own);
    return throw_status(env, "socket", status);
  }
  status = napi_type_tag_object(env, self, &SOCKET_TAG);
  return status == napi_ok ? self : throw_status(env, "socket", status);
}

/* fd: the number, or -1 when closed */
static napi_value socket_fd(napi_env env, napi_callback_info info) {
  size_t count = 0;
  napi_value self;
  if (napi_get_cb_info(env, info, &count, NULL, &self, NULL) != napi_ok) return NULL;
  native_socket *own = unwrap(env, self, "fd");
  return own == NULL ? NULL : make_number(env, own->fd);
}

/* setOption(level, name, value: number | Uint8Array) */
static napi_value socket_set_option(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3];
  native_socket *own = socket_this(env, info, "setsockopt", &count, arguments, NULL);
  int level, name, number;
  if (own == NULL || !read_int(env, arguments[0], "setsockopt", "level", &level) ||
      !read_int(env, arguments[1], "setsockopt", "name", &name)) {
    return NULL;
  }
  byte_view bytes = {(uint8_t *)&number, sizeof number};
  napi_valuetype type = napi_undefined;
  napi_typeof(env, arguments[2], &type);
  if (type == napi_number) {
    if (!read_int(env, arguments[2], "setsockopt", "value", &number)) return NULL;
  } else if (!read_bytes(env, arguments[2], "setsockopt", "value", &bytes)) {
    return NULL;
  }
  if (bytes.length > OPTION_LIMIT) return throw_argument(env, "setsockopt", "value is too long");
  /* These two take a pointer inside the value, which bytes from JavaScript cannot be: see attachFilter. */
  if (level == SOL_SOCKET && (name == SO_ATTACH_FILTER || name == SO_ATTACH_REUSEPORT_CBPF)) {
    return throw_argument(env, "setsockopt", "use attachFilter");
  }
  if (setsockopt(own->fd, level, name, bytes.data, (socklen_t)bytes.length) != 0) {
    return throw_errno(env, "setsockopt", errno);
  }
  return NULL;
}

/* getOption(level, name, length): Uint8Array of what the kernel wrote, at most length bytes */
static napi_value socket_get_option(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3];
  native_socket *own = socket_this(env, info, "getsockopt", &count, arguments, NULL);
  int level, name;
  double limit;
  if (own == NULL || !read_int(env, arguments[0], "getsockopt", "level", &level) ||
      !read_int(env, arguments[1], "getsockopt", "name", &name) ||
      !read_range(env, arguments[2], "getsockopt", "length", 0, OPTION_LIMIT, &limit)) {
    return NULL;
  }
  uint8_t value[OPTION_LIMIT] = {0};
  socklen_t length = (socklen_t)limit;
  if (getsockopt(own->fd, level, name, value, &length) != 0) return throw_errno(env, "getsockopt", errno);
  return make_bytes(env, value, length < limit ? length : (size_t)limit);
}

/* attachFilter(program): classic BPF, eight bytes an instruction in host order */
static napi_value socket_attach_filter(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value program;
  byte_view bytes;
  native_socket *own = socket_this(env, info, "attachFilter", &count, &program, NULL);
  if (own == NULL || !read_bytes(env, program, "attachFilter", "program", &bytes)) return NULL;
  if (bytes.length == 0 || bytes.length % sizeof(struct sock_filter) != 0 || bytes.length > OPTION_LIMIT) {
    return throw_argument(env, "attachFilter", "program must hold 1 to 512 instructions of 8 bytes");
  }
  struct sock_filter instructions[OPTION_LIMIT / sizeof(struct sock_filter)];
  for (size_t index = 0; index < bytes.length; index += 1) ((uint8_t *)instructions)[index] = bytes.data[index];
  struct sock_fprog filter = {(unsigned short)(bytes.length / sizeof *instructions), instructions};
  if (setsockopt(own->fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) != 0) {
    return throw_errno(env, "attachFilter", errno);
  }
  return NULL;
}

static napi_value with_address(napi_env env, napi_callback_info info, const char *syscall,
                               int (*call)(int, const struct sockaddr *, socklen_t)) {
  size_t count = 1;
  napi_value address;
  byte_view bytes;
  native_socket *own = socket_this(env, info, syscall, &count, &address, NULL);
  if (own == NULL || !read_bytes(env, address, syscall, "address", &bytes)) return NULL;
  if (bytes.length > sizeof(struct sockaddr_storage)) return throw_argument(env, syscall, "address is too long");
  if (call(own->fd, (const struct sockaddr *)bytes.data, (socklen_t)bytes.length) != 0) {
    return throw_errno(env, syscall, errno);
  }
  return NULL;
}

/* bind(address), connect(address): a struct sockaddr as bytes */
static napi_value socket_bind(napi_env env, napi_callback_info info) { return with_address(env, info, "bind", bind); }

static napi_value socket_connect(napi_env env, napi_callback_info info) {
  return with_address(env, info, "connect", connect);
}

/* localAddress(): struct sockaddr as bytes */
static napi_value socket_local_address(napi_env env, napi_callback_info info) {
  size_t count = 0;
  native_socket *own = socket_this(env, info, "getsockname", &count, NULL, NULL);
  if (own == NULL) return NULL;
  struct sockaddr_storage address = {0};
  socklen_t length = sizeof address;
  if (getsockname(own->fd, (struct sockaddr *)&address, &length) != 0) return throw_errno(env, "getsockname", errno);
  return make_bytes(env, &address, length < sizeof address ? length : sizeof address);
}

/*
 * Takes the error off the socket, so that it is not reported for ever. Without one it is the error queue that woke
 * us, which only these two domains have: others take MSG_ERRQUEUE for a plain receive and would lose a message.
 */
static void take_error(void *subject) {
  native_socket *own = subject;
  int error = 0;
  socklen_t length = sizeof error;
  if (own->fd < 0 || getsockopt(own->fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return;
  if (error != 0) own->pending_error = error;
  if (error != 0 || (own->domain != AF_INET && own->domain != AF_INET6)) return;
  struct msghdr ignored = {0};
  for (int count = 0; count < QUEUED_ERRORS; count += 1) {
    if (recvmsg(own->fd, &ignored, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return;
  }
}

static const poller_hooks SOCKET_HOOKS = {NULL, take_error};

/* watch(callback): calls back from the event loop while there is something to receive */
static napi_value socket_watch(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value callback, self;
  native_socket *own = socket_this(env, info, "watch", &count, &callback, &self);
  if (own == NULL) return NULL;
  if (own->watcher != NULL) return throw_errno(env, "watch", EALREADY);
  poller_open(env, "watch", own->fd, UV_READABLE, self, callback, &SOCKET_HOOKS, own, &own->watcher);
  return NULL;
}

/* unwatch(): no callback comes after this */
static napi_value socket_unwatch(napi_env env, napi_callback_info info) {
  size_t count = 0;
  native_socket *own = socket_this(env, info, "unwatch", &count, NULL, NULL);
  if (own != NULL) poller_close(own->watcher);
  return NULL;
}

static napi_value keep_alive(napi_env env, napi_callback_info info, bool keep) {
  size_t count = 0;
  native_socket *own = socket_this(env, info, keep ? "ref" : "unref", &count, NULL, NULL);
  if (own != NULL && own->watcher != NULL) poller_keep_alive(own->watcher, keep);
  return NULL;
}

/* ref(), unref(): whether watching keeps the event loop alive */
static napi_value socket_ref(napi_env env, napi_callback_info info) { return keep_alive(env, info, true); }

static napi_value socket_unref(napi_env env, napi_callback_info info) { return keep_alive(env, info, false); }

/* close(): any number of times */
static napi_value socket_close(napi_env env, napi_callback_info info) {
  size_t count = 0;
  napi_value self;
  if (napi_get_cb_info(env, info, &count, NULL, &self, NULL) != napi_ok) return NULL;
  native_socket *own = unwrap(env, self, "close");
  if (own != NULL) socket_shut(env, own);
  return NULL;
}

#define METHOD(name, function) \
  { name, NULL, function, NULL, NULL, NULL, napi_default_method, NULL }

bool socket_register(napi_env env, napi_value exports) {
  const napi_property_descriptor members[] = {
      {"fd", NULL, NULL, socket_fd, NULL, NULL, napi_default, NULL},
      METHOD("setOption", socket_set_option),
      METHOD("getOption", socket_get_option),
      METHOD("attachFilter", socket_attach_filter),
      METHOD("bind", socket_bind),
      METHOD("connect", socket_connect),
      METHOD("localAddress", socket_local_address),
      METHOD("configureReceive", socket_configure_receive),
      METHOD("receive", socket_receive),
      METHOD("send", socket_send),
      METHOD("watch", socket_watch),
      METHOD("unwatch", socket_unwatch),
      METHOD("ref", socket_ref),
      METHOD("unref", socket_unref),
      METHOD("close", socket_close),
  };
  napi_value class;
  napi_status status = napi_define_class(env, "Socket", NAPI_AUTO_LENGTH, socket_construct, NULL,
                                         sizeof members / sizeof *members, members, &class);
  if (status == napi_ok) status = napi_set_named_property(env, exports, "Socket", class);
  if (status != napi_ok) throw_status(env, "load", status);
  return status == napi_ok;
}
