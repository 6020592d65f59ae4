#include "driver.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longest wait of a source that hangs; the runner ends the process long before. */
enum { FOREVER = 3600 * 1000 };

enum { MAX_PIPES = 64 };

static struct filler {
    pthread_t thread;
    int end;
    const struct json *wish;
    gu_cancel *cancel;
} fillers[MAX_PIPES];
static int filler_count;

static uint64_t size_of(const char *path) {
    struct stat found;
    if (stat(path, &found) != 0) broken("file", path);
    return (uint64_t)found.st_size;
}

static int32_t read_some(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, struct given *given) {
    int64_t at = (int64_t)offset, end = (int64_t)size_of(json_text(given->wish, "file", ""));
    int64_t hang = json_number(given->wish, "hang_at", INT64_MAX), most = json_number(given->wish, "chunk", length);
    if (at >= json_number(given->wish, "raise_at", INT64_MAX)) return GU_READ_FAILED;
    if (at >= hang) {
        gu_cancel_wait(given->cancel, FOREVER);
        return GU_READ_STOP;
    }
    end -= json_number(given->wish, "short_by", 0);
    if (most > hang - at) most = hang - at;
    if (most > end - at) most = end - at;
    if (most > (int64_t)length) most = length;
    if (fseek(given->file, (long)at, SEEK_SET) != 0) return GU_READ_FAILED;
    *count = (uint32_t)fread(buffer, 1, (size_t)most, given->file);
    return 0;
}

static int32_t on_read_at(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    return read_some(offset, buffer, length, count, context);
}

static int32_t on_read(uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    struct given *given = context;
    int32_t result = read_some(given->offset, buffer, length, count, given);
    given->offset += *count;
    return result;
}

static void *fill(void *context) {
    struct filler *filler = context;
    uint64_t length, at = 0, hang = (uint64_t)json_number(filler->wish, "hang_at", INT64_MAX);
    uint8_t *bytes = file_bytes(json_text(filler->wish, "file", ""), &length);
    ssize_t written = 0;
    while (at < length && at < hang && written >= 0) {
        written = write(filler->end, bytes + at, (size_t)((length < hang ? length : hang) - at));
        if (written > 0) at += (uint64_t)written;
    }
    if (hang < length) gu_cancel_wait(filler->cancel, FOREVER);
    close(filler->end);
    free(bytes);
    return NULL;
}

static gu_status set_pipe(gu_upload *upload, const struct json *wish, gu_cancel *cancel, gu_error **error) {
    struct filler *filler = &fillers[filler_count];
    gu_status status;
    int ends[2];
    if (filler_count == MAX_PIPES || pipe2(ends, O_CLOEXEC) != 0) broken("source", "pipe");
    filler->end = ends[1];
    filler->wish = wish;
    filler->cancel = cancel;
    if (pthread_create(&filler->thread, NULL, fill, filler) != 0) broken("source", "thread");
    filler_count++;
    status = gu_upload_set_stream_handle(upload, (uint64_t)ends[0], error);
    close(ends[0]);
    return status;
}

void sources_end(void) {
    while (filler_count > 0) pthread_join(fillers[--filler_count].thread, NULL);
}

gu_status source_set(gu_upload *upload, const struct json *wish, const char *of, gu_cancel *cancel, gu_error **error) {
    const char *kind = json_text(wish, "kind", ""), *path = json_text(wish, "file", "");
    struct given *given;
    gu_status status;
    uint64_t size;
    int descriptor;
    if (strcmp(kind, "path") == 0) return gu_upload_set_file(upload, path, error);
    if (strcmp(kind, "pipe") == 0) return set_pipe(upload, wish, cancel, error);
    if (strcmp(kind, "handle") == 0) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC);
        status = gu_upload_set_file_handle(upload, (uint64_t)descriptor, error);
        close(descriptor);
        return status;
    }
    given = given_new("source", of, wish);
    if (strcmp(kind, "memory") == 0) {
        given->bytes = file_bytes(path, &size);
        return gu_upload_set_memory(upload, given->bytes, size, given, given_released, error);
    }
    size = size_of(path);
    given->cancel = cancel;
    given->file = fopen(path, "rb");
    if (given->file == NULL) broken("source", path);
    if (strcmp(kind, "seekable") == 0) return gu_upload_set_read_at(upload, size, on_read_at, given, given_released, error);
    if (strcmp(kind, "forward") == 0) return gu_upload_set_read(upload, size, on_read, given, given_released, error);
    if (strcmp(kind, "stream") == 0) return gu_upload_set_stream(upload, on_read, given, given_released, error);
    broken("source", kind);
}
