/*
 * The library through its C API.
 *
 *   ours file PATH PIECE                 the file at a path, in pieces of so many bytes; 0: as the library likes
 *   ours puts PATH PIECE                 the same, fed with gu_put_chunk()
 *   ours small PATH COUNT [TARGET]       so many files, one after the other; TARGET as gu_target_parse() takes it, with the
 *                                        file's number for each #
 *   ours queue PATH COUNT AT_ONCE        so many files by a queue, so many at once; all are submitted before the first runs
 *   ours many PATH PIECE THREADS COUNT   so many uploads, by so many threads at once with one client
 *   ours rules                           the limits of each kind
 *
 * A PATH that ends in a slash is a folder of files f0, f1 and so on. BASE_URL is the service, CA_FILE its certificate authority; ROOTS=only trusts no other.
 */
#include "program.h"

#include <graph_upload.h>
#include <pthread.h>

static gu_client *client;

static void check(gu_status status, gu_error *error) {
    if (status != GU_OK) die("%s: %s", gu_status_name(status), gu_error_message(error));
}

static void make_client(uint64_t piece) {
    gu_options *options = NULL;
    gu_error *error = NULL;
    const char *ca_file = getenv("CA_FILE"), *roots = getenv("ROOTS");
    check(gu_options_new(&options, &error), error);
    check(gu_options_set_base_url(options, setting("BASE_URL"), &error), error);
    check(gu_options_set_token(options, setting("TOKEN"), &error), error);
    check(gu_options_allow_loopback(options, 1, &error), error);
    check(gu_options_set_piece_bytes(options, piece, &error), error);
    if (ca_file != NULL) check(gu_options_add_ca_file(options, ca_file, &error), error);
    if (roots != NULL) check(gu_options_set_platform_roots(options, 0, &error), error);
    check(gu_client_new(options, &client, &error), error);
    gu_options_free(options);
    if (heap_begin != NULL) heap_begin();
}

static const char *place = "drive:/f#";

static gu_target *target(unsigned file) {
    gu_target *made = NULL;
    gu_error *error = NULL;
    char text[256];
    size_t length = 0;
    for (const char *at = place; *at != '\0'; at++) {
        length += (size_t)(*at == '#' ? snprintf(text + length, sizeof text - length, "%u", file)
                                      : snprintf(text + length, sizeof text - length, "%c", *at));
        if (length >= sizeof text) die("too long a target");
    }
    check(gu_target_parse(text, NULL, NULL, &made, &error), error);
    return made;
}

static void upload(const char *path, unsigned file) {
    char room[4096];
    gu_target *to = target(file);
    gu_item *item = NULL;
    gu_error *error = NULL;
    check(gu_upload_file(client, to, nth(path, file, room, sizeof room), &item, &error), error);
    gu_item_free(item);
    gu_target_free(to);
}

static void submit(gu_queue *queue, const char *path, unsigned file) {
    char room[4096];
    gu_target *to = target(file);
    gu_upload *from = NULL;
    gu_error *error = NULL;
    check(gu_upload_new(&from, &error), error);
    check(gu_upload_set_file(from, nth(path, file, room, sizeof room), &error), error);
    check(gu_queue_submit(queue, from, to, NULL, NULL, NULL, &error), error);
    gu_upload_free(from);
    gu_target_free(to);
}

static void run_queue(const char *path, unsigned count, unsigned at_once) {
    gu_queue *queue = NULL;
    gu_job *job = NULL;
    gu_error *error = NULL;
    unsigned ended = 0;
    check(gu_queue_new(client, at_once, &queue, &error), error);
    check(gu_queue_pause(queue, &error), error);
    for (unsigned file = 0; file < count; file++) submit(queue, path, file);
    check(gu_queue_continue(queue, &error), error);
    for (; check(gu_queue_next(queue, UINT32_MAX, NULL, &job, &error), error), job != NULL; ended++) {
        if (gu_job_status(job) != GU_OK) die("file %u: %s", ended, gu_error_message(gu_job_error(job)));
        gu_job_free(job);
    }
    if (ended != count) die("%u of %u files ended", ended, count);
    gu_queue_free(queue);
}

static void put(const char *path, uint64_t piece) {
    int file = open_file(path);
    uint64_t size = size_of(file), offset = 0;
    uint8_t *bytes = malloc(piece);
    gu_target *to = target(0);
    gu_session *session = NULL;
    gu_item *item = NULL;
    gu_error *error = NULL;
    if (bytes == NULL) die("no memory");
    check(gu_session_create(client, to, size, NULL, &session, &error), error);
    while (offset < size) {
        ssize_t count = pread(file, bytes, piece, (off_t)offset);
        if (count <= 0) die("cannot read %s", path);
        check(gu_put_chunk(session, offset, bytes, (uint64_t)count, NULL, &error), error);
        offset += (uint64_t)count;
    }
    check(gu_finish(session, NULL, &item, &error), error);
    gu_item_free(item);
    gu_session_free(session);
    gu_target_free(to);
    free(bytes);
    close(file);
}

struct share {
    const char *path;
    unsigned first, step, count;
    pthread_barrier_t *start;
};

static void *work(void *argument) {
    const struct share *share = argument;
    pthread_barrier_wait(share->start);
    for (unsigned file = share->first; file < share->count; file += share->step) upload(share->path, file);
    return NULL;
}

static void many(const char *path, unsigned threads, unsigned count) {
    pthread_t *ids = calloc(threads, sizeof *ids);
    struct share *shares = calloc(threads, sizeof *shares);
    pthread_barrier_t start;
    if (ids == NULL || shares == NULL || pthread_barrier_init(&start, NULL, threads) != 0) die("no memory");
    for (unsigned thread = 0; thread < threads; thread++) {
        shares[thread] = (struct share){path, thread, threads, count, &start};
        if (pthread_create(&ids[thread], NULL, work, &shares[thread]) != 0) die("no thread");
    }
    for (unsigned thread = 0; thread < threads; thread++) pthread_join(ids[thread], NULL);
    pthread_barrier_destroy(&start);
    free(shares);
    free(ids);
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "rules") == 0) return puts(gu_rules_json()) < 0;
    if (argc < 4) die("ours MODE PATH NUMBER...");
    const char *mode = argv[1], *path = argv[2];
    uint64_t value = number(argv[3]);
    int small = strcmp(mode, "small") == 0, queued = strcmp(mode, "queue") == 0 && argc == 5;
    make_client(small || queued ? 0 : value);
    if (small && argc == 5) place = argv[4];
    if (queued)
        run_queue(path, (unsigned)value, (unsigned)number(argv[4]));
    else if (small)
        for (unsigned file = 0; file < value; file++) upload(path, file);
    else if (strcmp(mode, "file") == 0)
        upload(path, 0);
    else if (strcmp(mode, "puts") == 0)
        put(path, value);
    else if (strcmp(mode, "many") == 0 && argc == 6)
        many(path, (unsigned)number(argv[4]), (unsigned)number(argv[5]));
    else
        die("no such mode: %s", mode);
    gu_client_free(client);
    say_peak();
    return 0;
}
