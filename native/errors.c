/*
 * Errors as JavaScript sees them: the failed call, the errno's name, a sentence for people. The class is given by
 * the wrapper, so that the addon and TypeScript throw the same one.
 */
#include "addon.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The C library knows these names too, but only since glibc 2.32. */
#define ERRNO_NAMES(X)                                                                                              \
  X(E2BIG) X(EACCES) X(EADDRINUSE) X(EADDRNOTAVAIL) X(EADV) X(EAFNOSUPPORT) X(EAGAIN) X(EALREADY) X(EBADE)           \
  X(EBADF) X(EBADFD) X(EBADMSG) X(EBADR) X(EBADRQC) X(EBADSLT) X(EBFONT) X(EBUSY) X(ECANCELED) X(ECHILD) X(ECHRNG)   \
  X(ECOMM) X(ECONNABORTED) X(ECONNREFUSED) X(ECONNRESET) X(EDEADLK) X(EDESTADDRREQ) X(EDOM) X(EDOTDOT) X(EDQUOT)     \
  X(EEXIST) X(EFAULT) X(EFBIG) X(EHOSTDOWN) X(EHOSTUNREACH) X(EHWPOISON) X(EIDRM) X(EILSEQ) X(EINPROGRESS)           \
  X(EINTR) X(EINVAL) X(EIO) X(EISCONN) X(EISDIR) X(EISNAM) X(EKEYEXPIRED) X(EKEYREJECTED) X(EKEYREVOKED)             \
  X(EL2HLT) X(EL2NSYNC) X(EL3HLT) X(EL3RST) X(ELIBACC) X(ELIBBAD) X(ELIBEXEC) X(ELIBMAX) X(ELIBSCN) X(ELNRNG)        \
  X(ELOOP) X(EMEDIUMTYPE) X(EMFILE) X(EMLINK) X(EMSGSIZE) X(EMULTIHOP) X(ENAMETOOLONG) X(ENAVAIL) X(ENETDOWN)        \
  X(ENETRESET) X(ENETUNREACH) X(ENFILE) X(ENOANO) X(ENOBUFS) X(ENOCSI) X(ENODATA) X(ENODEV) X(ENOENT) X(ENOEXEC)     \
  X(ENOKEY) X(ENOLCK) X(ENOLINK) X(ENOMEDIUM) X(ENOMEM) X(ENOMSG) X(ENONET) X(ENOPKG) X(ENOPROTOOPT) X(ENOSPC)       \
  X(ENOSR) X(ENOSTR) X(ENOSYS) X(ENOTBLK) X(ENOTCONN) X(ENOTDIR) X(ENOTEMPTY) X(ENOTNAM) X(ENOTRECOVERABLE)          \
  X(ENOTSOCK) X(ENOTTY) X(ENOTUNIQ) X(ENXIO) X(EOPNOTSUPP) X(EOVERFLOW) X(EOWNERDEAD) X(EPERM) X(EPFNOSUPPORT)       \
  X(EPIPE) X(EPROTO) X(EPROTONOSUPPORT) X(EPROTOTYPE) X(ERANGE) X(EREMCHG) X(EREMOTE) X(EREMOTEIO) X(ERESTART)       \
  X(ERFKILL) X(EROFS) X(ESHUTDOWN) X(ESOCKTNOSUPPORT) X(ESPIPE) X(ESRCH) X(ESRMNT) X(ESTALE) X(ESTRPIPE) X(ETIME)    \
  X(ETIMEDOUT) X(ETOOMANYREFS) X(ETXTBSY) X(EUCLEAN) X(EUNATCH) X(EUSERS) X(EXDEV) X(EXFULL)

const char *errno_name(int number) {
  switch (number) {
#define X(name) \
  case name:    \
    return #name;
    ERRNO_NAMES(X)
#undef X
    default:
      return "EUNKNOWN";
  }
}

static napi_value plain_error(napi_env env, napi_value syscall, napi_value code, napi_value message) {
  napi_value error;
  if (napi_create_error(env, code, message, &error) != napi_ok) return NULL;
  napi_set_named_property(env, error, "syscall", syscall);
  return error;
}

napi_value error_create(napi_env env, const char *syscall, int number, const char *detail) {
  char text[256];
  snprintf(text, sizeof text, "%s: %s (%s)", syscall, detail != NULL ? detail : strerror(number), errno_name(number));
  napi_value arguments[3];
  if (napi_create_string_utf8(env, syscall, NAPI_AUTO_LENGTH, &arguments[0]) != napi_ok ||
      napi_create_string_utf8(env, errno_name(number), NAPI_AUTO_LENGTH, &arguments[1]) != napi_ok ||
      napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &arguments[2]) != napi_ok) {
    return NULL;
  }
  instance *own = instance_of(env);
  napi_value class = NULL;
  if (own == NULL || own->error_class == NULL || napi_get_reference_value(env, own->error_class, &class) != napi_ok ||
      class == NULL) {
    return plain_error(env, arguments[0], arguments[1], arguments[2]);
  }
  napi_value error;
  return napi_new_instance(env, class, 3, arguments, &error) == napi_ok ? error : NULL;
}

static napi_value throw_error(napi_env env, const char *syscall, int number, const char *detail) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (pending) return NULL;
  napi_value error = error_create(env, syscall, number, detail);
  if (error != NULL) napi_throw(env, error);
  return NULL;
}

napi_value throw_errno(napi_env env, const char *syscall, int number) {
  return throw_error(env, syscall, number, NULL);
}

napi_value throw_argument(napi_env env, const char *syscall, const char *detail) {
  return throw_error(env, syscall, EINVAL, detail);
}

napi_value throw_status(napi_env env, const char *syscall, napi_status status) {
  char detail[64];
  snprintf(detail, sizeof detail, "Node-API status %d", (int)status);
  return throw_error(env, syscall, EINVAL, detail);
}

/* useErrorClass(class): what every later error of this environment is an instance of. */
napi_value errors_use_class(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value class;
  if (napi_get_cb_info(env, info, &count, &class, NULL, NULL) != napi_ok) return NULL;
  napi_valuetype type = napi_undefined;
  napi_typeof(env, class, &type);
  if (type != napi_function) return throw_argument(env, "useErrorClass", "the class must be a function");
  instance *own = instance_of(env);
  napi_ref reference;
  napi_status status = napi_create_reference(env, class, 1, &reference);
  if (status != napi_ok) return throw_status(env, "useErrorClass", status);
  if (own->error_class != NULL) napi_delete_reference(env, own->error_class);
  own->error_class = reference;
  return NULL;
}

/* errnoName(number): `EPERM` for 1; `EUNKNOWN` for a number without a name. */
napi_value errors_name(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, name;
  int number;
  if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) != napi_ok) return NULL;
  if (!read_int(env, argument, "errnoName", "number", &number)) return NULL;
  return napi_create_string_utf8(env, errno_name(number), NAPI_AUTO_LENGTH, &name) == napi_ok ? name : NULL;
}
