import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a step on the disk fails; the numbers are those of the library. */
export const DISK_WAYS = {
  /** It is not done, and the disk says that it cannot. */
  broken: 1,
  /** There is no room: half of what is written comes to be, and then none. */
  full: 2,
  /** It is done, and the disk says that it cannot. */
  untold: 3,
} as const;

/** Where what is told to the library, and by it, stands in its file: numbers of 8 bytes, and then a letter for each step. */
export const CONTROL = {
  steps: 0,
  from: 8,
  count: 16,
  way: 24,
  isIdle: 32,
  letters: 64,
  bytes: 64 + 65_536,
} as const;

/**
 * A library in front of the system's: it counts what is written to the files of a folder, synced and cut off there, and fails
 * some of it. Where and how, it reads from the file that DISK_CONTROL names. All else is the system's own.
 */
const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

static volatile int64_t *control;
static const char *folder;

__attribute__((constructor)) static void begin(void) {
  folder = getenv("DISK_FOLDER");
  const char *path = getenv("DISK_CONTROL");
  if (folder == NULL || path == NULL) return;
  int fd = open(path, O_RDWR);
  if (fd < 0) return;
  void *at = mmap(NULL, ${CONTROL.bytes}, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (at != MAP_FAILED) control = at;
}

/* In which way this step fails; 0: it does not. */
static int64_t fault(int fd, char letter) {
  if (control == NULL || control[4] != 0) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  if (strncmp(path, folder, strlen(folder)) != 0) return 0;
  int64_t step = __atomic_add_fetch(&control[0], 1, __ATOMIC_SEQ_CST);
  if (step <= 65536) ((volatile char *)control)[${CONTROL.letters} + step - 1] = letter;
  return step >= control[1] && step < control[1] + control[2] ? control[3] : 0;
}

#define REAL(name) static __typeof__(name) *real; if (real == NULL) real = dlsym(RTLD_NEXT, #name)
#define FAIL(code) do { errno = code; return -1; } while (0)

#define SYNC(name) int name(int fd) { \\
  REAL(name); \\
  int64_t way = fault(fd, 's'); \\
  if (way == 0) return real(fd); \\
  if (way == ${DISK_WAYS.untold}) real(fd); \\
  FAIL(EIO); \\
}
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, off) int name(int fd, off size) { \\
  REAL(name); \\
  int64_t way = fault(fd, 't'); \\
  if (way == 0) return real(fd, size); \\
  if (way == ${DISK_WAYS.untold}) real(fd, size); \\
  FAIL(way == ${DISK_WAYS.full} ? ENOSPC : EIO); \\
}
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

/* Half of it in whole sectors, which no disk tears. Whoever wrote that asks for the rest, which is the next step. */
#define HALF(size) ((size) / 2 & ~(size_t)511)
#define WRITE(name, arguments, all, half) ssize_t name arguments { \\
  REAL(name); \\
  int64_t way = fault(fd, 'w'); \\
  if (way == 0) return all; \\
  if (way == ${DISK_WAYS.full}) { if (HALF(size) > 0) return half; FAIL(ENOSPC); } \\
  if (way == ${DISK_WAYS.untold}) all; \\
  FAIL(EIO); \\
}
WRITE(write, (int fd, const void *data, size_t size), real(fd, data, size), real(fd, data, HALF(size)))
WRITE(pwrite, (int fd, const void *data, size_t size, off_t at), real(fd, data, size, at), real(fd, data, HALF(size), at))
WRITE(pwrite64, (int fd, const void *data, size_t size, off64_t at), real(fd, data, size, at), real(fd, data, HALF(size), at))

#define WRITE_PARTS(name, off) ssize_t name(int fd, const struct iovec *parts, int count, off at) { \\
  REAL(name); \\
  int64_t way = fault(fd, 'w'); \\
  if (way == 0) return real(fd, parts, count, at); \\
  if (way == ${DISK_WAYS.untold}) real(fd, parts, count, at); \\
  FAIL(way == ${DISK_WAYS.full} ? ENOSPC : EIO); \\
}
WRITE_PARTS(pwritev, off_t)
WRITE_PARTS(pwritev64, off64_t)
`;

/**
 * Compiles it in a folder; returns what a process needs in its environment for the files in `files`, or undefined where nothing can be
 * compiled.
 */
export function compileFaultyDisk(folder: string, files: string): Record<string, string> | undefined {
  const source = join(folder, 'faulty-disk.c');
  const library = join(folder, 'faulty-disk.so');
  const control = join(folder, 'faulty-disk.control');
  writeFileSync(source, SOURCE);
  writeFileSync(control, Buffer.alloc(CONTROL.bytes));
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl'], {
    stdio: 'inherit',
  });
  return status === 0 ? { LD_PRELOAD: library, DISK_CONTROL: control, DISK_FOLDER: files } : undefined;
}
