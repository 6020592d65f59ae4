/*
 * What the test programs share. A failed check prints itself and the program goes on; it ends with 1 then.
 *
 * The environment says where the service is: GU_URL, GU_CA (a PEM file, unset for plain HTTP), GRAPH_TOKEN.
 */
#ifndef CHECK_H
#define CHECK_H

#include <graph_upload.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed_checks = 0;
/* The error of the last call under EXPECT. */
static gu_error *failure = NULL;

#define CHECK(condition) check((condition) ? 1 : 0, #condition, __FILE__, __LINE__)

/* Makes a call that stores its error in `failure`, and checks its status. */
#define EXPECT(status, call)                                                \
    do {                                                                    \
        gu_status actual_;                                                  \
        forget_failure();                                                   \
        actual_ = (call);                                                   \
        expect(actual_, (status), #call, __FILE__, __LINE__);               \
    } while (0)

static inline int check(int holds, const char *what, const char *file, int line) {
    if (!holds) {
        failed_checks++;
        fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    }
    return holds;
}

static inline void forget_failure(void) {
    gu_error_free(failure);
    failure = NULL;
}

static inline void expect(gu_status actual, gu_status wanted, const char *call, const char *file, int line) {
    if (actual != wanted) {
        failed_checks++;
        fprintf(stderr, "%s:%d: %s\n  gave %s (%s), not %s\n", file, line, call, gu_status_name(actual),
                gu_error_message(failure), gu_status_name(wanted));
    }
    check((failure == NULL) == (actual == GU_OK), "an error object exactly when the call fails", file, line);
    check(gu_error_status(failure) == actual, "the error object has the status", file, line);
}

/* The exit status of the program. */
static inline int checked(void) {
    forget_failure();
    return failed_checks == 0 ? 0 : 1;
}

/* Lets the driver of the test do something, and takes its answer. */
static inline const char *ask(const char *what) {
    static char answer[512];
    printf("ask: %s\n", what);
    fflush(stdout);
    if (fgets(answer, (int)sizeof answer, stdin) == NULL) {
        fprintf(stderr, "nobody answers \"%s\"\n", what);
        exit(1);
    }
    answer[strcspn(answer, "\n")] = '\0';
    return answer;
}

/* Options for the service of the environment, with short waits. */
static inline gu_options *new_options(void) {
    gu_options *options = NULL;
    EXPECT(GU_OK, gu_options_new(&options, &failure));
    EXPECT(GU_OK, gu_options_set_base_url(options, getenv("GU_URL"), &failure));
    EXPECT(GU_OK, gu_options_allow_loopback(options, 1, &failure));
    EXPECT(GU_OK, gu_options_set_token(options, getenv("GRAPH_TOKEN"), &failure));
    EXPECT(GU_OK, gu_options_set_backoff_ms(options, 5, 50, &failure));
    EXPECT(GU_OK, gu_options_set_settle_ms(options, 1000, &failure));
    /* Sessions are what most programs are about. */
    EXPECT(GU_OK, gu_options_set_one_request_bytes(options, 0, &failure));
    if (getenv("GU_CA") != NULL) {
        /* Without the many of the system, a client is made in no time. */
        EXPECT(GU_OK, gu_options_set_platform_roots(options, 0, &failure));
        EXPECT(GU_OK, gu_options_add_ca_file(options, getenv("GU_CA"), &failure));
    }
    return options;
}

static inline gu_client *new_client(void) {
    gu_options *options = new_options();
    gu_client *client = NULL;
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    gu_options_free(options);
    return client;
}

static inline gu_session *new_session(const gu_client *client, const char *name, uint64_t size) {
    gu_target *target = NULL;
    gu_session *session = NULL;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", name, &target, &failure));
    EXPECT(GU_OK, gu_session_create(client, target, size, NULL, &session, &failure));
    gu_target_free(target);
    return session;
}

/* Bytes of a file that nowhere repeats itself; the driver computes the same. */
static inline void fill(uint8_t *bytes, uint64_t offset, uint64_t length) {
    uint64_t at;
    for (at = 0; at < length; at++)
        bytes[at] = (uint8_t)(((offset + at + 1) * UINT64_C(0x9E3779B97F4A7C15)) >> 56);
}

static inline uint8_t *new_bytes(uint64_t offset, uint64_t length) {
    uint8_t *bytes = (uint8_t *)malloc(length == 0 ? 1 : (size_t)length);
    if (bytes == NULL) exit(1);
    fill(bytes, offset, length);
    return bytes;
}

#endif
