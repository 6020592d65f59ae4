//go:build !graphupload_system

#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

void *go_gu_open(const char *path, char **message) {
    HMODULE library = NULL;
    int length = MultiByteToWideChar(CP_UTF8, 0, path, -1, NULL, 0);
    wchar_t *wide = malloc((size_t)length * sizeof *wide);
    if (wide != NULL && MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, length) != 0)
        library = LoadLibraryExW(wide, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (library == NULL && (*message = malloc(64)) != NULL) sprintf(*message, "it cannot be loaded: error %lu", GetLastError());
    free(wide);
    return library;
}

void *go_gu_symbol(void *library, const char *name) {
    return (void *)(size_t)GetProcAddress(library, name);
}
