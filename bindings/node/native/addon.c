#include "addon.h"

static napi_value init(napi_env napi, napi_callback_info info) {
    size_t count = 1;
    napi_value maker;
    napi_get_cb_info(napi, info, &count, &maker, NULL, NULL);
    environment_set_error_maker(environment_of(napi), maker);
    return NULL;
}

static napi_value hold(napi_env napi, napi_callback_info info) {
    size_t count = 1;
    napi_value value;
    int32_t change = 0;
    napi_get_cb_info(napi, info, &count, &value, NULL, NULL);
    napi_get_value_int32(napi, value, &change);
    environment_hold(environment_of(napi), change);
    return NULL;
}

static napi_value close_environment(napi_env napi, napi_callback_info info) {
    (void)info;
    environment_close(environment_of(napi));
    return NULL;
}

/* stateBytes(state): a copy of gu_state_data(). */
static napi_value state_bytes(napi_env napi, napi_callback_info info) {
    size_t count = 1;
    napi_value value, bytes = NULL;
    struct box *box;
    napi_get_cb_info(napi, info, &count, &value, NULL, NULL);
    box = box_of(napi, value, HANDLE_STATE, "state");
    if (box == NULL) return NULL;
    napi_create_buffer_copy(napi, (size_t)gu_state_length(box->pointer), gu_state_data(box->pointer), NULL, &bytes);
    return bytes;
}

/*
 * pipeInto(upload): the end of a pipe to write to, which does not block and belongs to the caller; the upload reads the other one.
 * Here rather than with `fs`, which warns of descriptors in workers that it has not opened.
 */
static napi_value pipe_into(napi_env napi, napi_callback_info info) {
    size_t count = 1;
    napi_value value;
    struct box *box;
    gu_error *error = NULL;
    gu_status status;
    const char *code;
    uint64_t reading = 0;
    int writing = -1;
    napi_get_cb_info(napi, info, &count, &value, NULL, NULL);
    box = box_of(napi, value, HANDLE_UPLOAD, "upload");
    if (box == NULL) return NULL;
    /* As much as the library reads at a time. */
    code = pipe_new(&reading, &writing, GU_READ_MAX);
    if (code != NULL) {
        napi_throw_error(napi, code, "no pipe can be made: too many files are open");
        return NULL;
    }
    status = gu_upload_set_stream_handle(box->pointer, reading, &error);
    pipe_reading_closed(reading);
    if (status == GU_OK) napi_create_int32(napi, writing, &value);
    else {
        pipe_writing_closed(writing);
        if ((value = error_value(napi, error, NULL)) != NULL) napi_throw(napi, value);
        value = NULL;
    }
    return value;
}

/* handleOf(descriptor): what the library takes for it. */
static napi_value handle_for(napi_env napi, napi_callback_info info) {
    size_t count = 1;
    napi_value value;
    int32_t descriptor = -1;
    napi_get_cb_info(napi, info, &count, &value, NULL, NULL);
    napi_get_value_int32(napi, value, &descriptor);
    napi_create_double(napi, (double)handle_of(descriptor), &value);
    return value;
}

static void export_function(napi_env napi, napi_value exports, const char *name, napi_callback function, const void *data) {
    napi_value value;
    napi_create_function(napi, name, NAPI_AUTO_LENGTH, function, (void *)data, &value);
    napi_set_named_property(napi, exports, name, value);
}

NAPI_MODULE_INIT() {
    static const struct { const char *name; napi_callback function; } own[] = {
        {"init", init}, {"hold", hold}, {"close", close_environment}, {"answer", answer}, {"release", release},
        {"pipeInto", pipe_into}, {"handleOf", handle_for}, {"stateBytes", state_bytes}, {"newQueue", queue_new},
        {"watchQueue", queue_watch}, {"closeQueue", queue_close},
    };
    size_t i;
    stay_loaded();
    if (environment_new(env) == NULL) {
        napi_throw_error(env, NULL, "graph-upload cannot be loaded: out of memory");
        return NULL;
    }
    for (i = 0; i < sizeof own / sizeof *own; i++) export_function(env, exports, own[i].name, own[i].function, NULL);
    for (i = 0; i < function_count; i++) export_function(env, exports, functions[i].name, call_function, &functions[i]);
    export_function(env, exports, submit_here.name, call_function, &submit_here);
    export_function(env, exports, submit_on_thread.name, call_function, &submit_on_thread);
    return exports;
}
