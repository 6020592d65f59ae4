#ifdef _WIN32

#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "host_windows.h"

/* Locks and conditions of Windows are a pointer each, and have no end. */
_Static_assert(sizeof(SRWLOCK) == sizeof(lock_type) && sizeof(CONDITION_VARIABLE) == sizeof(condition_type), "size of a lock");

void lock_init(lock_type *lock) { InitializeSRWLock((SRWLOCK *)lock); }
void lock_end(lock_type *lock) { (void)lock; }
void lock_take(lock_type *lock) { AcquireSRWLockExclusive((SRWLOCK *)lock); }
void lock_give(lock_type *lock) { ReleaseSRWLockExclusive((SRWLOCK *)lock); }

void condition_init(condition_type *condition) { InitializeConditionVariable((CONDITION_VARIABLE *)condition); }
void condition_end(condition_type *condition) { (void)condition; }
void condition_tell(condition_type *condition) { WakeAllConditionVariable((CONDITION_VARIABLE *)condition); }

void condition_wait(condition_type *condition, lock_type *lock) {
    SleepConditionVariableSRW((CONDITION_VARIABLE *)condition, (SRWLOCK *)lock, INFINITE, 0);
}

struct start {
    void (*run)(void *);
    void *context;
};

static DWORD WINAPI started(void *given) {
    struct start start = *(struct start *)given;
    free(given);
    start.run(start.context);
    return 0;
}

int thread_start(void (*run)(void *), void *context) {
    HANDLE thread;
    struct start *start = malloc(sizeof *start);
    if (start == NULL) return 0;
    start->run = run;
    start->context = context;
    /* Twice what the library asks for. */
    thread = CreateThread(NULL, 512 * 1024, started, start, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if (thread == NULL) {
        free(start);
        return 0;
    }
    CloseHandle(thread);
    return 1;
}

/* An anonymous pipe would do, but neither end of it can be opened for overlapped I/O, which Node's end has to be. */
const char *pipe_new(uint64_t *reading, int *writing, unsigned size) {
    static LONG number;
    wchar_t name[80];
    HANDLE out, in;
    swprintf(name, sizeof name / sizeof *name, L"\\\\.\\pipe\\graph-upload-%lu-%ld", GetCurrentProcessId(), InterlockedIncrement(&number));
    out = CreateNamedPipeW(name, PIPE_ACCESS_OUTBOUND | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                           PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1, size, 0, 0, NULL);
    if (out == INVALID_HANDLE_VALUE) return "EMFILE";
    in = CreateFileW(name, GENERIC_READ | FILE_WRITE_ATTRIBUTES, 0, NULL, OPEN_EXISTING, 0, NULL);
    *writing = in == INVALID_HANDLE_VALUE ? -1 : host_open_handle(out);
    if (*writing < 0) {
        CloseHandle(out);
        if (in != INVALID_HANDLE_VALUE) CloseHandle(in);
        return "EMFILE";
    }
    *reading = (uint64_t)(uintptr_t)in;
    return NULL;
}

void pipe_reading_closed(uint64_t reading) { CloseHandle((HANDLE)(uintptr_t)reading); }
/* The descriptor stays: only Node's own C library could close it. */
void pipe_writing_closed(int writing) { CloseHandle(host_handle(writing)); }

uint64_t handle_of(int descriptor) { return (uint64_t)(uintptr_t)host_handle(descriptor); }

void stay_loaded(void) {
    HMODULE self;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const wchar_t *)(void *)stay_loaded, &self);
}

#endif
