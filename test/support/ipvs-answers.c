/*
 * Answers what a program asks of the kernel's load balancer by socket options, where the kernel has none: yes to
 * everything, version 1.2.1. Preloaded into keepalived, it lets its checker process live long enough to list what it
 * read.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <sys/socket.h>

enum { FIRST = 1152, LAST = FIRST + 63, GET_INFO = FIRST + 1, VERSION = 0x010201 };

static int asks_load_balancer(int level, int name)
{
	return level == 0 && name >= FIRST && name <= LAST;
}

int getsockopt(int fd, int level, int name, void *restrict value, socklen_t *restrict length)
{
	static int (*real)(int, int, int, void *, socklen_t *);

	if (asks_load_balancer(level, name)) {
		memset(value, 0, *length);
		if (name == GET_INFO)
			*(unsigned *)value = VERSION;
		return 0;
	}
	if (!real)
		real = dlsym(RTLD_NEXT, "getsockopt");
	return real(fd, level, name, value, length);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t length)
{
	static int (*real)(int, int, int, const void *, socklen_t);

	if (asks_load_balancer(level, name))
		return 0;
	if (!real)
		real = dlsym(RTLD_NEXT, "setsockopt");
	return real(fd, level, name, value, length);
}
