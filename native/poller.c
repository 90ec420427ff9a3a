/*
 * Readiness of one file descriptor through libuv. The JavaScript object stays alive while it is watched. Handles are
 * allocated by libuv's own size and reached through accessors, so that no layout of libuv is compiled in.
 */
#include "addon.h"

#include <errno.h>
#include <stdlib.h>

struct poller {
  uv_poll_t *handle;
  napi_env env;
  instance *owner;
  napi_ref self;
  napi_ref callback;
  napi_async_context context;
  poller_hooks hooks;
  void *subject;
  poller **slot;
  int events;
  bool closing;
  poller *next;
  poller **link;
};

static void call(poller *watcher) {
  napi_env env = watcher->env;
  napi_value self, callback;
  if (napi_get_reference_value(env, watcher->self, &self) != napi_ok || self == NULL) return;
  if (napi_get_reference_value(env, watcher->callback, &callback) != napi_ok || callback == NULL) return;
  if (napi_make_callback(env, watcher->context, self, callback, 0, NULL, NULL) != napi_pending_exception) return;
  napi_value error;
  if (napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
}

static void on_ready(uv_poll_t *handle, int status, int events) {
  (void)events;
  poller *watcher = uv_handle_get_data((uv_handle_t *)handle);
  if (watcher->closing) return;
  napi_handle_scope scope;
  if (napi_open_handle_scope(watcher->env, &scope) != napi_ok) return;
  napi_env env = watcher->env;
  if (status < 0) {
    /* libuv stops watching after an error on the descriptor; taking the error lets it go on. */
    if (watcher->hooks.failed != NULL) watcher->hooks.failed(watcher->subject);
    uv_poll_start(handle, watcher->events, on_ready);
  }
  if (watcher->hooks.ready == NULL || watcher->hooks.ready(watcher->subject)) call(watcher);
  napi_close_handle_scope(env, scope);
}

static void finish_cleanup(instance *owner) {
  if (owner->pollers != NULL || owner->cleanup == NULL) return;
  napi_async_cleanup_hook_handle cleanup = owner->cleanup;
  owner->cleanup = NULL;
  napi_remove_async_cleanup_hook(cleanup);
}

static void on_closed(uv_handle_t *handle) {
  poller *watcher = uv_handle_get_data(handle);
  instance *owner = watcher->owner;
  *watcher->link = watcher->next;
  if (watcher->next != NULL) watcher->next->link = watcher->link;
  free(watcher);
  free(handle);
  finish_cleanup(owner);
  instance_release(owner);
}

static void release_references(poller *watcher) {
  if (watcher->context != NULL) napi_async_destroy(watcher->env, watcher->context);
  if (watcher->callback != NULL) napi_delete_reference(watcher->env, watcher->callback);
  if (watcher->self != NULL) napi_delete_reference(watcher->env, watcher->self);
  watcher->context = NULL;
  watcher->callback = NULL;
  watcher->self = NULL;
}

static napi_status take_references(poller *watcher, napi_value self, napi_value callback) {
  napi_env env = watcher->env;
  napi_value name;
  napi_status status = napi_create_reference(env, self, 1, &watcher->self);
  if (status == napi_ok) status = napi_create_reference(env, callback, 1, &watcher->callback);
  if (status == napi_ok) status = napi_create_string_utf8(env, "vrrpd", NAPI_AUTO_LENGTH, &name);
  if (status == napi_ok) status = napi_async_init(env, self, name, &watcher->context);
  return status;
}

static bool abandon(poller *watcher) {
  release_references(watcher);
  free(watcher->handle);
  free(watcher);
  return false;
}

/* Begins to watch and fills the slot; throws and returns false when it cannot. */
bool poller_open(napi_env env, const char *syscall, int fd, int events, napi_value self, napi_value callback,
                 const poller_hooks *hooks, void *subject, poller **slot) {
  napi_valuetype type = napi_undefined;
  if (callback != NULL) napi_typeof(env, callback, &type);
  if (type != napi_function) {
    throw_argument(env, syscall, "callback must be a function");
    return false;
  }
  poller *watcher = calloc(1, sizeof *watcher);
  uv_poll_t *handle = calloc(1, uv_handle_size(UV_POLL));
  if (watcher == NULL || handle == NULL) {
    free(watcher);
    free(handle);
    throw_errno(env, syscall, ENOMEM);
    return false;
  }
  *watcher = (poller){.handle = handle, .env = env, .owner = instance_of(env), .hooks = *hooks, .subject = subject,
                      .slot = slot, .events = events};
  uv_loop_t *loop;
  napi_status status = napi_get_uv_event_loop(env, &loop);
  if (status == napi_ok) status = take_references(watcher, self, callback);
  if (status != napi_ok) {
    throw_status(env, syscall, status);
    return abandon(watcher);
  }
  int failure = uv_poll_init(loop, handle, fd);
  if (failure != 0) {
    throw_errno(env, syscall, -failure);
    return abandon(watcher);
  }
  uv_handle_set_data((uv_handle_t *)handle, watcher);
  watcher->owner->references += 1;
  watcher->next = watcher->owner->pollers;
  watcher->link = &watcher->owner->pollers;
  if (watcher->next != NULL) watcher->next->link = &watcher->next;
  watcher->owner->pollers = watcher;
  failure = uv_poll_start(handle, events, on_ready);
  if (failure != 0) {
    poller_close(watcher);
    throw_errno(env, syscall, -failure);
    return false;
  }
  *slot = watcher;
  return true;
}

/* Ends watching at once and empties the slot; memory goes when libuv has let go. The descriptor may be closed next. */
void poller_close(poller *watcher) {
  if (watcher == NULL || watcher->closing) return;
  watcher->closing = true;
  *watcher->slot = NULL;
  release_references(watcher);
  uv_close((uv_handle_t *)watcher->handle, on_closed);
}

/* Whether the event loop stays alive for this descriptor. */
void poller_keep_alive(poller *watcher, bool keep) {
  if (watcher->closing) return;
  if (keep) {
    uv_ref((uv_handle_t *)watcher->handle);
  } else {
    uv_unref((uv_handle_t *)watcher->handle);
  }
}

/* The environment ends: it waits until libuv has let go of every poller. */
void poller_close_all(napi_async_cleanup_hook_handle handle, void *data) {
  instance *owner = data;
  owner->cleanup = handle;
  for (poller *watcher = owner->pollers; watcher != NULL; watcher = watcher->next) poller_close(watcher);
  finish_cleanup(owner);
}
