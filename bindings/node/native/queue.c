#include "addon.h"

/* A queue of the library, and the thread that waits for its ended jobs while it has some. */
struct queue {
    struct work work;                /* until it is freed */
    gu_queue *queue;
    gu_cancel *cancel;               /* ends the thread's wait */
    struct environment *environment;
    struct kept *ended, *closed;     /* functions; NULL when nobody is to be told */
    int references;                  /* the box and the thread; under the environment's lock, as what follows */
    int running;                     /* the thread */
    int submitted;                   /* since the thread last looked */
    int closing;
};

void queue_kept(struct queue *queue) {
    environment_lock(queue->environment);
    queue->references++;
    environment_unlock(queue->environment);
}

void queue_let_go(struct queue *queue) {
    struct environment *environment = queue->environment;
    int left;
    environment_lock(environment);
    left = --queue->references;
    environment_unlock(environment);
    if (left > 0) return;
    kept_released(queue->ended);
    kept_released(queue->closed);
    gu_cancel_free(queue->cancel);
    free(queue);
    environment_let_go(environment);
}

/* ---- what JavaScript is told */

struct news {
    struct task task;
    struct queue *queue;
    gu_job *job; /* that has ended, or NULL when the queue is closed */
};

static void news_run(struct task *task, napi_env napi) {
    struct news *news = (struct news *)task;
    napi_value function, nothing, value;
    if (napi == NULL) gu_job_free(news->job);
    else {
        const struct kept *told = news->job != NULL ? news->queue->ended : news->queue->closed;
        napi_get_undefined(napi, &nothing);
        napi_get_reference_value(napi, told->value, &function);
        value = box_new(napi, HANDLE_JOB, news->job, 0);
        if (function != NULL) napi_call_function(napi, nothing, function, 1, &value, NULL);
        if (news->job == NULL) environment_hold(news->queue->environment, -1);
    }
    queue_let_go(news->queue);
    free(news);
}

static void tell(struct queue *queue, gu_job *job) {
    struct news *news = malloc(sizeof *news);
    if (news == NULL) abort();
    news->task.run = news_run;
    news->queue = queue;
    news->job = job;
    queue_kept(queue);
    environment_post(queue->environment, &news->task);
}

/* ---- the thread */

/* Waits for the jobs, which are cancelled. */
static void freed(struct queue *queue) {
    gu_queue_free(queue->queue);
    environment_leave(queue->environment, &queue->work);
    tell(queue, NULL);
}

/* Whether the thread goes on: something was submitted, or the queue was closed, since it looked. */
static int goes_on(struct queue *queue, int *closing) {
    int on;
    environment_lock(queue->environment);
    *closing = queue->closing;
    on = queue->submitted && !queue->closing;
    queue->submitted = 0;
    queue->running = on;
    environment_unlock(queue->environment);
    return on;
}

static void wait_for_jobs(void *context) {
    struct queue *queue = context;
    int closing = 0;
    do {
        gu_job *job = NULL;
        while (gu_queue_next(queue->queue, UINT32_MAX, queue->cancel, &job, NULL) == GU_OK && job != NULL) tell(queue, job);
    } while (goes_on(queue, &closing));
    if (closing) freed(queue);
    queue_let_go(queue);
}

/*
 * Starts the thread unless it runs. With `closing` it is the one that frees the queue, and the last. Whether it could. Under the
 * lock.
 */
static int thread_needed(struct queue *queue, int closing) {
    int start = !queue->running && !queue->closing, started = 1;
    queue->submitted = 1;
    queue->closing |= closing;
    if (start) {
        queue->running = 1;
        queue->references++;
        started = thread_start(wait_for_jobs, queue);
        if (!started) {
            queue->running = 0;
            queue->references--;
        }
    }
    return started;
}

static int thread_started(struct queue *queue, int closing) {
    int started;
    environment_lock(queue->environment);
    started = thread_needed(queue, closing);
    environment_unlock(queue->environment);
    return started;
}

static void close_queue(struct queue *queue) {
    int started = thread_started(queue, 1);
    gu_cancel_request(queue->cancel);
    /* Without a thread, here, rather than not at all. */
    if (!started) freed(queue);
}

/* The end of the environment: the thread frees the queue. If there is none, and none can be started, the queue leaks. */
static void queue_cancelled(struct work *work) {
    struct queue *queue = (struct queue *)work;
    if (thread_needed(queue, 1)) gu_cancel_request(queue->cancel);
    else {
        gu_queue_cancel(queue->queue, NULL);
        work_left(queue->environment, work);
    }
}

void queue_open(struct queue *queue) {
    gu_queue_set_room(queue->queue, 0, 0, NULL);
}

void queue_drop(struct queue *queue) {
    int idle, closing;
    environment_lock(queue->environment);
    closing = queue->closing;
    idle = !queue->running && !closing;
    environment_unlock(queue->environment);
    if (idle && gu_queue_jobs(queue->queue, GU_QUEUE_WAITING) + gu_queue_jobs(queue->queue, GU_QUEUE_PAUSED) +
                        gu_queue_jobs(queue->queue, GU_QUEUE_RUNNING) == 0) {
        gu_queue_free(queue->queue); /* has nothing to wait for */
        environment_leave(queue->environment, &queue->work);
    } else if (!closing) {
        /* The news that it is closed lets go of this. */
        environment_hold(queue->environment, 1);
        close_queue(queue);
    }
    queue_let_go(queue);
}

/* ---- functions of JavaScript */

napi_value queue_new(napi_env napi, napi_callback_info info) {
    size_t count = 4;
    napi_value values[4], value;
    uint32_t at_once = 0;
    gu_queue *made = NULL;
    gu_error *error = NULL;
    struct queue *queue;
    void *data = NULL;
    struct box *client;
    napi_get_cb_info(napi, info, &count, values, NULL, NULL);
    client = box_of(napi, values[0], HANDLE_CLIENT, "client");
    if (client == NULL) return NULL;
    if (napi_get_value_uint32(napi, values[1], &at_once) != napi_ok) {
        throw_type_error(napi, "atOnce", "a number");
        return NULL;
    }
    queue = calloc(1, sizeof *queue);
    if (queue == NULL) abort();
    if (gu_queue_new(client->pointer, at_once, &made, &error) != GU_OK || gu_cancel_new(&queue->cancel, &error) != GU_OK) {
        gu_queue_free(made);
        free(queue);
        if ((value = error_value(napi, error, NULL)) != NULL) napi_throw(napi, value);
        return NULL;
    }
    queue->queue = made;
    queue->environment = environment_kept(environment_of(napi));
    queue->ended = kept_new(napi, values[2]);
    queue->closed = kept_new(napi, values[3]);
    queue->references = 1;
    queue->work.cancel = queue_cancelled;
    environment_enter(queue->environment, &queue->work, QUEUES);
    value = box_new(napi, HANDLE_QUEUE, made, 0);
    napi_get_value_external(napi, value, &data);
    ((struct box *)data)->queue = queue;
    return value;
}

static void run_submit(struct call *call) {
    gu_job *made = NULL;
    call->status = gu_queue_submit(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer, NULL, NULL, &made, &call->error);
    if (call->status == GU_OK) thread_started(call->in[0].queue, 0);
    call->made = made;
}

#define SUBMIT_PARAMETERS \
    {{HANDLE, HANDLE_QUEUE, 0, "queue"}, {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {HANDLE, HANDLE_TARGET, 0, "target"}, \
     {NO_PARAMETER, HANDLE_NONE, 0, NULL}}

const struct function submit_here = {"submit", run_submit, 0, RESULT_MADE, HANDLE_JOB, SUBMIT_PARAMETERS};
const struct function submit_on_thread = {"submitLater", run_submit, 1, RESULT_MADE, HANDLE_JOB, SUBMIT_PARAMETERS};

napi_value queue_watch(napi_env napi, napi_callback_info info) {
    size_t count = 1;
    napi_value value;
    struct box *box;
    napi_get_cb_info(napi, info, &count, &value, NULL, NULL);
    box = box_of(napi, value, HANDLE_QUEUE, "queue");
    if (box != NULL) thread_started(box->queue, 0);
    return NULL;
}

napi_value queue_close(napi_env napi, napi_callback_info info) {
    size_t count = 1;
    napi_value value;
    struct box *box;
    napi_get_cb_info(napi, info, &count, &value, NULL, NULL);
    box = box_of(napi, value, HANDLE_QUEUE, "queue");
    if (box == NULL) return NULL;
    box->released = 1;
    environment_hold(box->queue->environment, 1);
    close_queue(box->queue);
    return NULL;
}
