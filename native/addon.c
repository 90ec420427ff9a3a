/*
 * Entry of the addon: makes the per-environment data and collects the exports.
 */
#include "addon.h"

#include <stdlib.h>

#ifndef SOURCE_DIGEST
#define SOURCE_DIGEST "unknown"
#endif

instance *instance_of(napi_env env) {
  void *data = NULL;
  return napi_get_instance_data(env, &data) == napi_ok ? data : NULL;
}

void instance_release(instance *data) {
  data->references -= 1;
  if (data->references == 0) free(data);
}

static void instance_finalize(napi_env env, void *data, void *hint) {
  (void)hint;
  instance *own = data;
  if (own->error_class != NULL) napi_delete_reference(env, own->error_class);
  own->error_class = NULL;
  instance_release(own);
}

bool define_functions(napi_env env, napi_value exports, const napi_property_descriptor *functions, size_t count) {
  napi_status status = napi_define_properties(env, exports, count, functions);
  if (status != napi_ok) throw_status(env, "load", status);
  return status == napi_ok;
}

NAPI_MODULE_INIT() {
  instance *own = calloc(1, sizeof *own);
  if (own == NULL) return throw_errno(env, "load", 12 /* ENOMEM */);
  own->references = 1;
  napi_status status = napi_set_instance_data(env, own, instance_finalize, NULL);
  if (status != napi_ok) {
    free(own);
    return throw_status(env, "load", status);
  }
  status = napi_add_async_cleanup_hook(env, poller_close_all, own, NULL);
  if (status != napi_ok) return throw_status(env, "load", status);

  napi_value digest;
  status = napi_create_string_utf8(env, SOURCE_DIGEST, NAPI_AUTO_LENGTH, &digest);
  if (status != napi_ok) return throw_status(env, "load", status);
  const napi_property_descriptor properties[] = {
      {"sourceDigest", NULL, NULL, NULL, NULL, digest, napi_enumerable, NULL},
      {"useErrorClass", NULL, errors_use_class, NULL, NULL, NULL, napi_enumerable, NULL},
      {"errnoName", NULL, errors_name, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  if (!define_functions(env, exports, properties, sizeof properties / sizeof *properties)) return NULL;
  if (!socket_register(env, exports) || !timer_register(env, exports) || !process_register(env, exports) ||
      !signal_register(env, exports) || !constants_register(env, exports)) {
    return NULL;
  }
  return exports;
}
