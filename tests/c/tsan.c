/*
 * What the code that today's LLVM instruments for ThreadSanitizer calls, and the runtime of an older GCC lacks. Its
 * memcpy() and the like are watched as well, so that nothing is missed. Linked to each program by scripts/sanitize.sh.
 */
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

void *__tsan_memcpy(void *into, const void *from, size_t length);
void *__tsan_memmove(void *into, const void *from, size_t length);
void *__tsan_memset(void *into, int byte, size_t length);

__attribute__((weak)) void *__tsan_memcpy(void *into, const void *from, size_t length) {
    return memcpy(into, from, length);
}

__attribute__((weak)) void *__tsan_memmove(void *into, const void *from, size_t length) {
    return memmove(into, from, length);
}

__attribute__((weak)) void *__tsan_memset(void *into, int byte, size_t length) {
    return memset(into, byte, length);
}

#ifdef __cplusplus
}
#endif
