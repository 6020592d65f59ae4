/*
 * The addon of the package graph-upload: the C functions for JavaScript, by Node-API alone.
 *
 * A foreign-function package would spare it, and cost what it gives. koffi, for one, has an install script, runs calls that block
 * in libuv's pool, and leaves a thread that waits for a callback waiting when its environment ends.
 *
 * No call blocks JavaScript and none takes a thread of libuv's pool. A function that blocks runs on a thread of its own and
 * returns a promise. A queue has one thread that waits for ended jobs, while it has jobs. A callback of the library asks
 * JavaScript (struct ask) and waits on the library's own thread; when the JavaScript environment ends, all that wait are told
 * to stop, and nothing reaches JavaScript any more.
 */
#ifndef ADDON_H
#define ADDON_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "graph_upload.h"
#include "platform.h"

/* ---- environment.c: what one JavaScript thread has */

struct environment;

/* Something to do on the JavaScript thread. `napi` is NULL if the environment has ended: then it only frees. */
struct task {
    void (*run)(struct task *task, napi_env napi);
    struct task *next;
};

/* Called by a thread of any kind. The task is run, in the order of posting, or freed at the end. */
void environment_post(struct environment *environment, struct task *task);

/* Keeps the memory of an environment, not the environment. */
struct environment *environment_kept(struct environment *environment);
void environment_let_go(struct environment *environment);

/* On the JavaScript thread: how many things keep the process from ending by itself. */
void environment_hold(struct environment *environment, int change);

struct environment *environment_of(napi_env napi);
struct environment *environment_new(napi_env napi);
/* Ends all waiting; nothing is posted to JavaScript any more. What runs goes on. */
void environment_close(struct environment *environment);
int environment_is_closed(struct environment *environment);

/* The lock of what threads share. */
void environment_lock(struct environment *environment);
void environment_unlock(struct environment *environment);
void environment_wait(struct environment *environment, condition_type *condition);

/* The function that makes an error of the package from a gu_error and a gu_item. */
void environment_set_error_maker(struct environment *environment, napi_value function);
napi_value environment_error_maker(struct environment *environment);

/*
 * Calls on threads and queues read the memory of JavaScript, which goes with its environment. So each enters, and the end of the
 * environment cancels all of them and waits until the last has left.
 */
enum work_kind { CALLS, QUEUES };
struct work {
    void (*cancel)(struct work *work); /* under the lock */
    struct work *next, **at;
};
void environment_enter(struct environment *environment, struct work *work, enum work_kind kind);
void environment_leave(struct environment *environment, struct work *work);
/* The same under the lock. */
void work_left(struct environment *environment, struct work *work);

/* ---- callbacks.c: JavaScript values that the library holds, and questions to JavaScript */

/* A function or bytes that the library has until it calls destroy. */
struct kept {
    struct environment *environment;
    napi_ref value;
};

struct kept *kept_new(napi_env napi, napi_value value);
/* A gu_destroy_callback, from any thread. */
void kept_released(void *context);

int32_t on_gu_progress_callback(const gu_progress *progress, void *context);
int32_t on_gu_read_at_callback(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context);
int32_t on_gu_read_callback(uint8_t *buffer, uint32_t length, uint32_t *count, void *context);
int32_t on_gu_token_callback(const gu_token_sink *sink, void *context);
void on_gu_log_callback(const gu_log_record *record, void *context);

/* answer(ask, result, bytes): ends the wait of a callback. Bytes are copied; an answer after the first is ignored. */
napi_value answer(napi_env napi, napi_callback_info info);

/* Every ask that waits; the environment ends them. */
struct ask;
void ask_stop_all(struct ask *first);
struct ask **environment_asks(struct environment *environment);

/* ---- calls.c: functions of the library */

enum parameter_kind { NO_PARAMETER, I32, U32, I64, U64, TEXT, BYTES, MEMORY, CALLBACK, HANDLE };

enum handle {
    HANDLE_NONE, HANDLE_ERROR, HANDLE_CLIENT, HANDLE_TARGET, HANDLE_ITEM, HANDLE_CANCEL, HANDLE_PROGRESS, HANDLE_UPLOAD,
    HANDLE_SESSION, HANDLE_QUEUE, HANDLE_JOB, HANDLE_STATE, HANDLE_TOKEN_SINK, HANDLE_LOG_RECORD, HANDLE_OPTIONS
};

enum result_kind { RESULT_NOTHING, RESULT_NUMBER, RESULT_TEXT, RESULT_MADE, RESULT_BORROWED };

struct parameter {
    enum parameter_kind kind;
    enum handle handle;
    int nullable;
    const char *name;
};

enum { MOST_PARAMETERS = 8 };

/* An argument, in the form that its kind needs. */
struct argument {
    void *pointer;
    uint64_t length;
    double number;
    struct kept *kept;
    struct box *box;
    struct queue *queue;
};

/* A function of the library under way. */
struct call {
    struct task task;
    struct work work;
    const struct function *function;
    gu_cancel *cancel;     /* of the caller, or its own */
    gu_cancel *own_cancel;
    struct environment *environment;
    struct argument in[MOST_PARAMETERS];
    napi_ref references[MOST_PARAMETERS]; /* while it runs on a thread */
    napi_deferred promise;
    gu_status status;
    gu_error *error;
    void *made;
    const char *text;
    double number;
};

struct function {
    const char *name;
    void (*run)(struct call *call);
    int blocks;
    enum result_kind result;
    enum handle made;
    struct parameter parameters[MOST_PARAMETERS + 1];
};

struct handle_kind {
    const char *name;
    void (*free)(void *pointer);
};

extern const struct function functions[];
extern const size_t function_count;
extern const struct handle_kind handle_kinds[];

/* Calls the function that the callback's data is. */
napi_value call_function(napi_env napi, napi_callback_info info);

/* What JavaScript has of an object of the library. */
struct box {
    enum handle handle;
    void *pointer; /* NULL when it was released */
    int borrowed;
    struct queue *queue;
    struct environment *environment;
    int users;     /* calls on threads; under the environment's lock, as what follows */
    int released;
    int collected;
};

napi_value box_new(napi_env napi, enum handle handle, void *pointer, int borrowed);
/* The box, or NULL and a pending exception. */
struct box *box_of(napi_env napi, napi_value value, enum handle handle, const char *name);
/* release(handle): frees the object, or leaves it to the calls that use it. */
napi_value release(napi_env napi, napi_callback_info info);

/* The error of the package, which takes over both objects. */
napi_value error_value(napi_env napi, gu_error *error, gu_item *item);
/* Throws an error of JavaScript. */
void throw_type_error(napi_env napi, const char *name, const char *wanted);

/* ---- queue.c */

/* newQueue(client, atOnce, ended, closed): as gu_queue_new(). Calls ended(job) for each job that has ended. */
napi_value queue_new(napi_env napi, napi_callback_info info);
/* watchQueue(queue): waits for jobs that were not submitted. */
napi_value queue_watch(napi_env napi, napi_callback_info info);
/* closeQueue(queue): frees it on a thread, and calls closed(). */
napi_value queue_close(napi_env napi, napi_callback_info info);
/* submit(queue, upload, target): a job; submitLater: a promise of one, for a queue that waits for room or for the disk. */
extern const struct function submit_here, submit_on_thread;
void queue_kept(struct queue *queue);
/* Lets submissions that wait for room go on. */
void queue_open(struct queue *queue);
void queue_let_go(struct queue *queue);
/* Of a box that was collected. */
void queue_drop(struct queue *queue);

#endif
