/*
 * class SignalWatcher: a signal by its number, for those that Node.js has no name for. The handler adds to an eventfd
 * that libuv watches. A handler, not a blocked mask: threads that run already are covered, and a new program that is
 * executed starts with the standard action and an empty mask by itself.
 */
#include "addon.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { HIGHEST_SIGNAL = 64 };

static const napi_type_tag SIGNAL_TAG = {0x5b1f0c7ad2e84396, 0x91e6a4d87c3b05f2};

/*
 * Dispositions belong to the process, so this is the process's too. An eventfd stays open once it was made: a handler
 * that still runs in another thread never writes into somebody else's descriptor. Stored number is fd + 1.
 */
static atomic_int descriptors[HIGHEST_SIGNAL + 1];
static atomic_bool taken[HIGHEST_SIGNAL + 1];

typedef struct {
  int number; /* 0: closed */
  int fd;
  poller *watcher;
} native_signal;

static void on_signal(int number) {
  int error = errno;
  uint64_t one = 1;
  int fd = atomic_load(&descriptors[number]) - 1;
  if (fd >= 0 && write(fd, &one, sizeof one) < 0) {
    /* Full: it is readable already. */
  }
  errno = error;
}

static void signal_shut(native_signal *own) {
  poller_close(own->watcher);
  if (own->number == 0) return;
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(own->number, &standard, NULL);
  atomic_store(&taken[own->number], false);
  own->number = 0;
}

static void signal_finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  signal_shut(data);
  free(data);
}

static bool take_signal(void *subject) {
  native_signal *own = subject;
  uint64_t count;
  return own->number != 0 && read(own->fd, &count, sizeof count) == sizeof count;
}

static const poller_hooks SIGNAL_HOOKS = {take_signal, NULL};

static int open_descriptor(int number) {
  int fd = atomic_load(&descriptors[number]) - 1;
  if (fd >= 0) return fd;
  fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd >= 0) atomic_store(&descriptors[number], fd + 1);
  return fd;
}

static int install(native_signal *own) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigset_t unblocked;
  sigfillset(&action.sa_mask);
  if (sigaction(own->number, &action, NULL) != 0) return errno;
  sigemptyset(&unblocked);
  sigaddset(&unblocked, own->number);
  return pthread_sigmask(SIG_UNBLOCK, &unblocked, NULL);
}

/* new SignalWatcher(number, callback): EBUSY when the signal is watched already */
static napi_value signal_construct(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], self, target = NULL;
  double number;
  if (napi_get_cb_info(env, info, &count, arguments, &self, NULL) != napi_ok) return NULL;
  napi_get_new_target(env, info, &target);
  if (target == NULL) return throw_argument(env, "sigaction", "SignalWatcher is a class: use new");
  if (!read_range(env, arguments[0], "sigaction", "number", 1, HIGHEST_SIGNAL, &number)) return NULL;
  native_signal *own = calloc(1, sizeof *own);
  if (own == NULL) return throw_errno(env, "sigaction", ENOMEM);
  napi_status status = napi_wrap(env, self, own, signal_finalize, NULL, NULL);
  if (status != napi_ok) {
    free(own);
    return throw_status(env, "sigaction", status);
  }
  if (napi_type_tag_object(env, self, &SIGNAL_TAG) != napi_ok) return NULL;
  if (atomic_exchange(&taken[(int)number], true)) return throw_errno(env, "sigaction", EBUSY);
  own->number = (int)number;
  own->fd = open_descriptor(own->number);
  if (own->fd < 0) {
    int error = errno;
    signal_shut(own);
    return throw_errno(env, "eventfd", error);
  }
  if (!poller_open(env, "sigaction", own->fd, UV_READABLE, self, arguments[1], &SIGNAL_HOOKS, own, &own->watcher)) {
    signal_shut(own);
    return NULL;
  }
  poller_keep_alive(own->watcher, false);
  int error = install(own);
  if (error != 0) {
    signal_shut(own);
    return throw_errno(env, "sigaction", error);
  }
  return self;
}

/* close(): any number of times; the signal has its standard action again */
static napi_value signal_close(napi_env env, napi_callback_info info) {
  size_t count = 0;
  napi_value self;
  bool ours = false;
  void *data = NULL;
  napi_valuetype type = napi_undefined;
  if (napi_get_cb_info(env, info, &count, NULL, &self, NULL) != napi_ok) return NULL;
  if (self == NULL || napi_typeof(env, self, &type) != napi_ok || type != napi_object ||
      napi_check_object_type_tag(env, self, &SIGNAL_TAG, &ours) != napi_ok || !ours ||
      napi_unwrap(env, self, &data) != napi_ok) {
    return throw_argument(env, "close", "this is not a SignalWatcher");
  }
  signal_shut(data);
  return NULL;
}

bool signal_register(napi_env env, napi_value exports) {
  const napi_property_descriptor members[] = {
      {"close", NULL, signal_close, NULL, NULL, NULL, napi_default_method, NULL},
  };
  napi_value class;
  napi_status status = napi_define_class(env, "SignalWatcher", NAPI_AUTO_LENGTH, signal_construct, NULL,
                                         sizeof members / sizeof *members, members, &class);
  if (status == napi_ok) status = napi_set_named_property(env, exports, "SignalWatcher", class);
  if (status != napi_ok) throw_status(env, "load", status);
  return status == napi_ok;
}
