/*
 * Processes that fork: parent and children upload at the same time, with handles from before the fork. Children say how
 * they ended by their exit status; the parent prints. A line "file: NAME SIZE" names each file that has to be there.
 */
#include "check.h"

#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 4000000, SMALL = 1000, CHILDREN = 8, THREADS = 4 };

static uint8_t *bytes;

static void upload(const gu_client *client, const char *name, uint64_t size) {
    gu_target *target = NULL;
    gu_upload *upload = NULL;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", name, &target, &failure));
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_memory(upload, bytes, size, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_upload_run(upload, client, target, NULL, NULL, &failure));
    gu_upload_free(upload);
    gu_target_free(target);
}

static const char *named(char *buffer, size_t room, const char *what, int number) {
    snprintf(buffer, room, "%s-%d", what, number);
    return buffer;
}

static void tell(const char *name, int size) {
    printf("file: %s %d\n", name, size);
    fflush(stdout);
}

/* Ends a child without the handlers of exit(), which belong to the parent. */
static void end_child(void) { _exit(checked()); }

/* One that hangs is stopped by its alarm. */
static pid_t begin_child(void) {
    pid_t child = fork();
    if (child == 0) alarm(120);
    return child;
}

static void await(pid_t child) {
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- with idle connections --------------------------------------------------------------------------------------- */

static void after_an_upload(const gu_client *client) {
    pid_t children[CHILDREN];
    char name[64];
    int number;
    upload(client, "before", SMALL);
    tell("before", SMALL);
    for (number = 0; number < CHILDREN; number++) {
        children[number] = begin_child();
        if (children[number] == 0) {
            upload(client, named(name, sizeof name, "child", number), SIZE);
            upload(client, named(name, sizeof name, "again", number), SMALL);
            gu_client_free((gu_client *)client);
            end_child();
        }
        upload(client, named(name, sizeof name, "parent", number), SMALL);
        tell(name, SMALL);
        tell(named(name, sizeof name, "child", number), SIZE);
        tell(named(name, sizeof name, "again", number), SMALL);
    }
    for (number = 0; number < CHILDREN; number++) await(children[number]);
    upload(client, "after", SIZE);
    tell("after", SIZE);
}

/* A child's child is in a third life. */
static void twice(const gu_client *client) {
    pid_t child = begin_child();
    if (child == 0) {
        pid_t inner;
        upload(client, "first", SMALL);
        inner = begin_child();
        upload(client, inner == 0 ? "third" : "second", SMALL);
        if (inner != 0) await(inner);
        end_child();
    }
    await(child);
    tell("first", SMALL), tell("second", SMALL), tell("third", SMALL);
}

/* An idle session may be used on, by one of the two. */
static void with_a_session(const gu_client *client) {
    gu_session *session = new_session(client, "session", SIZE);
    pid_t child;
    EXPECT(GU_OK, gu_put_chunk(session, 0, bytes, SMALL, NULL, &failure));
    child = begin_child();
    if (child == 0) {
        EXPECT(GU_OK, gu_put_chunk(session, SMALL, bytes + SMALL, SIZE - SMALL, NULL, &failure));
        EXPECT(GU_OK, gu_finish(session, NULL, NULL, &failure));
        gu_session_free(session);
        end_child();
    }
    await(child);
    gu_session_free(session);
    tell("session", SIZE);
}

/* ---- with a flag ------------------------------------------------------------------------------------------------- */

/* Raised on one side it is not raised on the other, where it wakes nobody. */
static void with_a_flag(void) {
    gu_cancel *cancel = NULL, *raised = NULL;
    pid_t child;
    int go[2];
    char byte = 0;
    EXPECT(GU_OK, gu_cancel_new(&cancel, &failure));
    EXPECT(GU_OK, gu_cancel_new(&raised, &failure));
    gu_cancel_request(raised);
    CHECK(pipe(go) == 0);
    child = begin_child();
    if (child == 0) {
        CHECK(read(go[0], &byte, 1) == 1);
        CHECK(gu_cancel_is_requested(raised) == 1 && gu_cancel_wait(raised, 60000) == 1);
        CHECK(gu_cancel_is_requested(cancel) == 0 && gu_cancel_wait(cancel, 50) == 0);
        gu_cancel_request(cancel);
        CHECK(gu_cancel_wait(cancel, 60000) == 1);
        gu_cancel_free(cancel);
        gu_cancel_free(raised);
        end_child();
    }
    gu_cancel_request(cancel);
    CHECK(write(go[1], &byte, 1) == 1);
    await(child);
    CHECK(gu_cancel_wait(cancel, 60000) == 1);
    gu_cancel_free(cancel);
    gu_cancel_free(raised);
    close(go[0]), close(go[1]);
}

/* ---- while other threads upload ---------------------------------------------------------------------------------- */

struct worker {
    pthread_t thread;
    const gu_client *client;
    gu_upload *upload;
    gu_session *session;
    int number, begun, released;
    pthread_mutex_t lock;
    pthread_cond_t moved;
};

static void set_and_tell(struct worker *worker, int *what) {
    pthread_mutex_lock(&worker->lock);
    *what = 1;
    pthread_cond_broadcast(&worker->moved);
    pthread_mutex_unlock(&worker->lock);
}

static void wait_for(struct worker *worker, const int *what) {
    pthread_mutex_lock(&worker->lock);
    while (!*what) pthread_cond_wait(&worker->moved, &worker->lock);
    pthread_mutex_unlock(&worker->lock);
}

/* Holds its call back until the fork is over. */
static int32_t on_progress(const gu_progress *progress, void *user) {
    struct worker *worker = (struct worker *)user;
    (void)progress;
    set_and_tell(worker, &worker->begun);
    wait_for(worker, &worker->released);
    return 0;
}

static void *work(void *user) {
    struct worker *worker = (struct worker *)user;
    gu_error *error = NULL;
    gu_status status;
    if (worker->session != NULL) {
        status = gu_put_chunk(worker->session, 0, bytes, SIZE, NULL, &error);
    } else {
        gu_target *target = NULL;
        char name[64];
        named(name, sizeof name, "worker", worker->number);
        gu_target_todo_task(NULL, "list", "task", name, &target, NULL);
        status = gu_upload_run(worker->upload, worker->client, target, NULL, NULL, &error);
        gu_target_free(target);
    }
    if (status != GU_OK) fprintf(stderr, "worker %d: %s\n", worker->number, gu_error_message(error));
    gu_error_free(error);
    return (void *)(intptr_t)status;
}

/* What ran in another thread can be freed here and nothing else; the client is fresh. */
static void in_the_child(const gu_client *client, struct worker *workers) {
    int number;
    for (number = 0; number < THREADS; number++) {
        struct worker *worker = &workers[number];
        if (worker->session != NULL) {
            EXPECT(GU_ERR_STATE, gu_put_chunk(worker->session, 0, bytes, 1, NULL, &failure));
            CHECK(strstr(gu_error_message(failure), "forked") != NULL);
            EXPECT(GU_ERR_STATE, gu_finish(worker->session, NULL, NULL, &failure));
            EXPECT(GU_ERR_STATE, gu_session_set_progress(worker->session, NULL, NULL, NULL, &failure));
            CHECK(gu_session_size(worker->session) == SIZE);
        } else {
            EXPECT(GU_ERR_STATE, gu_upload_run(worker->upload, client, NULL, NULL, NULL, &failure));
            EXPECT(GU_ERR_STATE, gu_upload_set_progress(worker->upload, NULL, NULL, NULL, &failure));
            CHECK(strstr(gu_error_message(failure), "forked") != NULL);
        }
        gu_session_free(worker->session);
        gu_upload_free(worker->upload);
    }
    upload(client, "in-the-child", SIZE);
    gu_client_free((gu_client *)client);
    end_child();
}

static void begin_worker(struct worker *worker, const gu_client *client, int number) {
    char name[64];
    memset(worker, 0, sizeof *worker);
    worker->client = client;
    worker->number = number;
    pthread_mutex_init(&worker->lock, NULL);
    pthread_cond_init(&worker->moved, NULL);
    if (number % 2 == 0) {
        worker->session = new_session(client, named(name, sizeof name, "worker", number), SIZE);
        EXPECT(GU_OK, gu_session_set_progress(worker->session, on_progress, worker, NULL, &failure));
    } else {
        EXPECT(GU_OK, gu_upload_new(&worker->upload, &failure));
        EXPECT(GU_OK, gu_upload_set_memory(worker->upload, bytes, SIZE, NULL, NULL, &failure));
        EXPECT(GU_OK, gu_upload_set_progress(worker->upload, on_progress, worker, NULL, &failure));
    }
    CHECK(pthread_create(&worker->thread, NULL, work, worker) == 0);
    wait_for(worker, &worker->begun);
}

static void while_others_upload(const gu_client *client) {
    struct worker workers[THREADS];
    char name[64];
    int number;
    pid_t child;
    for (number = 0; number < THREADS; number++) begin_worker(&workers[number], client, number);
    child = begin_child();
    if (child == 0) in_the_child(client, workers);
    for (number = 0; number < THREADS; number++) set_and_tell(&workers[number], &workers[number].released);
    for (number = 0; number < THREADS; number++) {
        void *status = NULL;
        CHECK(pthread_join(workers[number].thread, &status) == 0 && status == NULL);
        gu_session_free(workers[number].session);
        gu_upload_free(workers[number].upload);
        tell(named(name, sizeof name, "worker", number), SIZE);
    }
    await(child);
    tell("in-the-child", SIZE);
}

/* ---- in a callback ----------------------------------------------------------------------------------------------- */

struct forking {
    const gu_client *client;
    gu_upload *upload;
    pid_t child;
};

/* The call goes on in the parent; the child has the client alone. */
static int32_t fork_once(const gu_progress *progress, void *user) {
    struct forking *forking = (struct forking *)user;
    (void)progress;
    if (forking->child != 0) return 0;
    forking->child = begin_child();
    if (forking->child == 0) {
        EXPECT(GU_ERR_STATE, gu_upload_run(forking->upload, forking->client, NULL, NULL, NULL, &failure));
        gu_upload_free(forking->upload);
        upload(forking->client, "from-a-callback", SIZE);
        end_child();
    }
    return 0;
}

static void in_a_callback(const gu_client *client) {
    struct forking forking;
    gu_target *target = NULL;
    forking.client = client, forking.upload = NULL, forking.child = 0;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", "forking", &target, &failure));
    EXPECT(GU_OK, gu_upload_new(&forking.upload, &failure));
    EXPECT(GU_OK, gu_upload_set_memory(forking.upload, bytes, SIZE, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(forking.upload, fork_once, &forking, NULL, &failure));
    EXPECT(GU_OK, gu_upload_run(forking.upload, client, target, NULL, NULL, &failure));
    await(forking.child);
    gu_upload_free(forking.upload);
    gu_target_free(target);
    tell("forking", SIZE);
    tell("from-a-callback", SIZE);
}

/* ---- at any moment ----------------------------------------------------------------------------------------------- */

struct busy {
    pthread_t thread;
    const gu_client *client;
    int number, uploads;
    volatile int *stop;
};

static void *upload_on_and_on(void *user) {
    struct busy *busy = (struct busy *)user;
    while (!__atomic_load_n(busy->stop, __ATOMIC_SEQ_CST)) {
        gu_target *target = NULL;
        gu_upload *upload = NULL;
        char name[64];
        snprintf(name, sizeof name, "busy-%d-%d", busy->number, busy->uploads);
        gu_target_todo_task(NULL, "list", "task", name, &target, NULL);
        gu_upload_new(&upload, NULL);
        gu_upload_set_memory(upload, bytes, SMALL, NULL, NULL, NULL);
        if (gu_upload_run(upload, busy->client, target, NULL, NULL, NULL) == GU_OK) busy->uploads++;
        gu_upload_free(upload);
        gu_target_free(target);
    }
    return NULL;
}

static void at_any_moment(const gu_client *client, int forks) {
    struct busy busy[THREADS];
    volatile int stop = 0;
    char name[64];
    int number, at;
    for (number = 0; number < THREADS; number++) {
        struct busy one;
        memset(&one, 0, sizeof one);
        one.client = client, one.number = number, one.stop = &stop;
        busy[number] = one;
        CHECK(pthread_create(&busy[number].thread, NULL, upload_on_and_on, &busy[number]) == 0);
    }
    for (number = 0; number < forks; number++) {
        pid_t child = begin_child();
        named(name, sizeof name, "moment", number);
        if (child == 0) {
            upload(client, name, SMALL);
            end_child();
        }
        await(child);
        tell(name, SMALL);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
    for (number = 0; number < THREADS; number++) {
        pthread_join(busy[number].thread, NULL);
        for (at = 0; at < busy[number].uploads; at++) {
            snprintf(name, sizeof name, "busy-%d-%d", number, at);
            tell(name, SMALL);
        }
    }
}

int main(int argc, char **argv) {
    const int all = argc > 1 && strcmp(argv[1], "all") == 0;
    const int forks = argc > 2 ? atoi(argv[2]) : 0;
    gu_client *client = new_client();
    bytes = new_bytes(0, SIZE);
    after_an_upload(client);
    if (all) {
        twice(client);
        with_a_session(client);
        with_a_flag();
        while_others_upload(client);
        in_a_callback(client);
        at_any_moment(client, forks);
    }
    gu_client_free(client);
    free(bytes);
    return checked();
}
