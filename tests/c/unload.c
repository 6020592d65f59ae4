/*
 * Loads the library, uploads with it, unloads it and loads it again, while a thread that has used it lives on. The
 * argument names the library. A line "stored: PLACE BYTES ID" names each file.
 */
#include "loaded.h"

#include "check.h"

#include <pthread.h>

enum { ROUNDS = 3, BYTES = 70000 };

/* What the two threads wait for, one after the other. */
enum stage { LOADED_IT, USED_IT, UNLOADED_IT };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static enum stage reached;

static void reach(enum stage stage) {
    pthread_mutex_lock(&lock);
    reached = stage;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void await(enum stage stage) {
    pthread_mutex_lock(&lock);
    while (reached < stage) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

static void upload(const char *name) {
    gu_client *client = new_client();
    gu_session *session = new_session(client, name, BYTES);
    gu_item *item = NULL;
    uint8_t *bytes = new_bytes(0, BYTES);
    EXPECT(GU_OK, gu_put_chunk(session, 0, bytes, BYTES, NULL, &failure));
    EXPECT(GU_OK, gu_finish(session, NULL, &item, &failure));
    printf("stored: task %d %s\n", BYTES, gu_item_id(item));
    free(bytes);
    gu_item_free(item);
    gu_session_free(session);
    gu_client_free(client);
    forget_failure();
}

/* What the library keeps for a thread is taken down when that ends, which is after the library was unloaded. */
static void *use(void *name) {
    upload((const char *)name);
    reach(USED_IT);
    await(UNLOADED_IT);
    return NULL;
}

static void round_of(const char *path, int number) {
    char names[2][32];
    pthread_t thread;
    loaded = load(path);
    if (!CHECK(loaded != NULL)) return;
    reach(LOADED_IT);
    snprintf(names[0], sizeof names[0], "thread-%d", number);
    snprintf(names[1], sizeof names[1], "main-%d", number);
    CHECK(pthread_create(&thread, NULL, use, names[0]) == 0);
    await(USED_IT);
    upload(names[1]);
    CHECK(unload(loaded) == 0);
    loaded = NULL;
    reach(UNLOADED_IT);
    CHECK(pthread_join(thread, NULL) == 0);
}

int main(int argc, char **argv) {
    int number;
    if (argc != 2) return 2;
    /* Else it would be there in any case. */
#ifdef _WIN32
    CHECK(GetModuleHandleA(argv[1]) == NULL);
#elif defined RTLD_NOLOAD
    CHECK(dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) == NULL);
#endif
    for (number = 0; number < ROUNDS; number++) round_of(argv[1], number);
    /* Where a helper thread might still run in it, the library only seems to be unloaded. */
#ifdef _WIN32
    CHECK(GetModuleHandleA(argv[1]) != NULL);
#elif defined RTLD_NOLOAD
    CHECK(dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) != NULL);
#endif
    return failed_checks == 0 ? 0 : 1;
}
