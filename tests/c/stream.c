/*
 * Streams of unknown size as a POSIX program has them: pipes, signals, limits of the process, a kill. A line
 * "file: NAME SIZE" names each file that is stored.
 */
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 4000000, LIMIT = 1000000 };

static const gu_client *client;
static const char *folder; /* for spools alone */

static gu_upload *new_upload(void) {
    gu_upload *upload = NULL;
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_spool_folder(upload, folder, &failure));
    return upload;
}

static gu_status run(gu_upload *upload, const char *name, const gu_cancel *cancel) {
    gu_target *target = NULL;
    gu_status status;
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", name, &target, &failure));
    forget_failure();
    status = gu_upload_run(upload, client, target, cancel, NULL, &failure);
    gu_target_free(target);
    return status;
}

static void store(gu_upload *upload, const char *name, uint64_t size) {
    EXPECT(GU_OK, run(upload, name, NULL));
    printf("file: %s %" PRIu64 "\n", name, size);
}

static int files_in_folder(void) {
    int count = 0;
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    if (!CHECK(entries != NULL)) exit(1);
    while ((entry = readdir(entries)) != NULL) count += entry->d_name[0] != '.';
    closedir(entries);
    return count;
}

/* ---- callbacks --------------------------------------------------------------------------------------------------- */

struct source {
    gu_upload *upload;
    uint64_t at, size;
};

static int32_t read_on(uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    struct source *source = (struct source *)context;
    uint64_t rest = source->size - source->at;
    CHECK(length >= 1 && length <= GU_READ_MAX && *count == 0);
    if (source->upload != NULL) {
        CHECK(gu_upload_set_spool_max_bytes(source->upload, 1, NULL) == GU_ERR_BUSY);
        CHECK(gu_upload_set_spool_folder(source->upload, NULL, NULL) == GU_ERR_BUSY);
        CHECK(gu_upload_set_stream(source->upload, read_on, NULL, NULL, NULL) == GU_ERR_BUSY);
        CHECK(gu_upload_set_stream_handle(source->upload, 0, NULL) == GU_ERR_BUSY);
    }
    *count = rest < length ? (uint32_t)rest : length;
    fill(buffer, source->at, *count);
    source->at += *count;
    return 0;
}

static void from_a_callback(void) {
    struct source source = {new_upload(), 0, SIZE};
    EXPECT(GU_OK, gu_upload_set_stream(source.upload, read_on, &source, NULL, &failure));
    EXPECT(GU_OK, gu_upload_set_spool_max_bytes(source.upload, LIMIT, &failure));
    EXPECT(GU_ERR_TOO_LARGE, run(source.upload, "never", NULL));
    CHECK(strstr(gu_error_message(failure), "gu_upload_set_spool_max_bytes()") != NULL && source.at == LIMIT + 1);
    EXPECT(GU_OK, gu_upload_set_spool_max_bytes(source.upload, SIZE, &failure));
    store(source.upload, "callback", SIZE);
    store(source.upload, "again", SIZE);
    gu_upload_free(source.upload);
}

/* The disk is full as far as this process is concerned, which a signal would tell that ends it. */
static void on_a_full_disk(void) {
    struct source source = {NULL, 0, SIZE};
    struct rlimit before, small;
    gu_upload *upload = new_upload();
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    small = before;
    small.rlim_cur = LIMIT;
    EXPECT(GU_OK, gu_upload_set_stream(upload, read_on, &source, NULL, &failure));
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    EXPECT(GU_ERR_RESOURCES, run(upload, "never", NULL));
    CHECK(gu_error_os_error(failure) == EFBIG && strstr(gu_error_message(failure), folder) != NULL);
    CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
    store(upload, "full-disk", SIZE);
    gu_upload_free(upload);
}

/* ---- pipes ------------------------------------------------------------------------------------------------------- */

struct writer {
    pthread_t thread, reader;
    int end;
};

static void on_signal(int number) {
    (void)number;
}

/* Writes slowly, as the reader is disturbed before each part. */
static void *write_all(void *user) {
    struct writer *writer = (struct writer *)user;
    uint8_t *bytes = new_bytes(0, SIZE);
    size_t at = 0;
    while (at < SIZE) {
        ssize_t written;
        CHECK(pthread_kill(writer->reader, SIGUSR1) == 0);
        written = write(writer->end, bytes + at, SIZE - at < 30001 ? SIZE - at : 30001);
        if (!CHECK(written > 0)) exit(1);
        at += (size_t)written;
    }
    CHECK(close(writer->end) == 0);
    free(bytes);
    return NULL;
}

static void from_a_pipe(const char *name, int flags) {
    struct writer writer;
    struct sigaction action;
    gu_upload *upload = new_upload();
    int ends[2];
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal; /* without SA_RESTART: calls of the system are interrupted */
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0 && pipe(ends) == 0 && fcntl(ends[0], F_SETFL, flags) == 0);
    EXPECT(GU_OK, gu_upload_set_stream_handle(upload, (uint64_t)ends[0], &failure));
    CHECK(close(ends[0]) == 0);
    writer.end = ends[1], writer.reader = pthread_self();
    CHECK(pthread_create(&writer.thread, NULL, write_all, &writer) == 0);
    store(upload, name, SIZE);
    CHECK(pthread_join(writer.thread, NULL) == 0);
    gu_upload_free(upload);
}

static void what_is_no_stream(void) {
    gu_upload *upload = new_upload();
    int ends[2];
    CHECK(pipe(ends) == 0);
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_stream_handle(upload, (uint64_t)ends[1], &failure)); /* the wrong end */
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_stream_handle(upload, (uint64_t)ends[0], &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_stream_handle(upload, UINT64_MAX, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_spool_max_bytes(upload, 0, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_spool_max_bytes(upload, UINT64_MAX, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_upload_set_spool_folder(upload, "", &failure));
    ends[0] = open("/", O_RDONLY);
    EXPECT(GU_OK, gu_upload_set_stream_handle(upload, (uint64_t)ends[0], &failure));
    EXPECT(GU_ERR_SOURCE_UNREADABLE, run(upload, "never", NULL));
    CHECK(gu_error_os_error(failure) == EISDIR && close(ends[0]) == 0);
    ends[0] = open("/dev/null", O_RDONLY);
    EXPECT(GU_OK, gu_upload_set_stream_handle(upload, (uint64_t)ends[0], &failure));
    store(upload, "nothing", 0);
    CHECK(close(ends[0]) == 0);
    gu_upload_free(upload);
}

/* ---- ends -------------------------------------------------------------------------------------------------------- */

static int32_t tell(const gu_progress *progress, void *user) {
    int end = *(const int *)user;
    CHECK(files_in_folder() == 0);
    if (gu_progress_spooled(progress) > 0 && gu_progress_waits_for(progress) == GU_WAIT_SOURCE)
        return write(end, "x", 1) == 1 ? 0 : 1;
    return 0;
}

/* A pipe that has given bytes and gives no more, and a pipe that tells when they were read. */
static gu_upload *half_a_stream(int ends[2], int told[2]) {
    gu_upload *upload = new_upload();
    uint8_t *bytes = new_bytes(0, 100);
    CHECK(pipe(ends) == 0 && pipe(told) == 0 && write(ends[1], bytes, 100) == 100);
    free(bytes);
    EXPECT(GU_OK, gu_upload_set_stream_handle(upload, (uint64_t)ends[0], &failure));
    EXPECT(GU_OK, gu_upload_set_progress(upload, tell, &told[1], NULL, &failure));
    return upload;
}

static void close_all(const int ends[2], const int told[2]) {
    CHECK(close(ends[0]) == 0 && close(told[0]) == 0 && close(told[1]) == 0);
}

static void killed(void) {
    int ends[2], told[2], status = 0;
    char byte;
    gu_upload *upload = half_a_stream(ends, told);
    pid_t child = fork();
    if (child == 0) {
        alarm(60);
        run(upload, "never", NULL);
        _exit(1);
    }
    CHECK(read(told[0], &byte, 1) == 1 && kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && files_in_folder() == 0);
    gu_upload_free(upload);
    CHECK(close(ends[1]) == 0);
    close_all(ends, told);
}

struct cancelled {
    gu_cancel *cancel;
    int told;
};

static void *cancel_when_told(void *user) {
    const struct cancelled *cancelled = (const struct cancelled *)user;
    char byte;
    CHECK(read(cancelled->told, &byte, 1) == 1);
    gu_cancel_request(cancelled->cancel);
    return NULL;
}

/* Only the process that began to read a stream reads on. */
static void forked(void) {
    struct cancelled cancelled;
    pthread_t thread;
    int ends[2], told[2], status = -1;
    gu_upload *upload = half_a_stream(ends, told);
    pid_t child;
    cancelled.cancel = NULL, cancelled.told = told[0];
    EXPECT(GU_OK, gu_cancel_new(&cancelled.cancel, &failure));
    CHECK(pthread_create(&thread, NULL, cancel_when_told, &cancelled) == 0);
    EXPECT(GU_ERR_CANCELLED, run(upload, "never", cancelled.cancel));
    CHECK(pthread_join(thread, NULL) == 0);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        alarm(60);
        _exit(run(upload, "never", NULL) == GU_ERR_STATE ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(close(ends[1]) == 0);
    store(upload, "forked", 100);
    gu_cancel_free(cancelled.cancel);
    gu_upload_free(upload);
    close_all(ends, told);
}

int main(int argc, char **argv) {
    gu_client *made;
    if (argc != 2) return fprintf(stderr, "usage: stream FOLDER\n"), 2;
    folder = argv[1];
    client = made = new_client();
    from_a_callback();
    on_a_full_disk();
    from_a_pipe("pipe", 0);
    from_a_pipe("non-blocking", O_NONBLOCK);
    what_is_no_stream();
    killed();
    forked();
    CHECK(files_in_folder() == 0);
    gu_client_free(made);
    return checked();
}
