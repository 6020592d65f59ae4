/*
 * The pieces of code in the manual (docs/manual/) and in the header, each between two marks that name it. It uploads
 * FILE in each of their ways to the same place of a drive:  manual FILE STATE_FILE
 */
#include <graph_upload.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *sign_in(int again) { return again ? NULL : getenv("GRAPH_TOKEN"); }

/* [token] */
static int32_t give_token(const gu_token_sink *sink, void *context) {
    const char *token = sign_in(gu_token_sink_was_rejected(sink) != 0); /* the program's own */
    (void)context;
    if (token == NULL) return 1; /* the call ends with GU_ERR_SIGN_IN */
    return gu_token_sink_put(sink, token, NULL);
}
/* [token] */

/* [progress] */
static int32_t show(const gu_progress *progress, void *context) {
    int64_t left = gu_progress_time_left_ms(progress);
    FILE *out = context;
    fprintf(out, "%llu of %llu bytes confirmed", (unsigned long long)gu_progress_confirmed(progress),
            (unsigned long long)gu_progress_total(progress));
    if (left >= 0) fprintf(out, ", %lld s left", (long long)(left / 1000));
    fputc('\n', out);
    return 0; /* anything else cancels */
}
/* [progress] */

/* [errors] */
static void explain(const gu_error *error) {
    fprintf(stderr, "%s\n", gu_error_message(error));
    if (gu_error_in_doubt(error)) {
        fputs("the file may be stored: run this gu_upload again, or gu_finish(), which look first\n", stderr);
    } else if (gu_error_is_retryable(error)) {
        unsigned long long ms = gu_error_retry_after_ms(error); /* 0 where the service named no time */
        fprintf(stderr, "not stored; try again%s", ms == 0 ? " later\n" : "");
        if (ms != 0) fprintf(stderr, " in %llu ms\n", ms);
    }
    if (gu_error_request_id(error)[0] != '\0') {
        fprintf(stderr, "for the service's support: request id %s\n", gu_error_request_id(error));
    }
}
/* [errors] */

static gu_client *client_of(void) {
    gu_options *options = NULL;
    gu_client *client = NULL;
    gu_error *error = NULL;
    /* [client] */
    gu_status status = gu_options_new(&options, &error);
    if (status == GU_OK) status = gu_options_set_token_callback(options, give_token, NULL, NULL, &error);
    if (status == GU_OK) status = gu_options_set_user_agent(options, "NONISV|Example|Backup/1.0", &error);
    if (status == GU_OK) status = gu_options_set_rate_limit(options, 50000000, &error);
    if (status == GU_OK) status = gu_client_new(options, &client, &error);
    gu_options_free(options);
    /* [client] */
    if (status != GU_OK) explain(error);
    gu_error_free(error);
    return client;
}

static int report(gu_status status, gu_item *item, gu_error *error) {
    if (status == GU_OK) {
        puts(gu_item_id(item));
    } else {
        explain(error);
    }
    gu_error_free(error);
    gu_item_free(item);
    return status == GU_OK ? 0 : 1;
}

static int upload_whole(const gu_client *client, const gu_target *target, const char *path, const char *state_path,
                        const gu_cancel *cancel) {
    /* [upload] */
    gu_upload *upload = NULL;
    gu_item *item = NULL;
    gu_error *error = NULL;
    gu_status status = gu_upload_new(&upload, &error);
    if (status == GU_OK) status = gu_upload_set_file(upload, path, &error);
    if (status == GU_OK) status = gu_upload_set_progress(upload, show, stderr, NULL, &error);
    if (status == GU_OK) status = gu_upload_set_state_file(upload, state_path, &error);
    if (status == GU_OK) status = gu_upload_run(upload, client, target, cancel, &item, &error);
    gu_upload_free(upload);
    /* [upload] */
    return report(status, item, error);
}

static int feed(const gu_client *client, const gu_target *target, const uint8_t *bytes, uint64_t size,
                const gu_cancel *cancel) {
    /* [session] */
    gu_session *session = NULL;
    gu_item *item = NULL;
    gu_error *error = NULL;
    gu_status status = gu_session_create(client, target, size, cancel, &session, &error);
    while (status == GU_OK && item == NULL) {
        uint64_t offset = gu_session_next_offset(session);
        uint64_t length = size - offset < 1000000 ? size - offset : 1000000;
        if (length > 0) status = gu_put_chunk(session, offset, bytes + offset, length, cancel, &error);
        else status = gu_finish(session, cancel, &item, &error);
        /* the service wants bytes again: go on where it stands */
        if (status == GU_ERR_REWIND || status == GU_ERR_INCOMPLETE) {
            gu_error_free(error);
            error = NULL;
            status = GU_OK;
        }
    }
    if (status != GU_OK && session != NULL && !gu_error_in_doubt(error)) gu_session_discard(session, NULL, NULL);
    gu_session_free(session);
    /* [session] */
    return report(status, item, error);
}

static int upload_briefly(const gu_client *client, const gu_target *target, const char *path) {
    gu_item *item = NULL;
    gu_error *error = NULL;
    /* [one call] */
    gu_status status = gu_upload_file(client, target, path, &item, &error);
    if (status == GU_OK) printf("stored as %s\n", gu_item_id(item));
    else fprintf(stderr, "%s\n", gu_error_message(error));
    gu_item_free(item);
    gu_error_free(error);
    /* [one call] */
    return status != GU_OK;
}

/* What happened, in two lines. */
static void tell(gu_status status, const gu_error *error) {
    /* [outcome] */
    if (status != GU_OK) fprintf(stderr, "%s: %s\n", gu_status_name(status), gu_error_message(error));
    if (gu_error_in_doubt(error)) fputs("the file may be stored: run the same call again, which looks first\n", stderr);
    else if (gu_error_is_retryable(error)) fputs("not stored; try again later\n", stderr);
    /* [outcome] */
}

static int run(gu_upload *upload, const gu_client *client, const gu_target *target, const char *path,
               const gu_cancel *cancel) {
    gu_item *item = NULL;
    gu_error *error = NULL;
    /* [whole] */
    gu_status status = gu_upload_set_file(upload, path, &error);
    if (status == GU_OK) status = gu_upload_set_progress(upload, show, stderr, NULL, &error);
    if (status == GU_OK) status = gu_upload_run(upload, client, target, cancel, &item, &error);
    /* [whole] */
    tell(status, error);
    gu_error_free(error);
    gu_item_free(item);
    return status != GU_OK;
}

/* Several files at once. */
static int upload_all(const gu_client *client, gu_upload *const *uploads, gu_target *const *targets, uint32_t count) {
    gu_queue *queue = NULL;
    gu_job *job = NULL;
    gu_error *error = NULL;
    uint32_t index;
    /* [queue] */
    gu_status status = gu_queue_new(client, 4, &queue, &error);
    for (index = 0; status == GU_OK && index < count; index++) {
        status = gu_queue_submit(queue, uploads[index], targets[index], NULL, NULL, NULL, &error);
    }
    while (status == GU_OK && (status = gu_queue_next(queue, UINT32_MAX, NULL, &job, &error)) == GU_OK && job != NULL) {
        puts(gu_status_name(gu_job_status(job)));
        gu_job_free(job);
    }
    gu_queue_free(queue); /* cancels what has not ended */
    /* [queue] */
    tell(status, error);
    gu_error_free(error);
    return status != GU_OK;
}

/* Puts what is missing; saves and resumes half-way. */
static int put_all(const gu_client *client, const gu_target *target, const uint8_t *bytes, uint64_t size,
                   const gu_cancel *cancel) {
    gu_session *session = NULL;
    gu_state *state = NULL;
    gu_item *item = NULL;
    gu_error *error = NULL;
    uint64_t offset;
    gu_status status = gu_session_create(client, target, size, cancel, &session, &error);
    if (status == GU_OK) {
        /* [save] */
        status = gu_session_save(session, NULL, 0, &state, &error); /* with no key it is not sealed */
        gu_session_free(session);
        session = NULL;
        if (status == GU_OK) {
            status = gu_session_resume(client, target, gu_state_data(state), gu_state_length(state), NULL, 0, cancel,
                                       &session, &error);
        }
        gu_state_free(state); /* which wipes it */
        /* [save] */
    }
    /* [put] */
    while (status == GU_OK && (offset = gu_session_next_offset(session)) < size) {
        status = gu_put_chunk(session, offset, bytes + offset, size - offset, cancel, &error);
    }
    if (status == GU_OK) status = gu_finish(session, cancel, &item, &error);
    /* [put] */
    tell(status, error);
    gu_session_free(session);
    gu_item_free(item);
    gu_error_free(error);
    return status != GU_OK;
}

static uint8_t *whole(const char *path, uint64_t *size) {
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(12000000);
    *size = file != NULL && bytes != NULL ? fread(bytes, 1, 12000000, file) : 0;
    if (file != NULL) fclose(file);
    return bytes;
}

int main(int argc, char **argv) {
    gu_client *client = client_of();
    gu_target *target = NULL;
    gu_cancel *cancel = NULL;
    gu_upload *upload = NULL;
    gu_error *error = NULL;
    uint64_t size;
    uint8_t *bytes;
    int failed = 1;
    if (client == NULL || argc != 3) return 2;
    if (gu_cancel_new(&cancel, &error) == GU_OK
        && gu_target_drive_path(NULL, "Reports/May.bin", &target, &error) == GU_OK
        && gu_target_set_conflict(target, GU_CONFLICT_REPLACE, &error) == GU_OK) {
        failed = upload_briefly(client, target, argv[1]) || upload_whole(client, target, argv[1], argv[2], cancel);
    } else {
        explain(error);
    }
    gu_error_free(error);
    bytes = whole(argv[1], &size);
    if (!failed) failed = feed(client, target, bytes, size, cancel) || put_all(client, target, bytes, size, cancel);
    free(bytes);
    if (!failed && gu_upload_new(&upload, NULL) == GU_OK) failed = run(upload, client, target, argv[1], cancel);
    if (!failed) failed = upload_all(client, &upload, &target, 1);
    gu_upload_free(upload);
    gu_cancel_free(cancel);
    gu_target_free(target);
    gu_client_free(client);
    return failed;
}
