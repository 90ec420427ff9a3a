/*
 * class Timer: one moment of CLOCK_BOOTTIME, to the microsecond, through a timerfd that libuv watches. Timers of the
 * event loop are whole milliseconds, and stand still while the host is suspended. An armed timer keeps the event loop
 * alive, a disarmed one does not.
 */
#include "addon.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const napi_type_tag TIMER_TAG = {0x2d8c6e90b4f1473a, 0xa7e35b1c09d2f864};

typedef struct {
  int fd; /* -1: closed */
  poller *watcher;
} native_timer;

static void timer_shut(native_timer *own) {
  poller_close(own->watcher);
  if (own->fd >= 0) close(own->fd);
  own->fd = -1;
}

static void timer_finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  timer_shut(data);
  free(data);
}

/* Takes the expiry; false when the timer was armed anew since libuv saw it. */
static bool take_expiry(void *subject) {
  native_timer *own = subject;
  uint64_t expirations;
  if (own->fd < 0 || read(own->fd, &expirations, sizeof expirations) != sizeof expirations) return false;
  poller_keep_alive(own->watcher, false);
  return true;
}

static const poller_hooks TIMER_HOOKS = {take_expiry, NULL};

static native_timer *unwrap(napi_env env, napi_value self, const char *syscall) {
  bool ours = false;
  void *data = NULL;
  napi_valuetype type = napi_undefined;
  if (self != NULL && napi_typeof(env, self, &type) == napi_ok && type == napi_object &&
      napi_check_object_type_tag(env, self, &TIMER_TAG, &ours) == napi_ok && ours &&
      napi_unwrap(env, self, &data) == napi_ok) {
    return data;
  }
  throw_argument(env, syscall, "this is not a Timer");
  return NULL;
}

/* new Timer(callback) */
static napi_value timer_construct(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value callback, self, target = NULL;
  if (napi_get_cb_info(env, info, &count, &callback, &self, NULL) != napi_ok) return NULL;
  napi_get_new_target(env, info, &target);
  if (target == NULL) return throw_argument(env, "timerfd_create", "Timer is a class: use new");
  native_timer *own = calloc(1, sizeof *own);
  if (own == NULL) return throw_errno(env, "timerfd_create", ENOMEM);
  own->fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (own->fd < 0) {
    int error = errno;
    free(own);
    return throw_errno(env, "timerfd_create", error);
  }
  napi_status status = napi_wrap(env, self, own, timer_finalize, NULL, NULL);
  if (status != napi_ok) {
    close(own->fd);
    free(own);
    return throw_status(env, "timerfd_create", status);
  }
  status = napi_type_tag_object(env, self, &TIMER_TAG);
  if (status != napi_ok) return throw_status(env, "timerfd_create", status);
  if (!poller_open(env, "timerfd_create", own->fd, UV_READABLE, self, callback, &TIMER_HOOKS, own, &own->watcher)) {
    timer_shut(own);
    return NULL;
  }
  poller_keep_alive(own->watcher, false);
  return self;
}

/* arm(at): microseconds of CLOCK_BOOTTIME; a moment that has passed fires at once; undefined disarms */
static napi_value timer_arm(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, self;
  double at = 0;
  if (napi_get_cb_info(env, info, &count, &argument, &self, NULL) != napi_ok) return NULL;
  native_timer *own = unwrap(env, self, "timerfd_settime");
  if (own == NULL) return NULL;
  if (own->fd < 0 || own->watcher == NULL) return throw_errno(env, "timerfd_settime", EBADF);
  bool arm = !is_undefined(env, argument);
  if (arm && !read_range(env, argument, "timerfd_settime", "at", -9007199254740991.0, 9007199254740991.0, &at)) {
    return NULL;
  }
  struct itimerspec when = {0};
  if (arm) {
    int64_t moment = at < 1 ? 1 : (int64_t)at; /* all zero would disarm */
    when.it_value.tv_sec = (time_t)(moment / 1000000);
    when.it_value.tv_nsec = (long)(moment % 1000000) * 1000;
  }
  if (timerfd_settime(own->fd, TFD_TIMER_ABSTIME, &when, NULL) != 0) {
    return throw_errno(env, "timerfd_settime", errno);
  }
  poller_keep_alive(own->watcher, arm);
  return NULL;
}

/* close(): any number of times; no callback comes after this */
static napi_value timer_close(napi_env env, napi_callback_info info) {
  size_t count = 0;
  napi_value self;
  if (napi_get_cb_info(env, info, &count, NULL, &self, NULL) != napi_ok) return NULL;
  native_timer *own = unwrap(env, self, "close");
  if (own != NULL) timer_shut(own);
  return NULL;
}

/* bootMicros(): CLOCK_BOOTTIME in whole microseconds */
static napi_value boot_micros(napi_env env, napi_callback_info info) {
  (void)info;
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return make_number(env, (double)now.tv_sec * 1e6 + (double)(now.tv_nsec / 1000));
}

bool timer_register(napi_env env, napi_value exports) {
  const napi_property_descriptor members[] = {
      {"arm", NULL, timer_arm, NULL, NULL, NULL, napi_default_method, NULL},
      {"close", NULL, timer_close, NULL, NULL, NULL, napi_default_method, NULL},
  };
  const napi_property_descriptor functions[] = {
      {"bootMicros", NULL, boot_micros, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_value class;
  napi_status status = napi_define_class(env, "Timer", NAPI_AUTO_LENGTH, timer_construct, NULL,
                                         sizeof members / sizeof *members, members, &class);
  if (status == napi_ok) status = napi_set_named_property(env, exports, "Timer", class);
  if (status != napi_ok) throw_status(env, "load", status);
  return status == napi_ok && define_functions(env, exports, functions, sizeof functions / sizeof *functions);
}
