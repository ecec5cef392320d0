/* Preloaded into a loading process: the Nth write (or flush) to a file below a folder fails.
 *
 * CHAOS_FOLDER: the folder; CHAOS_FAIL_AT: N, counted from 1 once the file CHAOS_ARMED exists;
 * CHAOS_ERRNO: the error number; CHAOS_COUNT: a file that gets the number of calls seen. From the Nth on
 * every call fails, as on a disk that stays full or dead. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long seen = 0;

static int fails(int fd) {
    char link[64], path[4096];
    const char *folder = getenv("CHAOS_FOLDER"), *armed = getenv("CHAOS_ARMED");
    if (!folder || !armed || access(armed, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strncmp(path, folder, strlen(folder)) != 0) return 0;
    long number = __sync_add_and_fetch(&seen, 1), at = atol(getenv("CHAOS_FAIL_AT"));
    if (at == 0 || number < at) return 0;
    errno = atoi(getenv("CHAOS_ERRNO"));
    return 1;
}

long chaos_seen(void) { return seen; }

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    return fails(fd) ? -1 : real(fd, bytes, count);
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite");
    return fails(fd) ? -1 : real(fd, bytes, count, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    return fails(fd) ? -1 : real(fd, bytes, count, at);
}
int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    return fails(fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    return fails(fd) ? -1 : real(fd);
}
int ftruncate64(int fd, off_t length) {
    static int (*real)(int, off_t);
    if (!real) real = dlsym(RTLD_NEXT, "ftruncate64");
    return fails(fd) ? -1 : real(fd, length);
}
