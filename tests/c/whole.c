/*
 * Whole uploads by gu_upload_run() against the simulator; the driver looks at what is stored, which each line
 * "stored: PLACE SIZE ID" names. What the library was given is counted until it is given back.
 */
#include "check.h"
#include "files.h"

/* More than a piece of a To Do task. */
enum { FILE_BYTES = 4000000 };

/* What a callback's `user` points to, and how often it was destroyed. */
struct user {
    uint64_t offset; /* of a source that only goes forward */
    int destroyed;
};

static void destroy(void *pointer) {
    ((struct user *)pointer)->destroyed++;
}

static gu_upload *new_upload(void) {
    gu_upload *upload = NULL;
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    return upload;
}

static gu_target *new_target(const char *name) {
    gu_target *target = NULL;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", name, &target, &failure));
    return target;
}

/* Runs it twice: into a task, and into a drive, whose service can tell what it has stored. */
static void store(gu_upload *upload, const gu_client *client, const char *how, uint64_t size) {
    char name[64];
    gu_target *task, *drive = NULL;
    gu_item *item = NULL;
    snprintf(name, sizeof name, "%s-%" PRIu64, how, size);
    task = new_target(name);
    EXPECT(GU_OK, gu_upload_run(upload, client, task, NULL, &item, &failure));
    CHECK(gu_item_integrity(item) == GU_INTEGRITY_UNVERIFIABLE);
    printf("stored: task %" PRIu64 " %s\n", size, gu_item_id(item));
    gu_item_free(item);

    EXPECT(GU_OK, gu_target_drive_path(NULL, name, &drive, &failure));
    EXPECT(GU_OK, gu_upload_run(upload, client, drive, NULL, &item, &failure));
    CHECK(gu_item_integrity(item) == GU_INTEGRITY_VERIFIED);
    CHECK(strcmp(gu_item_name(item), name) == 0 && gu_item_size(item) == (int64_t)size);
    printf("stored: drive %" PRIu64 " %s\n", size, gu_item_id(item));
    gu_item_free(item);
    gu_target_free(task);
    gu_target_free(drive);
}

/* ---- sources ------------------------------------------------------------------------------------------------- */

static int32_t read_at(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    (void)context;
    CHECK(length >= 1 && length <= GU_READ_MAX && *count == 0);
    *count = length < 70001 ? length : 70001; /* so that reads end where no buffer does */
    fill(buffer, offset, *count);
    return 0;
}

static int32_t read_on(uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    struct user *source = (struct user *)context;
    int32_t read = read_at(source->offset, buffer, length, count, NULL);
    source->offset += *count;
    return read;
}

/* Where a stream ends, which its upload is not told. */
static uint64_t end_of_stream;

static int32_t read_to_end(uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    uint64_t rest = end_of_stream - ((struct user *)context)->offset;
    return rest == 0 ? 0 : read_on(buffer, rest < length ? (uint32_t)rest : length, count, context);
}

static void from_files(const gu_client *client, const char *folder, uint64_t size) {
    char path[512];
    uint8_t *bytes = new_bytes(0, size);
    gu_upload *upload = new_upload();
    FILE *file;
    uint64_t handle;
    snprintf(path, sizeof path, "%s/gr\xC3\xB6\xC3\x9F" "e-\xE5\x90\x8D-%" PRIu64, folder, size);
    file = create_file(path);
    if (!CHECK(file != NULL)) exit(1);
    CHECK(fwrite(bytes, 1, (size_t)size, file) == size && fclose(file) == 0);
    free(bytes);

    EXPECT(GU_OK, gu_upload_set_file(upload, path, &failure));
    store(upload, client, "by-path", size);
    handle = open_handle(path);
    EXPECT(GU_OK, gu_upload_set_stream_handle(upload, handle, &failure));
    close_handle(handle);
    store(upload, client, "by-stream", size);
    handle = open_handle(path);
    CHECK(seek_handle(handle, 3) == 0); /* its position does not matter */
    EXPECT(GU_OK, gu_upload_set_file_handle(upload, handle, &failure));
    close_handle(handle);
    CHECK(remove_file(path) == 0); /* neither does its name */
    store(upload, client, "by-handle", size);
    gu_upload_free(upload);
}

static void from_memory_and_callbacks(const gu_client *client, uint64_t size) {
    uint8_t *bytes = new_bytes(0, size);
    gu_upload *upload = new_upload();
    struct user memory = {0, 0}, at = {0, 0}, stream = {0, 0}, on = {0, 0};
    EXPECT(GU_OK, gu_upload_set_memory(upload, bytes, size, &memory, destroy, &failure));
    store(upload, client, "from-memory", size);
    CHECK(memory.destroyed == 0);
    EXPECT(GU_OK, gu_upload_set_read_at(upload, size, read_at, &at, destroy, &failure));
    CHECK(memory.destroyed == 1);
    free(bytes);
    store(upload, client, "read-at", size);
    end_of_stream = size;
    EXPECT(GU_OK, gu_upload_set_stream(upload, read_to_end, &stream, destroy, &failure));
    store(upload, client, "stream", size);
    CHECK(stream.offset == size && stream.destroyed == 0);
    EXPECT(GU_OK, gu_upload_set_read(upload, size, read_on, &on, destroy, &failure));
    CHECK(at.destroyed == 1 && stream.destroyed == 1 && on.destroyed == 0);
    gu_upload_free(upload);
    CHECK(memory.destroyed == 1 && at.destroyed == 1 && stream.destroyed == 1 && on.destroyed == 1);
}

/* Its bytes come once, so that it is run once. */
static void from_stream(const gu_client *client, uint64_t size) {
    gu_upload *upload = new_upload();
    gu_target *target = new_target("read-on");
    struct user user = {0, 0};
    gu_item *item = NULL;
    EXPECT(GU_OK, gu_upload_set_read(upload, size, read_on, &user, destroy, &failure));
    EXPECT(GU_OK, gu_upload_run(upload, client, target, NULL, &item, &failure));
    CHECK(user.offset == size);
    printf("stored: task %" PRIu64 " %s\n", size, gu_item_id(item));
    gu_item_free(item);
    gu_target_free(target);
    gu_upload_free(upload);
    CHECK(user.destroyed == 1);
}

/* ---- nonsense ------------------------------------------------------------------------------------------------ */

struct answer {
    int32_t answer;
    uint32_t count, beyond; /* beyond what fits */
    gu_status status;
};

static int32_t answer_at(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    const struct answer *answer = (const struct answer *)context;
    (void)offset, (void)buffer;
    *count = answer->beyond ? length + answer->beyond : answer->count;
    return answer->answer;
}

static int32_t answer_on(uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    return answer_at(0, buffer, length, count, context);
}

static void answers_are_checked(const gu_client *client) {
    static struct answer cases[] = {
        {0, 0, 1, GU_ERR_SOURCE_UNREADABLE},
        {0, UINT32_MAX, 0, GU_ERR_SOURCE_UNREADABLE},
        /* What a failed callback leaves in the count is no byte. */
        {INT32_MIN, 5, 0, GU_ERR_SOURCE_UNREADABLE},
        {5, 5, 0, GU_ERR_SOURCE_UNREADABLE},
        {GU_READ_FAILED, 5, 0, GU_ERR_SOURCE_UNREADABLE},
        {GU_READ_STOP, 5, 0, GU_ERR_CANCELLED},
        {0, 0, 0, GU_ERR_SOURCE_SHORT},
    };
    gu_upload *upload = new_upload();
    gu_target *target = new_target("never");
    gu_item *item = NULL;
    size_t at;
    for (at = 0; at < sizeof cases / sizeof cases[0]; at++) {
        EXPECT(GU_OK, gu_upload_set_read_at(upload, FILE_BYTES, answer_at, &cases[at], NULL, &failure));
        item = (gu_item *)&cases; /* not an item: must be overwritten */
        EXPECT(cases[at].status, gu_upload_run(upload, client, target, NULL, &item, &failure));
        CHECK(item == NULL && !gu_error_in_doubt(failure));
        EXPECT(GU_OK, gu_upload_set_read(upload, FILE_BYTES, answer_on, &cases[at], NULL, &failure));
        EXPECT(cases[at].status, gu_upload_run(upload, client, target, NULL, NULL, &failure));
        CHECK(gu_upload_run(upload, client, target, NULL, NULL, NULL) == cases[at].status); /* nobody asks why */
    }
    gu_target_free(target);
    gu_upload_free(upload);
}

/* ---- busy ---------------------------------------------------------------------------------------------------- */

struct inside {
    gu_upload *upload;
    const gu_client *client;
    const gu_target *target;
    struct user user;
    int calls;
};

/* What is refused while it runs is destroyed all the same. */
static int32_t call_back(const gu_progress *progress, void *user) {
    struct inside *in = (struct inside *)user;
    gu_item *item = NULL;
    gu_error *error = NULL;
    if (in->calls++ > 0) return 0;
    CHECK(gu_progress_total(progress) == FILE_BYTES && gu_progress_confirmed(progress) <= gu_progress_sent(progress));
    CHECK(gu_upload_run(in->upload, in->client, in->target, NULL, &item, &error) == GU_ERR_BUSY);
    CHECK(item == NULL && strstr(gu_error_message(error), "running") != NULL);
    gu_error_free(error);
    CHECK(gu_upload_set_file(in->upload, "file", NULL) == GU_ERR_BUSY);
    CHECK(gu_upload_set_file_handle(in->upload, 0, NULL) == GU_ERR_BUSY);
    CHECK(gu_upload_set_keep_on_cancel(in->upload, 1, NULL) == GU_ERR_BUSY);
    CHECK(gu_upload_set_differs_is_error(in->upload, 1, NULL) == GU_ERR_BUSY);
    CHECK(gu_upload_set_memory(in->upload, NULL, 0, &in->user, destroy, NULL) == GU_ERR_BUSY);
    CHECK(gu_upload_set_read_at(in->upload, 1, read_at, &in->user, destroy, NULL) == GU_ERR_BUSY);
    CHECK(gu_upload_set_read(in->upload, 1, read_on, &in->user, destroy, NULL) == GU_ERR_BUSY);
    CHECK(gu_upload_set_stream(in->upload, read_on, &in->user, destroy, NULL) == GU_ERR_BUSY);
    CHECK(gu_upload_set_progress(in->upload, call_back, &in->user, destroy, NULL) == GU_ERR_BUSY);
    CHECK(in->user.destroyed == 5);
    return 0;
}

static void busy(const gu_client *client) {
    gu_target *target = new_target("busy");
    struct inside in = {new_upload(), client, target, {0, 0}, 0};
    gu_item *item = NULL;
    EXPECT(GU_OK, gu_upload_set_read_at(in.upload, FILE_BYTES, read_at, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(in.upload, call_back, &in, NULL, &failure));
    EXPECT(GU_OK, gu_upload_run(in.upload, client, target, NULL, &item, &failure));
    CHECK(in.calls > 0);
    printf("stored: task %d %s\n", FILE_BYTES, gu_item_id(item));
    gu_item_free(item);
    gu_target_free(target);
    gu_upload_free(in.upload);
    CHECK(in.user.destroyed == 5);
}

/* ---- stopping ------------------------------------------------------------------------------------------------ */

static int32_t stop(const gu_progress *progress, void *user) {
    (void)progress, (void)user;
    return -1;
}

static void stopping(const gu_client *client) {
    gu_upload *upload = new_upload();
    gu_target *target = new_target("never");
    gu_cancel *cancel = NULL;
    gu_item *item = NULL;
    EXPECT(GU_ERR_STATE, gu_upload_run(upload, client, target, NULL, &item, &failure)); /* no source */
    EXPECT(GU_OK, gu_upload_set_read_at(upload, FILE_BYTES, read_at, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(upload, stop, NULL, NULL, &failure));
    EXPECT(GU_ERR_CANCELLED, gu_upload_run(upload, client, target, NULL, &item, &failure));
    CHECK(item == NULL && !gu_error_in_doubt(failure));
    EXPECT(GU_OK, gu_upload_set_progress(upload, NULL, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_cancel_new(&cancel, &failure));
    gu_cancel_request(cancel);
    EXPECT(GU_ERR_CANCELLED, gu_upload_run(upload, client, target, cancel, &item, &failure));
    CHECK(item == NULL);
    gu_cancel_free(cancel);
    gu_target_free(target);
    gu_upload_free(upload);
}

/* ---- owners -------------------------------------------------------------------------------------------------- */

/* Whatever becomes of a call, what it was given is destroyed once. */
static void owners(void) {
    gu_upload *upload = new_upload();
    struct user memory = {0, 0}, source = {0, 0}, watcher = {0, 0}, refused = {0, 0};
    uint8_t byte = 0;
    EXPECT(GU_OK, gu_upload_set_memory(upload, &byte, 1, &memory, destroy, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(upload, stop, &watcher, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_memory(upload, NULL, 1, &refused, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_read_at(upload, 1, NULL, &refused, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_read_at(upload, (uint64_t)-1, read_at, &refused, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_read(upload, 1, NULL, &refused, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_read(upload, (uint64_t)-1, read_on, &refused, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_read(NULL, 1, read_on, &refused, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_stream(upload, NULL, &refused, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_progress(NULL, stop, &refused, destroy, &failure));
    CHECK(refused.destroyed == 8);
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_file_handle(upload, 12345, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_file_handle(upload, UINT64_MAX, &failure)); /* (uint64_t)-1 */
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_file(upload, "", &failure));
    CHECK(memory.destroyed == 0 && watcher.destroyed == 0); /* what was set stays */

    EXPECT(GU_OK, gu_upload_set_read_at(upload, 1, read_at, &source, destroy, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(upload, NULL, NULL, NULL, &failure));
    CHECK(memory.destroyed == 1 && watcher.destroyed == 1 && source.destroyed == 0);
    EXPECT(GU_OK, gu_upload_set_progress(upload, NULL, &watcher, destroy, &failure)); /* nobody to be told */
    CHECK(watcher.destroyed == 2);
    gu_upload_free(upload);
    CHECK(memory.destroyed == 1 && watcher.destroyed == 2 && source.destroyed == 1 && refused.destroyed == 8);
}

int main(int argc, char **argv) {
    static const uint64_t sizes[] = {0, 1, FILE_BYTES};
    gu_client *client;
    size_t at;
    if (argc != 2) return fprintf(stderr, "usage: whole FOLDER\n"), 2;
    client = new_client();
    for (at = 0; at < sizeof sizes / sizeof sizes[0]; at++) {
        from_files(client, argv[1], sizes[at]);
        from_memory_and_callbacks(client, sizes[at]);
        from_stream(client, sizes[at]);
    }
    answers_are_checked(client);
    busy(client);
    stopping(client);
    owners();
    gu_client_free(client);
    return checked();
}
