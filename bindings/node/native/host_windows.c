#ifdef _WIN32

#include "host_windows.h"

/*
 * Functions that are declared with dllimport are called through pointers of these names. An import library of node.exe would make
 * Windows fill them, from a file of that name alone.
 */
#define FUNCTIONS(F) \
    F(napi_add_env_cleanup_hook) F(napi_call_function) F(napi_call_threadsafe_function) F(napi_close_handle_scope) \
    F(napi_create_buffer_copy) F(napi_create_double) F(napi_create_error) F(napi_create_external) \
    F(napi_create_function) F(napi_create_int32) F(napi_create_promise) F(napi_create_reference) \
    F(napi_create_string_utf8) F(napi_create_threadsafe_function) F(napi_delete_reference) F(napi_fatal_exception) \
    F(napi_get_and_clear_last_exception) F(napi_get_boolean) F(napi_get_cb_info) F(napi_get_instance_data) \
    F(napi_get_null) F(napi_get_reference_value) F(napi_get_typedarray_info) F(napi_get_undefined) \
    F(napi_get_value_double) F(napi_get_value_external) F(napi_get_value_int32) F(napi_get_value_string_utf8) \
    F(napi_get_value_uint32) F(napi_is_exception_pending) F(napi_is_typedarray) F(napi_open_handle_scope) \
    F(napi_ref_threadsafe_function) F(napi_reject_deferred) F(napi_release_threadsafe_function) \
    F(napi_resolve_deferred) F(napi_set_instance_data) F(napi_set_named_property) F(napi_throw) F(napi_throw_error) \
    F(napi_throw_range_error) F(napi_throw_type_error) F(napi_typeof) F(napi_unref_threadsafe_function)

#define POINTER(name) FARPROC __imp_##name;
FUNCTIONS(POINTER)

static int(__cdecl *open_handle)(HANDLE handle);
static HANDLE(__cdecl *handle_of_descriptor)(int descriptor);

int host_open_handle(HANDLE handle) { return open_handle(handle); }
HANDLE host_handle(int descriptor) { return handle_of_descriptor(descriptor); }

/* Whether the program has all of them. */
static BOOL found_in(HMODULE host) {
    static const struct { const char *name; FARPROC *place; } wanted[] = {
#define ENTRY(name) {#name, &__imp_##name},
        FUNCTIONS(ENTRY)
        {"uv_open_osfhandle", (FARPROC *)&open_handle}, {"uv_get_osfhandle", (FARPROC *)&handle_of_descriptor},
    };
    size_t i;
    if (host == NULL) return FALSE;
    for (i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if ((*wanted[i].place = GetProcAddress(host, wanted[i].name)) == NULL) return FALSE;
    return TRUE;
}

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, void *reserved) {
    (void)module;
    (void)reserved;
    return reason != DLL_PROCESS_ATTACH || found_in(GetModuleHandleW(NULL)) || found_in(GetModuleHandleW(L"libnode.dll"));
}

#endif
