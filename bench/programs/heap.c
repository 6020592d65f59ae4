/*
 * Counts what a program allocates, from heap_begin() to its end: the most that it held at once beyond what it held
 * then, and how often it asked for memory. Loaded in front of the C library with LD_PRELOAD.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

static _Atomic long long held, most, asked;
static _Atomic int begun;

static void *count(void *block) {
    if (block != NULL) {
        long long now = atomic_fetch_add(&held, (long long)malloc_usable_size(block)) +
                        (long long)malloc_usable_size(block);
        long long before = atomic_load(&most);
        while (now > before && !atomic_compare_exchange_weak(&most, &before, now)) {}
        atomic_fetch_add(&asked, 1);
    }
    return block;
}

static void discount(void *block) {
    if (block != NULL) atomic_fetch_sub(&held, (long long)malloc_usable_size(block));
}

static void say(void) {
    printf("heap_peak %lld\nallocations %lld\n", atomic_load(&most), atomic_load(&asked));
    fflush(stdout);
}

void heap_begin(void) {
    if (!atomic_exchange(&begun, 1)) atexit(say);
    atomic_store(&held, 0);
    atomic_store(&most, 0);
    atomic_store(&asked, 0);
}

void *malloc(size_t size) { return count(__libc_malloc(size)); }

void *calloc(size_t members, size_t size) { return count(__libc_calloc(members, size)); }

void *realloc(void *block, size_t size) {
    size_t old = block != NULL ? malloc_usable_size(block) : 0;
    uintptr_t place = (uintptr_t)block;
    void *moved = __libc_realloc(block, size);
    if (moved == NULL && size != 0) return NULL;
    /* Where it had to move, both blocks were there for a moment. */
    int stayed = (uintptr_t)moved == place;
    if (stayed) atomic_fetch_sub(&held, (long long)old);
    count(moved);
    if (!stayed) atomic_fetch_sub(&held, (long long)old);
    return moved;
}

void *memalign(size_t alignment, size_t size) { return count(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = memalign(alignment, size);
    return *block != NULL ? 0 : ENOMEM;
}

void free(void *block) {
    discount(block);
    __libc_free(block);
}
