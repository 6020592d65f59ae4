/*
 * The library as a program has it that loads it by itself: each call below goes to what is loaded at the time. Comes before
 * check.h, and after no other header of the library's.
 */
#ifndef LOADED_H
#define LOADED_H

#include <graph_upload.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void (*function)(void);

#ifdef _WIN32

#include <windows.h>

typedef HMODULE library;

static inline library load(const char *path) { return LoadLibraryA(path); }

static inline int unload(library loaded) { return FreeLibrary(loaded) ? 0 : -1; }

static inline function find(library loaded, const char *name) {
    return (function)GetProcAddress(loaded, name);
}

#else

#include <dlfcn.h>

typedef void *library;

static inline library load(const char *path) {
    library found = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (found == NULL) fprintf(stderr, "%s\n", dlerror());
    return found;
}

static inline int unload(library loaded) { return dlclose(loaded); }

static inline function find(library loaded, const char *name) {
    void *address = dlsym(loaded, name);
    function found;
    /* ISO C knows no cast from one to the other. */
    memcpy(&found, &address, sizeof found);
    return found;
}

#endif

static library loaded = NULL;

static inline function called(const char *name) {
    function found = loaded == NULL ? NULL : find(loaded, name);
    if (found == NULL) {
        fprintf(stderr, "%s is called, and not loaded\n", name);
        exit(1);
    }
    return found;
}

#define LOADED(name) (*(__typeof__(&name))called(#name))

/* What wine.h does is not needed for a client that trusts a CA file alone. */
#undef gu_options_add_ca_file

#define gu_client_free LOADED(gu_client_free)
#define gu_client_new LOADED(gu_client_new)
#define gu_error_free LOADED(gu_error_free)
#define gu_error_message LOADED(gu_error_message)
#define gu_error_status LOADED(gu_error_status)
#define gu_finish LOADED(gu_finish)
#define gu_item_free LOADED(gu_item_free)
#define gu_item_id LOADED(gu_item_id)
#define gu_options_add_ca_file LOADED(gu_options_add_ca_file)
#define gu_options_allow_loopback LOADED(gu_options_allow_loopback)
#define gu_options_free LOADED(gu_options_free)
#define gu_options_new LOADED(gu_options_new)
#define gu_options_set_backoff_ms LOADED(gu_options_set_backoff_ms)
#define gu_options_set_base_url LOADED(gu_options_set_base_url)
#define gu_options_set_one_request_bytes LOADED(gu_options_set_one_request_bytes)
#define gu_options_set_platform_roots LOADED(gu_options_set_platform_roots)
#define gu_options_set_settle_ms LOADED(gu_options_set_settle_ms)
#define gu_options_set_token LOADED(gu_options_set_token)
#define gu_put_chunk LOADED(gu_put_chunk)
#define gu_session_create LOADED(gu_session_create)
#define gu_session_free LOADED(gu_session_free)
#define gu_status_name LOADED(gu_status_name)
#define gu_target_free LOADED(gu_target_free)
#define gu_target_todo_task LOADED(gu_target_todo_task)

#endif
