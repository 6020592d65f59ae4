/*
 * Uploads against the simulator; the driver looks at what is stored. The arguments name the scenario:
 *
 *   sizes BYTES...   files of these sizes, each in puts of a piece, of 4 KiB and of odd lengths
 *   token            the token callback, with a token that is refused at once and one that is refused halfway
 *   progress         the numbers of the progress callback
 *   log              the lines of the log
 *   rewind           the service loses bytes that the library no longer has
 *   cancel-thread, cancel-signal, cancel-callback    stopping a put whose response does not come
 *   cancel-last      the same with the last piece: gu_finish() finds the file
 *   busy             a second thread on the same session, and a callback that calls back into it
 */
#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

/* 12 x 320 KiB, see gu_put_chunk(). */
enum { PIECE = 3932160 };

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- sizes --------------------------------------------------------------------------------------------------- */

/* How long the put at an offset is; 0 stands for lengths that differ from put to put. */
static uint64_t put_length(uint64_t length, uint64_t offset, uint64_t size) {
    uint64_t left = size - offset;
    if (length == 0) length = (offset + 1) * 7919 % 100003 + 1;
    return length < left ? length : left;
}

/* Puts the bytes from where the session is up to `end`. */
static void put(gu_session *session, uint64_t length, uint64_t end) {
    uint64_t offset = gu_session_next_offset(session);
    uint8_t *bytes = new_bytes(offset, end - offset);
    uint64_t first = offset;
    while (offset < end) {
        uint64_t count = put_length(length, offset, end);
        EXPECT(GU_OK, gu_put_chunk(session, offset, bytes + (offset - first), count, NULL, &failure));
        offset += count;
        CHECK(gu_session_confirmed(session) <= offset);
        if (!CHECK(gu_session_next_offset(session) == offset)) break;
    }
    free(bytes);
}

static void finish(gu_session *session, const char *name, uint32_t recovered) {
    gu_item *item = NULL, *again = NULL;
    EXPECT(GU_OK, gu_finish(session, NULL, &item, &failure));
    EXPECT(GU_OK, gu_finish(session, NULL, &again, &failure));
    EXPECT(GU_OK, gu_finish(session, NULL, NULL, &failure));
    CHECK(gu_item_id(item)[0] != '\0');
    CHECK(strcmp(gu_item_id(item), gu_item_id(again)) == 0);
    CHECK(gu_item_recovered(item) == recovered);
    CHECK(gu_session_confirmed(session) == gu_session_size(session));
    CHECK(gu_session_next_offset(session) == gu_session_size(session));
    EXPECT(GU_ERR_STORED, gu_session_discard(session, NULL, &failure)); /* too late */
    printf("stored: %s %s\n", name, gu_item_id(item));
    gu_item_free(item);
    gu_item_free(again);
}

static void sizes(int count, char **texts) {
    static const uint64_t lengths[] = {PIECE, 4096, 0};
    gu_client *client = new_client();
    int at;
    for (at = 0; at < count; at++) {
        uint64_t size = strtoull(texts[at], NULL, 10);
        size_t which;
        for (which = 0; which < sizeof lengths / sizeof lengths[0]; which++) {
            char name[64];
            gu_session *session;
            snprintf(name, sizeof name, "%" PRIu64 "-by-%" PRIu64, size, lengths[which]);
            session = new_session(client, name, size);
            CHECK(gu_session_size(session) == size);
            CHECK(size == 0 || gu_session_expires_ms(session) > UINT64_C(1000000000000));
            put(session, lengths[which], size);
            finish(session, name, 0);
            gu_session_free(session);
        }
    }
    gu_client_free(client);
}

/* ---- token --------------------------------------------------------------------------------------------------- */

struct tokens {
    char current[512], good[512];
    int calls, rejections;
};

static int32_t give_token(const gu_token_sink *sink, void *user) {
    struct tokens *tokens = (struct tokens *)user;
    gu_error *error = NULL;
    tokens->calls++;
    if (gu_token_sink_was_rejected(sink)) {
        tokens->rejections++;
        snprintf(tokens->current, sizeof tokens->current, "%s", tokens->good);
    }
    CHECK(gu_token_sink_put(sink, "not a token", &error) == GU_ERR_ARGUMENT);
    CHECK(strstr(gu_error_message(error), "not a token") == NULL);
    gu_error_free(error);
    return gu_token_sink_put(sink, tokens->current, NULL);
}

static int32_t give_nothing(const gu_token_sink *sink, void *user) {
    (void)sink;
    ++*(int *)user;
    return *(int *)user == 1 ? 0 : -1;
}

static void token(void) {
    struct tokens tokens;
    gu_options *options = new_options();
    gu_client *client = NULL;
    gu_session *session;
    gu_target *target = NULL;
    int calls = 0;
    memset(&tokens, 0, sizeof tokens);
    snprintf(tokens.current, sizeof tokens.current, "expired");
    snprintf(tokens.good, sizeof tokens.good, "%s", getenv("GRAPH_TOKEN"));
    EXPECT(GU_OK, gu_options_set_token_callback(options, give_token, &tokens, NULL, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    CHECK(tokens.calls == 0);
    session = new_session(client, "token", 2 * PIECE);
    CHECK(tokens.calls == 2 && tokens.rejections == 1);
    put(session, PIECE, PIECE);
    snprintf(tokens.good, sizeof tokens.good, "%s", ask("another token"));
    put(session, PIECE, 2 * PIECE);
    CHECK(tokens.calls == 3 && tokens.rejections == 2);
    finish(session, "token", 0);
    gu_session_free(session);
    gu_client_free(client);

    /* A callback that gives none, and one that says so. */
    EXPECT(GU_OK, gu_options_set_token_callback(options, give_nothing, &calls, NULL, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    EXPECT(GU_OK, gu_target_todo_task(NULL, "list", "task", "never", &target, &failure));
    session = NULL;
    EXPECT(GU_ERR_SIGN_IN, gu_session_create(client, target, 1, NULL, &session, &failure));
    EXPECT(GU_ERR_SIGN_IN, gu_session_create(client, target, 1, NULL, &session, &failure));
    CHECK(session == NULL && calls == 2);
    gu_target_free(target);
    gu_client_free(client);
    gu_options_free(options);
}

/* ---- progress ------------------------------------------------------------------------------------------------ */

struct seen {
    uint64_t sent, confirmed, total;
    int calls, busy;
    gu_session *session;
};

static int32_t see(const gu_progress *progress, void *user) {
    struct seen *seen = (struct seen *)user;
    uint64_t sent = gu_progress_sent(progress), confirmed = gu_progress_confirmed(progress);
    CHECK(sent >= seen->sent && confirmed >= seen->confirmed);
    CHECK(confirmed <= sent && sent <= gu_progress_total(progress));
    seen->sent = sent;
    seen->confirmed = confirmed;
    seen->total = gu_progress_total(progress);
    seen->calls++;
    return 0;
}

static void progress(void) {
    uint64_t size = 3 * PIECE + 17;
    gu_client *client = new_client();
    gu_session *session = new_session(client, "progress", size);
    struct seen seen;
    memset(&seen, 0, sizeof seen);
    EXPECT(GU_OK, gu_session_set_progress(session, see, &seen, NULL, &failure));
    put(session, 0, size);
    finish(session, "progress", 0);
    CHECK(seen.sent == size && seen.confirmed == size && seen.total == size);
    CHECK(seen.calls > 1);
    gu_session_free(session);
    gu_client_free(client);
}

/* ---- log ----------------------------------------------------------------------------------------------------- */

static void print_line(const gu_log_record *record, void *user) {
    gu_log_level level = gu_log_record_level(record);
    ++*(int *)user;
    CHECK(level == GU_LOG_INFO || level == GU_LOG_WARNING);
    CHECK(strchr(gu_log_record_message(record), '\n') == NULL);
    printf("log %s: %s\n", level == GU_LOG_INFO ? "info" : "warning", gu_log_record_message(record));
}

/* The driver loses the response to the last piece. */
static void log_lines(void) {
    int lines = 0;
    gu_options *options = new_options();
    gu_client *client = NULL;
    gu_session *session;
    EXPECT(GU_OK, gu_options_set_log_callback(options, print_line, &lines, NULL, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    session = new_session(client, "log", 2 * PIECE);
    put(session, PIECE, 2 * PIECE);
    finish(session, "log", 1);
    CHECK(lines > 3);
    gu_session_free(session);
    gu_client_free(client);
    gu_options_free(options);
}

/* ---- rewind -------------------------------------------------------------------------------------------------- */

static void rewinding(void) {
    uint64_t size = 3 * PIECE;
    uint8_t *bytes = new_bytes(0, size);
    gu_client *client = new_client();
    gu_session *session = new_session(client, "rewind", size);
    int rewinds = 0;
    while (gu_session_next_offset(session) < size) {
        uint64_t offset = gu_session_next_offset(session);
        uint64_t count = put_length(100000, offset, size);
        gu_status status;
        forget_failure();
        status = gu_put_chunk(session, offset, bytes + offset, count, NULL, &failure);
        if (status == GU_ERR_REWIND) {
            CHECK(gu_session_next_offset(session) < offset);
            CHECK(gu_error_offset(failure) == gu_session_next_offset(session));
            if (++rewinds == 10) break;
        } else if (!CHECK(status == GU_OK)) {
            break;
        }
    }
    CHECK(rewinds == 1);
    finish(session, "rewind", 0);
    gu_session_free(session);
    gu_client_free(client);
    free(bytes);
}

/* ---- cancel and busy ----------------------------------------------------------------------------------------- */

static gu_cancel *flag = NULL;
static double cancelled_at = 0;
#ifndef _WIN32
static pthread_t main_thread;
#endif

static void on_signal(int number) {
    (void)number;
    gu_cancel_request(flag);
}

/* The three that follow wait until the piece has arrived, whose response the driver holds back. */

static void *cancel_from_thread(void *unused) {
    (void)unused;
    ask("piece arrived");
    cancelled_at = seconds();
    gu_cancel_request(flag);
    return NULL;
}

/* On Windows no signal interrupts another thread: a handler runs in the thread that raises it, or in one of its own. */
static void *cancel_by_signal(void *unused) {
    (void)unused;
    ask("piece arrived");
    cancelled_at = seconds();
#ifdef _WIN32
    raise(SIGTERM);
#else
    pthread_kill(main_thread, SIGALRM);
#endif
    return NULL;
}

static void *try_while_busy(void *user) {
    static const uint8_t byte = 0;
    gu_session *session = (gu_session *)user;
    gu_item *item = NULL;
    gu_error *error = NULL;
    ask("piece arrived");
    CHECK(gu_put_chunk(session, 0, &byte, 1, NULL, &error) == GU_ERR_BUSY);
    CHECK(strstr(gu_error_message(error), "under way") != NULL);
    gu_error_free(error);
    CHECK(gu_finish(session, NULL, &item, NULL) == GU_ERR_BUSY);
    CHECK(gu_session_refresh(session, NULL, NULL) == GU_ERR_BUSY);
    CHECK(gu_session_discard(session, NULL, NULL) == GU_ERR_BUSY);
    CHECK(gu_session_set_progress(session, NULL, NULL, NULL, NULL) == GU_ERR_BUSY);
    CHECK(gu_session_next_offset(session) == 0 && gu_session_confirmed(session) == 0);
    cancelled_at = seconds();
    gu_cancel_request(flag);
    return NULL;
}

static int32_t stop_at_once(const gu_progress *progress, void *user) {
    (void)progress, (void)user;
    cancelled_at = seconds();
    return 1;
}

static int32_t call_back(const gu_progress *progress, void *user) {
    struct seen *seen = (struct seen *)user;
    gu_item *item = NULL;
    (void)progress;
    if (gu_finish(seen->session, NULL, &item, NULL) == GU_ERR_BUSY) seen->busy++;
    CHECK(gu_put_chunk(seen->session, 0, NULL, 0, NULL, NULL) == GU_ERR_BUSY);
    CHECK(gu_session_set_progress(seen->session, NULL, NULL, NULL, NULL) == GU_ERR_BUSY);
    seen->calls++;
    return 0;
}

/* Puts one piece, which ends with GU_ERR_CANCELLED as soon as the thread asks it to, if there is one. */
static void put_until_cancelled(gu_session *session, const uint8_t *bytes, const pthread_t *thread) {
    double ended, took;
    EXPECT(GU_ERR_CANCELLED, gu_put_chunk(session, 0, bytes, PIECE, flag, &failure));
    ended = seconds();
    if (thread != NULL) pthread_join(*thread, NULL);
    took = ended - cancelled_at;
    if (!CHECK(took < 10.0)) fprintf(stderr, "  it took %.3f s\n", took);
}

/* The session can go on after a cancelled call, and does not with a flag that stays raised. */
static void cancel(void *(*elsewhere)(void *), gu_progress_callback callback) {
    gu_client *client = new_client();
    gu_session *session = new_session(client, "cancel", PIECE + 1);
    uint8_t *bytes = new_bytes(0, PIECE + 1);
    pthread_t thread;
    EXPECT(GU_OK, gu_cancel_new(&flag, &failure));
    EXPECT(GU_OK, gu_session_set_progress(session, callback, NULL, NULL, &failure));
    if (elsewhere != NULL) CHECK(pthread_create(&thread, NULL, elsewhere, session) == 0);
    put_until_cancelled(session, bytes, elsewhere != NULL ? &thread : NULL);
    CHECK(!gu_error_in_doubt(failure));
    if (elsewhere != NULL) {
        EXPECT(GU_ERR_CANCELLED, gu_put_chunk(session, 0, bytes, PIECE, flag, &failure));
    }
    ask("no more faults");
    EXPECT(GU_OK, gu_session_set_progress(session, NULL, NULL, NULL, &failure));
    put(session, PIECE, PIECE + 1);
    finish(session, "cancel", 0);
    gu_session_free(session);
    gu_client_free(client);
    gu_cancel_free(flag);
    free(bytes);
}

static void cancel_by_handler(void) {
#ifdef _WIN32
    CHECK(signal(SIGTERM, on_signal) != SIG_ERR);
#else
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    CHECK(sigaction(SIGALRM, &action, NULL) == 0);
    main_thread = pthread_self();
#endif
    cancel(cancel_by_signal, NULL);
}

static void cancel_last(void) {
    gu_client *client = new_client();
    gu_session *session = new_session(client, "cancel-last", PIECE);
    uint8_t *bytes = new_bytes(0, PIECE);
    pthread_t thread;
    EXPECT(GU_OK, gu_cancel_new(&flag, &failure));
    CHECK(pthread_create(&thread, NULL, cancel_from_thread, NULL) == 0);
    put_until_cancelled(session, bytes, &thread);
    CHECK(gu_error_in_doubt(failure) == 1);
    EXPECT(GU_ERR_STORED, gu_session_discard(session, NULL, &failure)); /* it is stored */
    finish(session, "cancel-last", 1);
    gu_session_free(session);
    gu_client_free(client);
    gu_cancel_free(flag);
    free(bytes);
}

static void busy(void) {
    struct seen seen;
    gu_client *client;
    cancel(try_while_busy, NULL);
    memset(&seen, 0, sizeof seen);
    client = new_client();
    seen.session = new_session(client, "busy", 2 * PIECE);
    EXPECT(GU_OK, gu_session_set_progress(seen.session, call_back, &seen, NULL, &failure));
    put(seen.session, 0, 2 * PIECE);
    CHECK(seen.calls > 0 && seen.busy == seen.calls);
    finish(seen.session, "busy", 0);
    gu_session_free(seen.session);
    gu_client_free(client);
}

int main(int argc, char **argv) {
    const char *scenario = argc > 1 ? argv[1] : "";
    if (strcmp(scenario, "sizes") == 0) sizes(argc - 2, argv + 2);
    else if (strcmp(scenario, "token") == 0) token();
    else if (strcmp(scenario, "progress") == 0) progress();
    else if (strcmp(scenario, "log") == 0) log_lines();
    else if (strcmp(scenario, "rewind") == 0) rewinding();
    else if (strcmp(scenario, "cancel-thread") == 0) cancel(cancel_from_thread, NULL);
    else if (strcmp(scenario, "cancel-signal") == 0) cancel_by_handler();
    else if (strcmp(scenario, "cancel-callback") == 0) cancel(NULL, stop_at_once);
    else if (strcmp(scenario, "cancel-last") == 0) cancel_last();
    else if (strcmp(scenario, "busy") == 0) busy();
    else return fprintf(stderr, "no such scenario: %s\n", scenario), 2;
    return checked();
}
