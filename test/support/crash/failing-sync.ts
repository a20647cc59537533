import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A library in front of the system's: as long as the file that `SYNC_FAILS` names is there, what was written to a log of SQLite
 * cannot be synced, as on a disk that fails; with `SYNC_FAILS_ONCE` only once, and with `SYNC_FAILS_FOR` the file of that name
 * instead. Before that it waits for as long as the file that `SYNC_WAITS` names is there, for 10 s at most, and says so by a file of
 * that name with `.reached` behind it; with `SYNC_WAITS_FOR` only where the file of that name is synced. All else is the system's own.
 */
const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int ends(int fd, const char *ending) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < (ssize_t)strlen(ending)) return 0;
  path[length] = 0;
  return strcmp(path + length - strlen(ending), ending) == 0;
}

static void waits(int fd) {
  const char *flag = getenv("SYNC_WAITS");
  const char *ending = getenv("SYNC_WAITS_FOR");
  char reached[4096];
  if (flag == NULL || access(flag, F_OK) != 0) return;
  if (ending != NULL && !ends(fd, ending)) return;
  snprintf(reached, sizeof reached, "%s.reached", flag);
  close(open(reached, O_CREAT | O_WRONLY, 0600));
  for (int i = 0; i < 10000 && access(flag, F_OK) == 0; i++) usleep(1000);
}

static int fails(int fd) {
  const char *flag = getenv("SYNC_FAILS");
  waits(fd);
  if (flag == NULL || access(flag, F_OK) != 0) return 0;
  const char *ending = getenv("SYNC_FAILS_FOR");
  if (!ends(fd, ending == NULL ? "-wal" : ending)) return 0;
  if (getenv("SYNC_FAILS_ONCE") != NULL) unlink(flag);
  return 1;
}

int fdatasync(int fd) {
  if (fails(fd)) { errno = EIO; return -1; }
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

int fsync(int fd) {
  if (fails(fd)) { errno = EIO; return -1; }
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}
`;

/** Compiles it in a folder; returns what a process needs in its environment, or undefined where nothing can be compiled. */
export function compileFailingSync(folder: string): { LD_PRELOAD: string; SYNC_FAILS: string } | undefined {
  const source = join(folder, 'failing-sync.c');
  const library = join(folder, 'failing-sync.so');
  writeFileSync(source, SOURCE);
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
  return status === 0 ? { LD_PRELOAD: library, SYNC_FAILS: join(folder, 'sync-fails') } : undefined;
}
