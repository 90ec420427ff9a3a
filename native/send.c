/*
 * Sending in batches with sendmmsg. Every value is fetched from JavaScript before any memory is looked at, because
 * a getter may run code that moves or frees what was looked at before.
 */
#include "socket.h"

#include <errno.h>
#include <string.h>

enum { BATCH = 64, MOST_MESSAGES = 4096, MOST_CONTROLS = 4, CONTROL_SIZE = 256 };

typedef struct {
  napi_value bytes;
  napi_value to; /* NULL: none */
  unsigned controls;
  int level[MOST_CONTROLS];
  int type[MOST_CONTROLS];
  napi_value data[MOST_CONTROLS];
} pending;

typedef struct {
  struct mmsghdr headers[BATCH];
  struct iovec vectors[BATCH];
  _Alignas(struct cmsghdr) uint8_t control[BATCH][CONTROL_SIZE];
} prepared;

static bool failed(napi_env env, napi_status status) {
  if (status != napi_ok) throw_status(env, "sendmmsg", status);
  return status != napi_ok;
}

static bool get_object(napi_env env, napi_value object, const char *what) {
  napi_valuetype type = napi_undefined;
  if (napi_typeof(env, object, &type) == napi_ok && type == napi_object) return true;
  throw_argument(env, "sendmmsg", what);
  return false;
}

static bool fetch_control(napi_env env, napi_value item, pending *message, unsigned index) {
  napi_value level, type;
  return get_object(env, item, "control items must be objects") &&
         !failed(env, napi_get_named_property(env, item, "level", &level)) &&
         !failed(env, napi_get_named_property(env, item, "type", &type)) &&
         !failed(env, napi_get_named_property(env, item, "data", &message->data[index])) &&
         read_int(env, level, "sendmmsg", "control level", &message->level[index]) &&
         read_int(env, type, "sendmmsg", "control type", &message->type[index]);
}

static bool fetch_controls(napi_env env, napi_value list, pending *message) {
  bool array = false;
  uint32_t length;
  napi_value item;
  if (is_undefined(env, list)) return true;
  if (napi_is_array(env, list, &array) != napi_ok || !array || napi_get_array_length(env, list, &length) != napi_ok ||
      length > MOST_CONTROLS) {
    throw_argument(env, "sendmmsg", "control must be an array of at most 4 items");
    return false;
  }
  for (uint32_t index = 0; index < length; index += 1) {
    if (failed(env, napi_get_element(env, list, index, &item)) || !fetch_control(env, item, message, index)) return false;
  }
  message->controls = length;
  return true;
}

static bool fetch(napi_env env, napi_value messages, uint32_t index, pending *message) {
  napi_value item, control;
  memset(message, 0, sizeof *message);
  if (failed(env, napi_get_element(env, messages, index, &item)) ||
      !get_object(env, item, "messages must be objects") ||
      failed(env, napi_get_named_property(env, item, "bytes", &message->bytes)) ||
      failed(env, napi_get_named_property(env, item, "to", &message->to)) ||
      failed(env, napi_get_named_property(env, item, "control", &control))) {
    return false;
  }
  if (is_undefined(env, message->to)) message->to = NULL;
  return fetch_controls(env, control, message);
}

static bool write_controls(napi_env env, const pending *message, struct msghdr *header, uint8_t *memory) {
  size_t used = 0;
  for (unsigned index = 0; index < message->controls; index += 1) {
    byte_view data;
    if (!read_bytes(env, message->data[index], "sendmmsg", "control data", &data)) return false;
    if (data.length > CONTROL_SIZE || used + CMSG_SPACE(data.length) > CONTROL_SIZE) {
      throw_argument(env, "sendmmsg", "control data is too long");
      return false;
    }
    struct cmsghdr *control = (struct cmsghdr *)(memory + used);
    control->cmsg_len = CMSG_LEN(data.length);
    control->cmsg_level = message->level[index];
    control->cmsg_type = message->type[index];
    if (data.length > 0) memcpy(CMSG_DATA(control), data.data, data.length);
    used += CMSG_SPACE(data.length);
  }
  header->msg_control = used > 0 ? memory : NULL;
  header->msg_controllen = used;
  return true;
}

static bool prepare(napi_env env, const pending *message, prepared *batch, uint32_t index) {
  byte_view bytes, to = {NULL, 0};
  if (!read_bytes(env, message->bytes, "sendmmsg", "bytes", &bytes)) return false;
  if (message->to != NULL && !read_bytes(env, message->to, "sendmmsg", "to", &to)) return false;
  if (to.length > sizeof(struct sockaddr_storage)) {
    throw_argument(env, "sendmmsg", "to is too long");
    return false;
  }
  batch->vectors[index] = (struct iovec){bytes.data, bytes.length};
  struct msghdr *header = &batch->headers[index].msg_hdr;
  *header = (struct msghdr){.msg_name = to.length > 0 ? to.data : NULL,
                            .msg_namelen = (socklen_t)to.length,
                            .msg_iov = &batch->vectors[index],
                            .msg_iovlen = 1};
  memset(batch->control[index], 0, CONTROL_SIZE);
  return write_controls(env, message, header, batch->control[index]);
}

static bool note_failure(napi_env env, napi_value failures, uint32_t index, int number) {
  napi_value entry, error = error_create(env, "sendmmsg", number, NULL);
  uint32_t length;
  return error != NULL && napi_get_array_length(env, failures, &length) == napi_ok &&
         napi_create_object(env, &entry) == napi_ok &&
         napi_set_named_property(env, entry, "index", make_number(env, index)) == napi_ok &&
         napi_set_named_property(env, entry, "error", error) == napi_ok &&
         napi_set_element(env, failures, length, entry) == napi_ok;
}

/* sendmmsg stops at the first failure; it is noted and the rest goes on. */
static bool send_batch(napi_env env, int fd, prepared *batch, uint32_t first, uint32_t count, int flags,
                       napi_value failures) {
  uint32_t done = 0;
  while (done < count) {
    int sent = sendmmsg(fd, batch->headers + done, count - done, flags | MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) {
      done += (uint32_t)sent;
    } else if (sent == 0 || errno != EINTR) {
      if (!note_failure(env, failures, first + done, sent == 0 ? EIO : errno)) return false;
      done += 1;
    }
  }
  return true;
}

/*
 * send(messages: { bytes, to?, control?: { level, type, data }[] }[], flags): { index, error }[] of those that failed
 */
napi_value socket_send(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], self, failures;
  bool array = false;
  uint32_t total;
  int flags;
  native_socket *own = socket_this(env, info, "sendmmsg", &count, arguments, &self);
  if (own == NULL || !read_int(env, arguments[1], "sendmmsg", "flags", &flags)) return NULL;
  if (napi_is_array(env, arguments[0], &array) != napi_ok || !array ||
      napi_get_array_length(env, arguments[0], &total) != napi_ok || total > MOST_MESSAGES) {
    return throw_argument(env, "sendmmsg", "messages must be an array of at most 4096");
  }
  if (failed(env, napi_create_array(env, &failures))) return NULL;
  for (uint32_t first = 0; first < total; first += BATCH) {
    uint32_t size = total - first < BATCH ? total - first : BATCH;
    pending messages[BATCH];
    prepared batch;
    for (uint32_t index = 0; index < size; index += 1) {
      if (!fetch(env, arguments[0], first + index, &messages[index])) return NULL;
    }
    for (uint32_t index = 0; index < size; index += 1) {
      if (!prepare(env, &messages[index], &batch, index)) return NULL;
    }
    if (own->fd < 0) return throw_errno(env, "sendmmsg", EBADF);
    if (!send_batch(env, own->fd, &batch, first, size, flags, failures)) return NULL;
  }
  return failures;
}
