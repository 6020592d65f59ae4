/*
 * Handles that are freed by another thread while a call uses them: the call goes on. Made for AddressSanitizer and
 * ThreadSanitizer too. A line "stored: task SIZE ID" names each file.
 */
#include "check.h"

#include <pthread.h>

enum { SIZE = 4000000, RAISED = 200 };

struct handles {
    gu_client *client;
    gu_target *target;
    gu_cancel *cancel;
    gu_upload *upload;
    gu_session *session;
    int freed, destroyed;
};

/* Frees all that is there, once. */
static void *free_all(void *user) {
    struct handles *all = (struct handles *)user;
    gu_client_free(all->client);
    gu_target_free(all->target);
    gu_cancel_free(all->cancel);
    gu_upload_free(all->upload);
    gu_session_free(all->session);
    all->freed++;
    return NULL;
}

/* Comes during the call, and goes on when another thread has freed all. */
static void free_elsewhere(struct handles *all) {
    pthread_t thread;
    if (all->freed > 0) return;
    CHECK(pthread_create(&thread, NULL, free_all, all) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
}

static int32_t on_progress(const gu_progress *progress, void *user) {
    (void)progress;
    free_elsewhere((struct handles *)user);
    return 0;
}

static int32_t on_token(const gu_token_sink *sink, void *user) {
    free_elsewhere((struct handles *)user);
    return gu_token_sink_put(sink, getenv("GRAPH_TOKEN"), NULL);
}

static void on_destroy(void *user) { ((struct handles *)user)->destroyed++; }

static void prepare(struct handles *all, const char *name) {
    memset(all, 0, sizeof *all);
    all->client = new_client();
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", name, &all->target, &failure));
    EXPECT(GU_OK, gu_cancel_new(&all->cancel, &failure));
}

static void stored(gu_item *item) {
    if (CHECK(item != NULL)) printf("stored: task %d %s\n", (int)SIZE, gu_item_id(item));
    gu_item_free(item);
}

static void during_a_run(const uint8_t *bytes) {
    struct handles all;
    gu_item *item = NULL;
    prepare(&all, "run");
    EXPECT(GU_OK, gu_upload_new(&all.upload, &failure));
    EXPECT(GU_OK, gu_upload_set_memory(all.upload, bytes, SIZE, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(all.upload, on_progress, &all, on_destroy, &failure));
    EXPECT(GU_OK, gu_upload_run(all.upload, all.client, all.target, all.cancel, &item, &failure));
    CHECK(all.freed == 1 && all.destroyed == 1);
    stored(item);
}

/* The session ends with the put, so its file does not come to be; nothing else does either. */
static void during_a_put(const uint8_t *bytes) {
    struct handles all;
    prepare(&all, "put");
    EXPECT(GU_OK, gu_session_create(all.client, all.target, SIZE + 1, all.cancel, &all.session, &failure));
    EXPECT(GU_OK, gu_session_set_progress(all.session, on_progress, &all, on_destroy, &failure));
    EXPECT(GU_OK, gu_put_chunk(all.session, 0, bytes, SIZE, all.cancel, &failure));
    CHECK(all.freed == 1 && all.destroyed == 1);
}

static void during_a_creation(const uint8_t *bytes) {
    struct handles all;
    gu_options *options = new_options();
    gu_session *session = NULL;
    gu_item *item = NULL;
    prepare(&all, "creation");
    gu_client_free(all.client);
    all.client = NULL;
    EXPECT(GU_OK, gu_options_set_token_callback(options, on_token, &all, on_destroy, &failure));
    EXPECT(GU_OK, gu_client_new(options, &all.client, &failure));
    gu_options_free(options);
    EXPECT(GU_OK, gu_session_create(all.client, all.target, SIZE, all.cancel, &session, &failure));
    CHECK(all.freed == 1 && all.destroyed == 0);
    EXPECT(GU_OK, gu_put_chunk(session, 0, bytes, SIZE, NULL, &failure));
    EXPECT(GU_OK, gu_finish(session, NULL, &item, &failure));
    gu_session_free(session);
    CHECK(all.destroyed == 1);
    stored(item);
}

static void *raise_flag(void *cancel) {
    gu_cancel_request((gu_cancel *)cancel);
    return NULL;
}

/* The thread that was woken frees the flag, maybe before the one that has woken it is done. */
static void as_soon_as_raised(void) {
    int round;
    for (round = 0; round < RAISED; round++) {
        gu_cancel *cancel = NULL;
        pthread_t thread;
        EXPECT(GU_OK, gu_cancel_new(&cancel, &failure));
        CHECK(pthread_create(&thread, NULL, raise_flag, cancel) == 0);
        CHECK(gu_cancel_wait(cancel, 60000) == 1);
        gu_cancel_free(cancel);
        CHECK(pthread_join(thread, NULL) == 0);
    }
}

int main(void) {
    uint8_t *bytes = new_bytes(0, SIZE);
    during_a_run(bytes);
    during_a_put(bytes);
    during_a_creation(bytes);
    as_soon_as_raised();
    free(bytes);
    return checked();
}
