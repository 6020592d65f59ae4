/*
 * Uploads when the process or a thread ends: in a handler of atexit(), in the destructor of a key of a thread, and, as
 * C++, in destructors of a static and of a thread-local object. A line "file: NAME SIZE" names each file.
 */
#include "check.h"

#include <pthread.h>

enum { SIZE = 4000000, ROUNDS = 2 };

static uint8_t *bytes;
static gu_client *shared;
static pthread_key_t key;

static void upload(const gu_client *client, const char *name) {
    gu_target *target = NULL;
    gu_upload *upload = NULL;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", name, &target, &failure));
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_memory(upload, bytes, SIZE, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_upload_run(upload, client, target, NULL, NULL, &failure));
    gu_upload_free(upload);
    gu_target_free(target);
    printf("file: %s %d\n", name, (int)SIZE);
    fflush(stdout);
}

/* With the client that was used before, and with one that is made now. */
static void upload_both(const char *name) {
    char other[64];
    gu_client *client = new_client();
    upload(shared, name);
    snprintf(other, sizeof other, "%s-fresh", name);
    upload(client, other);
    gu_client_free(client);
}

static void in_atexit(void) {
    upload_both("atexit");
    gu_client_free(shared);
    free(bytes);
    if (checked() != 0) _Exit(1);
}

/* Comes again as long as there is a value, after the destructors of the language. */
static void in_destructor(void *value) {
    const int round = *(int *)value;
    char name[64];
    if (round % 10 < ROUNDS) {
        snprintf(name, sizeof name, "key-%d", round);
        upload_both(name);
        ++*(int *)value;
        pthread_setspecific(key, value);
    }
}

#ifdef __cplusplus
struct ending {
    const char *name;
    explicit ending(const char *given) : name(given) {}
    ending(const ending &) = delete;
    ending &operator=(const ending &) = delete;
    ~ending() {
        if (name != nullptr) upload_both(name);
    }
};

static ending at_the_end(nullptr);
static thread_local ending of_a_thread(nullptr);
#endif

static void *run(void *value) {
    CHECK(pthread_setspecific(key, value) == 0);
#ifdef __cplusplus
    of_a_thread.name = "thread_local";
#endif
    upload(shared, "thread");
    return NULL;
}

/* A thread whose first call is the one in the destructor. */
static void *run_late(void *value) {
    CHECK(pthread_setspecific(key, value) == 0);
    return NULL;
}

int main(void) {
    pthread_t thread;
    int early = 0, late = 10;
    bytes = new_bytes(0, SIZE);
    shared = new_client();
    CHECK(atexit(in_atexit) == 0);
#ifdef __cplusplus
    static ending before_the_handler("static");
#endif
    CHECK(pthread_key_create(&key, in_destructor) == 0);
    CHECK(pthread_create(&thread, NULL, run, &early) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(early == ROUNDS);
    CHECK(pthread_create(&thread, NULL, run_late, &late) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(late == 10 + ROUNDS);
    upload(shared, "main");
    return checked();
}
