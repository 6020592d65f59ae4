/* What the measured programs have in common: how they end, and what they say of themselves. */
#ifndef PROGRAM_H
#define PROGRAM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#define _FILE_OFFSET_BITS 64

#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline void __attribute__((noreturn, format(printf, 1, 2))) die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static inline uint64_t number(const char *text) {
    char *end;
    uint64_t value = strtoull(text, &end, 10);
    if (*text == '\0' || *end != '\0') die("not a number: %s", text);
    return value;
}

static inline const char *setting(const char *name) {
    const char *value = getenv(name);
    if (value == NULL) die("%s is not set", name);
    return value;
}

static inline uint64_t size_of(int file) {
    struct stat status;
    if (fstat(file, &status) != 0) die("the file has no size");
    return (uint64_t)status.st_size;
}

static inline int open_file(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) die("cannot open %s", path);
    return file;
}

/* The path of a file of a folder, where the path ends in a slash; else the path itself. */
static inline const char *nth(const char *path, unsigned file, char *room, size_t size) {
    if (path[0] == '\0' || path[strlen(path) - 1] != '/') return path;
    if (snprintf(room, size, "%sf%u", path, file) >= (int)size) die("too long a path");
    return room;
}

/* The most memory that the process has had. What wait4() tells of a child can be its parent's. */
static inline void say_peak(void) {
    char line[256];
    FILE *status = fopen("/proc/self/status", "re");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0) printf("peak_kib %llu\n", strtoull(line + 6, NULL, 10));
    }
    if (status != NULL) fclose(status);
}

/* Given by heap.c where that is loaded first. */
extern void heap_begin(void) __attribute__((weak));

#endif
