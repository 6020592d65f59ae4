/*
 * The six objects of an upload may be freed in each of their 720 orders, and what a callback was given is freed exactly
 * once. The argument says how many orders are skipped each time; 1 tries all.
 */
#include "check.h"

enum { OBJECTS = 6 };

static int32_t give_token(const gu_token_sink *sink, void *user) {
    (void)user;
    return gu_token_sink_put(sink, getenv("GRAPH_TOKEN"), NULL);
}

static int32_t go_on(const gu_progress *progress, void *user) {
    (void)progress, (void)user;
    return 0;
}

static void ignore(const gu_log_record *record, void *user) { (void)record, (void)user; }

/* Counts how often a callback's user is freed. */
static void destroy(void *user) { ++*(int *)user; }

struct upload {
    gu_options *options;
    gu_client *client;
    gu_target *target;
    gu_session *session;
    gu_item *item;
    gu_error *error;
    int token_freed, log_freed, progress_freed;
};

static void make(struct upload *u) {
    static const uint8_t byte = 7;
    memset(u, 0, sizeof *u);
    u->options = new_options();
    EXPECT(GU_OK, gu_options_set_token_callback(u->options, give_token, &u->token_freed, destroy, &failure));
    EXPECT(GU_OK, gu_options_set_log_callback(u->options, ignore, &u->log_freed, destroy, &failure));
    EXPECT(GU_OK, gu_client_new(u->options, &u->client, &failure));
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", "free_order", &u->target, &failure));
    EXPECT(GU_OK, gu_session_create(u->client, u->target, 1, NULL, &u->session, &failure));
    EXPECT(GU_OK, gu_session_set_progress(u->session, go_on, &u->progress_freed, destroy, &failure));
    CHECK(gu_put_chunk(u->session, 1, NULL, 0, NULL, &u->error) == GU_ERR_ARGUMENT);
    EXPECT(GU_OK, gu_put_chunk(u->session, 0, &byte, 1, NULL, &failure));
    EXPECT(GU_OK, gu_finish(u->session, NULL, &u->item, &failure));
    CHECK(u->token_freed == 0 && u->log_freed == 0 && u->progress_freed == 0);
}

/* Frees one object, and looks at those that are left. */
static void end(struct upload *u, int object) {
    switch (object) {
    case 0: gu_options_free(u->options); break;
    case 1: gu_client_free(u->client); break;
    case 2: gu_target_free(u->target); break;
    case 3: gu_session_free(u->session), u->session = NULL; break;
    case 4: gu_item_free(u->item), u->item = NULL; break;
    default: gu_error_free(u->error), u->error = NULL;
    }
    if (u->item != NULL) CHECK(gu_item_id(u->item)[0] != '\0');
    if (u->error != NULL) CHECK(gu_error_message(u->error)[0] != '\0');
    if (u->session != NULL) {
        gu_item *again = NULL;
        CHECK(gu_session_confirmed(u->session) == 1);
        EXPECT(GU_OK, gu_finish(u->session, NULL, &again, &failure));
        gu_item_free(again);
    }
}

/* The order with this number, from 0 to 719. */
static void permute(int number, int order[OBJECTS]) {
    int left[OBJECTS], at, pick;
    for (at = 0; at < OBJECTS; at++) left[at] = at;
    for (at = 0; at < OBJECTS; at++) {
        int count = OBJECTS - at;
        pick = number % count;
        number /= count;
        order[at] = left[pick];
        left[pick] = left[count - 1];
    }
}

static void every_order(int stride) {
    int number, at, order[OBJECTS];
    for (number = 0; number < 720; number += stride) {
        struct upload u;
        make(&u);
        permute(number, order);
        for (at = 0; at < OBJECTS; at++) end(&u, order[at]);
        if (!CHECK(u.token_freed == 1 && u.log_freed == 1 && u.progress_freed == 1))
            fprintf(stderr, "  order %d: token %d, log %d, progress %d times\n", number, u.token_freed, u.log_freed,
                    u.progress_freed);
    }
}

/* A setter that fails, replaces, or sets nothing frees as well; a target may serve twice. */
static void freed_by_setters(void) {
    int first = 0, second = 0, third = 0, log_user = 0, progress = 0, replaced = 0;
    gu_options *options = new_options();
    gu_client *client;
    gu_session *session;
    EXPECT(GU_ERR_ARGUMENT, gu_options_set_token_callback(NULL, give_token, &first, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_options_set_token_callback(options, NULL, &second, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_options_set_log_callback(NULL, ignore, &log_user, destroy, &failure));
    EXPECT(GU_ERR_ARGUMENT, gu_session_set_progress(NULL, go_on, &progress, destroy, &failure));
    CHECK(first == 1 && second == 1 && log_user == 1 && progress == 1);
    EXPECT(GU_OK, gu_options_set_token_callback(options, give_token, &third, destroy, &failure));
    CHECK(third == 0);
    EXPECT(GU_OK, gu_options_set_token(options, getenv("GRAPH_TOKEN"), &failure));
    CHECK(third == 1);
    EXPECT(GU_OK, gu_options_set_log_callback(options, NULL, &log_user, destroy, &failure));
    CHECK(log_user == 2);
    gu_options_free(options);

    client = new_client();
    session = new_session(client, "free_order", 1);
    EXPECT(GU_OK, gu_session_set_progress(session, go_on, &replaced, destroy, &failure));
    EXPECT(GU_OK, gu_session_set_progress(session, NULL, &progress, destroy, &failure));
    CHECK(replaced == 1 && progress == 2);
    EXPECT(GU_OK, gu_session_set_progress(session, go_on, &progress, NULL, &failure)); /* nobody to free it */
    gu_session_free(session);
    gu_client_free(client);
    CHECK(replaced == 1 && progress == 2);
}

int main(int argc, char **argv) {
    int stride = argc > 1 ? atoi(argv[1]) : 1;
    freed_by_setters();
    every_order(stride < 1 ? 1 : stride);
    return checked();
}
