/*
 * Calls about processes and descriptors that Node.js has no function for. Arguments are numbers of the kernel's own,
 * exported as constants; every call throws with the errno's name when the kernel refuses.
 */
#include "addon.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_ARGUMENTS = 4, MOST_STRINGS = 65536 };

static bool get_arguments(napi_env env, napi_callback_info info, napi_value *arguments, size_t count) {
  return napi_get_cb_info(env, info, &count, arguments, NULL, NULL) == napi_ok;
}

static bool set_number(napi_env env, napi_value object, const char *name, double value) {
  napi_value number = make_number(env, value);
  return number != NULL && napi_set_named_property(env, object, name, number) == napi_ok;
}

/* setScheduler(pid, policy, priority); pid 0 is the calling thread */
static napi_value set_scheduler(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_ARGUMENTS];
  int pid, policy;
  struct sched_param parameters = {0};
  if (!get_arguments(env, info, arguments, 3) || !read_int(env, arguments[0], "sched_setscheduler", "pid", &pid) ||
      !read_int(env, arguments[1], "sched_setscheduler", "policy", &policy) ||
      !read_int(env, arguments[2], "sched_setscheduler", "priority", &parameters.sched_priority)) {
    return NULL;
  }
  if (sched_setscheduler(pid, policy, &parameters) != 0) return throw_errno(env, "sched_setscheduler", errno);
  return NULL;
}

/* getScheduler(pid): { policy, priority } */
static napi_value get_scheduler(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int pid;
  struct sched_param parameters = {0};
  if (!get_arguments(env, info, &argument, 1) || !read_int(env, argument, "sched_getscheduler", "pid", &pid)) {
    return NULL;
  }
  int policy = sched_getscheduler(pid);
  if (policy < 0 || sched_getparam(pid, &parameters) != 0) return throw_errno(env, "sched_getscheduler", errno);
  if (napi_create_object(env, &result) != napi_ok || !set_number(env, result, "policy", policy) ||
      !set_number(env, result, "priority", parameters.sched_priority)) {
    return NULL;
  }
  return result;
}

/* setAffinity(pid, cpus): the CPUs that a thread may run on */
static napi_value set_affinity(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_ARGUMENTS], item;
  int pid;
  bool array = false;
  uint32_t length;
  cpu_set_t set;
  if (!get_arguments(env, info, arguments, 2) || !read_int(env, arguments[0], "sched_setaffinity", "pid", &pid)) {
    return NULL;
  }
  if (napi_is_array(env, arguments[1], &array) != napi_ok || !array ||
      napi_get_array_length(env, arguments[1], &length) != napi_ok || length > CPU_SETSIZE) {
    return throw_argument(env, "sched_setaffinity", "cpus must be an array");
  }
  CPU_ZERO(&set);
  for (uint32_t index = 0; index < length; index += 1) {
    double cpu;
    if (napi_get_element(env, arguments[1], index, &item) != napi_ok ||
        !read_range(env, item, "sched_setaffinity", "cpu", 0, CPU_SETSIZE - 1, &cpu)) {
      return NULL;
    }
    CPU_SET((int)cpu, &set);
  }
  if (sched_setaffinity(pid, sizeof set, &set) != 0) return throw_errno(env, "sched_setaffinity", errno);
  return NULL;
}

/* getAffinity(pid): number[] */
static napi_value get_affinity(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int pid;
  cpu_set_t set;
  if (!get_arguments(env, info, &argument, 1) || !read_int(env, argument, "sched_getaffinity", "pid", &pid)) {
    return NULL;
  }
  if (sched_getaffinity(pid, sizeof set, &set) != 0) return throw_errno(env, "sched_getaffinity", errno);
  if (napi_create_array(env, &result) != napi_ok) return NULL;
  uint32_t length = 0;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu += 1) {
    if (!CPU_ISSET(cpu, &set)) continue;
    if (napi_set_element(env, result, length, make_number(env, cpu)) != napi_ok) return NULL;
    length += 1;
  }
  return result;
}

/* Locks the parts of one loaded object that are never written, as they come to be used. */
static int lock_object(struct dl_phdr_info *object, size_t size, void *data) {
  (void)size;
  int *error = data;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int index = 0; index < object->dlpi_phnum; index += 1) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) != 0 || segment->p_memsz == 0) continue;
    uintptr_t start = object->dlpi_addr + segment->p_vaddr;
    uintptr_t aligned = start & ~(page - 1);
    if (mlock2((void *)aligned, segment->p_memsz + (start - aligned), MLOCK_ONFAULT) != 0 && *error == 0) *error = errno;
  }
  return 0;
}

/* lockProgram(): the program and its libraries stay in memory once they were used; the heap is not locked */
static napi_value lock_program(napi_env env, napi_callback_info info) {
  (void)info;
  int error = 0;
  dl_iterate_phdr(lock_object, &error);
  return error == 0 ? NULL : throw_errno(env, "mlock2", error);
}

/*
 * lockMemory(flags): mlockall; unlockMemory(): munlockall. V8 gives pages of its heap back with madvise, which the
 * kernel refuses for locked ones, and V8 then ends the process: only for moments without garbage collection.
 */
static napi_value lock_memory(napi_env env, napi_callback_info info) {
  napi_value argument;
  int flags;
  if (!get_arguments(env, info, &argument, 1) || !read_int(env, argument, "mlockall", "flags", &flags)) return NULL;
  if (mlockall(flags) != 0) return throw_errno(env, "mlockall", errno);
  return NULL;
}

static napi_value unlock_memory(napi_env env, napi_callback_info info) {
  (void)info;
  if (munlockall() != 0) return throw_errno(env, "munlockall", errno);
  return NULL;
}

static double from_limit(rlim_t limit) { return limit == RLIM_INFINITY ? (double)INFINITY : (double)limit; }

static bool read_limit(napi_env env, napi_value value, const char *name, rlim_t *out) {
  double number;
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  if (type == napi_number && napi_get_value_double(env, value, &number) == napi_ok && number == (double)INFINITY) {
    *out = RLIM_INFINITY;
    return true;
  }
  if (!read_range(env, value, "setrlimit", name, 0, 9007199254740991.0, &number)) return false;
  *out = (rlim_t)number;
  return true;
}

/* setLimit(resource, soft, hard); Infinity is no limit */
static napi_value set_limit(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_ARGUMENTS];
  int resource;
  struct rlimit limits;
  if (!get_arguments(env, info, arguments, 3) || !read_int(env, arguments[0], "setrlimit", "resource", &resource) ||
      !read_limit(env, arguments[1], "soft", &limits.rlim_cur) ||
      !read_limit(env, arguments[2], "hard", &limits.rlim_max)) {
    return NULL;
  }
  if (setrlimit(resource, &limits) != 0) return throw_errno(env, "setrlimit", errno);
  return NULL;
}

/* getLimit(resource): { soft, hard } */
static napi_value get_limit(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int resource;
  struct rlimit limits;
  if (!get_arguments(env, info, &argument, 1) || !read_int(env, argument, "getrlimit", "resource", &resource)) {
    return NULL;
  }
  if (getrlimit(resource, &limits) != 0) return throw_errno(env, "getrlimit", errno);
  if (napi_create_object(env, &result) != napi_ok ||
      !set_number(env, result, "soft", from_limit(limits.rlim_cur)) ||
      !set_number(env, result, "hard", from_limit(limits.rlim_max))) {
    return NULL;
  }
  return result;
}

/* setNamespace(fd, type): setns for the calling thread */
static napi_value set_namespace(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_ARGUMENTS];
  int fd, type;
  if (!get_arguments(env, info, arguments, 2) || !read_int(env, arguments[0], "setns", "fd", &fd) ||
      !read_int(env, arguments[1], "setns", "type", &type)) {
    return NULL;
  }
  if (setns(fd, type) != 0) return throw_errno(env, "setns", errno);
  return NULL;
}

/* peerCredentials(fd): { pid, uid, gid } of the other end of a Unix socket when it connected */
static napi_value peer_credentials(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int fd;
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (!get_arguments(env, info, &argument, 1) || !read_int(env, argument, "getsockopt", "fd", &fd)) return NULL;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return throw_errno(env, "getsockopt", errno);
  if (napi_create_object(env, &result) != napi_ok || !set_number(env, result, "pid", peer.pid) ||
      !set_number(env, result, "uid", peer.uid) || !set_number(env, result, "gid", peer.gid)) {
    return NULL;
  }
  return result;
}

/* lockFile(fd, operation): flock; EAGAIN when LOCK_NB is set and someone else holds it */
static napi_value lock_file(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_ARGUMENTS];
  int fd, operation;
  if (!get_arguments(env, info, arguments, 2) || !read_int(env, arguments[0], "flock", "fd", &fd) ||
      !read_int(env, arguments[1], "flock", "operation", &operation)) {
    return NULL;
  }
  if (flock(fd, operation) != 0) return throw_errno(env, "flock", errno);
  return NULL;
}

/* closeOnExec(fd): for descriptors that other addons open without it */
static napi_value close_on_exec(napi_env env, napi_callback_info info) {
  napi_value argument;
  int fd;
  if (!get_arguments(env, info, &argument, 1) || !read_int(env, argument, "fcntl", "fd", &fd)) return NULL;
  int flags = fcntl(fd, F_GETFD);
  if (flags < 0 || fcntl(fd, F_SETFD, flags | FD_CLOEXEC) != 0) return throw_errno(env, "fcntl", errno);
  return NULL;
}

/* makeFifo(path, mode): mkfifo, the mode as the process's mask leaves it */
static napi_value make_fifo(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_ARGUMENTS];
  char *path = NULL;
  double mode;
  if (!get_arguments(env, info, arguments, 2) || !read_range(env, arguments[1], "mkfifo", "mode", 0, 0777, &mode) ||
      !read_string(env, arguments[0], "mkfifo", "path", &path)) {
    return NULL;
  }
  int error = mkfifo(path, (mode_t)mode) == 0 ? 0 : errno;
  free(path);
  return error == 0 ? NULL : throw_errno(env, "mkfifo", error);
}

static void free_strings(char **strings) {
  if (strings == NULL) return;
  for (char **item = strings; *item != NULL; item += 1) free(*item);
  free(strings);
}

/* An array of strings as execve wants it; throws and returns NULL when it is something else. */
static char **read_strings(napi_env env, napi_value value, const char *name) {
  bool array = false;
  uint32_t length;
  char detail[64] = "an array is expected for ";
  if (napi_is_array(env, value, &array) != napi_ok || !array || napi_get_array_length(env, value, &length) != napi_ok ||
      length > MOST_STRINGS) {
    strncat(detail, name, sizeof detail - strlen(detail) - 1);
    throw_argument(env, "execve", detail);
    return NULL;
  }
  char **strings = calloc((size_t)length + 1, sizeof *strings);
  if (strings == NULL) {
    throw_errno(env, "execve", ENOMEM);
    return NULL;
  }
  for (uint32_t index = 0; index < length; index += 1) {
    napi_value item;
    if (napi_get_element(env, value, index, &item) != napi_ok ||
        !read_string(env, item, "execve", name, &strings[index])) {
      free_strings(strings);
      return NULL;
    }
  }
  return strings;
}

/*
 * The runtime ignores SIGPIPE, may block signals, and closes even the standard streams on exec: none of that is what
 * a new program expects. All of it is put back when the call fails.
 */
static void execute(const char *path, char **argv, char **environment) {
  struct sigaction standard = {.sa_handler = SIG_DFL}, action;
  sigset_t none, mask;
  int flags[3];
  sigemptyset(&none);
  sigaction(SIGPIPE, &standard, &action);
  sigprocmask(SIG_SETMASK, &none, &mask);
  for (int fd = 0; fd < 3; fd += 1) {
    flags[fd] = fcntl(fd, F_GETFD);
    if (flags[fd] >= 0) fcntl(fd, F_SETFD, flags[fd] & ~FD_CLOEXEC);
  }
  execve(path, argv, environment);
  int error = errno;
  for (int fd = 0; fd < 3; fd += 1) {
    if (flags[fd] >= 0) fcntl(fd, F_SETFD, flags[fd]);
  }
  sigprocmask(SIG_SETMASK, &mask, NULL);
  sigaction(SIGPIPE, &action, NULL);
  errno = error;
}

/* execve(path, argv, environment: `NAME=value`[]): returns only by throwing */
static napi_value execute_program(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_ARGUMENTS];
  char *path = NULL, **argv = NULL, **environment = NULL;
  int error = 0;
  if (!get_arguments(env, info, arguments, 3)) return NULL;
  bool read = read_string(env, arguments[0], "execve", "path", &path) &&
              (argv = read_strings(env, arguments[1], "argv")) != NULL &&
              (environment = read_strings(env, arguments[2], "environment")) != NULL;
  if (read && argv[0] == NULL) {
    throw_argument(env, "execve", "argv must not be empty");
    read = false;
  }
  if (read) {
    execute(path, argv, environment);
    error = errno;
  }
  free(path);
  free_strings(argv);
  free_strings(environment);
  return error == 0 ? NULL : throw_errno(env, "execve", error);
}

#define FUNCTION(name, function) \
  { name, NULL, function, NULL, NULL, NULL, napi_enumerable, NULL }

bool process_register(napi_env env, napi_value exports) {
  const napi_property_descriptor functions[] = {
      FUNCTION("setScheduler", set_scheduler),
      FUNCTION("getScheduler", get_scheduler),
      FUNCTION("setAffinity", set_affinity),
      FUNCTION("getAffinity", get_affinity),
      FUNCTION("lockProgram", lock_program),
      FUNCTION("lockMemory", lock_memory),
      FUNCTION("unlockMemory", unlock_memory),
      FUNCTION("setLimit", set_limit),
      FUNCTION("getLimit", get_limit),
      FUNCTION("setNamespace", set_namespace),
      FUNCTION("peerCredentials", peer_credentials),
      FUNCTION("lockFile", lock_file),
      FUNCTION("closeOnExec", close_on_exec),
      FUNCTION("makeFifo", make_fifo),
      FUNCTION("execve", execute_program),
  };
  return define_functions(env, exports, functions, sizeof functions / sizeof *functions);
}
