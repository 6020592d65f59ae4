/*
 * Queues among many threads, of which the handles end in whichever order: made for sanitizers and Valgrind. A line
 * "stored: PLACE SIZE ID" names each file, a line "doubt: NAME" one that was cancelled too late to know.
 *
 * The argument is how many queues are made for nothing.
 */
#include "check.h"

#include <pthread.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <poll.h>
#endif

enum { THREADS = 4, JOBS = 20, SMALL = 1000, LARGE = 700000, CHAIN = 8 };

static uint8_t *bytes;

/* ---- what is submitted ------------------------------------------------------------------------------------------ */

/* What callbacks and threads count. */
static struct counts {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int begun, submitted, destroyed;
} counts = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0};

static int count(int *what) {
    int now;
    pthread_mutex_lock(&counts.lock);
    now = ++*what;
    pthread_cond_broadcast(&counts.moved);
    pthread_mutex_unlock(&counts.lock);
    return now;
}

static void wait_until(const int *what, int least) {
    pthread_mutex_lock(&counts.lock);
    while (*what < least) pthread_cond_wait(&counts.moved, &counts.lock);
    pthread_mutex_unlock(&counts.lock);
}

/* The context of a job. */
struct file {
    int size;
    char name[32];
};

static void destroy_file(void *context) {
    free(context);
    count(&counts.destroyed);
}

/* Submits a file, of several pieces or one. Called by many threads, so errors are counted alone. */
static gu_job *submit(const gu_queue *queue, const gu_upload *upload, int size, const char *name, int *wrong) {
    struct file *file = (struct file *)calloc(1, sizeof *file);
    gu_target *target = NULL;
    gu_job *job = NULL;
    if (file == NULL) exit(1);
    file->size = size;
    snprintf(file->name, sizeof file->name, "%s", name);
    *wrong += (size == LARGE ? gu_target_todo_task(NULL, "list", "task", name, &target, NULL)
                             : gu_target_drive_path(NULL, name, &target, NULL)) != GU_OK;
    *wrong += gu_queue_submit(queue, upload, target, file, destroy_file, &job, NULL) != GU_OK;
    count(&counts.submitted);
    gu_target_free(target);
    return job;
}

static int32_t on_progress(const gu_progress *now, void *context) {
    (void)context;
    count(&counts.begun);
    return gu_progress_confirmed(now) <= gu_progress_total(now) ? 0 : 1;
}

static gu_upload *new_upload(int size, gu_progress_callback tell, void *context) {
    gu_upload *upload = NULL;
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_memory(upload, bytes, (uint64_t)size, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(upload, tell, context, NULL, &failure));
    return upload;
}

static gu_client *new_small_client(void) {
    gu_options *options = new_options();
    gu_client *client = NULL;
    EXPECT(GU_OK, gu_options_set_piece_bytes(options, 327680, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    gu_options_free(options);
    return client;
}

static gu_queue *new_queue(const gu_client *client, uint32_t at_once) {
    gu_queue *queue = NULL;
    EXPECT(GU_OK, gu_queue_new(client, at_once, &queue, &failure));
    return queue;
}

/* A job that has ended; says what became of it, and frees the handle. */
static gu_status end(gu_job *job) {
    const struct file *file = (const struct file *)gu_job_context(job);
    const gu_status status = gu_job_status(job);
    CHECK(gu_job_stage(job) == GU_STAGE_ENDED && (gu_job_item(job) != NULL) == (status == GU_OK));
    CHECK(gu_error_status(gu_job_error(job)) == status && (status == GU_OK || status == GU_ERR_CANCELLED));
    if (status == GU_OK)
        printf("stored: %s %d %s\n", file->size == LARGE ? "task" : "drive", file->size, gu_item_id(gu_job_item(job)));
    else if (gu_error_in_doubt(gu_job_error(job)))
        printf("doubt: %s\n", file->name);
    gu_job_free(job);
    return status;
}

/* ---- an event loop, and threads that submit --------------------------------------------------------------------- */

struct worker {
    pthread_t thread;
    const gu_queue *queue;
    const gu_upload *small, *large;
    unsigned random;
    int number, wrong;
};

static void disturb(struct worker *worker, const gu_job *last, const gu_job *job) {
    worker->random = worker->random * 1103515245u + 12345u;
    switch ((worker->random >> 16) % 8) {
    case 0: worker->wrong += gu_job_pause(job, NULL) != GU_OK; break;
    case 1: worker->wrong += gu_job_cancel(job, NULL) != GU_OK; break;
    case 2: worker->wrong += last != NULL && gu_job_cancel(last, NULL) != GU_OK; break;
    case 3: worker->wrong += gu_job_move_to_front(job, NULL) != GU_OK; break;
    case 4:
        worker->wrong += gu_queue_pause(worker->queue, NULL) != GU_OK;
        worker->wrong += gu_queue_continue(worker->queue, NULL) != GU_OK;
        break;
    default:
        worker->wrong += gu_job_sent(job) > LARGE || gu_queue_jobs(worker->queue, GU_QUEUE_RUNNING) > THREADS;
        worker->wrong += gu_queue_confirmed(worker->queue) > gu_queue_total(worker->queue);
    }
}

/* No job stays paused for longer than the thread goes on. */
static void *submit_all(void *user) {
    struct worker *worker = (struct worker *)user;
    gu_job *last = NULL;
    int at;
    for (at = 0; at < JOBS; at++) {
        const int size = at % 4 == 0 ? LARGE : SMALL;
        gu_job *job;
        char name[32];
        snprintf(name, sizeof name, "file-%d-%d", worker->number, at);
        job = submit(worker->queue, size == LARGE ? worker->large : worker->small, size, name, &worker->wrong);
        disturb(worker, last, job);
        if (last != NULL) worker->wrong += gu_job_continue(last, NULL) != GU_OK;
        gu_job_free(last);
        last = job;
    }
    worker->wrong += gu_job_continue(last, NULL) != GU_OK;
    gu_job_free(last);
    return NULL;
}

static int is_ready(const gu_queue *queue, int ms) {
#ifdef _WIN32
    return WaitForSingleObject((HANDLE)(intptr_t)gu_queue_handle(queue), (DWORD)ms) == WAIT_OBJECT_0;
#else
    struct pollfd watched;
    watched.fd = (int)gu_queue_handle(queue), watched.events = POLLIN, watched.revents = 0;
    return poll(&watched, 1, ms) == 1;
#endif
}

/* The only one that fetches: there is a job exactly when the handle is ready. */
static void fetch(const gu_queue *queue, int jobs) {
    while (jobs > 0) {
        gu_job *job = NULL;
        if (!CHECK(is_ready(queue, 120000))) exit(1);
        EXPECT(GU_OK, gu_queue_next(queue, 0, NULL, &job, &failure));
        if (CHECK(job != NULL)) end(job);
        jobs--;
    }
    CHECK(!is_ready(queue, 0));
}

static void many(const gu_client *client) {
    struct worker workers[THREADS];
    gu_queue *queue = new_queue(client, THREADS);
    gu_upload *small = new_upload(SMALL, on_progress, NULL), *large = new_upload(LARGE, on_progress, NULL);
    int at;
    EXPECT(GU_OK, gu_queue_set_room(queue, 3 * THREADS, UINT32_MAX, &failure));
    memset(workers, 0, sizeof workers);
    for (at = 0; at < THREADS; at++) {
        workers[at].queue = queue, workers[at].small = small, workers[at].large = large;
        workers[at].number = at, workers[at].random = (unsigned)at + 1;
        if (pthread_create(&workers[at].thread, NULL, submit_all, &workers[at]) != 0) exit(1);
    }
    fetch(queue, THREADS * JOBS);
    for (at = 0; at < THREADS; at++) {
        pthread_join(workers[at].thread, NULL);
        CHECK(workers[at].wrong == 0);
    }
    CHECK(gu_queue_jobs(queue, GU_QUEUE_STORED) + gu_queue_jobs(queue, GU_QUEUE_FAILED) == THREADS * JOBS);
    CHECK(gu_queue_jobs(queue, GU_QUEUE_STORED) > 0 && gu_queue_time_left_ms(queue) == -1);
    gu_upload_free(small);
    gu_upload_free(large);
    gu_queue_free(queue);
}

/* ---- ends ------------------------------------------------------------------------------------------------------- */

/* Submits while a job of the queue runs that is told its progress by `tell`, and frees the queue in the middle. */
static void freed_in_the_middle(const gu_client *client) {
    gu_queue *queue = new_queue(client, 2);
    gu_upload *upload = new_upload(LARGE, on_progress, NULL);
    gu_job *jobs[JOBS];
    int at, wrong = 0, cancelled = 0, begun;
    pthread_mutex_lock(&counts.lock);
    begun = counts.begun;
    pthread_mutex_unlock(&counts.lock);
    for (at = 0; at < JOBS; at++) jobs[at] = submit(queue, upload, LARGE, "outlives", &wrong);
    gu_upload_free(upload);
    wait_until(&counts.begun, begun + 1);
    gu_queue_free(queue);
    for (at = 0; at < JOBS; at++) {
        EXPECT(GU_OK, gu_job_wait(jobs[at], 0, NULL, &failure));
        EXPECT(GU_OK, gu_job_pause(jobs[at], &failure));
        EXPECT(GU_OK, gu_job_continue(jobs[at], &failure));
        EXPECT(GU_OK, gu_job_cancel(jobs[at], &failure));
        CHECK(gu_job_total(jobs[at]) == LARGE && gu_job_waits_ms(jobs[at]) == 0);
        cancelled += end(jobs[at]) == GU_ERR_CANCELLED;
    }
    CHECK(wrong == 0 && cancelled > 0);
}

/* What a callback needs of its queue. */
struct own {
    gu_queue *queue;
    gu_upload *upload;
    gu_job *job;
    int calls, wrong;
};

static int32_t free_queue(const gu_progress *now, void *context) {
    struct own *own = (struct own *)context;
    (void)now;
    if (count(&own->calls) > 1) return 0;
    gu_queue_free(own->queue);
    own->wrong += gu_job_pause(own->job, NULL) != GU_OK || gu_job_continue(own->job, NULL) != GU_OK;
    return 0;
}

static void freed_by_a_callback(const gu_client *client, uint32_t at_once) {
    struct own own = {NULL, NULL, NULL, 0, 0};
    gu_upload *other = new_upload(LARGE, on_progress, NULL);
    gu_job *jobs[4];
    int at;
    own.queue = new_queue(client, at_once);
    own.upload = new_upload(LARGE, free_queue, &own);
    EXPECT(GU_OK, gu_queue_pause(own.queue, &failure));
    for (at = 0; at < 4; at++)
        jobs[at] = submit(own.queue, at == 0 ? own.upload : other, LARGE, "freed-by-a-callback", &own.wrong);
    own.job = jobs[0];
    EXPECT(GU_OK, gu_queue_continue(own.queue, &failure));
    for (at = 0; at < 4; at++) EXPECT(GU_OK, gu_job_wait(jobs[at], UINT32_MAX, NULL, &failure));
    for (at = 0; at < 4; at++) end(jobs[at]);
    CHECK(own.calls > 0 && own.wrong == 0);
    gu_upload_free(other);
    gu_upload_free(own.upload);
}

/* Each job submits the next one. */
static int32_t submit_next(const gu_progress *now, void *context) {
    struct own *own = (struct own *)context;
    if (gu_progress_confirmed(now) == gu_progress_total(now)) {
        const int number = count(&own->calls);
        char name[32];
        snprintf(name, sizeof name, "chain-%d", number);
        if (number < CHAIN) gu_job_free(submit(own->queue, own->upload, SMALL, name, &own->wrong));
    }
    return 0;
}

static void submitted_by_a_callback(const gu_client *client) {
    struct own own = {NULL, NULL, NULL, 0, 0};
    gu_job *job = NULL;
    int ended = 0, wrong = 0;
    own.queue = new_queue(client, 1);
    own.upload = new_upload(SMALL, submit_next, &own);
    gu_job_free(submit(own.queue, own.upload, SMALL, "chain-0", &wrong));
    for (;;) {
        EXPECT(GU_OK, gu_queue_next(own.queue, UINT32_MAX, NULL, &job, &failure));
        if (job == NULL) break;
        CHECK(end(job) == GU_OK);
        ended++;
    }
    CHECK(ended == CHAIN && own.calls >= CHAIN && own.wrong + wrong == 0);
    gu_queue_free(own.queue);
    gu_upload_free(own.upload);
}

/* Some end while a job of theirs begins. */
static void for_nothing(const gu_client *client, int queues) {
    gu_upload *upload = new_upload(SMALL, on_progress, NULL);
    int at, wrong = 0;
    for (at = 0; at < queues; at++) {
        gu_queue *queue = new_queue(client, 4);
        gu_job *job = at % 100 == 99 ? submit(queue, upload, SMALL, "for-nothing", &wrong) : NULL;
        gu_queue_free(queue);
        if (job != NULL) end(job);
    }
    CHECK(wrong == 0);
    gu_upload_free(upload);
}

int main(int argc, char **argv) {
    gu_client *client = new_small_client();
    bytes = new_bytes(0, LARGE);
    many(client);
    freed_in_the_middle(client);
    freed_by_a_callback(client, 1);
    freed_by_a_callback(client, 3);
    submitted_by_a_callback(client);
    for_nothing(client, argc > 1 ? atoi(argv[1]) : 0);
    gu_client_free(client);
    wait_until(&counts.destroyed, counts.submitted);
    free(bytes);
    return checked();
}
