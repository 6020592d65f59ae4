/*
 * Processes that fork while their queues run: a child frees them and makes its own, and the parent's uploads end well.
 * Children say how they ended by their exit status; the parent prints. A line "file: NAME SIZE" names each file that has to
 * be there. The argument is how many times to fork at any moment.
 */
#include "check.h"

#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 700000, SMALL = 1000, JOBS = 4 };

static uint8_t *bytes;

static gu_job *submit(const gu_queue *queue, const char *name, uint64_t size, gu_progress_callback tell, void *context) {
    gu_target *target = NULL;
    gu_upload *upload = NULL;
    gu_job *job = NULL;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", name, &target, &failure));
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_memory(upload, bytes, size, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(upload, tell, context, NULL, &failure));
    EXPECT(GU_OK, gu_queue_submit(queue, upload, target, NULL, NULL, &job, &failure));
    gu_upload_free(upload);
    gu_target_free(target);
    return job;
}

static void tell_file(const char *name, int size) {
    printf("file: %s %d\n", name, size);
    fflush(stdout);
}

static const char *named(char *buffer, size_t room, const char *what, int number) {
    snprintf(buffer, room, "%s-%d", what, number);
    return buffer;
}

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

/* Waits for a job, which has to be stored, and frees it. */
static void stored(gu_job *job) {
    EXPECT(GU_OK, gu_job_wait(job, UINT32_MAX, NULL, &failure));
    if (!CHECK(gu_job_status(job) == GU_OK)) fprintf(stderr, "  %s\n", gu_error_message(gu_job_error(job)));
    gu_job_free(job);
}

/* ---- in the child ----------------------------------------------------------------------------------------------- */

static void parents_queue(gu_queue *queue) {
    gu_target *target = NULL;
    gu_upload *upload = NULL;
    gu_job *job = NULL;
    EXPECT(GU_OK, gu_target_drive_path(NULL, "never", &target, &failure));
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_memory(upload, bytes, SMALL, NULL, NULL, &failure));
    EXPECT(GU_ERR_STATE, gu_queue_submit(queue, upload, target, NULL, NULL, &job, &failure));
    EXPECT(GU_ERR_STATE, gu_queue_next(queue, UINT32_MAX, NULL, &job, &failure));
    EXPECT(GU_ERR_STATE, gu_queue_set_room(queue, 1, 0, &failure));
    EXPECT(GU_ERR_STATE, gu_queue_pause(queue, &failure));
    EXPECT(GU_ERR_STATE, gu_queue_continue(queue, &failure));
    EXPECT(GU_ERR_STATE, gu_queue_cancel(queue, &failure));
    CHECK(strstr(gu_error_message(failure), "the parent of this process") != NULL);
    CHECK(gu_queue_handle(queue) == -1 && gu_queue_jobs(queue, GU_QUEUE_RUNNING) == 0);
    CHECK(gu_queue_total(queue) == 0 && gu_queue_sent(queue) == 0 && gu_queue_time_left_ms(queue) == -1);
    gu_queue_free(queue);
    gu_upload_free(upload);
    gu_target_free(target);
}

static void parents_job(gu_job *job) {
    EXPECT(GU_ERR_STATE, gu_job_wait(job, UINT32_MAX, NULL, &failure));
    EXPECT(GU_ERR_STATE, gu_job_pause(job, &failure));
    EXPECT(GU_ERR_STATE, gu_job_continue(job, &failure));
    EXPECT(GU_ERR_STATE, gu_job_cancel(job, &failure));
    EXPECT(GU_ERR_STATE, gu_job_move_to_front(job, &failure));
    CHECK(gu_job_stage(job) == GU_STAGE_ENDED && gu_job_sent(job) == 0 && gu_job_total(job) == 0);
    gu_job_free(job);
}

static void own_queue(const gu_client *client, const char *name) {
    gu_queue *queue = NULL;
    EXPECT(GU_OK, gu_queue_new(client, 2, &queue, &failure));
    stored(submit(queue, name, SMALL, NULL, NULL));
    gu_queue_free(queue);
}

/* ---- while jobs run --------------------------------------------------------------------------------------------- */

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int begun, released;
};

/* Holds its job back until the fork is over. */
static int32_t hold_back(const gu_progress *progress, void *context) {
    struct gate *gate = (struct gate *)context;
    (void)progress;
    pthread_mutex_lock(&gate->lock);
    gate->begun = 1;
    pthread_cond_broadcast(&gate->moved);
    while (!gate->released) pthread_cond_wait(&gate->moved, &gate->lock);
    pthread_mutex_unlock(&gate->lock);
    return 0;
}

static void while_jobs_run(const gu_client *client) {
    struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};
    gu_queue *queue = NULL;
    gu_job *jobs[JOBS];
    char name[32];
    pid_t child;
    int at;
    EXPECT(GU_OK, gu_queue_new(client, 2, &queue, &failure));
    for (at = 0; at < JOBS; at++) {
        jobs[at] = submit(queue, named(name, sizeof name, "job", at), SIZE, hold_back, &gate);
        tell_file(name, SIZE);
    }
    pthread_mutex_lock(&gate.lock);
    while (!gate.begun) pthread_cond_wait(&gate.moved, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
    child = begin_child();
    if (child == 0) {
        for (at = 0; at < JOBS; at++) parents_job(jobs[at]);
        parents_queue(queue);
        own_queue(client, "in-the-child");
        _exit(checked());
    }
    pthread_mutex_lock(&gate.lock);
    gate.released = 1;
    pthread_cond_broadcast(&gate.moved);
    pthread_mutex_unlock(&gate.lock);
    for (at = 0; at < JOBS; at++) stored(jobs[at]);
    await(child);
    tell_file("in-the-child", SMALL);
    CHECK(gu_queue_jobs(queue, GU_QUEUE_STORED) == JOBS);
    gu_queue_free(queue);
}

/* ---- in a callback ---------------------------------------------------------------------------------------------- */

struct forking {
    const gu_client *client;
    gu_queue *queue;
    pid_t child;
};

/* The thread of the queue is the only one that the child has. */
static int32_t fork_once(const gu_progress *progress, void *context) {
    struct forking *forking = (struct forking *)context;
    (void)progress;
    if (forking->child != 0) return 0;
    forking->child = begin_child();
    if (forking->child == 0) {
        parents_queue(forking->queue);
        own_queue(forking->client, "from-a-callback");
        _exit(checked());
    }
    return 0;
}

static void in_a_callback(const gu_client *client) {
    struct forking forking;
    gu_job *job;
    forking.client = client, forking.queue = NULL, forking.child = 0;
    EXPECT(GU_OK, gu_queue_new(client, 1, &forking.queue, &failure));
    job = submit(forking.queue, "forking", SIZE, fork_once, &forking);
    stored(job);
    await(forking.child);
    gu_queue_free(forking.queue);
    tell_file("forking", SIZE);
    tell_file("from-a-callback", SMALL);
}

/* ---- at any moment ---------------------------------------------------------------------------------------------- */

static void at_any_moment(const gu_client *client, int forks) {
    gu_queue *queue = NULL;
    char name[32];
    int at;
    EXPECT(GU_OK, gu_queue_new(client, 4, &queue, &failure));
    for (at = 0; at < forks; at++) {
        gu_job *job = submit(queue, named(name, sizeof name, "busy", at), SIZE, NULL, NULL);
        pid_t child;
        tell_file(name, SIZE);
        gu_job_free(submit(queue, named(name, sizeof name, "other", at), SMALL, NULL, NULL));
        tell_file(name, SMALL);
        named(name, sizeof name, "moment", at);
        child = begin_child();
        if (child == 0) {
            gu_queue_free(queue);
            gu_job_free(job);
            own_queue(client, name);
            _exit(checked());
        }
        await(child);
        tell_file(name, SMALL);
        stored(job);
    }
    for (;;) {
        gu_job *job = NULL;
        EXPECT(GU_OK, gu_queue_next(queue, UINT32_MAX, NULL, &job, &failure));
        if (job == NULL) break;
        stored(job);
    }
    gu_queue_free(queue);
}

int main(int argc, char **argv) {
    gu_options *options = new_options();
    gu_client *client = NULL;
    EXPECT(GU_OK, gu_options_set_piece_bytes(options, 327680, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    gu_options_free(options);
    bytes = new_bytes(0, SIZE);
    while_jobs_run(client);
    in_a_callback(client);
    at_any_moment(client, argc > 1 ? atoi(argv[1]) : 0);
    gu_client_free(client);
    free(bytes);
    return checked();
}
