/*
 * What happens when the process has no memory for a piece, and no file descriptor: the call says so, nothing is lost, and
 * the same call works when there is some. A line "file: NAME SIZE" names each file.
 */
#include "check.h"

#include <sys/resource.h>
#include <unistd.h>

/* More than a piece, which is the largest that there is. */
enum { PIECE = 62586880, SIZE = PIECE + 1000000, PUT = 400000 };

static uint8_t *bytes;

/* What the process has now, and a little more. */
static void limit_memory(void) {
    struct rlimit limit;
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL && fscanf(file, "%lu", &pages) == 1);
    if (file != NULL) fclose(file);
    CHECK(getrlimit(RLIMIT_AS, &limit) == 0);
    limit.rlim_cur = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + 16u * 1024 * 1024;
    CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
}

static void lift(int resource) {
    struct rlimit limit;
    CHECK(getrlimit(resource, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    CHECK(setrlimit(resource, &limit) == 0);
}

static gu_client *large_pieces(void) {
    gu_options *options = new_options();
    gu_client *client = NULL;
    EXPECT(GU_OK, gu_options_set_piece_bytes(options, PIECE, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    gu_options_free(options);
    return client;
}

static gu_target *drive(const char *name) {
    gu_target *target = NULL;
    EXPECT(GU_OK, gu_target_drive_path(NULL, name, &target, &failure));
    return target;
}

static void no_memory(void) {
    CHECK(gu_error_status(failure) == GU_ERR_MEMORY && gu_error_is_retryable(failure) == 0);
    CHECK(gu_error_in_doubt(failure) == 0 && strstr(gu_error_message(failure), "memory") != NULL);
}

static void for_short_puts(void) {
    gu_client *client = large_pieces();
    gu_target *target = drive("puts");
    gu_session *session = NULL;
    uint64_t at;
    EXPECT(GU_OK, gu_session_create(client, target, SIZE, NULL, &session, &failure));
    limit_memory();
    EXPECT(GU_ERR_MEMORY, gu_put_chunk(session, 0, bytes, PUT, NULL, &failure));
    no_memory();
    CHECK(gu_error_offset(failure) == 0 && gu_session_next_offset(session) == 0);
    EXPECT(GU_ERR_MEMORY, gu_put_chunk(session, 0, bytes, PUT, NULL, &failure));
    lift(RLIMIT_AS);
    for (at = 0; at < SIZE; at = gu_session_next_offset(session)) {
        const uint64_t rest = SIZE - at;
        EXPECT(GU_OK, gu_put_chunk(session, at, bytes + at, rest < PUT ? rest : PUT, NULL, &failure));
        if (gu_session_next_offset(session) <= at) break;
    }
    EXPECT(GU_OK, gu_finish(session, NULL, NULL, &failure));
    gu_session_free(session);
    gu_target_free(target);
    gu_client_free(client);
    printf("file: puts %d\n", (int)SIZE);
}

static uint64_t given;

static int32_t read_on(uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    const uint64_t rest = SIZE - given;
    (void)context;
    *count = rest < length ? (uint32_t)rest : length;
    memcpy(buffer, bytes + given, *count);
    given += *count;
    return 0;
}

static void for_a_stream(void) {
    gu_client *client = large_pieces();
    gu_target *target = drive("stream");
    gu_upload *upload = NULL;
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_read(upload, SIZE, read_on, NULL, NULL, &failure));
    limit_memory();
    EXPECT(GU_ERR_MEMORY, gu_upload_run(upload, client, target, NULL, NULL, &failure));
    no_memory();
    CHECK(given == 0);
    lift(RLIMIT_AS);
    EXPECT(GU_OK, gu_upload_run(upload, client, target, NULL, NULL, &failure));
    gu_upload_free(upload);
    gu_target_free(target);
    gu_client_free(client);
    printf("file: stream %d\n", (int)SIZE);
}

static void for_descriptors(void) {
    struct rlimit limit;
    gu_cancel *cancel = NULL;
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = 3;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    EXPECT(GU_ERR_RESOURCES, gu_cancel_new(&cancel, &failure));
    CHECK(cancel == NULL && gu_error_os_error(failure) != 0 && gu_error_is_retryable(failure) == 0);
    lift(RLIMIT_NOFILE);
    EXPECT(GU_OK, gu_cancel_new(&cancel, &failure));
    gu_cancel_free(cancel);
}

int main(void) {
    bytes = new_bytes(0, SIZE);
    for_short_puts();
    for_a_stream();
    for_descriptors();
    free(bytes);
    return checked();
}
