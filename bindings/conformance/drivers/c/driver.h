/* The parts of the C driver; ../../README.md describes what it does. */
#ifndef DRIVER_H
#define DRIVER_H

#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph_upload.h"
#include "json.h"

/* ---- events.c: one line for each, whole whichever thread prints it */

/* Starts an event; print its members, each with a comma before it, and end it. */
void event_begin(const char *name, const char *of);
void event_text(const char *name, const char *text);
void event_number(const char *name, int64_t number);
void event_end(void);

/* Prints a result, and frees the error. */
void event_result(const char *of, gu_status status, const gu_item *item, gu_error *error);
/* The same of a job that has ended. */
void event_job(const char *of, const gu_job *job);

/* Ends the driver: the scenario asks for what it does not know. */
__attribute__((noreturn)) void broken(const char *what, const char *detail);

/* All events are those of a forked child from now on. */
void event_in_child(void);

/* ---- objects.c: the arguments of calls, made from JSON */

/* An object that is given to the library. Its release is told. */
struct given {
    const char *what;      /* a word of RELEASES in README.md */
    char of[64];
    const struct json *wish;
    gu_cancel *cancel;     /* of the upload; ends a source that hangs */
    gu_client *client;     /* of a token callback */
    FILE *file;            /* of a source */
    uint8_t *bytes;
    uint64_t offset;
    const struct json *token;
    int calls;
};

struct given *given_new(const char *what, const char *of, const struct json *wish);
/* A gu_destroy_callback. */
void given_released(void *context);

/* Bytes of a file, and how many; the caller frees them. */
uint8_t *file_bytes(const char *path, uint64_t *length);
/* Bytes of a key in hexadecimal digits, or NULL without one. */
const uint8_t *key_bytes(const struct json *step, uint8_t key[32]);

gu_status client_made(const struct json *service, const struct json *step, gu_client **client, gu_error **error);
gu_status target_made(const struct json *wish, gu_target **target, gu_error **error);
gu_status upload_made(const struct json *step, const char *name, gu_cancel *cancel, gu_upload **upload, gu_error **error);

/* ---- sources.c */

gu_status source_set(gu_upload *upload, const struct json *wish, const char *of, gu_cancel *cancel, gu_error **error);
/* Ends the threads that fill pipes. */
void sources_end(void);

/* ---- steps.c */

void steps_run(const struct json *service, const struct json *steps);
/* Frees whatever the steps have made, in a forked child without waiting. */
void steps_end(void);

#endif
