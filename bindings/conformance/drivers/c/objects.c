#include "driver.h"

#define TRY(call) do { gu_status tried = (call); if (tried != GU_OK) return tried; } while (0)

struct given *given_new(const char *what, const char *of, const struct json *wish) {
    struct given *given = calloc(1, sizeof *given);
    if (given == NULL) abort();
    given->what = what;
    given->wish = wish;
    snprintf(given->of, sizeof given->of, "%s", of);
    return given;
}

void given_released(void *context) {
    struct given *given = context;
    event_begin("released", given->of);
    event_text("what", given->what);
    event_end();
    if (given->file != NULL) fclose(given->file);
    free(given->bytes);
    free(given);
}

uint8_t *file_bytes(const char *path, uint64_t *length) {
    FILE *file = fopen(path, "rb");
    uint8_t *bytes;
    long size;
    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) broken("file", path);
    rewind(file);
    bytes = malloc((size_t)size + 1);
    if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size) broken("read", path);
    fclose(file);
    *length = (uint64_t)size;
    return bytes;
}

const uint8_t *key_bytes(const struct json *step, uint8_t key[32]) {
    const char *digits = json_text(step, "key", NULL);
    unsigned byte;
    int i;
    if (digits == NULL) return NULL;
    for (i = 0; i < 32; i++) {
        if (sscanf(digits + 2 * i, "%2x", &byte) != 1) broken("key", digits);
        key[i] = (uint8_t)byte;
    }
    return key;
}

/* ---- client */

static void *set_token_later(void *context) {
    struct given *given = context;
    gu_client_set_token(given->client, given->token->text, NULL);
    return NULL;
}

static int32_t on_token(const gu_token_sink *sink, void *context) {
    struct given *given = context;
    const struct json *token = json_member(given->wish, "tokens");
    pthread_t thread;
    int i;
    event_begin("token", given->of);
    printf(",\"rejected\":%s", gu_token_sink_was_rejected(sink) ? "true" : "false");
    event_text("claims", gu_token_sink_claims(sink));
    event_end();
    if (json_true(given->wish, "raise")) return -1;
    token = token->first;
    for (i = 0; i < given->calls && token->next != NULL; i++) token = token->next;
    given->calls++;
    if (strcmp(json_text(given->wish, "kind", ""), "async") != 0) return gu_token_sink_put(sink, token->text, NULL);
    given->token = token;
    if (pthread_create(&thread, NULL, set_token_later, given) != 0) return -1;
    pthread_detach(thread);
    return GU_TOKEN_LATER;
}

static void on_log(const gu_log_record *record, void *context) {
    struct given *given = context;
    event_begin("log", given->of);
    event_text("level", gu_log_record_level(record) == GU_LOG_WARNING ? "warning" : "info");
    event_text("message", gu_log_record_message(record));
    event_end();
}

static gu_status token_set(gu_options *options, const char *name, const struct json *service, const struct json *wish,
                           struct given **given, gu_error **error) {
    const char *kind = json_text(wish, "kind", "");
    if (wish == NULL) return gu_options_set_token(options, json_text(service, "token", NULL), error);
    if (strcmp(kind, "none") == 0) return GU_OK;
    if (strcmp(kind, "callback") != 0 && strcmp(kind, "async") != 0) broken("token", kind);
    *given = given_new("token", name, wish);
    return gu_options_set_token_callback(options, on_token, *given, given_released, error);
}

static gu_status options_set(gu_options *options, const char *name, const struct json *service,
                             const struct json *step, struct given **token, gu_error **error) {
    const struct json *one = json_member(step, "options");
    TRY(gu_options_set_base_url(options, json_text(service, "base_url", NULL), error));
    if (json_member(step, "trust") == NULL)
        TRY(gu_options_add_ca_file(options, json_text(service, "ca_file", NULL), error));
    TRY(gu_options_allow_loopback(options, 1, error));
    for (one = one == NULL ? NULL : one->first; one != NULL; one = one->next) {
        if (strcmp(one->name, "log") != 0) TRY(gu_options_set(options, one->name, one->text, error));
        else TRY(gu_options_set_log_callback(options, on_log, given_new("log", name, one), given_released, error));
    }
    return token_set(options, name, service, json_member(step, "token"), token, error);
}

gu_status client_made(const struct json *service, const struct json *step, gu_client **client, gu_error **error) {
    gu_options *options = NULL;
    struct given *token = NULL;
    gu_status status;
    TRY(gu_options_new(&options, error));
    status = options_set(options, json_text(step, "as", "client"), service, step, &token, error);
    if (status == GU_OK) status = gu_client_new(options, client, error);
    if (token != NULL) token->client = *client;
    gu_options_free(options);
    return status;
}

/* ---- target */

static gu_status target_new(const struct json *w, gu_target **target, gu_error **error) {
    const char *kind = json_text(w, "kind", "");
#define P(name) json_text(w, name, NULL)
#define IS(name) (strcmp(kind, name) == 0)
    if (IS("todo_task")) return gu_target_todo_task(P("user"), P("list"), P("task"), P("name"), target, error);
    if (IS("message")) return gu_target_message(P("user"), P("folder"), P("message"), P("name"), target, error);
    if (IS("event")) return gu_target_event(P("user"), P("calendar"), P("event"), P("name"), target, error);
    if (IS("group_event"))
        return gu_target_group_event(P("group"), (uint32_t)json_true(w, "by_calendar"), P("event"), P("name"), target, error);
    if (IS("group_post")) return gu_target_group_post(P("group"), P("thread"), P("post"), P("name"), target, error);
    if (IS("drive_path")) return gu_target_drive_path(P("drive"), P("path"), target, error);
    if (IS("drive_child")) return gu_target_drive_child(P("drive"), P("folder"), P("name"), target, error);
    if (IS("drive_special")) return gu_target_drive_special(P("drive"), P("special"), P("path"), target, error);
    if (IS("drive_item")) return gu_target_drive_item(P("drive"), P("item"), target, error);
    if (IS("print_document"))
        return gu_target_print_document(P("printer"), P("job"), P("document"), P("name"), target, error);
    if (IS("parse")) return gu_target_parse(P("text"), P("user"), P("name"), target, error);
#undef P
#undef IS
    broken("target", kind);
}

gu_status target_made(const struct json *wish, gu_target **target, gu_error **error) {
    const struct json *one = json_member(wish, "properties");
    TRY(target_new(wish, target, error));
    for (one = one == NULL ? NULL : one->first; one != NULL; one = one->next)
        TRY(gu_target_set(*target, one->name, one->text, error));
    return GU_OK;
}

/* ---- upload */

static int32_t on_progress(const gu_progress *progress, void *context) {
    struct given *given = context;
    int64_t sent = (int64_t)gu_progress_sent(progress);
    event_begin("progress", given->of);
    event_number("sent", sent);
    event_number("confirmed", (int64_t)gu_progress_confirmed(progress));
    event_number("total", (int64_t)gu_progress_total(progress));
    event_number("spooled", (int64_t)gu_progress_spooled(progress));
    event_end();
    return sent >= json_number(given->wish, "raise_at", INT64_MAX) || sent >= json_number(given->wish, "stop_at", INT64_MAX);
}

static gu_status settings_set(gu_upload *upload, const struct json *settings, gu_error **error) {
    uint8_t key[32];
    const struct json *one;
    for (one = settings == NULL ? NULL : settings->first; one != NULL; one = one->next) {
        if (strcmp(one->name, "state_file") == 0) TRY(gu_upload_set_state_file(upload, one->text, error));
        else if (strcmp(one->name, "key") == 0)
            TRY(gu_upload_set_sealing_key(upload, key_bytes(settings, key), sizeof key, error));
        else if (strcmp(one->name, "keep_on_cancel") == 0)
            TRY(gu_upload_set_keep_on_cancel(upload, (uint32_t)one->number, error));
        else if (strcmp(one->name, "differs_is_error") == 0)
            TRY(gu_upload_set_differs_is_error(upload, (uint32_t)one->number, error));
        else if (strcmp(one->name, "spool_folder") == 0) TRY(gu_upload_set_spool_folder(upload, one->text, error));
        else if (strcmp(one->name, "spool_max_bytes") == 0)
            TRY(gu_upload_set_spool_max_bytes(upload, (uint64_t)one->number, error));
        else broken("setting", one->name);
    }
    return GU_OK;
}

gu_status upload_made(const struct json *step, const char *name, gu_cancel *cancel, gu_upload **upload, gu_error **error) {
    const struct json *progress = json_member(step, "progress");
    TRY(gu_upload_new(upload, error));
    TRY(source_set(*upload, json_member(step, "source"), name, cancel, error));
    if (progress != NULL)
        TRY(gu_upload_set_progress(*upload, on_progress, given_new("progress", name, progress), given_released, error));
    return settings_set(*upload, json_member(step, "settings"), error);
}
