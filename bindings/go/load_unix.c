//go:build !graphupload_system && !windows

#include "load.h"

#include <dlfcn.h>
#include <string.h>

void *go_gu_open(const char *path, char **message) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) *message = strdup(dlerror());
    return library;
}

void *go_gu_symbol(void *library, const char *name) {
    return dlsym(library, name);
}
