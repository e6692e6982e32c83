/*
 * Makes every durable write take longer, as on a network disk. Linux, for the processes that load it:
 *
 *   cc -shared -fPIC -O2 -o /tmp/slow-disk.so test/bench/slow-disk.c
 *   SLOW_DISK_US=1000 LD_PRELOAD=/tmp/slow-disk.so npm run bench
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void wait_as_a_disk_does(void) {
  const char *us = getenv("SLOW_DISK_US");
  struct timespec pause = {0, us == NULL ? 0 : atol(us) * 1000};
  if (pause.tv_nsec > 0) nanosleep(&pause, NULL);
}

int fsync(int fd) {
  wait_as_a_disk_does();
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
  wait_as_a_disk_does();
  return (int)syscall(SYS_fdatasync, fd);
}
