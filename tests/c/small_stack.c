/*
 * Blocking calls in a thread with a small stack, whose size in KiB is the first argument. The whole stack is filled
 * before, and how much of it was used is printed: "used: KIB". A line "file: NAME SIZE" names each file.
 */
#include "check.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SIZE = 4000000, SMALL = 1000, FILLED = 0xA5 };

static uint8_t *bytes;
static const char *file;

static int32_t on_progress(const gu_progress *progress, void *user) {
    (void)progress, (void)user;
    return 0;
}

static int32_t on_token(const gu_token_sink *sink, void *user) {
    (void)user;
    return gu_token_sink_put(sink, getenv("GRAPH_TOKEN"), NULL);
}

/* Unlike new_client(), which leaves the system's authorities out. */
static gu_client *full_client(void) {
    gu_options *options = NULL;
    gu_client *client = NULL;
    EXPECT(GU_OK, gu_options_new(&options, &failure));
    EXPECT(GU_OK, gu_options_set_base_url(options, getenv("GU_URL"), &failure));
    EXPECT(GU_OK, gu_options_allow_loopback(options, 1, &failure));
    EXPECT(GU_OK, gu_options_set_token_callback(options, on_token, NULL, NULL, &failure));
    if (getenv("GU_CA") != NULL) EXPECT(GU_OK, gu_options_add_ca_file(options, getenv("GU_CA"), &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    gu_options_free(options);
    return client;
}

static void run(const gu_client *client, gu_upload *upload, const char *name, const char *state) {
    gu_target *target = NULL;
    EXPECT(GU_OK, gu_target_drive_path(NULL, name, &target, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(upload, on_progress, NULL, NULL, &failure));
    EXPECT(GU_OK, gu_upload_set_state_file(upload, state, &failure));
    EXPECT(GU_OK, gu_upload_run(upload, client, target, NULL, NULL, &failure));
    gu_upload_free(upload);
    gu_target_free(target);
}

static void *work(void *user) {
    gu_client *client = full_client();
    gu_session *session = new_session(client, "session", SIZE);
    gu_item *item = NULL;
    gu_upload *upload = NULL;
    char state[600];
    (void)user;
    EXPECT(GU_OK, gu_put_chunk(session, 0, bytes, SIZE, NULL, &failure));
    EXPECT(GU_OK, gu_finish(session, NULL, &item, &failure));
    gu_item_free(item);
    gu_session_free(session);
    snprintf(state, sizeof state, "%s.state", file);
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_file(upload, file, &failure));
    run(client, upload, "file", state);
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_memory(upload, bytes, SMALL, NULL, NULL, &failure));
    run(client, upload, "small", NULL);
    gu_client_free(client);
    return NULL;
}

int main(int argc, char **argv) {
    pthread_attr_t attributes;
    pthread_t thread;
    size_t size, untouched = 0;
    uint8_t *stack;
    if (argc != 3) return 2;
    size = (size_t)atoi(argv[1]) * 1024;
    file = argv[2];
    bytes = new_bytes(0, SIZE);
    stack = (uint8_t *)mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED) return 1;
    memset(stack, FILLED, size);
    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setstack(&attributes, stack, size) == 0);
    CHECK(pthread_create(&thread, &attributes, work, NULL) == 0 && pthread_join(thread, NULL) == 0);
    while (untouched < size && stack[untouched] == FILLED) untouched++;
    printf("used: %d\n", (int)((size - untouched) / 1024));
    CHECK(untouched > 0);
    free(bytes);
    return checked();
}
