/* What systems do differently: threads, pipes and descriptors. Their own headers are not included here, as Windows defines TEXT. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdint.h>

#ifdef _WIN32
typedef struct { void *native; } lock_type;
typedef struct { void *native; } condition_type;
#else
#include <pthread.h>
typedef pthread_mutex_t lock_type;
typedef pthread_cond_t condition_type;
#endif

void lock_init(lock_type *lock);
void lock_end(lock_type *lock);
void lock_take(lock_type *lock);
void lock_give(lock_type *lock);

void condition_init(condition_type *condition);
void condition_end(condition_type *condition);
/* Wakes all that wait. */
void condition_tell(condition_type *condition);
void condition_wait(condition_type *condition, lock_type *lock);

/* A detached thread, with all signals blocked. Whether it was started. */
int thread_start(void (*run)(void *), void *context);

/*
 * A pipe. `reading` is what the library takes for a handle, `writing` is a descriptor of Node's that does not block. Returns
 * NULL, or the code of an error.
 */
const char *pipe_new(uint64_t *reading, int *writing, unsigned size);
void pipe_reading_closed(uint64_t reading);
void pipe_writing_closed(int writing);

/* What the library takes for a descriptor of Node's. */
uint64_t handle_of(int descriptor);

/* Keeps the addon loaded: its threads may end after the last JavaScript environment that uses it, such as that of a worker. */
void stay_loaded(void);

#endif
