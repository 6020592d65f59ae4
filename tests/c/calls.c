/*
 * Each call of the header with live objects and arguments that are in order, for memory checkers: sweep.c makes them with
 * zeros. Against the simulator, which refuses the first upload. The argument is a folder with a certificate and its key.
 */
#include "check.h"
#include "files.h"

/* A call that succeeds. */
#define DONE(call) EXPECT(GU_OK, call)

enum { FILE_SIZE = 1000 };

struct seen {
    int tokens, lines, polls, states, numbers, destroyed;
};

static void on_destroy(void *context) { ((struct seen *)context)->destroyed++; }

static int32_t on_token(const gu_token_sink *sink, void *context) {
    ((struct seen *)context)->tokens++;
    CHECK(gu_token_sink_was_rejected(sink) == 0 && gu_token_sink_claims(sink)[0] == '\0');
    return gu_token_sink_put(sink, getenv("GRAPH_TOKEN"), NULL);
}

static void on_line(const gu_log_record *record, void *context) {
    ((struct seen *)context)->lines++;
    CHECK(gu_log_record_level(record) >= GU_LOG_WARNING && gu_log_record_message(record)[0] != '\0');
}

static int32_t on_poll(void *context) {
    ((struct seen *)context)->polls++;
    return 0;
}

static int32_t on_state(const gu_state *state, void *context) {
    ((struct seen *)context)->states++;
    CHECK(gu_state_data(state) != NULL && gu_state_length(state) > 0);
    return 0;
}

static int32_t on_progress(const gu_progress *now, void *context) {
    ((struct seen *)context)->numbers++;
    CHECK(gu_progress_confirmed(now) <= gu_progress_sent(now) && gu_progress_sent(now) <= gu_progress_total(now));
    CHECK(gu_progress_total(now) == FILE_SIZE && gu_progress_time_left_ms(now) >= -1);
    CHECK(gu_progress_late_by_ms(now) == -1 || gu_progress_late_by_ms(now) == 0);
    CHECK(gu_progress_bytes_per_second(now) < 1000000000 && gu_progress_spooled(now) == 0);
    CHECK((gu_progress_waits_ms(now) == 0) == (gu_progress_waits_for(now) == GU_WAIT_NOTHING));
    CHECK(strlen(gu_progress_waits_code(now)) < 64);
    return 0;
}

/* ---- options ------------------------------------------------------------------------------------------------- */

static void numbers(gu_options *options) {
    DONE(gu_options_set(options, "connect_timeout_ms", "9000", &failure));
    DONE(gu_options_set_connect_timeout_ms(options, 10000, &failure));
    DONE(gu_options_set_stall_timeout_ms(options, 10000, &failure));
    DONE(gu_options_set_response_timeout_ms(options, 10000, &failure));
    DONE(gu_options_set_commit_response_timeout_ms(options, 10000, &failure));
    DONE(gu_options_set_retry_budget(options, 2, 10000, &failure));
    DONE(gu_options_set_backoff_ms(options, 1, 10, &failure));
    DONE(gu_options_set_settle_ms(options, 10, &failure));
    DONE(gu_options_set_piece_bytes(options, 327680, &failure));
    DONE(gu_options_set_rate_limit(options, 100000000, &failure));
    DONE(gu_options_set_locked_policy(options, GU_LOCKED_FAIL, &failure));
    DONE(gu_options_set_baseline(options, GU_BASELINE_QUICK, &failure));
    DONE(gu_options_set_one_request_bytes(options, 1000000, &failure));
    DONE(gu_options_set_ip_version(options, GU_IP_ANY, &failure));
    DONE(gu_options_set_immutable_ids(options, 1, &failure));
    DONE(gu_options_set_api_version(options, GU_API_V1, &failure));
}

/* The bytes of a small file. */
struct bytes {
    uint8_t data[4096];
    uint64_t length;
};

static struct bytes read_file(const char *path) {
    struct bytes bytes;
    FILE *file = fopen(path, "rb");
    if (!CHECK(file != NULL)) exit(1);
    bytes.length = fread(bytes.data, 1, sizeof bytes.data, file);
    fclose(file);
    return bytes;
}

/* The options of a cloud, which no client is made with. The folder has a certificate and its key. */
static void names(const char *folder) {
    char chain_path[512], key_path[512];
    struct bytes chain, key;
    gu_options *options = NULL;
    snprintf(chain_path, sizeof chain_path, "%s/chain.pem", folder);
    snprintf(key_path, sizeof key_path, "%s/key.pem", folder);
    chain = read_file(chain_path);
    key = read_file(key_path);
    DONE(gu_options_new(&options, &failure));
    DONE(gu_options_set_cloud(options, GU_CLOUD_CHINA, &failure));
    DONE(gu_options_add_upload_host(options, "files.example.com", &failure));
    DONE(gu_options_set_proxy(options, "http://name:password@proxy.example.com", &failure));
    DONE(gu_options_set_no_proxy(options, "localhost", &failure));
    DONE(gu_options_set_proxy_from_environment(options, &failure));
    DONE(gu_options_add_ca_file(options, chain_path, &failure));
    DONE(gu_options_add_ca_pem(options, chain.data, chain.length, &failure));
    DONE(gu_options_set_client_certificate_files(options, chain_path, key_path, &failure));
    DONE(gu_options_set_client_certificate_pem(options, chain.data, chain.length, key.data, key.length, &failure));
    gu_options_free(options);
}

/* ---- targets ------------------------------------------------------------------------------------------------- */

#define TARGET(set_more, create)                                       \
    do {                                                               \
        gu_target *target = NULL;                                      \
        DONE(create);                                                \
        set_more(target);                                              \
        gu_target_free(target);                                        \
    } while (0)

static void typed(gu_target *target) { DONE(gu_target_set_content_type(target, "application/pdf", &failure)); }

static void shown(gu_target *target) {
    typed(target);
    DONE(gu_target_set_inline(target, 1, &failure));
    DONE(gu_target_set_content_id(target, "picture", &failure));
}

static void described(gu_target *target) {
    DONE(gu_target_set(target, "description", "text", &failure));
    DONE(gu_target_set_conflict(target, GU_CONFLICT_REPLACE, &failure));
    DONE(gu_target_set_created_ms(target, 1, &failure));
    DONE(gu_target_set_modified_ms(target, 2, &failure));
    DONE(gu_target_set_accessed_ms(target, 3, &failure));
    DONE(gu_target_set_description(target, "text", &failure));
    DONE(gu_target_set_space_check(target, 1, &failure));
    DONE(gu_target_set_commit(target, GU_COMMIT_BY_HOST, &failure));
    DONE(gu_target_set_if_match(target, "\"{A1},2\"", &failure));
    DONE(gu_target_set_if_none_match(target, "*", &failure));
    DONE(gu_target_set_source(target, "teams", "1", &failure));
    DONE(gu_target_set_media_category(target, "meeting", &failure));
}

static void targets(void) {
    TARGET(typed, gu_target_todo_task("user", "list", "task", "name", &target, &failure));
    TARGET(shown, gu_target_message("user", "folder", "message", "name", &target, &failure));
    TARGET(shown, gu_target_event("user", "calendar", "event", "name", &target, &failure));
    TARGET(shown, gu_target_group_event("group", 1, "event", "name", &target, &failure));
    TARGET(shown, gu_target_group_post("group", "thread", "post", "name", &target, &failure));
    TARGET(shown, gu_target_group_post_in_reply_to("g", NULL, "thread", "post", "name", &target, &failure));
    TARGET(described, gu_target_drive_path("/me/drive", "folder/name", &target, &failure));
    TARGET(described, gu_target_drive_child(NULL, "folder", "name", &target, &failure));
    TARGET(described, gu_target_drive_special(NULL, "approot", "name", &target, &failure));
    TARGET(described, gu_target_drive_item(NULL, "item", &target, &failure));
    TARGET(described, gu_target_drive_share("u!dG9r", &target, &failure));
    TARGET(typed, gu_target_print_document("printer", "job", "document", "name", &target, &failure));
    TARGET(typed, gu_target_print_share_document("share", "job", "document", "name", &target, &failure));
    TARGET(typed, gu_target_parse("message:MESSAGE", "user", "name", &target, &failure));
}

/* ---- uploads ------------------------------------------------------------------------------------------------- */

static gu_client *watched_client(struct seen *seen) {
    gu_options *options = new_options();
    gu_client *client = NULL;
    numbers(options);
    DONE(gu_options_set_user_agent(options, "NONISV|Example|Calls/1.0", &failure));
    DONE(gu_options_set_token_callback(options, on_token, seen, on_destroy, &failure));
    DONE(gu_options_set_log_callback(options, on_line, seen, on_destroy, &failure));
    DONE(gu_client_new(options, &client, &failure));
    gu_options_free(options);
    return client;
}

static gu_cancel *watched_cancel(struct seen *seen) {
    gu_cancel *cancel = NULL;
    DONE(gu_cancel_new(&cancel, &failure));
    DONE(gu_cancel_set_deadline_ms(cancel, 200000, &failure));
    DONE(gu_cancel_set_poll(cancel, on_poll, seen, on_destroy, &failure));
    CHECK(gu_cancel_wait(cancel, 1) == 0 && gu_cancel_is_requested(cancel) == 0);
    return cancel;
}

static void stored(gu_item *item, const char *place) {
    CHECK(gu_item_location(item) != NULL && gu_item_name(item) != NULL && gu_item_recovered(item) == 0);
    CHECK(gu_item_size(item) >= -1 && gu_item_web_url(item) != NULL && gu_item_etag(item) != NULL);
    CHECK(gu_item_json(item) != NULL && gu_item_integrity(item) != GU_INTEGRITY_DIFFERS);
    printf("stored: %s %d %s\n", place, FILE_SIZE, gu_item_id(item));
    gu_item_free(item);
}

static gu_target *file(const char *name) {
    gu_target *target = NULL;
    DONE(gu_target_drive_path(NULL, name, &target, &failure));
    return target;
}

static void whole(const gu_client *client, const gu_cancel *cancel, struct seen *seen, const char *folder) {
    static const uint8_t key[32] = {7};
    uint8_t *bytes = new_bytes(0, FILE_SIZE);
    char path[512], state[512];
    gu_target *target = file("whole");
    gu_upload *upload = NULL;
    gu_item *item = NULL;
    FILE *source;
    snprintf(path, sizeof path, "%s/calls", folder);
    snprintf(state, sizeof state, "%s/calls-state", folder);
    source = create_file(path);
    if (!CHECK(source != NULL)) exit(1);
    CHECK(fwrite(bytes, 1, FILE_SIZE, source) == FILE_SIZE && fclose(source) == 0);
    DONE(gu_upload_new(&upload, &failure));
    DONE(gu_upload_set_file(upload, path, &failure));
    DONE(gu_upload_set_memory(upload, bytes, FILE_SIZE, NULL, NULL, &failure));
    DONE(gu_upload_set_progress(upload, on_progress, seen, on_destroy, &failure));
    DONE(gu_upload_set_keep_on_cancel(upload, 1, &failure));
    DONE(gu_upload_set_differs_is_error(upload, 1, &failure));
    DONE(gu_upload_set_spool_folder(upload, folder, &failure));
    DONE(gu_upload_set_spool_max_bytes(upload, FILE_SIZE, &failure));
    DONE(gu_upload_set_state_file(upload, state, &failure));
    DONE(gu_upload_set_sealing_key(upload, key, sizeof key, &failure));
    DONE(gu_upload_run(upload, client, target, cancel, &item, &failure));
    stored(item, "drive");
    gu_upload_free(upload);
    gu_target_free(target);
    target = file("one-call");
    DONE(gu_upload_file(client, target, path, &item, &failure));
    stored(item, "drive");
    gu_target_free(target);
    free(bytes);
}

static void fed(gu_client *client, const gu_cancel *cancel, struct seen *seen) {
    uint8_t *bytes = new_bytes(0, FILE_SIZE);
    gu_session *session = new_session(client, "fed", FILE_SIZE), *resumed = NULL;
    gu_target *target = NULL;
    gu_state *state = NULL;
    gu_item *item = NULL;
    DONE(gu_target_todo_task(NULL, "list", "task", "fed", &target, &failure));
    DONE(gu_client_set_token(client, getenv("GRAPH_TOKEN"), &failure));
    DONE(gu_session_set_progress(session, on_progress, seen, on_destroy, &failure));
    DONE(gu_session_save(session, NULL, 0, &state, &failure));
    DONE(gu_put_chunk(session, 0, bytes, 10, cancel, &failure));
    DONE(gu_session_refresh(session, cancel, &failure));
    CHECK(gu_session_confirmed(session) == 0 && gu_session_next_offset(session) == 10);
    gu_session_free(session);

    DONE(gu_session_resume(client, target, gu_state_data(state), gu_state_length(state), NULL, 0, cancel, &resumed, &failure));
    CHECK(gu_session_size(resumed) == FILE_SIZE && gu_session_expires_ms(resumed) > 0);
    DONE(gu_session_set_save_callback(resumed, NULL, 0, on_state, seen, on_destroy, &failure));
    DONE(gu_put_chunk(resumed, gu_session_next_offset(resumed), bytes, FILE_SIZE, cancel, &failure));
    DONE(gu_finish(resumed, cancel, &item, &failure));
    stored(item, "task");
    EXPECT(GU_ERR_STORED, gu_session_discard(resumed, cancel, &failure));
    gu_session_free(resumed);
    gu_state_free(state);
    gu_target_free(target);
    free(bytes);
}

/* ---- errors -------------------------------------------------------------------------------------------------- */

static void refused(const gu_client *client) {
    gu_target *target = NULL;
    gu_session *session = NULL;
    DONE(gu_target_todo_task(NULL, "list", "task", "refused", &target, &failure));
    EXPECT(GU_ERR_DENIED, gu_session_create(client, target, FILE_SIZE, NULL, &session, &failure));
    CHECK(gu_error_status(failure) == GU_ERR_DENIED && gu_error_http_status(failure) == 403);
    CHECK(strcmp(gu_error_service_code(failure), "ErrorAccessDenied") == 0);
    CHECK(strstr(gu_error_service_codes(failure), gu_error_service_code(failure)) != NULL);
    CHECK(strcmp(gu_error_request_id(failure), "abc-123") == 0 && gu_error_host(failure)[0] != '\0');
    CHECK(gu_error_diagnostics(failure) != NULL && gu_error_claims(failure)[0] == '\0');
    CHECK(gu_error_retry_after_ms(failure) == 0 && gu_error_os_error(failure) == 0);
    CHECK(!gu_error_is_retryable(failure) && !gu_error_in_doubt(failure) && !gu_error_session_kept(failure));
    CHECK(gu_error_offset(failure) == 0 && gu_error_attempts(failure) <= 1);
    CHECK(strstr(gu_error_json(failure), "\"GU_ERR_DENIED\"") != NULL && gu_error_message(failure)[0] != '\0');
    gu_target_free(target);
}

int main(int argc, char **argv) {
    struct seen seen;
    gu_client *client;
    gu_cancel *cancel;
    memset(&seen, 0, sizeof seen);
    if (argc != 2) return fprintf(stderr, "usage: calls FOLDER\n"), 2;
    CHECK(strstr(gu_version_string(), ".") != NULL && gu_version_number() == GU_VERSION_NUMBER);
    CHECK(strcmp(gu_status_name(GU_OK), "GU_OK") == 0 && gu_rules_json()[0] == '[');
    names(argv[1]);
    targets();
    client = watched_client(&seen);
    cancel = watched_cancel(&seen);
    refused(client);
    whole(client, cancel, &seen, argv[1]);
    fed(client, cancel, &seen);
    gu_cancel_request(cancel);
    gu_cancel_free(cancel);
    gu_client_free(client);
    CHECK(seen.tokens > 0 && seen.lines > 0 && seen.polls > 0 && seen.states > 0 && seen.numbers > 0);
    CHECK(seen.destroyed == 6);
    return checked();
}
