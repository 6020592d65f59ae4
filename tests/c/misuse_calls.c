/*
 * The calls of misuse.c are those that a service is behind; here is every other one that can fail, refused for what is
 * wrong with its arguments. Nothing is sent.
 */
#include "refused.h"

static gu_target *drive(void) {
    gu_target *target = NULL;
    EXPECT(GU_OK, gu_target_drive_path(NULL, "name", &target, &failure));
    return target;
}

static void on_destroy(void *context) { ++*(int *)context; }

static int32_t on_progress(const gu_progress *numbers, void *context) {
    (void)numbers, (void)context;
    return 0;
}

static int32_t on_poll(void *context) {
    (void)context;
    return 0;
}

static int32_t on_save(const gu_state *state, void *context) {
    (void)state, (void)context;
    return 0;
}

static void on_line(const gu_log_record *record, void *context) { (void)record, (void)context; }

static void options(void) {
    gu_options *options = new_options();
    const uint8_t *bytes = (const uint8_t *)"nonsense";
    int destroyed = 0;
    REFUSED(gu_options_new(NULL, &failure), "options: must not be NULL");
    REFUSED(gu_options_set(options, "no_such_option", "1", &failure), "connect_timeout_ms");
    REFUSED(gu_options_set(options, "connect_timeout_ms", "soon", &failure), "soon");
    REFUSED(gu_options_set(options, "connect_timeout_ms", NULL, &failure), "value: must not be NULL");
    REFUSED(gu_options_set(options, NULL, "1", &failure), "name: must not be NULL");
    REFUSED(gu_options_set_immutable_ids(NULL, 1, &failure), "options: must not be NULL");
    REFUSED(gu_options_set_platform_roots(NULL, 1, &failure), "options: must not be NULL");
    REFUSED(gu_options_allow_loopback(NULL, 1, &failure), "options: must not be NULL");
    REFUSED(gu_options_set_log_callback(NULL, on_line, &destroyed, on_destroy, &failure), "options: must not be NULL");
    CHECK(destroyed == 1);
    REFUSED(gu_options_set_proxy(options, "ftp://proxy", &failure), "proxy");
    REFUSED(gu_options_set_proxy_from_environment(NULL, &failure), "options: must not be NULL");
    REFUSED(gu_options_set_no_proxy(options, not_utf8, &failure), "hosts: not UTF-8 (byte 2");
    REFUSED(gu_options_set_client_certificate_pem(options, bytes, 8, NULL, 1, &failure), "key: must not be NULL");
    REFUSED(gu_options_set_client_certificate_pem(options, bytes, 8, bytes, 8, &failure), "client certificate: ");
    REFUSED(gu_options_set_client_certificate_files(options, "/nowhere/c", "/nowhere/k", &failure), "client certificate file: ");
    REFUSED(gu_options_set_rate_limit(options, 1, &failure), "rate limit in bytes per second: 1");
    gu_options_free(options);
}

static void targets(void) {
    gu_target *target = (gu_target *)&not_utf8;
    REFUSED(gu_target_parse("nowhere:a/b", NULL, NULL, &target, &failure), "nowhere");
    CHECK(target == NULL);
    REFUSED(gu_target_parse(NULL, NULL, NULL, &target, &failure), "text: must not be NULL");
    REFUSED(gu_target_message(NULL, NULL, NULL, "n", &target, &failure), "message: must not be NULL");
    REFUSED(gu_target_event(NULL, NULL, "", "n", &target, &failure), "event: must not be empty");
    REFUSED(gu_target_group_event(NULL, 1, "e", "n", &target, &failure), "group: must not be NULL");
    REFUSED(gu_target_group_post("g", NULL, "p", "n", &target, &failure), "thread: must not be NULL");
    REFUSED(gu_target_group_post_in_reply_to("g", "", "t", "p", "n", &target, &failure), "conversation: must not be empty");
    REFUSED(gu_target_drive_path("/nowhere", "n", &target, &failure), "drive: ");
    REFUSED(gu_target_drive_path(NULL, "a//b", &target, &failure), "path: ");
    REFUSED(gu_target_drive_child(NULL, "", "n", &target, &failure), "folder: must not be empty");
    REFUSED(gu_target_drive_special(NULL, NULL, "n", &target, &failure), "must not be NULL");
    REFUSED(gu_target_drive_item(NULL, "a\nb", &target, &failure), "item: control characters");
    REFUSED(gu_target_drive_share("nowhere", &target, &failure), "share");
    REFUSED(gu_target_print_document("p", "j", NULL, "n", &target, &failure), "document: must not be NULL");
    REFUSED(gu_target_print_share_document("", "j", "d", "n", &target, &failure), "share: must not be empty");
    CHECK(target == NULL);
}

static void properties(void) {
    gu_target *target = drive(), *task = NULL;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "l", "t", "n", &task, &failure));
    REFUSED(gu_target_set(target, "no_such_property", "1", &failure), "modified_ms");
    REFUSED(gu_target_set(target, "modified_ms", "soon", &failure), "soon");
    REFUSED(gu_target_set(task, "modified_ms", "1", &failure), "modified time: ");
    REFUSED(gu_target_set_inline(target, 1, &failure), "inline: ");
    REFUSED(gu_target_set_content_id(target, "id", &failure), "content id: ");
    REFUSED(gu_target_set_conflict(target, 4, &failure), "conflict: 4");
    REFUSED(gu_target_set_created_ms(target, UINT64_MAX, &failure), "created time: ");
    REFUSED(gu_target_set_modified_ms(target, UINT64_C(253402300800000), &failure), "modified time: ");
    REFUSED(gu_target_set_accessed_ms(task, 1, &failure), "accessed time: ");
    REFUSED(gu_target_set_description(target, "", &failure), "description: must not be empty");
    REFUSED(gu_target_set_space_check(task, 1, &failure), "space check: ");
    REFUSED(gu_target_set_commit(target, -1, &failure), "commit: -1");
    REFUSED(gu_target_set_if_match(target, "a\nb", &failure), "if match: ");
    REFUSED(gu_target_set_if_none_match(target, NULL, &failure), "etag: must not be NULL");
    REFUSED(gu_target_set_source(target, "teams", "", &failure), "must not be empty");
    REFUSED(gu_target_set_media_category(target, "a b", &failure), "media category: ");
    gu_target_free(task);
    gu_target_free(target);
}

static void uploads(const gu_client *client) {
    static const uint8_t key[4] = {7};
    gu_target *target = drive();
    gu_upload *upload = NULL;
    gu_item *item = (gu_item *)&not_utf8;
    int destroyed = 0;
    REFUSED(gu_upload_new(NULL, &failure), "upload: must not be NULL");
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    REFUSED_AS(GU_ERR_STATE, gu_upload_run(upload, client, target, NULL, &item, &failure), "source");
    CHECK(item == NULL);
    REFUSED(gu_upload_run(upload, NULL, target, NULL, &item, &failure), "client: must not be NULL");
    REFUSED(gu_upload_set_file(upload, not_utf8, &failure), "path: not UTF-8 (byte 2");
    REFUSED(gu_upload_set_file_handle(upload, UINT64_MAX, &failure), "handle: ");
    REFUSED(gu_upload_set_memory(upload, NULL, 1, &destroyed, on_destroy, &failure), "bytes: must not be NULL");
    REFUSED(gu_upload_set_read_at(upload, 1, NULL, &destroyed, on_destroy, &failure), "callback: must not be NULL");
    REFUSED(gu_upload_set_read(upload, 1, NULL, &destroyed, on_destroy, &failure), "callback: must not be NULL");
    REFUSED(gu_upload_set_stream(upload, NULL, &destroyed, on_destroy, &failure), "callback: must not be NULL");
    REFUSED(gu_upload_set_stream_handle(upload, UINT64_MAX, &failure), "handle: not an open file");
    REFUSED(gu_upload_set_spool_folder(upload, "", &failure), "path: must not be empty");
    REFUSED(gu_upload_set_spool_max_bytes(upload, 0, &failure), "bytes: 0");
    REFUSED(gu_upload_set_progress(NULL, on_progress, &destroyed, on_destroy, &failure), "upload: must not be NULL");
    CHECK(destroyed == 5);
    REFUSED(gu_upload_set_keep_on_cancel(NULL, 1, &failure), "upload: must not be NULL");
    REFUSED(gu_upload_set_differs_is_error(NULL, 1, &failure), "upload: must not be NULL");
    REFUSED(gu_upload_set_state_file(upload, "", &failure), "path: must not be empty");
    REFUSED(gu_upload_set_sealing_key(upload, key, sizeof key, &failure), "key");
    REFUSED(gu_upload_file(client, target, NULL, &item, &failure), "path: must not be NULL");
    REFUSED_AS(GU_ERR_SOURCE_UNREADABLE, gu_upload_file(client, target, "/nowhere/file", &item, &failure), "could not be opened");
    gu_upload_free(upload);
    gu_target_free(target);
}

static void sessions(const gu_client *client) {
    static const uint8_t nonsense[] = "nonsense";
    gu_target *target = drive();
    gu_session *session = (gu_session *)&not_utf8;
    gu_state *state = (gu_state *)&not_utf8;
    int destroyed = 0;
    REFUSED(gu_session_adopt(client, 9, "https://example.com", 1, NULL, &session, &failure), "kind: 9");
    CHECK(session == NULL);
    REFUSED(gu_session_adopt(client, GU_KIND_DRIVE_ITEM, "https://elsewhere.example", 1, NULL, &session, &failure), "upload URL");
    REFUSED_AS(GU_ERR_SAVED_STATE,
               gu_session_resume(client, target, nonsense, sizeof nonsense, NULL, 0, NULL, &session, &failure), "saved");
    REFUSED(gu_session_resume(client, target, NULL, 1, NULL, 0, NULL, &session, &failure), "data: must not be NULL");
    REFUSED(gu_session_resume(client, target, nonsense, 8, nonsense, 8, NULL, &session, &failure), "key");
    REFUSED(gu_session_save(NULL, NULL, 0, &state, &failure), "session: must not be NULL");
    CHECK(session == NULL && state == NULL);
    REFUSED(gu_session_set_progress(NULL, on_progress, &destroyed, on_destroy, &failure), "session: must not be NULL");
    REFUSED(gu_session_set_save_callback(NULL, NULL, 0, on_save, &destroyed, on_destroy, &failure), "session: must not be NULL");
    REFUSED(gu_session_discard(NULL, NULL, &failure), "session: must not be NULL");
    CHECK(destroyed == 2);
    gu_target_free(target);
}

static void jobs(void) {
    REFUSED(gu_job_cancel(NULL, &failure), "job: must not be NULL");
    REFUSED(gu_job_pause(NULL, &failure), "job: must not be NULL");
    REFUSED(gu_job_continue(NULL, &failure), "job: must not be NULL");
    REFUSED(gu_job_move_to_front(NULL, &failure), "job: must not be NULL");
    REFUSED(gu_job_wait(NULL, 0, NULL, &failure), "job: must not be NULL");
}

static void queues(const gu_client *client) {
    static const uint8_t key[4] = {7};
    gu_target *target = drive();
    gu_queue *queue = (gu_queue *)&not_utf8;
    gu_upload *upload = NULL;
    gu_job *job = (gu_job *)&not_utf8;
    int destroyed = 0;
    REFUSED(gu_queue_new(client, 0, &queue, &failure), "at_once: 0, but it must be 1 to 256");
    CHECK(queue == NULL);
    REFUSED(gu_queue_new(client, 257, &queue, &failure), "at_once: 257");
    REFUSED(gu_queue_new(NULL, 1, &queue, &failure), "client: must not be NULL");
    REFUSED(gu_queue_new(client, 1, NULL, &failure), "queue: must not be NULL");
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_queue_new(client, 1, &queue, &failure));
    REFUSED_AS(GU_ERR_STATE, gu_queue_submit(queue, upload, target, &destroyed, on_destroy, &job, &failure), "source");
    CHECK(job == NULL && destroyed == 1);
    REFUSED(gu_queue_submit(queue, NULL, target, NULL, NULL, &job, &failure), "upload: must not be NULL");
    REFUSED(gu_queue_submit(queue, upload, NULL, NULL, NULL, &job, &failure), "target: must not be NULL");
    REFUSED(gu_queue_submit(NULL, upload, target, &destroyed, on_destroy, NULL, &failure), "queue: must not be NULL");
    CHECK(destroyed == 2);
    REFUSED(gu_queue_next(queue, 0, NULL, NULL, &failure), "job: must not be NULL");
    REFUSED(gu_queue_next(NULL, 0, NULL, &job, &failure), "queue: must not be NULL");
    REFUSED(gu_queue_set_room(NULL, 1, 0, &failure), "queue: must not be NULL");
    REFUSED(gu_queue_set_state_folder(NULL, "folder", NULL, 0, &failure), "queue: must not be NULL");
    REFUSED(gu_queue_set_state_folder(queue, NULL, NULL, 0, &failure), "path: must not be NULL");
    REFUSED(gu_queue_set_state_folder(queue, "", NULL, 0, &failure), "path: must not be empty");
    REFUSED(gu_queue_set_state_folder(queue, not_utf8, NULL, 0, &failure), "path: not UTF-8 (byte 2");
    REFUSED(gu_queue_set_state_folder(queue, "folder", key, sizeof key, &failure), "sealing key: 4 bytes");
    REFUSED_AS(GU_ERR_SAVED_STATE, gu_queue_set_state_folder(queue, "/dev/null/folder", NULL, 0, &failure), "state folder: ");
    REFUSED(gu_queue_pause(NULL, &failure), "queue: must not be NULL");
    REFUSED(gu_queue_continue(NULL, &failure), "queue: must not be NULL");
    REFUSED(gu_queue_cancel(NULL, &failure), "queue: must not be NULL");
    CHECK(gu_queue_jobs(queue, 5) == 0 && gu_queue_jobs(queue, -1) == 0);
    gu_queue_free(queue);
    gu_upload_free(upload);
    gu_target_free(target);
}

static void flags(void) {
    int destroyed = 0;
    REFUSED(gu_cancel_set_deadline_ms(NULL, 1, &failure), "cancel: must not be NULL");
    REFUSED(gu_cancel_set_poll(NULL, on_poll, &destroyed, on_destroy, &failure), "cancel: must not be NULL");
    CHECK(destroyed == 1);
}

static int32_t put_no_token(const gu_token_sink *sink, void *context) {
    gu_error *error = NULL;
    (void)context;
    CHECK(gu_token_sink_put(sink, "not a token", &error) == GU_ERR_ARGUMENT);
    CHECK(strstr(gu_error_message(error), "token: only visible ASCII") != NULL);
    CHECK(strstr(gu_error_message(error), "not a token") == NULL);
    gu_error_free(error);
    return 0;
}

static void tokens(gu_client *fixed) {
    gu_options *options = new_options();
    gu_client *client = NULL;
    gu_target *target = drive();
    gu_session *session = NULL;
    REFUSED(gu_client_set_token(fixed, "not a token", &failure), "token: only visible ASCII");
    REFUSED(gu_client_set_token(NULL, "token", &failure), "client: must not be NULL");
    EXPECT(GU_OK, gu_options_set_token_callback(options, put_no_token, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    REFUSED_AS(GU_ERR_SIGN_IN, gu_session_create(client, target, 1, NULL, &session, &failure), "without putting a token");
    gu_target_free(target);
    gu_client_free(client);
    gu_options_free(options);
}

int main(void) {
    gu_client *client = new_client();
    options();
    targets();
    properties();
    uploads(client);
    sessions(client);
    jobs();
    queues(client);
    flags();
    tokens(client);
    gu_client_free(client);
    return checked();
}
