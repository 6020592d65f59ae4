/*
 * One client, its targets and its flags among many threads, and handles that end in threads which did not make them.
 * Made for ThreadSanitizer and Helgrind; any run checks that each file is stored once. A line "stored: SIZE ID" names
 * each.
 */
#include "check.h"

#include <pthread.h>

enum { THREADS = 4, FILES = 3, SMALL = 70000, LARGE = 4000000 };

/* What a thread works with. Only main() prints and counts, so that the program itself has no races. */
struct worker {
    pthread_t thread;
    int number;
    gu_options *options;
    const gu_client *client;
    const gu_target *target;
    const gu_cancel *cancel;
    gu_session *session;
    gu_item *items[FILES];
    gu_status status;
    int wrong;
};

/* ---- callbacks, which come on several threads at once --------------------------------------------------------- */

struct shared {
    pthread_mutex_t lock;
    int tokens, lines, destroyed;
};

static struct shared callbacks = {PTHREAD_MUTEX_INITIALIZER, 0, 0, 0};

static int count(int *what) {
    int before;
    pthread_mutex_lock(&callbacks.lock);
    before = (*what)++;
    pthread_mutex_unlock(&callbacks.lock);
    return before;
}

/* The first token is refused, by which all threads come to want another one. */
static int32_t give_token(const gu_token_sink *sink, void *user) {
    const char *token = count(&callbacks.tokens) == 0 ? "expired" : (const char *)user;
    return gu_token_sink_put(sink, token, NULL);
}

static void log_line(const gu_log_record *record, void *user) {
    (void)record;
    count((int *)user);
}

static void destroy(void *user) {
    (void)user;
    count(&callbacks.destroyed);
}

/* ---- running them --------------------------------------------------------------------------------------------- */

static void start(struct worker *workers, void *(*work)(void *)) {
    int at;
    for (at = 0; at < THREADS; at++) {
        workers[at].number = at;
        if (pthread_create(&workers[at].thread, NULL, work, &workers[at]) != 0) exit(1);
    }
}

static void join(struct worker *workers) {
    int at;
    for (at = 0; at < THREADS; at++) {
        pthread_join(workers[at].thread, NULL);
        if (!CHECK(workers[at].wrong == 0))
            fprintf(stderr, "  thread %d: %d, %s\n", at, workers[at].wrong, gu_status_name(workers[at].status));
    }
}

/* Names an item, which must not be in the way of whoever frees it. */
static void tell(gu_item *item, int size) {
    printf("stored: %d %s\n", size, gu_item_id(item));
    gu_item_free(item);
}

static int32_t give_bytes(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    (void)context;
    fill(buffer, offset, length);
    *count = length;
    return 0;
}

/* ---- one client and one target -------------------------------------------------------------------------------- */

static void put_all(struct worker *worker, int file) {
    gu_session *session = NULL;
    uint8_t *bytes = new_bytes(0, SMALL);
    worker->wrong += gu_session_create(worker->client, worker->target, SMALL, NULL, &session, NULL) != GU_OK;
    worker->wrong += gu_put_chunk(session, 0, bytes, SMALL / 2, NULL, NULL) != GU_OK;
    worker->wrong += gu_put_chunk(session, SMALL / 2, bytes + SMALL / 2, SMALL / 2, NULL, NULL) != GU_OK;
    worker->wrong += gu_finish(session, NULL, &worker->items[file], NULL) != GU_OK;
    gu_session_free(session);
    free(bytes);
}

static void run_whole(struct worker *worker, int file) {
    gu_upload *upload = NULL;
    worker->wrong += gu_upload_new(&upload, NULL) != GU_OK;
    worker->wrong += gu_upload_set_read_at(upload, SMALL, give_bytes, NULL, NULL, NULL) != GU_OK;
    worker->wrong +=
        gu_upload_run(upload, worker->client, worker->target, NULL, &worker->items[file], NULL) != GU_OK;
    gu_upload_free(upload);
}

static void *store_files(void *user) {
    struct worker *worker = (struct worker *)user;
    int file;
    for (file = 0; file < FILES; file++) {
        if (file % 2 == 0) put_all(worker, file);
        else run_whole(worker, file);
    }
    return NULL;
}

static gu_client *shared_client(void) {
    gu_options *options = new_options();
    gu_client *client = NULL;
    EXPECT(GU_OK, gu_options_set_token_callback(options, give_token, getenv("GRAPH_TOKEN"), destroy, &failure));
    EXPECT(GU_OK, gu_options_set_log_callback(options, log_line, &callbacks.lines, destroy, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    gu_options_free(options);
    return client;
}

static void one_client(void) {
    struct worker workers[THREADS];
    int at, file;
    gu_client *client = shared_client();
    gu_target *target = NULL;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", "threads", &target, &failure));
    memset(workers, 0, sizeof workers);
    for (at = 0; at < THREADS; at++) workers[at].client = client, workers[at].target = target;
    start(workers, store_files);
    join(workers);
    for (at = 0; at < THREADS; at++)
        for (file = 0; file < FILES; file++) tell(workers[at].items[file], SMALL);
    CHECK(callbacks.tokens >= 2 && callbacks.lines > 0 && callbacks.destroyed == 0);
    gu_target_free(target);
    gu_client_free(client);
    CHECK(callbacks.destroyed == 2);
}

/* ---- one flag, raised by whoever comes first ------------------------------------------------------------------ */

static int32_t cancel_all(const gu_progress *progress, void *user) {
    if (gu_progress_sent(progress) > 0) gu_cancel_request((const gu_cancel *)user);
    return 0;
}

static void *put_until_cancelled(void *user) {
    struct worker *worker = (struct worker *)user;
    uint8_t *bytes = new_bytes(0, LARGE);
    worker->status = gu_put_chunk(worker->session, 0, bytes, LARGE, worker->cancel, NULL);
    worker->wrong += worker->status != GU_ERR_CANCELLED && worker->status != GU_OK;
    free(bytes);
    return NULL;
}

/* Frees the session of the next thread. */
static void *end_next(void *user) {
    struct worker *worker = (struct worker *)user;
    worker->wrong += gu_session_discard(worker->session, NULL, NULL) != GU_OK;
    gu_session_free(worker->session);
    return NULL;
}

static void one_flag(void) {
    struct worker workers[THREADS];
    gu_session *first;
    gu_cancel *cancel = NULL;
    gu_client *client = new_client();
    int at, cancelled = 0;
    EXPECT(GU_OK, gu_cancel_new(&cancel, &failure));
    memset(workers, 0, sizeof workers);
    for (at = 0; at < THREADS; at++) {
        workers[at].cancel = cancel;
        workers[at].session = new_session(client, "cancelled", LARGE + 1);
        EXPECT(GU_OK, gu_session_set_progress(workers[at].session, cancel_all, cancel, NULL, &failure));
    }
    gu_client_free(client); /* before what was made of it */
    start(workers, put_until_cancelled);
    while (gu_cancel_wait(cancel, 1000) == 0) continue;
    join(workers);
    for (at = 0; at < THREADS; at++) cancelled += workers[at].status == GU_ERR_CANCELLED;
    CHECK(cancelled > 0 && gu_cancel_is_requested(cancel) == 1);
    first = workers[0].session;
    for (at = 0; at + 1 < THREADS; at++) workers[at].session = workers[at + 1].session;
    workers[THREADS - 1].session = first;
    start(workers, end_next);
    join(workers);
    gu_cancel_free(cancel);
}

/* ---- one session ---------------------------------------------------------------------------------------------- */

/* All put the same bytes; who comes too late is told so. */
static void *put_what_is_next(void *user) {
    struct worker *worker = (struct worker *)user;
    uint8_t *bytes = new_bytes(0, SMALL);
    while (gu_session_next_offset(worker->session) < SMALL) {
        uint64_t offset = gu_session_next_offset(worker->session), length = SMALL - offset;
        gu_status status;
        if (length > 1000) length = 1000;
        status = gu_put_chunk(worker->session, offset, bytes + offset, length, NULL, NULL);
        /* Others may have put the rest meanwhile, which ends the upload. */
        if (status != GU_OK && status != GU_ERR_BUSY && status != GU_ERR_ARGUMENT && status != GU_ERR_STORED)
            worker->wrong++, worker->status = status;
        worker->wrong += gu_session_confirmed(worker->session) > SMALL;
    }
    free(bytes);
    return NULL;
}

static void one_session(void) {
    struct worker workers[THREADS];
    gu_client *client = new_client();
    gu_session *session = new_session(client, "together", SMALL);
    gu_item *item = NULL;
    int at;
    memset(workers, 0, sizeof workers);
    for (at = 0; at < THREADS; at++) workers[at].session = session;
    start(workers, put_what_is_next);
    gu_client_free(client);
    join(workers);
    EXPECT(GU_OK, gu_finish(session, NULL, &item, &failure));
    gu_session_free(session);
    tell(item, SMALL);
}

/* ---- options that change while clients are made of them ------------------------------------------------------- */

static void *make_clients(void *user) {
    struct worker *worker = (struct worker *)user;
    int at;
    for (at = 0; at < 5; at++) {
        gu_client *client = NULL;
        worker->wrong += gu_options_set_token(worker->options, at % 2 == 0 ? "a" : "b", NULL) != GU_OK;
        worker->wrong += gu_client_new(worker->options, &client, NULL) != GU_OK;
        gu_client_free(client);
    }
    return NULL;
}

static void one_set_of_options(void) {
    struct worker workers[THREADS];
    gu_options *options = new_options();
    int at;
    memset(workers, 0, sizeof workers);
    for (at = 0; at < THREADS; at++) workers[at].options = options;
    start(workers, make_clients);
    join(workers);
    gu_options_free(options);
}

int main(void) {
    one_client();
    one_flag();
    one_session();
    one_set_of_options();
    return checked();
}
