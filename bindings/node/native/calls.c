#include "addon.h"

#include <stddef.h>
#include <stdio.h>

/* ---- errors */

void throw_type_error(napi_env napi, const char *name, const char *wanted) {
    char text[160];
    snprintf(text, sizeof text, "%s has to be %s", name, wanted);
    napi_throw_type_error(napi, "ERR_INVALID_ARG_TYPE", text);
}

napi_value error_value(napi_env napi, gu_error *error, gu_item *item) {
    napi_value values[2], nothing, result = NULL, maker = environment_error_maker(environment_of(napi));
    values[0] = box_new(napi, HANDLE_ERROR, error, 0);
    if (item != NULL) values[1] = box_new(napi, HANDLE_ITEM, item, 0);
    else napi_get_null(napi, &values[1]);
    napi_get_undefined(napi, &nothing);
    if (maker != NULL) napi_call_function(napi, nothing, maker, 2, values, &result);
    return result;
}

/* ---- boxes */

static void object_freed(struct box *box) {
    void *pointer = box->pointer;
    box->pointer = NULL;
    if (pointer == NULL || box->borrowed) return;
    if (box->queue != NULL) queue_drop(box->queue);
    else if (handle_kinds[box->handle].free != NULL) handle_kinds[box->handle].free(pointer);
}

static void box_freed(struct box *box) {
    object_freed(box);
    environment_let_go(box->environment);
    free(box);
}

static void box_collected(napi_env napi, void *data, void *hint) {
    struct box *box = data;
    int used;
    (void)napi;
    (void)hint;
    environment_lock(box->environment);
    box->collected = 1;
    used = box->users > 0;
    environment_unlock(box->environment);
    if (!used) box_freed(box);
}

/* The last call to end frees what was released or collected meanwhile. */
static void box_used(struct box *box, int change) {
    int released, collected;
    environment_lock(box->environment);
    box->users += change;
    released = box->users == 0 && box->released;
    collected = box->users == 0 && box->collected;
    environment_unlock(box->environment);
    if (collected) box_freed(box);
    else if (released) object_freed(box);
}

napi_value box_new(napi_env napi, enum handle handle, void *pointer, int borrowed) {
    struct box *box;
    napi_value value = NULL;
    if (pointer == NULL) {
        napi_get_null(napi, &value);
        return value;
    }
    box = calloc(1, sizeof *box);
    if (box == NULL) abort();
    box->handle = handle;
    box->pointer = pointer;
    box->borrowed = borrowed;
    box->environment = environment_kept(environment_of(napi));
    if (napi_create_external(napi, box, box_collected, NULL, &value) != napi_ok) box_freed(box);
    return value;
}

struct box *box_of(napi_env napi, napi_value value, enum handle handle, const char *name) {
    void *data = NULL;
    struct box *box;
    if (napi_get_value_external(napi, value, &data) != napi_ok || ((struct box *)data)->handle != handle) {
        throw_type_error(napi, name, handle_kinds[handle].name);
        return NULL;
    }
    box = data;
    if (box->pointer == NULL || box->released) {
        napi_throw_error(napi, "ERR_CLOSED", "it is closed");
        return NULL;
    }
    return box;
}

napi_value release(napi_env napi, napi_callback_info info) {
    size_t count = 1;
    napi_value value;
    void *data = NULL;
    struct box *box;
    int used;
    napi_get_cb_info(napi, info, &count, &value, NULL, NULL);
    if (count < 1 || napi_get_value_external(napi, value, &data) != napi_ok) {
        throw_type_error(napi, "release", "a handle");
        return NULL;
    }
    box = data;
    environment_lock(box->environment);
    box->released = 1;
    used = box->users > 0;
    environment_unlock(box->environment);
    if (!used) object_freed(box);
    return NULL;
}

/* ---- arguments: each returns 0 with an exception pending */

static int number_read(napi_env napi, napi_value value, const struct parameter *parameter, struct argument *argument) {
    static const double least[] = {[I32] = INT32_MIN, [I64] = -9007199254740991.0}, most[] = {
        [I32] = INT32_MAX, [U32] = UINT32_MAX, [I64] = 9007199254740991.0, [U64] = 9007199254740991.0};
    double number;
    char text[160];
    if (napi_get_value_double(napi, value, &number) != napi_ok) {
        throw_type_error(napi, parameter->name, "a number");
        return 0;
    }
    if (!(number >= (parameter->kind == I32 || parameter->kind == I64 ? least[parameter->kind] : 0)) ||
        number > most[parameter->kind] || number != (double)(int64_t)number) {
        snprintf(text, sizeof text, "%s has to be a whole number of at most %.0f", parameter->name, most[parameter->kind]);
        napi_throw_range_error(napi, "ERR_OUT_OF_RANGE", text);
        return 0;
    }
    argument->number = number;
    return 1;
}

static int text_read(napi_env napi, napi_value value, const struct parameter *parameter, struct argument *argument) {
    size_t length;
    char *text;
    if (napi_get_value_string_utf8(napi, value, NULL, 0, &length) != napi_ok) {
        throw_type_error(napi, parameter->name, "a string");
        return 0;
    }
    text = malloc(length + 1);
    if (text == NULL) abort();
    napi_get_value_string_utf8(napi, value, text, length + 1, &length);
    argument->pointer = text;
    if (strlen(text) == length) return 1;
    /* C would take it for the end. */
    throw_type_error(napi, parameter->name, "a string without U+0000");
    return 0;
}

static int bytes_read(napi_env napi, napi_value value, const struct parameter *parameter, struct argument *argument) {
    napi_typedarray_type type;
    size_t length = 0;
    bool is_bytes = false;
    napi_is_typedarray(napi, value, &is_bytes);
    if (is_bytes) napi_get_typedarray_info(napi, value, &type, &length, &argument->pointer, NULL, NULL);
    if (!is_bytes || type != napi_uint8_array) {
        throw_type_error(napi, parameter->name, "a Uint8Array");
        return 0;
    }
    argument->length = length;
    if (parameter->kind == MEMORY) argument->kept = kept_new(napi, value);
    return 1;
}

static int function_read(napi_env napi, napi_value value, const struct parameter *parameter, struct argument *argument) {
    napi_valuetype type;
    napi_typeof(napi, value, &type);
    if (type != napi_function) {
        throw_type_error(napi, parameter->name, "a function");
        return 0;
    }
    argument->kept = kept_new(napi, value);
    return 1;
}

static int handle_read(napi_env napi, napi_value value, const struct parameter *parameter, struct argument *argument) {
    argument->box = box_of(napi, value, parameter->handle, parameter->name);
    if (argument->box == NULL) return 0;
    argument->pointer = argument->box->pointer;
    argument->queue = argument->box->queue;
    return 1;
}

static int argument_read(napi_env napi, napi_value value, const struct parameter *parameter, struct argument *argument) {
    napi_valuetype type;
    napi_typeof(napi, value, &type);
    if (parameter->nullable && (type == napi_null || type == napi_undefined)) return 1;
    switch (parameter->kind) {
    case TEXT: return text_read(napi, value, parameter, argument);
    case BYTES:
    case MEMORY: return bytes_read(napi, value, parameter, argument);
    case CALLBACK: return function_read(napi, value, parameter, argument);
    case HANDLE: return handle_read(napi, value, parameter, argument);
    default: return number_read(napi, value, parameter, argument);
    }
}

static int arguments_read(napi_env napi, struct call *call, napi_value *values) {
    int i;
    for (i = 0; call->function->parameters[i].kind != NO_PARAMETER; i++)
        if (!argument_read(napi, values[i], &call->function->parameters[i], &call->in[i])) return 0;
    return 1;
}

/* Frees what was made of the arguments. What the library was given it lets go of itself. */
static void arguments_free(struct call *call, int given) {
    int i;
    for (i = 0; call->function->parameters[i].kind != NO_PARAMETER; i++) {
        if (call->function->parameters[i].kind == TEXT) free(call->in[i].pointer);
        if (!given && call->in[i].kept != NULL) kept_released(call->in[i].kept);
    }
}

/* ---- results */

static napi_value result_value(napi_env napi, const struct call *call) {
    napi_value value = NULL;
    switch (call->function->result) {
    case RESULT_NUMBER: napi_create_double(napi, call->number, &value); break;
    case RESULT_TEXT: napi_create_string_utf8(napi, call->text, NAPI_AUTO_LENGTH, &value); break;
    case RESULT_MADE: value = box_new(napi, call->function->made, call->made, 0); break;
    case RESULT_BORROWED: value = box_new(napi, call->function->made, call->made, 1); break;
    case RESULT_NOTHING: napi_get_undefined(napi, &value); break;
    }
    return value;
}

static napi_value error_of(napi_env napi, const struct call *call) {
    return error_value(napi, call->error, call->function->made == HANDLE_ITEM ? call->made : NULL);
}

static napi_value call_here(napi_env napi, struct call *call) {
    napi_value value = NULL;
    call->function->run(call);
    arguments_free(call, 1);
    if (call->status == GU_OK) value = result_value(napi, call);
    else if ((value = error_of(napi, call)) != NULL) {
        napi_throw(napi, value);
        value = NULL;
    }
    return value;
}

/* ---- calls on threads */

/* Keeps what the call uses, and lets go of it. */
static void arguments_used(struct call *call, int change) {
    int i;
    for (i = 0; i < MOST_PARAMETERS; i++) {
        struct queue *queue = call->in[i].queue;
        if (call->in[i].box == NULL) continue;
        if (queue != NULL && change > 0) queue_kept(queue);
        box_used(call->in[i].box, change);
        if (queue != NULL && change < 0) queue_let_go(queue);
    }
}

static void references_made(napi_env napi, struct call *call, napi_value *values) {
    int i;
    for (i = 0; call->function->parameters[i].kind != NO_PARAMETER; i++) {
        int is_bytes = call->function->parameters[i].kind == BYTES && call->in[i].pointer != NULL;
        if (is_bytes || call->in[i].box != NULL) napi_create_reference(napi, values[i], 1, &call->references[i]);
    }
}

static void references_deleted(napi_env napi, struct call *call) {
    int i;
    for (i = 0; i < MOST_PARAMETERS; i++)
        if (call->references[i] != NULL) napi_delete_reference(napi, call->references[i]);
}

static void object_free(const struct call *call) {
    if (call->made != NULL && handle_kinds[call->function->made].free != NULL) handle_kinds[call->function->made].free(call->made);
}

static void call_ended(struct task *task, napi_env napi) {
    struct call *call = (struct call *)task;
    struct environment *environment = call->environment;
    napi_value value;
    gu_cancel_free(call->own_cancel);
    arguments_used(call, -1);
    if (napi == NULL) {
        gu_error_free(call->error);
        object_free(call);
    } else {
        if (call->status == GU_OK) napi_resolve_deferred(napi, call->promise, result_value(napi, call));
        else if ((value = error_of(napi, call)) != NULL) napi_reject_deferred(napi, call->promise, value);
        references_deleted(napi, call);
        environment_hold(environment, -1);
    }
    arguments_free(call, 1);
    free(call);
    environment_let_go(environment);
}

static void call_run(void *context) {
    struct call *call = context;
    call->function->run(call);
    environment_leave(call->environment, &call->work);
    environment_post(call->environment, &call->task);
}

static void call_cancelled(struct work *work) {
    const struct call *call = (const struct call *)((char *)work - offsetof(struct call, work));
    if (call->cancel != NULL) gu_cancel_request(call->cancel);
    if (call->in[0].queue != NULL) queue_open(call->in[0].queue);
}

/* A call without a flag of the caller's gets one of its own, for the end of the environment. */
static void flag_made(struct call *call) {
    int i;
    for (i = 0; call->function->parameters[i].kind != NO_PARAMETER; i++) {
        if (call->function->parameters[i].handle != HANDLE_CANCEL) continue;
        if (call->in[i].pointer == NULL && gu_cancel_new(&call->own_cancel, NULL) == GU_OK) call->in[i].pointer = call->own_cancel;
        call->cancel = call->in[i].pointer;
    }
}

/* As the library says it of a queue's thread. */
static void thread_missing(napi_env napi, struct call *call) {
    napi_value code, message, error;
    napi_create_string_utf8(napi, "GU_ERR_RESOURCES", NAPI_AUTO_LENGTH, &code);
    napi_create_string_utf8(napi, "no thread can be started", NAPI_AUTO_LENGTH, &message);
    napi_create_error(napi, code, message, &error);
    napi_reject_deferred(napi, call->promise, error);
    environment_leave(call->environment, &call->work);
    gu_cancel_free(call->own_cancel);
    arguments_used(call, -1);
    references_deleted(napi, call);
    environment_hold(call->environment, -1);
    arguments_free(call, 1);
    environment_let_go(call->environment);
    free(call);
}

static napi_value call_on_thread(napi_env napi, const struct call *plan, napi_value *values) {
    struct call *call = malloc(sizeof *call);
    napi_value promise = NULL;
    if (call == NULL) abort();
    *call = *plan;
    call->task.run = call_ended;
    environment_kept(call->environment);
    napi_create_promise(napi, &call->promise, &promise);
    references_made(napi, call, values);
    arguments_used(call, 1);
    environment_hold(call->environment, 1);
    flag_made(call);
    call->work.cancel = call_cancelled;
    environment_enter(call->environment, &call->work, CALLS);
    if (!thread_start(call_run, call)) thread_missing(napi, call);
    return promise;
}

napi_value call_function(napi_env napi, napi_callback_info info) {
    size_t count = MOST_PARAMETERS;
    napi_value values[MOST_PARAMETERS];
    void *data = NULL;
    struct call call = {0};
    napi_get_cb_info(napi, info, &count, values, NULL, &data);
    call.function = data;
    call.environment = environment_of(napi);
    if (!arguments_read(napi, &call, values)) {
        arguments_free(&call, 0);
        return NULL;
    }
    return call.function->blocks ? call_on_thread(napi, &call, values) : call_here(napi, &call);
}
