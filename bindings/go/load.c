//go:build !graphupload_system

#include "load.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *go_gu_load(const char *path) {
    const char *missing;
    char *message;
    /* It is never closed: its threads may still run when the program ends. */
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return strdup(dlerror());
    missing = go_gu_resolve(library);
    if (missing == NULL) return NULL;
    message = malloc(strlen(missing) + 64);
    if (message != NULL) sprintf(message, "it has no function %s: it is older than this package", missing);
    return message;
}
