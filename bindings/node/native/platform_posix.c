#ifndef _WIN32

#include "platform.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

void lock_init(lock_type *lock) { pthread_mutex_init(lock, NULL); }
void lock_end(lock_type *lock) { pthread_mutex_destroy(lock); }
void lock_take(lock_type *lock) { pthread_mutex_lock(lock); }
void lock_give(lock_type *lock) { pthread_mutex_unlock(lock); }

void condition_init(condition_type *condition) { pthread_cond_init(condition, NULL); }
void condition_end(condition_type *condition) { pthread_cond_destroy(condition); }
void condition_tell(condition_type *condition) { pthread_cond_broadcast(condition); }
void condition_wait(condition_type *condition, lock_type *lock) { pthread_cond_wait(condition, lock); }

struct start {
    void (*run)(void *);
    void *context;
};

static void *started(void *given) {
    struct start start = *(struct start *)given;
    free(given);
    start.run(start.context);
    return NULL;
}

int thread_start(void (*run)(void *), void *context) {
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    int failed;
    struct start *start = malloc(sizeof *start);
    if (start == NULL) return 0;
    if (pthread_attr_init(&attributes) != 0) {
        free(start);
        return 0;
    }
    start->run = run;
    start->context = context;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    /* Twice what the library asks for. */
    pthread_attr_setstacksize(&attributes, 512 * 1024);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    failed = pthread_create(&thread, &attributes, started, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (failed) free(start);
    return !failed;
}

static int pipe_made(int *ends) {
#ifdef __APPLE__
    if (pipe(ends) != 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#else
    return pipe2(ends, O_CLOEXEC);
#endif
}

const char *pipe_new(uint64_t *reading, int *writing, unsigned size) {
    int ends[2];
    if (pipe_made(ends) != 0) return errno == EMFILE ? "EMFILE" : "ENFILE";
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
#ifdef F_SETPIPE_SZ
    /* Without the right to, the pipe stays as it is. */
    fcntl(ends[1], F_SETPIPE_SZ, size);
#else
    (void)size;
#endif
    *reading = (uint64_t)ends[0];
    *writing = ends[1];
    return NULL;
}

void pipe_reading_closed(uint64_t reading) { close((int)reading); }
void pipe_writing_closed(int writing) { close(writing); }

uint64_t handle_of(int descriptor) { return (uint64_t)descriptor; }

/* Elsewhere the linker says so. */
void stay_loaded(void) {
#ifdef __APPLE__
    Dl_info info;
    if (dladdr((void *)stay_loaded, &info) != 0) dlopen(info.dli_fname, RTLD_LAZY | RTLD_NODELETE);
#endif
}

#endif
