/* Calls that fail, and say why. */
#ifndef REFUSED_H
#define REFUSED_H

#include "check.h"

#define REFUSED(call, words) REFUSED_AS(GU_ERR_ARGUMENT, call, words)

/* A call that fails, and says so in these words. */
#define REFUSED_AS(status, call, words)                                                        \
    do {                                                                                       \
        EXPECT(status, call);                                                                  \
        message_has(words, __FILE__, __LINE__);                                                \
    } while (0)

static inline void message_has(const char *words, const char *file, int line) {
    if (!check(strstr(gu_error_message(failure), words) != NULL, words, file, line))
        fprintf(stderr, "  the message is: %s\n", gu_error_message(failure));
}

static const char not_utf8[] = "ab\xFF";

#endif
