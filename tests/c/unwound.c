/*
 * Callbacks that are left in other ways than by returning, and threads that are cancelled. After longjmp() the handle of
 * the call can be freed and all others can be used; what unwinds the stack ends the process, which a child shows. A line
 * "file: NAME SIZE" names each file, a line "ended: HOW SIGNAL" how a child has ended.
 */
#include "check.h"

#include <pthread.h>
#include <setjmp.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 4000000, SMALL = 1000 };

static uint8_t *bytes;
static jmp_buf out;
static int jumps; /* how many callbacks are still to be left */

static void leave(void) {
    if (jumps > 0) {
        jumps--;
        longjmp(out, 1);
    }
}

static int32_t on_progress(const gu_progress *progress, void *user) {
    (void)progress, (void)user;
    leave();
    return 0;
}

static int32_t on_token(const gu_token_sink *sink, void *user) {
    (void)user;
    leave();
    return gu_token_sink_put(sink, getenv("GRAPH_TOKEN"), NULL);
}

static void on_log(const gu_log_record *record, void *user) {
    (void)record, (void)user;
    leave();
}

static int32_t on_read_at(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    (void)context;
    leave();
    memcpy(buffer, bytes + offset, length);
    *count = length;
    return 0;
}

static int32_t on_read(uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    uint64_t *at = (uint64_t *)context;
    leave();
    memcpy(buffer, bytes + *at, length);
    *at += length;
    *count = length;
    return 0;
}

static gu_upload *of_memory(uint64_t size) {
    gu_upload *upload = NULL;
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_memory(upload, bytes, size, NULL, NULL, &failure));
    return upload;
}

static gu_target *task(const char *name) {
    gu_target *target = NULL;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", name, &target, &failure));
    return target;
}

struct other {
    const gu_client *client;
    const gu_target *target;
    gu_upload *upload;
    gu_status status;
};

static void *run_other(void *user) {
    struct other *other = (struct other *)user;
    other->status = gu_upload_run(other->upload, other->client, other->target, NULL, NULL, NULL);
    return NULL;
}

/* In this thread and in another one. */
static void client_is_usable(const gu_client *client, const char *name) {
    char text[64];
    struct other other;
    pthread_t thread;
    gu_target *target = task(name);
    gu_upload *upload = of_memory(SMALL);
    EXPECT(GU_OK, gu_upload_run(upload, client, target, NULL, NULL, &failure));
    gu_target_free(target);
    printf("file: %s %d\n", name, (int)SMALL);
    snprintf(text, sizeof text, "%s-thread", name);
    target = task(text);
    other.client = client, other.target = target, other.upload = upload, other.status = -1;
    CHECK(pthread_create(&thread, NULL, run_other, &other) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(other.status == GU_OK);
    printf("file: %s %d\n", text, (int)SMALL);
    gu_target_free(target);
    gu_upload_free(upload);
}

/* The call of the upload never returns. */
static void run_and_leave(gu_upload *upload, const gu_client *client, const gu_target *target) {
    if (setjmp(out) == 0) {
        jumps = 1;
        gu_upload_run(upload, client, target, NULL, NULL, NULL);
        CHECK(!"it has returned");
    }
    jumps = 0;
}

static void left_by(const char *how, gu_upload *upload, const gu_client *client) {
    gu_target *target = task("never");
    run_and_leave(upload, client, target);
    EXPECT(GU_ERR_STATE, gu_upload_run(upload, client, target, NULL, NULL, &failure));
    CHECK(strstr(gu_error_message(failure), "longjmp") != NULL);
    EXPECT(GU_ERR_STATE, gu_upload_set_progress(upload, NULL, NULL, NULL, &failure));
    gu_upload_free(upload);
    gu_target_free(target);
    client_is_usable(client, how);
}

static void left_runs(const gu_client *client) {
    static uint64_t at = 0;
    gu_upload *upload = of_memory(SIZE);
    EXPECT(GU_OK, gu_upload_set_progress(upload, on_progress, NULL, NULL, &failure));
    left_by("progress", upload, client);
    upload = of_memory(SIZE);
    EXPECT(GU_OK, gu_upload_set_read_at(upload, SIZE, on_read_at, NULL, NULL, &failure));
    left_by("read-at", upload, client);
    upload = of_memory(SIZE);
    EXPECT(GU_OK, gu_upload_set_read(upload, SIZE, on_read, &at, NULL, &failure));
    left_by("read", upload, client);
    upload = of_memory(SIZE);
    EXPECT(GU_OK, gu_upload_set_stream(upload, on_read, &at, NULL, &failure));
    left_by("stream", upload, client);
}

static void left_client(const char *how, int token) {
    gu_options *options = new_options();
    gu_client *client = NULL;
    if (token)
        EXPECT(GU_OK, gu_options_set_token_callback(options, on_token, NULL, NULL, &failure));
    else
        EXPECT(GU_OK, gu_options_set_log_callback(options, on_log, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    gu_options_free(options);
    left_by(how, of_memory(SIZE), client);
    gu_client_free(client);
}

static void left_session(const gu_client *client) {
    gu_session *session = new_session(client, "never", SIZE);
    EXPECT(GU_OK, gu_session_set_progress(session, on_progress, NULL, NULL, &failure));
    if (setjmp(out) == 0) {
        jumps = 1;
        gu_put_chunk(session, 0, bytes, SIZE, NULL, NULL);
        CHECK(!"it has returned");
    }
    jumps = 0;
    EXPECT(GU_ERR_STATE, gu_put_chunk(session, 0, bytes, SIZE, NULL, &failure));
    CHECK(strstr(gu_error_message(failure), "longjmp") != NULL);
    EXPECT(GU_ERR_STATE, gu_finish(session, NULL, NULL, &failure));
    CHECK(gu_session_size(session) == SIZE);
    gu_session_free(session);
    client_is_usable(client, "session");
}

/* ---- cancelled threads ------------------------------------------------------------------------------------------- */

struct cancelled {
    pthread_t thread;
    const gu_client *client;
    gu_status status;
    int asked;
};

static int32_t cancel_thread(const gu_progress *progress, void *user) {
    struct cancelled *cancelled = (struct cancelled *)user;
    (void)progress;
    if (!cancelled->asked) {
        cancelled->asked = 1;
        CHECK(pthread_cancel(pthread_self()) == 0);
    }
    pthread_testcancel(); /* not now: cancelling is off during the call */
    return 0;
}

static void *upload_and_end(void *user) {
    struct cancelled *cancelled = (struct cancelled *)user;
    gu_upload *upload = of_memory(SIZE);
    gu_target *target = task("cancelled");
    EXPECT(GU_OK, gu_upload_set_progress(upload, cancel_thread, cancelled, NULL, &failure));
    cancelled->status = gu_upload_run(upload, cancelled->client, target, NULL, NULL, NULL);
    gu_upload_free(upload);
    gu_target_free(target);
    pthread_testcancel();
    CHECK(!"it was not cancelled");
    return NULL;
}

static void cancelled_thread(const gu_client *client) {
    struct cancelled cancelled;
    void *result = NULL;
    memset(&cancelled, 0, sizeof cancelled);
    cancelled.client = client, cancelled.status = -1;
    CHECK(pthread_create(&cancelled.thread, NULL, upload_and_end, &cancelled) == 0);
    CHECK(pthread_join(cancelled.thread, &result) == 0 && result == PTHREAD_CANCELED);
    CHECK(cancelled.status == GU_OK);
    printf("file: cancelled %d\n", (int)SIZE);
}

/* ---- what ends the process --------------------------------------------------------------------------------------- */

static int32_t end_thread(const gu_progress *progress, void *user) {
    (void)progress, (void)user;
    pthread_exit(NULL);
}

#ifdef __cplusplus
static int32_t throw_it(const gu_progress *, void *) { throw 5; }
#endif

static void in_a_child(const gu_client *client, const char *how, gu_progress_callback callback) {
    int status = -1;
    pid_t child;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        gu_upload *upload = of_memory(SIZE);
        alarm(60);
        EXPECT(GU_OK, gu_upload_set_progress(upload, callback, NULL, NULL, &failure));
        gu_upload_run(upload, client, task("never"), NULL, NULL, NULL);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    printf("ended: %s %d\n", how, WIFSIGNALED(status) ? WTERMSIG(status) : -1);
}

int main(int argc, char **argv) {
    gu_client *client = new_client();
    bytes = new_bytes(0, SIZE);
    if (argc > 1 && strcmp(argv[1], "ends") == 0) {
        in_a_child(client, "exit", end_thread);
#ifdef __cplusplus
        in_a_child(client, "throw", throw_it);
#endif
    } else {
        left_runs(client);
        left_client("token", 1);
        left_client("log", 0);
        left_session(client);
        cancelled_thread(client);
    }
    gu_client_free(client);
    free(bytes);
    return checked();
}
