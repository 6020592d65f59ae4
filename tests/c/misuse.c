/*
 * Wrong arguments give a status, and a message that names the argument and its limit. Against the simulator, which
 * must not see any byte of a file.
 */
#include "refused.h"

static char *repeated(char letter, size_t count) {
    char *text = (char *)malloc(count + 1);
    if (text == NULL) exit(1);
    memset(text, letter, count);
    text[count] = '\0';
    return text;
}

static void options(void) {
    gu_options *options = new_options();
    gu_client *client = NULL;
    char *long_token = repeated('x', 16385), *long_agent = repeated('x', 513);
    REFUSED(gu_options_set_token(options, NULL, &failure), "token: must not be NULL");
    REFUSED(gu_options_set_token(options, "", &failure), "token: must not be empty");
    REFUSED(gu_options_set_token(options, not_utf8, &failure), "token: not UTF-8 (byte 2");
    REFUSED(gu_options_set_token(options, "a\r\nX-Evil: 1", &failure), "token: only visible ASCII");
    REFUSED(gu_options_set_token(options, "Bearer x", &failure), "token: only visible ASCII");
    REFUSED(gu_options_set_token(options, long_token, &failure), "16384");
    CHECK(strstr(gu_error_message(failure), "xxxx") == NULL);
    REFUSED(gu_options_set_token_callback(options, NULL, NULL, NULL, &failure), "callback: must not be NULL");
    REFUSED(gu_options_set_base_url(options, NULL, &failure), "url: must not be NULL");
    REFUSED(gu_options_set_base_url(options, "", &failure), "base URL: ");
    REFUSED(gu_options_set_base_url(options, "graph.microsoft.com", &failure), "base URL: ");
    REFUSED(gu_options_set_base_url(options, "http://graph.microsoft.com", &failure), "base URL: http is allowed on loopback");
    REFUSED(gu_options_set_base_url(options, "http://10.0.0.1", &failure), "base URL: http is allowed on loopback");
    REFUSED(gu_options_set_base_url(options, "https://u:secret@host", &failure), "base URL: user information");
    CHECK(strstr(gu_error_message(failure), "secret") == NULL);
    REFUSED(gu_options_set_base_url(options, "https://graph.microsoft.com/v1.0", &failure), "base URL: leave out the version");
    REFUSED(gu_options_set_base_url(options, "https://h\r\nX-Evil: 1", &failure), "base URL: ");
    REFUSED(gu_options_set_api_version(options, 3, &failure), "version: 3");
    REFUSED(gu_options_set_user_agent(options, NULL, &failure), "user_agent: must not be NULL");
    REFUSED(gu_options_set_user_agent(options, "", &failure), "user agent: must be 1 to 512");
    REFUSED(gu_options_set_user_agent(options, long_agent, &failure), "user agent: must be 1 to 512");
    REFUSED(gu_options_set_user_agent(options, "a\nb", &failure), "user agent: ");
    REFUSED(gu_options_add_ca_pem(options, NULL, 1, &failure), "pem: must not be NULL");
    REFUSED(gu_options_add_ca_pem(options, NULL, 0, &failure), "no certificate");
    REFUSED(gu_options_add_ca_pem(options, (const uint8_t *)"x", UINT64_MAX, &failure), "pem: ");
    REFUSED(gu_options_add_ca_file(options, "/nowhere/ca.pem", &failure), "CA file /nowhere/ca.pem: cannot");
    REFUSED(gu_options_set_connect_timeout_ms(options, 0, &failure), "0 is not between 1 and 86400000");
    REFUSED(gu_options_set_stall_timeout_ms(options, 86400001, &failure), "86400001 is not between 1 and 86400000");
    REFUSED(gu_options_set_response_timeout_ms(options, 0, &failure), "between 1 and 86400000");
    REFUSED(gu_options_set_commit_response_timeout_ms(options, UINT64_MAX, &failure), "between 1 and 86400000");
    REFUSED(gu_options_set_retry_budget(options, 0, 0, &failure), "retry attempts: 0 is not between 1 and 1000");
    REFUSED(gu_options_set_retry_budget(options, 1, 86400001, &failure), "retry time in ms: 86400001");
    REFUSED(gu_options_set_backoff_ms(options, 2, 1, &failure), "first backoff in ms: 2 is not between 0 and 1");
    REFUSED(gu_options_set_backoff_ms(options, 0, 86400001, &failure), "longest backoff in ms: 86400001");
    REFUSED(gu_options_set_settle_ms(options, 86400001, &failure), "settle time in ms: 86400001");
    REFUSED(gu_options_set_locked_policy(options, 2, &failure), "policy: 2 is none of the GU_LOCKED_ values");
    REFUSED(gu_options_set_baseline(options, 2, &failure), "baseline: 2 is none of the GU_BASELINE_ values");
    REFUSED(gu_options_set_one_request_bytes(options, 250000001, &failure), "one request in bytes: 250000001");
    REFUSED(gu_options_set_piece_bytes(options, 62586881, &failure), "62586880");
    REFUSED(gu_options_set_piece_bytes(options, 62914560, &failure), "62586880");

    REFUSED(gu_options_set_ip_version(options, 5, &failure), "IP version: 5");
    REFUSED(gu_options_set_cloud(options, 7, &failure), "cloud: 7");
    REFUSED(gu_options_add_upload_host(options, "https://files.example.com", &failure), "upload host: ");
    REFUSED(gu_options_add_upload_host(options, NULL, &failure), "host: must not be NULL");

    /* An overlooked failure must not let the client go to the default service. */
    REFUSED(gu_client_new(options, &client, &failure), "gu_options_set_token() has failed and was not mended");
    CHECK(client == NULL);
    gu_options_free(options);

    /* The same setter mends it; nothing that was refused has changed anything. */
    options = new_options();
    REFUSED(gu_options_set_base_url(options, "https://localhost/v1.0", &failure), "base URL: leave out the version");
    REFUSED(gu_client_new(options, &client, &failure), "gu_options_set_base_url() has failed");
    EXPECT(GU_OK, gu_options_set_base_url(options, "https://localhost", &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    gu_client_free(client);

    EXPECT(GU_OK, gu_options_set_base_url(options, "http://localhost:1", &failure));
    EXPECT(GU_OK, gu_options_allow_loopback(options, 0, &failure));
    client = (gu_client *)&not_utf8; /* not a client: must be overwritten */
    REFUSED(gu_client_new(options, &client, &failure), "base URL: http is allowed on loopback");
    CHECK(client == NULL);
    REFUSED(gu_client_new(options, NULL, &failure), "client: must not be NULL");
    REFUSED(gu_client_new(NULL, &client, &failure), "options: must not be NULL");
    gu_options_free(options);

    EXPECT(GU_OK, gu_options_new(&options, &failure));
    EXPECT(GU_OK, gu_options_set_platform_roots(options, 0, &failure));
    REFUSED(gu_client_new(options, &client, &failure), "platform roots: ");
    gu_options_free(options);
    free(long_token);
    free(long_agent);
}

static void targets(void) {
    gu_target *target = (gu_target *)&not_utf8;
    char *long_id = repeated('i', 2049), *long_name = repeated('n', 1021);
    REFUSED(gu_target_todo_task(NULL, NULL, "t", "n", &target, &failure), "list: must not be NULL");
    CHECK(target == NULL);
    REFUSED(gu_target_todo_task(NULL, "l", NULL, "n", &target, &failure), "task: must not be NULL");
    REFUSED(gu_target_todo_task(NULL, "l", "t", NULL, &target, &failure), "name: must not be NULL");
    REFUSED(gu_target_todo_task(NULL, "l", "t", "n", NULL, &failure), "target: must not be NULL");
    REFUSED(gu_target_todo_task("", "l", "t", "n", &target, &failure), "user: must not be empty");
    REFUSED(gu_target_todo_task(NULL, "", "t", "n", &target, &failure), "list: must not be empty");
    REFUSED(gu_target_todo_task(NULL, "l", "", "n", &target, &failure), "task: must not be empty");
    REFUSED(gu_target_todo_task(NULL, "l", "t", "", &target, &failure), "name: must not be empty");
    REFUSED(gu_target_todo_task(NULL, "..", "t", "n", &target, &failure), "list: ");
    REFUSED(gu_target_todo_task(NULL, not_utf8, "t", "n", &target, &failure), "list: not UTF-8 (byte 2");
    REFUSED(gu_target_todo_task(NULL, "l", "t", not_utf8, &target, &failure), "name: not UTF-8");
    REFUSED(gu_target_todo_task(not_utf8, "l", "t", "n", &target, &failure), "user: not UTF-8");
    REFUSED(gu_target_todo_task(NULL, "l\n", "t", "n", &target, &failure), "list: control characters");
    REFUSED(gu_target_todo_task(NULL, "l", "t", "a\tb", &target, &failure), "name: control characters");
    REFUSED(gu_target_todo_task(NULL, long_id, "t", "n", &target, &failure), "list: 2049 bytes, but at most 2048");
    REFUSED(gu_target_todo_task(NULL, "l", "t", long_name, &target, &failure), "name: 1021 bytes, but at most 1020");
    CHECK(target == NULL);
    EXPECT(GU_OK, gu_target_todo_task("u@contoso.com", "l", "t", "n", &target, &failure));
    REFUSED(gu_target_set_content_type(target, NULL, &failure), "content_type: must not be NULL");
    REFUSED(gu_target_set_content_type(target, "text", &failure), "content type: ");
    REFUSED(gu_target_set_content_type(target, "text/plain\r\nX-Evil: 1", &failure), "content type: ");
    gu_target_free(target);
    free(long_id);
    free(long_name);
}

static void sessions(void) {
    enum { SIZE = 1000 };
    static uint8_t bytes[SIZE + 1];
    gu_client *client = new_client();
    gu_target *target = NULL;
    gu_session *session = (gu_session *)&not_utf8;
    gu_item *item = (gu_item *)&not_utf8;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", "never", &target, &failure));
    REFUSED(gu_session_create(NULL, target, SIZE, NULL, &session, &failure), "client: must not be NULL");
    CHECK(session == NULL);
    REFUSED(gu_session_create(client, NULL, SIZE, NULL, &session, &failure), "target: must not be NULL");
    REFUSED(gu_session_create(client, target, SIZE, NULL, NULL, &failure), "session: must not be NULL");

    /* Too large is known before any request. */
    REFUSED_AS(GU_ERR_TOO_LARGE, gu_session_create(client, target, 26214401, NULL, &session, &failure), "26214400");
    REFUSED_AS(GU_ERR_TOO_LARGE, gu_session_create(client, target, UINT64_MAX, NULL, &session, &failure), "26214400");
    CHECK(session == NULL);
    CHECK(gu_error_http_status(failure) == 0 && !gu_error_in_doubt(failure) && !gu_error_is_retryable(failure));

    EXPECT(GU_OK, gu_session_create(client, target, SIZE, NULL, &session, &failure));
    REFUSED(gu_put_chunk(session, 1, bytes, 10, NULL, &failure), "offset: 1, but the next byte to put is 0");
    CHECK(gu_error_offset(failure) == 0);
    EXPECT(GU_OK, gu_put_chunk(session, 0, bytes, 10, NULL, &failure));
    EXPECT(GU_OK, gu_put_chunk(session, 10, NULL, 0, NULL, &failure)); /* length 0: the pointer is not looked at */
    REFUSED(gu_put_chunk(session, 0, bytes, 10, NULL, &failure), "offset: 0, but the next byte to put is 10");
    CHECK(gu_error_offset(failure) == 10);
    REFUSED(gu_put_chunk(session, UINT64_MAX, bytes, 10, NULL, &failure), "offset: ");
    CHECK(gu_error_offset(failure) == 10);
    REFUSED(gu_put_chunk(session, 10, NULL, 5, NULL, &failure), "bytes: must not be NULL");
    REFUSED(gu_put_chunk(session, 10, bytes, SIZE - 9, NULL, &failure), "length: 991 bytes from 10 on go past the end, which is at 1000");
    CHECK(gu_error_offset(failure) == 10);
    REFUSED(gu_put_chunk(session, 10, bytes, UINT64_MAX, NULL, &failure), "bytes: ");
    /* Cut to 32 bits it would be in order. */
    EXPECT(GU_ERR_ARGUMENT, gu_put_chunk(session, 10, bytes, UINT64_C(0x100000000) + 5, NULL, &failure));
    CHECK(gu_put_chunk(session, 0, bytes, 10, NULL, NULL) == GU_ERR_ARGUMENT); /* nobody asks why */
    CHECK(gu_session_next_offset(session) == 10);
    CHECK(gu_session_confirmed(session) == 0);
    CHECK(gu_session_size(session) == SIZE);
    REFUSED_AS(GU_ERR_INCOMPLETE, gu_finish(session, NULL, &item, &failure), "the bytes from 10 to 1000 have not been put");
    CHECK(gu_error_offset(failure) == 10);
    CHECK(item == NULL);
    EXPECT(GU_ERR_INCOMPLETE, gu_finish(session, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_session_discard(session, NULL, &failure));
    EXPECT(GU_OK, gu_session_discard(session, NULL, &failure));
    EXPECT(GU_ERR_STATE, gu_put_chunk(session, gu_session_next_offset(session), bytes, 1, NULL, &failure));
    EXPECT(GU_ERR_STATE, gu_finish(session, NULL, &item, &failure));
    CHECK(item == NULL);
    EXPECT(GU_ERR_STATE, gu_session_refresh(session, NULL, &failure));
    gu_session_free(session);
    gu_target_free(target);
    gu_client_free(client);
}

static void tokenless(void) {
    gu_options *options = NULL;
    gu_client *client = NULL;
    gu_target *target = NULL;
    gu_session *session = NULL;
    EXPECT(GU_OK, gu_options_new(&options, &failure));
    EXPECT(GU_OK, gu_options_set_base_url(options, getenv("GU_URL"), &failure));
    EXPECT(GU_OK, gu_options_allow_loopback(options, 1, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", "never", &target, &failure));
    REFUSED_AS(GU_ERR_SIGN_IN, gu_session_create(client, target, 10, NULL, &session, &failure), "token");
    CHECK(session == NULL);
    gu_target_free(target);
    gu_client_free(client);
    gu_options_free(options);
}

static void cancelled_before_it_began(void) {
    gu_client *client = new_client();
    gu_target *target = NULL;
    gu_session *session = NULL;
    gu_cancel *cancel = NULL;
    REFUSED(gu_cancel_new(NULL, &failure), "cancel: must not be NULL");
    EXPECT(GU_OK, gu_cancel_new(&cancel, &failure));
    CHECK(gu_cancel_is_requested(cancel) == 0);
    gu_cancel_request(cancel);
    gu_cancel_request(cancel);
    CHECK(gu_cancel_is_requested(cancel) == 1);
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", "never", &target, &failure));
    EXPECT(GU_ERR_CANCELLED, gu_session_create(client, target, 10, cancel, &session, &failure));
    CHECK(session == NULL && !gu_error_in_doubt(failure));
    gu_cancel_free(cancel);
    gu_target_free(target);
    gu_client_free(client);
}

int main(void) {
    options();
    targets();
    sessions();
    tokenless();
    cancelled_before_it_began();
    return checked();
}
