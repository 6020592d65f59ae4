#include "addon.h"

struct environment {
    lock_type lock;
    int references;         /* under the lock */
    int closed;             /* under the lock */
    struct task *first, **last;
    struct ask *asks;       /* under the lock */
    struct work *works[2];  /* by kind; under the lock */
    condition_type left;    /* one of them */
    int held;               /* on the JavaScript thread, as what follows */
    napi_env napi;
    napi_threadsafe_function wake;
    napi_ref error_maker;
};

/* ---- lifetime */

void environment_lock(struct environment *environment) {
    lock_take(&environment->lock);
}

void environment_unlock(struct environment *environment) {
    lock_give(&environment->lock);
}

void environment_wait(struct environment *environment, condition_type *condition) {
    condition_wait(condition, &environment->lock);
}

struct environment *environment_kept(struct environment *environment) {
    environment_lock(environment);
    environment->references++;
    environment_unlock(environment);
    return environment;
}

void environment_let_go(struct environment *environment) {
    int left;
    environment_lock(environment);
    left = --environment->references;
    environment_unlock(environment);
    if (left > 0) return;
    lock_end(&environment->lock);
    condition_end(&environment->left);
    free(environment);
}

struct environment *environment_of(napi_env napi) {
    void *data = NULL;
    napi_get_instance_data(napi, &data);
    return data;
}

int environment_is_closed(struct environment *environment) {
    int closed;
    environment_lock(environment);
    closed = environment->closed;
    environment_unlock(environment);
    return closed;
}

void environment_close(struct environment *environment) {
    struct task *task, *next;
    environment_lock(environment);
    if (!environment->closed) {
        environment->closed = 1;
        napi_release_threadsafe_function(environment->wake, napi_tsfn_abort);
    }
    ask_stop_all(environment->asks);
    task = environment->first;
    environment->first = NULL;
    environment->last = &environment->first;
    environment_unlock(environment);
    for (; task != NULL; task = next) {
        next = task->next;
        task->run(task, NULL);
    }
}

void environment_enter(struct environment *environment, struct work *work, enum work_kind kind) {
    environment_lock(environment);
    work->next = environment->works[kind];
    work->at = &environment->works[kind];
    if (work->next != NULL) work->next->at = &work->next;
    environment->works[kind] = work;
    environment_unlock(environment);
}

void work_left(struct environment *environment, struct work *work) {
    *work->at = work->next;
    if (work->next != NULL) work->next->at = work->at;
    condition_tell(&environment->left);
}

void environment_leave(struct environment *environment, struct work *work) {
    environment_lock(environment);
    work_left(environment, work);
    environment_unlock(environment);
}

/* A cancelled call ends within 100 ms, and then tries once to delete its upload session. */
static void works_ended(struct environment *environment, enum work_kind kind) {
    struct work *work;
    for (work = environment->works[kind]; work != NULL; work = work->next) work->cancel(work);
    while (environment->works[kind] != NULL) environment_wait(environment, &environment->left);
}

/* The end of a worker, or of the main thread if nothing is left to do there. */
static void on_cleanup(void *data) {
    struct environment *environment = data;
    environment_close(environment);
    environment_lock(environment);
    /* Calls use queues. */
    works_ended(environment, CALLS);
    works_ended(environment, QUEUES);
    environment_unlock(environment);
}

static void on_instance_end(napi_env napi, void *data, void *hint) {
    (void)napi;
    (void)hint;
    environment_let_go(data);
}

/* ---- tasks */

/* What a task leaves is a mistake of the package, whose functions catch what users' functions throw: it is not hidden. */
static void exception_told(napi_env napi) {
    napi_value error;
    bool pending = false;
    napi_is_exception_pending(napi, &pending);
    if (pending && napi_get_and_clear_last_exception(napi, &error) == napi_ok) napi_fatal_exception(napi, error);
}

static void run_tasks(napi_env napi, napi_value function, void *context, void *data) {
    struct environment *environment = context;
    struct task *task, *next;
    (void)function;
    (void)data;
    if (napi == NULL) return;
    environment_lock(environment);
    task = environment->first;
    environment->first = NULL;
    environment->last = &environment->first;
    environment_unlock(environment);
    for (; task != NULL; task = next) {
        napi_handle_scope scope;
        next = task->next;
        napi_open_handle_scope(napi, &scope);
        task->run(task, napi);
        exception_told(napi);
        napi_close_handle_scope(napi, scope);
    }
}

void environment_post(struct environment *environment, struct task *task) {
    int closed, first;
    environment_lock(environment);
    closed = environment->closed;
    if (!closed) {
        first = environment->first == NULL;
        task->next = NULL;
        *environment->last = task;
        environment->last = &task->next;
        /* Under the lock, so that it is not called after the end. */
        if (first) napi_call_threadsafe_function(environment->wake, NULL, napi_tsfn_nonblocking);
    }
    environment_unlock(environment);
    if (closed) task->run(task, NULL);
}

void environment_hold(struct environment *environment, int change) {
    int before = environment->held;
    environment->held += change;
    if (environment_is_closed(environment)) return;
    if (before == 0 && environment->held > 0) napi_ref_threadsafe_function(environment->napi, environment->wake);
    if (before > 0 && environment->held == 0) napi_unref_threadsafe_function(environment->napi, environment->wake);
}

/* ---- the rest */

struct ask **environment_asks(struct environment *environment) {
    return &environment->asks;
}

void environment_set_error_maker(struct environment *environment, napi_value function) {
    napi_create_reference(environment->napi, function, 1, &environment->error_maker);
}

napi_value environment_error_maker(struct environment *environment) {
    napi_value function = NULL;
    if (environment->error_maker != NULL) napi_get_reference_value(environment->napi, environment->error_maker, &function);
    return function;
}

struct environment *environment_new(napi_env napi) {
    struct environment *environment = calloc(1, sizeof *environment);
    napi_value name;
    if (environment == NULL) return NULL;
    lock_init(&environment->lock);
    condition_init(&environment->left);
    environment->references = 1;
    environment->last = &environment->first;
    environment->napi = napi;
    if (napi_create_string_utf8(napi, "graph-upload", NAPI_AUTO_LENGTH, &name) != napi_ok ||
        napi_create_threadsafe_function(napi, NULL, NULL, name, 0, 1, NULL, NULL, environment, run_tasks,
                                        &environment->wake) != napi_ok) {
        environment_let_go(environment);
        return NULL;
    }
    napi_unref_threadsafe_function(napi, environment->wake);
    /* Hooks run in the reverse order of their adding: this one before that of the function above. */
    napi_add_env_cleanup_hook(napi, on_cleanup, environment);
    napi_set_instance_data(napi, environment, on_instance_end, NULL);
    return environment;
}
