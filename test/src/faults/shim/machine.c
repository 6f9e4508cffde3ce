/*
 * A machine whose clock jumps and whose disk fills, around one process: the
 * test preloads this library and turns its switches while the process runs.
 *
 * TAPWELL_SHIM_SWITCHES names a file of two 64-bit numbers of this machine's
 * own byte order, mapped into the process and written by the test:
 *   [0] nanoseconds to add to the wall clock (the monotonic clock keeps going,
 *       as it does when somebody sets the time of a real machine)
 *   [1] the disk: 0 there is room; 1 no file may grow; 2 nothing can be written
 *       at all, as where the file system copies on write
 * TAPWELL_SHIM_FOLDER is the folder that lies on that disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 0, NO_GROWTH = 1, NO_WRITES = 2 };
static const int64_t SECOND = 1000000000;
static const int64_t none[2] = {0, ROOM};
static const volatile int64_t *switches = none;
static char folder[PATH_MAX];

__attribute__((constructor)) static void open_switches(void) {
  const char *path = getenv("TAPWELL_SHIM_SWITCHES"), *place = getenv("TAPWELL_SHIM_FOLDER");
  /* Links in it are followed, as /proc/self/fd does. */
  if (!place || !realpath(place, folder)) folder[0] = '\0';
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *mapped = mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, fd, 0);
  if (mapped != MAP_FAILED) switches = mapped;
  close(fd);
}

#define NEXT(name) ((__typeof__(&name))next(#name, &name##_next))
#define KEEP(name) static void *name##_next
static void *next(const char *name, void **kept) {
  if (!*kept) *kept = dlsym(RTLD_NEXT, name);
  return *kept;
}

/* ---- the clock ---- */

KEEP(clock_gettime);
int clock_gettime(clockid_t clock, struct timespec *at) {
  int failed = NEXT(clock_gettime)(clock, at);
  if (failed || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return failed;
  int64_t now = at->tv_sec * SECOND + at->tv_nsec + switches[0];
  /* Nothing of ours runs before 1970. */
  if (now < 0) now = 0;
  at->tv_sec = now / SECOND;
  at->tv_nsec = now % SECOND;
  return 0;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *at) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}

/* ---- the disk ---- */

/* Whether a write of `length` bytes at `from` (-1: wherever the file stands) finds no room. */
static int full(int fd, size_t length, off_t from) {
  int64_t disk = switches[1];
  if (disk == ROOM || length == 0 || !folder[0]) return 0;
  struct stat file;
  if (fstat(fd, &file) || !S_ISREG(file.st_mode)) return 0;
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t read = readlink(link, path, sizeof path - 1);
  if (read < 0) return 0;
  path[read] = '\0';
  size_t prefix = strlen(folder);
  if (strncmp(path, folder, prefix) || path[prefix] != '/') return 0;
  if (disk == NO_WRITES) return 1;
  if (from < 0) from = fcntl(fd, F_GETFL) & O_APPEND ? file.st_size : lseek(fd, 0, SEEK_CUR);
  return from + (off_t)length > file.st_size;
}

static size_t total(const struct iovec *parts, int count) {
  size_t sum = 0;
  for (int i = 0; i < count; i++) sum += parts[i].iov_len;
  return sum;
}

#define OR_FULL(fd, length, from, call)  \
  do {                                   \
    if (full(fd, length, from)) {        \
      errno = ENOSPC;                    \
      return -1;                         \
    }                                    \
    return call;                         \
  } while (0)

KEEP(write);
ssize_t write(int fd, const void *bytes, size_t length) {
  OR_FULL(fd, length, -1, NEXT(write)(fd, bytes, length));
}

KEEP(pwrite);
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t from) {
  OR_FULL(fd, length, from, NEXT(pwrite)(fd, bytes, length, from));
}

KEEP(pwrite64);
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t from) {
  OR_FULL(fd, length, from, NEXT(pwrite64)(fd, bytes, length, from));
}

KEEP(writev);
ssize_t writev(int fd, const struct iovec *parts, int count) {
  OR_FULL(fd, total(parts, count), -1, NEXT(writev)(fd, parts, count));
}

KEEP(pwritev);
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t from) {
  OR_FULL(fd, total(parts, count), from, NEXT(pwritev)(fd, parts, count, from));
}

KEEP(pwritev64);
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t from) {
  OR_FULL(fd, total(parts, count), from, NEXT(pwritev64)(fd, parts, count, from));
}

KEEP(fallocate);
int fallocate(int fd, int mode, off_t from, off_t length) {
  OR_FULL(fd, (size_t)length, from, NEXT(fallocate)(fd, mode, from, length));
}

KEEP(posix_fallocate);
int posix_fallocate(int fd, off_t from, off_t length) {
  /* It gives the error instead of setting it. */
  if (full(fd, (size_t)length, from)) return ENOSPC;
  return NEXT(posix_fallocate)(fd, from, length);
}
