/*
 * Preloaded into a process (LD_PRELOAD), makes every sync to disk take
 * TAPWELL_SYNC_DELAY_MS longer and counts it, so that benches compare stores on
 * a disk of the same, known slowness, whatever this machine has.
 *
 * fsync and fdatasync are all that SQLite, Redis and LevelDB commit by; SQLite
 * maps its shared-memory index but never asks for that to be on disk.
 *
 * TAPWELL_SYNC_COUNT names a file whose first eight bytes become the count.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct timespec delay;
static uint64_t own_count;
static uint64_t *count = &own_count;

__attribute__((constructor)) static void read_settings(void) {
  const char *milliseconds = getenv("TAPWELL_SYNC_DELAY_MS");
  if (milliseconds) {
    long long ns = (long long)(strtod(milliseconds, NULL) * 1e6);
    delay.tv_sec = ns / 1000000000;
    delay.tv_nsec = ns % 1000000000;
  }
  const char *path = getenv("TAPWELL_SYNC_COUNT");
  int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (fd < 0) return;
  if (ftruncate(fd, sizeof *count) == 0) {
    void *shared = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared != MAP_FAILED) count = shared;
  }
  close(fd);
}

/* Counted before the wait: whoever has an answer has its sync in the count. */
static void slow_down(void) {
  __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
  struct timespec left = delay;
  int before = errno;
  while ((left.tv_sec || left.tv_nsec) && nanosleep(&left, &left) == -1 && errno == EINTR) {
  }
  errno = before;
}

int fsync(int fd) {
  slow_down();
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
  slow_down();
  return (int)syscall(SYS_fdatasync, fd);
}
