/*
 * Shared by the parts of the addon: the per-environment data, argument reading, errors, and the readiness watcher.
 *
 * No mutable state is global: each Node.js environment (main thread, worker) has its own `instance`. Signals alone are
 * the whole process's, see signal.c.
 * Nothing here knows VRRP. Every function that takes JavaScript values throws a typed error for bad ones.
 */
#ifndef VRRPD_ADDON_H
#define VRRPD_ADDON_H

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

typedef struct poller poller;

/* One for each environment that loaded the addon. Lives until the environment and its last poller are gone. */
typedef struct {
  napi_ref error_class; /* JavaScript class: new (syscall, errnoName, message) */
  poller *pollers;
  unsigned references;
  napi_async_cleanup_hook_handle cleanup; /* set while the environment waits for pollers to close */
} instance;

instance *instance_of(napi_env env);
void instance_release(instance *data);

/* errors.c */
const char *errno_name(int number);
napi_value error_create(napi_env env, const char *syscall, int number, const char *detail);
/* Both return NULL so that a function can end with `return throw_errno(...)`. */
napi_value throw_errno(napi_env env, const char *syscall, int number);
napi_value throw_argument(napi_env env, const char *syscall, const char *detail);
napi_value throw_status(napi_env env, const char *syscall, napi_status status);
napi_value errors_use_class(napi_env env, napi_callback_info info);
napi_value errors_name(napi_env env, napi_callback_info info);

/* arguments.c: each reads one value strictly, and on a mismatch throws and returns false. */
typedef struct {
  uint8_t *data;
  size_t length;
} byte_view;

bool read_int(napi_env env, napi_value value, const char *syscall, const char *name, int *out);
bool read_range(napi_env env, napi_value value, const char *syscall, const char *name, double low, double high,
                double *out);
bool read_bytes(napi_env env, napi_value value, const char *syscall, const char *name, byte_view *out);
/* A string without NUL bytes in memory that the caller frees. */
bool read_string(napi_env env, napi_value value, const char *syscall, const char *name, char **out);
bool is_undefined(napi_env env, napi_value value);
napi_value make_number(napi_env env, double value);
napi_value make_bytes(napi_env env, const void *data, size_t length);
napi_value make_undefined(napi_env env);

/*
 * poller.c: libuv's readiness for a file descriptor, delivered to a JavaScript function.
 * `ready` runs first and says whether the function is called; `failed` takes the error that woke it (or is NULL).
 * The owner's slot holds the poller while it watches and is emptied when it ends, also by the environment's end.
 */
typedef struct {
  bool (*ready)(void *subject);
  void (*failed)(void *subject);
} poller_hooks;

bool poller_open(napi_env env, const char *syscall, int fd, int events, napi_value self, napi_value callback,
                 const poller_hooks *hooks, void *subject, poller **slot);
void poller_close(poller *watcher); /* NULL is fine */
void poller_keep_alive(poller *watcher, bool keep);
void poller_close_all(napi_async_cleanup_hook_handle handle, void *data);

/* Each adds its functions or class to the exports; false with an exception pending on failure. */
bool socket_register(napi_env env, napi_value exports);
bool timer_register(napi_env env, napi_value exports);
bool process_register(napi_env env, napi_value exports);
bool signal_register(napi_env env, napi_value exports);
bool constants_register(napi_env env, napi_value exports);

bool define_functions(napi_env env, napi_value exports, const napi_property_descriptor *functions, size_t count);

#endif
