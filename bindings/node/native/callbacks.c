#include "addon.h"

/* ---- values that the library holds */

struct kept_task {
    struct task task;
    struct kept *kept;
};

struct kept *kept_new(napi_env napi, napi_value value) {
    struct kept *kept = malloc(sizeof *kept);
    if (kept == NULL) return NULL;
    kept->environment = environment_kept(environment_of(napi));
    napi_create_reference(napi, value, 1, &kept->value);
    return kept;
}

static void let_go(struct task *task, napi_env napi) {
    struct kept *kept = ((struct kept_task *)task)->kept;
    /* Without the environment its references are gone as well. */
    if (napi != NULL) napi_delete_reference(napi, kept->value);
    environment_let_go(kept->environment);
    free(kept);
    free(task);
}

void kept_released(void *context) {
    struct kept *kept = context;
    struct kept_task *task = malloc(sizeof *task);
    if (task == NULL) return; /* leaks the reference rather than touch it on this thread */
    task->task.run = let_go;
    task->kept = kept;
    environment_post(kept->environment, &task->task);
}

static napi_value kept_value(napi_env napi, const struct kept *kept) {
    napi_value value = NULL;
    napi_get_reference_value(napi, kept->value, &value);
    return value;
}

/* ---- questions */

enum question { PROGRESS, READ_AT, READ };

/* A callback that waits for JavaScript. The library's thread and JavaScript each have a reference. */
struct ask {
    struct task task;
    struct environment *environment;
    const struct kept *kept;
    enum question question;
    double numbers[9];
    char text[64];
    uint8_t *buffer;        /* of the library, only while it waits */
    uint32_t length, count;
    int32_t result;
    int answered;           /* under the lock, as what follows */
    int references;
    condition_type changed;
    struct ask *next, **at; /* of those that wait */
};

static void ask_let_go(struct ask *ask) {
    struct environment *environment = ask->environment;
    int left;
    environment_lock(environment);
    left = --ask->references;
    environment_unlock(environment);
    if (left > 0) return;
    condition_end(&ask->changed);
    free(ask);
    environment_let_go(environment);
}

static void ask_end(struct ask *ask, int32_t result) {
    ask->result = result;
    ask->answered = 1;
    condition_tell(&ask->changed);
}

static int32_t stop_of(const struct ask *ask) {
    return ask->question == PROGRESS ? 1 : GU_READ_STOP;
}

void ask_stop_all(struct ask *first) {
    for (; first != NULL; first = first->next)
        if (!first->answered) ask_end(first, stop_of(first));
}

static void ask_answer(struct ask *ask, int32_t result, const void *bytes, size_t length) {
    environment_lock(ask->environment);
    if (!ask->answered) {
        if (bytes != NULL && ask->buffer != NULL) {
            ask->count = length < ask->length ? (uint32_t)length : ask->length;
            memcpy(ask->buffer, bytes, ask->count);
        }
        ask_end(ask, result);
    }
    environment_unlock(ask->environment);
}

static void ask_collected(napi_env napi, void *data, void *hint) {
    (void)napi;
    (void)hint;
    ask_let_go(data);
}

static size_t ask_arguments(napi_env napi, const struct ask *ask, napi_value *values) {
    static const size_t counts[] = {9, 2, 1};
    size_t i, count = counts[ask->question];
    for (i = 0; i < count; i++) napi_create_double(napi, ask->numbers[i], &values[i + 1]);
    if (ask->question != PROGRESS) return count + 1;
    napi_create_string_utf8(napi, ask->text, NAPI_AUTO_LENGTH, &values[count + 1]);
    return count + 2;
}

static void ask_run(struct task *task, napi_env napi) {
    struct ask *ask = (struct ask *)task;
    napi_value values[12], nothing, result;
    int32_t number;
    if (napi == NULL || napi_create_external(napi, ask, ask_collected, NULL, &values[0]) != napi_ok) {
        ask_answer(ask, stop_of(ask), NULL, 0);
        ask_let_go(ask);
        return;
    }
    napi_get_undefined(napi, &nothing);
    if (napi_call_function(napi, nothing, kept_value(napi, ask->kept), ask_arguments(napi, ask, values), values, &result) != napi_ok)
        ask_answer(ask, GU_READ_FAILED, NULL, 0);
    else if (napi_get_value_int32(napi, result, &number) == napi_ok) ask_answer(ask, number, NULL, 0);
    /* Without a number the answer comes later. */
}

static struct ask *ask_new(enum question question, const struct kept *kept) {
    struct ask *ask = calloc(1, sizeof *ask);
    if (ask == NULL) return NULL;
    ask->task.run = ask_run;
    ask->environment = environment_kept(kept->environment);
    ask->kept = kept;
    ask->question = question;
    ask->references = 2;
    condition_init(&ask->changed);
    return ask;
}

/* Asks JavaScript and waits for the answer, or for the end of the environment. */
static int32_t ask_wait(struct ask *ask, uint32_t *count) {
    struct environment *environment = ask->environment;
    struct ask **all = environment_asks(environment);
    int32_t result;
    environment_lock(environment);
    ask->next = *all;
    ask->at = all;
    if (*all != NULL) (*all)->at = &ask->next;
    *all = ask;
    environment_unlock(environment);
    environment_post(environment, &ask->task);
    environment_lock(environment);
    while (!ask->answered) environment_wait(environment, &ask->changed);
    *ask->at = ask->next;
    if (ask->next != NULL) ask->next->at = ask->at;
    ask->buffer = NULL;
    result = ask->result;
    if (count != NULL) *count = ask->count;
    environment_unlock(environment);
    ask_let_go(ask);
    return result;
}

napi_value answer(napi_env napi, napi_callback_info info) {
    size_t count = 3, length = 0;
    napi_value values[3];
    void *data = NULL, *bytes = NULL;
    int32_t result = GU_READ_FAILED;
    bool is_bytes = false;
    napi_get_cb_info(napi, info, &count, values, NULL, NULL);
    if (count < 2 || napi_get_value_external(napi, values[0], &data) != napi_ok ||
        napi_get_value_int32(napi, values[1], &result) != napi_ok) {
        throw_type_error(napi, "answer", "an ask and a number");
        return NULL;
    }
    if (count > 2) napi_is_typedarray(napi, values[2], &is_bytes);
    if (is_bytes) napi_get_typedarray_info(napi, values[2], NULL, &length, &bytes, NULL, NULL);
    ask_answer(data, result, bytes, length);
    return NULL;
}

/* ---- callbacks of the library, on its threads */

int32_t on_gu_progress_callback(const gu_progress *progress, void *context) {
    struct ask *ask = ask_new(PROGRESS, context);
    if (ask == NULL) return 1;
    ask->numbers[0] = (double)gu_progress_sent(progress);
    ask->numbers[1] = (double)gu_progress_confirmed(progress);
    ask->numbers[2] = (double)gu_progress_total(progress);
    ask->numbers[3] = (double)gu_progress_spooled(progress);
    ask->numbers[4] = (double)gu_progress_bytes_per_second(progress);
    ask->numbers[5] = (double)gu_progress_time_left_ms(progress);
    ask->numbers[6] = (double)gu_progress_late_by_ms(progress);
    ask->numbers[7] = (double)gu_progress_waits_ms(progress);
    ask->numbers[8] = gu_progress_waits_for(progress);
    strncpy(ask->text, gu_progress_waits_code(progress), sizeof ask->text - 1);
    return ask_wait(ask, NULL);
}

int32_t on_gu_read_at_callback(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    struct ask *ask = ask_new(READ_AT, context);
    if (ask == NULL) return GU_READ_FAILED;
    ask->numbers[0] = (double)offset;
    ask->numbers[1] = length;
    ask->buffer = buffer;
    ask->length = length;
    return ask_wait(ask, count);
}

int32_t on_gu_read_callback(uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    struct ask *ask = ask_new(READ, context);
    if (ask == NULL) return GU_READ_FAILED;
    ask->numbers[0] = length;
    ask->buffer = buffer;
    ask->length = length;
    return ask_wait(ask, count);
}

/* What JavaScript is told, without waiting for it. */
struct message {
    struct task task;
    struct kept kept; /* its function may be released meanwhile, by a task after this one */
    int number;
    int as_boolean;
    char text[];
};

static void message_run(struct task *task, napi_env napi) {
    struct message *message = (struct message *)task;
    napi_value values[2], nothing;
    if (napi != NULL) {
        if (message->as_boolean) napi_get_boolean(napi, message->number != 0, &values[0]);
        else napi_create_int32(napi, message->number, &values[0]);
        napi_create_string_utf8(napi, message->text, NAPI_AUTO_LENGTH, &values[1]);
        napi_get_undefined(napi, &nothing);
        napi_call_function(napi, nothing, kept_value(napi, &message->kept), 2, values, NULL);
    }
    free(message);
}

static int message_post(const struct kept *kept, int number, int as_boolean, const char *text) {
    size_t size = strlen(text) + 1;
    struct message *message = malloc(sizeof *message + size);
    if (message == NULL) return 0;
    message->task.run = message_run;
    message->kept = *kept;
    message->number = number;
    message->as_boolean = as_boolean;
    memcpy(message->text, text, size);
    environment_post(kept->environment, &message->task);
    return 1;
}

int32_t on_gu_token_callback(const gu_token_sink *sink, void *context) {
    const struct kept *kept = context;
    if (environment_is_closed(kept->environment)) return GU_READ_FAILED;
    if (!message_post(kept, (int)gu_token_sink_was_rejected(sink), 1, gu_token_sink_claims(sink))) return GU_READ_FAILED;
    return GU_TOKEN_LATER;
}

void on_gu_log_callback(const gu_log_record *record, void *context) {
    message_post(context, gu_log_record_level(record), 0, gu_log_record_message(record));
}
