//go:build !graphupload_system

#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *go_gu_load(const char *path) {
    const char *missing;
    char *message = NULL;
    void *library = go_gu_open(path, &message);
    if (library == NULL) return message;
    missing = go_gu_resolve(library);
    if (missing == NULL) return NULL;
    message = malloc(strlen(missing) + 64);
    if (message != NULL) sprintf(message, "it has no function %s: it is older than this package", missing);
    return message;
}
