/*
 * JavaScript values to C values, strictly: no conversion, no truncation, no silent default.
 */
#include "addon.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reject(napi_env env, const char *syscall, const char *name, const char *expected) {
  char detail[160];
  snprintf(detail, sizeof detail, "%s must be %s", name, expected);
  throw_argument(env, syscall, detail);
  return false;
}

static bool has_type(napi_env env, napi_value value, napi_valuetype expected) {
  napi_valuetype type;
  return value != NULL && napi_typeof(env, value, &type) == napi_ok && type == expected;
}

bool is_undefined(napi_env env, napi_value value) { return has_type(env, value, napi_undefined); }

bool read_range(napi_env env, napi_value value, const char *syscall, const char *name, double low, double high,
                double *out) {
  char expected[96];
  if (has_type(env, value, napi_number) && napi_get_value_double(env, value, out) == napi_ok && *out >= low &&
      *out <= high && *out == floor(*out)) {
    return true;
  }
  snprintf(expected, sizeof expected, "an integer from %.0f to %.0f", low, high);
  return reject(env, syscall, name, expected);
}

bool read_int(napi_env env, napi_value value, const char *syscall, const char *name, int *out) {
  double number;
  if (!read_range(env, value, syscall, name, INT_MIN, INT_MAX, &number)) return false;
  *out = (int)number;
  return true;
}

bool read_bytes(napi_env env, napi_value value, const char *syscall, const char *name, byte_view *out) {
  bool typed = false;
  napi_typedarray_type type = napi_int8_array;
  void *data = NULL;
  if (value != NULL && napi_is_typedarray(env, value, &typed) == napi_ok && typed &&
      napi_get_typedarray_info(env, value, &type, &out->length, &data, NULL, NULL) == napi_ok &&
      type == napi_uint8_array) {
    out->data = data;
    return true;
  }
  return reject(env, syscall, name, "a Uint8Array");
}

bool read_string(napi_env env, napi_value value, const char *syscall, const char *name, char **out) {
  size_t length;
  if (!has_type(env, value, napi_string) || napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok) {
    return reject(env, syscall, name, "a string");
  }
  char *text = malloc(length + 1);
  if (text == NULL) {
    throw_errno(env, syscall, ENOMEM);
    return false;
  }
  if (napi_get_value_string_utf8(env, value, text, length + 1, &length) != napi_ok || strlen(text) != length) {
    free(text);
    return reject(env, syscall, name, "a string without NUL characters");
  }
  *out = text;
  return true;
}

napi_value make_number(napi_env env, double value) {
  napi_value number;
  return napi_create_double(env, value, &number) == napi_ok ? number : NULL;
}

napi_value make_undefined(napi_env env) {
  napi_value value;
  return napi_get_undefined(env, &value) == napi_ok ? value : NULL;
}

napi_value make_bytes(napi_env env, const void *data, size_t length) {
  void *target;
  napi_value buffer, array;
  if (napi_create_arraybuffer(env, length, &target, &buffer) != napi_ok) return NULL;
  if (length > 0) memcpy(target, data, length);
  return napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &array) == napi_ok ? array : NULL;
}
