/*
 * The library through its C API.
 *
 *   ours file PATH PIECE                 the file at a path, in pieces of so many bytes; 0: as the library likes
 *   ours puts PATH PIECE                 the same, fed with gu_put_chunk()
 *   ours small PATH COUNT                so many files with the same bytes, one after the other
 *   ours many PATH PIECE THREADS COUNT   so many uploads, by so many threads at once with one client
 *   ours rules                           the limits of each kind
 *
 * BASE_URL is the service, CA_FILE its certificate authority; ROOTS=only trusts no other.
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

static gu_target *target(unsigned file) {
    gu_target *made = NULL;
    gu_error *error = NULL;
    char name[32];
    snprintf(name, sizeof name, "f%u", file);
    check(gu_target_drive_path(NULL, name, &made, &error), error);
    return made;
}

static void upload(const char *path, unsigned file) {
    gu_target *to = target(file);
    gu_item *item = NULL;
    gu_error *error = NULL;
    check(gu_upload_file(client, to, path, &item, &error), error);
    gu_item_free(item);
    gu_target_free(to);
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
    int small = strcmp(mode, "small") == 0;
    make_client(small ? 0 : value);
    if (small)
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
