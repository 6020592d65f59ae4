/*
 * Attaches a file to a Microsoft To Do task, feeding its bytes step by step: an example for programs whose bytes the
 * library cannot read itself. For all others, upload.c does more with one call.
 *
 *   GRAPH_TOKEN=... todo_attach [options] LIST TASK FILE
 *
 * The id of the attachment goes to stdout, everything else to stderr.
 * Exit status: 0 stored, 1 failed, 2 wrong usage, 130 cancelled with Ctrl-C.
 *
 *   cc -std=c99 todo_attach.c -lgraph_upload -o todo_attach
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* sigaction, fseeko, isatty */
#endif
#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64 /* files beyond 2 GiB on 32-bit systems */
#endif

#include <graph_upload.h>

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { STORED = 0, FAILED = 1, USAGE = 2, CANCELLED = 130 };

/* Rewinds in a row, without a newly confirmed byte, before giving up. */
enum { MAX_REWINDS = 5 };

struct arguments {
    const char *base_url, *ca_file, *user, *content_type, *name, *list, *task, *path;
    int beta, verbose;
};

/* ---- Ctrl-C -------------------------------------------------------------------------------------------------- */

/* The flag that Ctrl-C raises. gu_cancel_request() is the only call allowed in a signal handler. */
static gu_cancel *volatile on_interrupt = NULL;

static void interrupted(int signal_number) {
    int saved = errno;
    (void)signal_number;
    gu_cancel_request(on_interrupt);
    errno = saved;
}

static void watch_for_interrupts(gu_cancel *cancel) {
    struct sigaction action;
    on_interrupt = cancel;
    memset(&action, 0, sizeof action);
    action.sa_handler = interrupted;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* ---- progress and messages ------------------------------------------------------------------------------------- */

struct bar {
    int terminal;      /* redraws a bar, instead of printing lines */
    int shown_percent; /* -1: nothing yet */
};

/* Called at most ten times a second. Any value but 0 would cancel the upload. */
static int32_t show_progress(const gu_progress *progress, void *user) {
    static const char full[] = "########################################";
    struct bar *bar = (struct bar *)user;
    uint64_t total = gu_progress_total(progress), sent = gu_progress_sent(progress);
    int percent = total == 0 ? 100 : (int)((double)sent / (double)total * 100.0);
    double mb = 1e6;
    if (bar->terminal) {
        fprintf(stderr, "\r[%-40.*s] %3d %%  %.1f of %.1f MB ", percent * 40 / 100, full, percent,
                (double)sent / mb, (double)total / mb);
    } else if (bar->shown_percent < 0 || percent < bar->shown_percent || percent >= bar->shown_percent + 10 ||
               (percent == 100 && bar->shown_percent != 100)) {
        fprintf(stderr, "%3d %%  %.1f of %.1f MB\n", percent, (double)sent / mb, (double)total / mb);
    } else {
        return 0;
    }
    bar->shown_percent = percent;
    return 0;
}

static void end_progress(const struct bar *bar) {
    if (bar->terminal && bar->shown_percent >= 0) fputc('\n', stderr);
}

static void show_log(const gu_log_record *record, void *user) {
    (void)user;
    fprintf(stderr, "%s %s\n", gu_log_record_level(record) == GU_LOG_WARNING ? "warning:" : "info:",
            gu_log_record_message(record));
}

/* Prints what the user, or the service's support, needs to know. */
static void show_error(const char *doing, const gu_error *error) {
    fprintf(stderr, "todo_attach: %s: %s: %s\n", doing, gu_status_name(gu_error_status(error)), gu_error_message(error));
    if (gu_error_http_status(error) != 0)
        fprintf(stderr, "  HTTP status  %" PRIu32 " %s\n", gu_error_http_status(error), gu_error_service_code(error));
    if (gu_error_request_id(error)[0] != '\0') fprintf(stderr, "  request id   %s\n", gu_error_request_id(error));
    if (gu_error_retry_after_ms(error) != 0)
        fprintf(stderr, "  retry after  %.1f s\n", (double)gu_error_retry_after_ms(error) / 1000.0);
    if (gu_error_is_retryable(error)) fprintf(stderr, "  The same command may succeed later.\n");
    if (gu_error_in_doubt(error))
        fprintf(stderr, "  The file may be stored nevertheless: check the task before attaching it again.\n");
}

/* ---- options, client, target --------------------------------------------------------------------------------- */

/* Copies the URL of a server without the version at its end, which servers often print too. */
static char *without_version(const char *url, int *beta) {
    size_t length = strlen(url);
    char *copy = (char *)malloc(length + 1);
    if (copy == NULL) return NULL;
    memcpy(copy, url, length + 1);
    while (length > 0 && copy[length - 1] == '/') copy[--length] = '\0';
    if (length > 5 && strcmp(copy + length - 5, "/v1.0") == 0) {
        copy[length - 5] = '\0';
    } else if (length > 5 && strcmp(copy + length - 5, "/beta") == 0) {
        copy[length - 5] = '\0';
        *beta = 1;
    }
    return copy;
}

/* Whether a URL names this machine. Calling gu_options_allow_loopback() always would be safe, since it changes nothing
 * for other hosts; but an option that is not needed is better not set. */
static int is_loopback(const char *url) {
    const char *host = strstr(url, "://");
    size_t length;
    if (host == NULL) return 0;
    host += 3;
    if (strncmp(host, "[::1]", 5) == 0) return 1;
    length = strcspn(host, ":/");
    return (length == 9 && strncmp(host, "localhost", 9) == 0) || strncmp(host, "127.", 4) == 0;
}

static gu_status fill_options(const struct arguments *arguments, gu_options *options, gu_error **error) {
    gu_status status = gu_options_set_token(options, getenv("GRAPH_TOKEN"), error);
    int beta = arguments->beta;
    if (status == GU_OK)
        status = gu_options_set_user_agent(options, "NONISV|graph-upload|todo_attach/1.0", error);
    if (status == GU_OK && arguments->base_url != NULL) {
        char *url = without_version(arguments->base_url, &beta);
        status = gu_options_set_base_url(options, url, error);
        if (status == GU_OK && is_loopback(url)) status = gu_options_allow_loopback(options, 1, error);
        free(url);
    }
    if (status == GU_OK && arguments->ca_file != NULL)
        status = gu_options_add_ca_file(options, arguments->ca_file, error);
    if (status == GU_OK && beta) status = gu_options_set_api_version(options, GU_API_BETA, error);
    if (status == GU_OK && arguments->verbose)
        status = gu_options_set_log_callback(options, show_log, NULL, NULL, error);
    return status;
}

static gu_status make_client(const struct arguments *arguments, gu_client **client, gu_error **error) {
    gu_options *options = NULL;
    gu_status status = gu_options_new(&options, error);
    if (status == GU_OK) status = fill_options(arguments, options, error);
    if (status == GU_OK) status = gu_client_new(options, client, error);
    gu_options_free(options); /* the client has its own copy */
    return status;
}

static gu_status make_target(const struct arguments *arguments, gu_target **target, gu_error **error) {
    gu_status status = gu_target_todo_task(arguments->user, arguments->list, arguments->task, arguments->name, target, error);
    if (status == GU_OK && arguments->content_type != NULL)
        status = gu_target_set_content_type(*target, arguments->content_type, error);
    return status;
}

/* ---- the upload ---------------------------------------------------------------------------------------------- */

/*
 * Puts the file's bytes, starting where the session is, until it has them all.
 *
 * The library retries by itself after faults. Only the caller can put bytes again that the service has lost and the
 * library no longer has: GU_ERR_REWIND asks for them, from gu_session_next_offset() on.
 *
 * Returns GU_ERR_SOURCE_UNREADABLE with *error NULL when the file cannot be read.
 */
static gu_status put_file(gu_session *session, FILE *file, const gu_cancel *cancel, gu_error **error) {
    static uint8_t bytes[256 * 1024];
    uint64_t size = gu_session_size(session), confirmed = 0;
    uint64_t position = UINT64_MAX; /* in the file; not known yet */
    int rewinds = 0;
    *error = NULL;
    for (;;) {
        uint64_t offset = gu_session_next_offset(session);
        size_t want = size - offset < sizeof bytes ? (size_t)(size - offset) : sizeof bytes, count;
        gu_status status;
        if (want == 0) return GU_OK;
        if (position != offset && fseeko(file, (off_t)offset, SEEK_SET) != 0) return GU_ERR_SOURCE_UNREADABLE;
        errno = 0;
        count = fread(bytes, 1, want, file);
        if (count == 0) return GU_ERR_SOURCE_UNREADABLE; /* errno is 0 if the file has been truncated */
        position = offset + count;
        status = gu_put_chunk(session, offset, bytes, count, cancel, error);
        if (gu_session_confirmed(session) > confirmed) {
            confirmed = gu_session_confirmed(session);
            rewinds = 0;
        }
        if (status == GU_ERR_REWIND && rewinds++ < MAX_REWINDS) {
            gu_error_free(*error); /* the next call overwrites the pointer */
            *error = NULL;
        } else if (status != GU_OK) {
            return status;
        }
    }
}

/* Puts the file and finishes it; continues at the session's offset if the service wants bytes again at the end. */
static gu_status upload(gu_session *session, FILE *file, const gu_cancel *cancel, gu_item **item, gu_error **error) {
    gu_status status;
    int rewinds = 0;
    for (;;) {
        status = put_file(session, file, cancel, error);
        /* In doubt: the last piece was sent and got no response. gu_finish() checks whether the file is stored. */
        if (status != GU_OK && status != GU_ERR_CANCELLED && gu_error_in_doubt(*error)) status = GU_OK;
        if (status != GU_OK) return status;
        gu_error_free(*error);
        status = gu_finish(session, cancel, item, error);
        if (status != GU_ERR_REWIND && status != GU_ERR_INCOMPLETE) return status;
        if (rewinds++ == MAX_REWINDS) return status;
        gu_error_free(*error);
    }
}

/*
 * After Ctrl-C: leaves nothing incomplete at the service. The first flag stays raised, so this needs a new one, which a
 * second Ctrl-C raises.
 */
static int give_up(gu_session *session, const gu_error *why) {
    gu_cancel *cancel = NULL;
    gu_error *error = NULL;
    gu_item *item = NULL;
    gu_status status;
    int result = CANCELLED;
    fprintf(stderr, "todo_attach: cancelled%s\n",
            gu_error_in_doubt(why) ? " after the last byte was sent; checking whether the file is stored" : "");
    if (gu_cancel_new(&cancel, NULL) == GU_OK) on_interrupt = cancel;
    status = gu_session_discard(session, cancel, &error);
    if (status == GU_ERR_STORED) { /* too late to cancel */
        gu_error_free(error);
        status = gu_finish(session, cancel, &item, &error);
        if (status == GU_OK) {
            fprintf(stderr, "todo_attach: the file was stored already\n");
            printf("%s\n", gu_item_id(item));
            result = STORED;
        }
    } else if (status == GU_OK) {
        fprintf(stderr, "todo_attach: the file is not stored, and the upload session is deleted\n");
    }
    if (status != GU_OK) show_error("tidying up", error);
    on_interrupt = NULL;
    gu_item_free(item);
    gu_error_free(error);
    gu_cancel_free(cancel);
    return result;
}

static int attach(const struct arguments *arguments, FILE *file, uint64_t size) {
    struct bar bar;
    const char *doing = "preparing";
    gu_client *client = NULL;
    gu_target *target = NULL;
    gu_session *session = NULL;
    gu_item *item = NULL;
    gu_error *error = NULL;
    gu_cancel *cancel = NULL;
    int result = FAILED, read_error;
    gu_status status = gu_cancel_new(&cancel, &error);
    bar.terminal = isatty(STDERR_FILENO) && !arguments->verbose;
    bar.shown_percent = -1;
    watch_for_interrupts(cancel);
    if (status == GU_OK) status = make_client(arguments, &client, &error);
    if (status == GU_OK) status = make_target(arguments, &target, &error);
    if (status == GU_OK) {
        doing = "creating the upload session";
        status = gu_session_create(client, target, size, cancel, &session, &error);
    }
    if (status == GU_OK) {
        doing = "uploading";
        status = gu_session_set_progress(session, show_progress, &bar, NULL, &error);
    }
    if (status == GU_OK) status = upload(session, file, cancel, &item, &error);
    read_error = errno;
    end_progress(&bar);
    if (status == GU_OK) {
        fprintf(stderr, "stored%s; the attachment's id is:\n",
                gu_item_recovered(item) ? " (the last response was lost; a look-up found the file)" : "");
        printf("%s\n", gu_item_id(item));
        result = STORED;
    } else if (status == GU_ERR_CANCELLED) {
        if (session != NULL) {
            result = give_up(session, error);
        } else {
            fprintf(stderr, "todo_attach: cancelled; the file is not stored\n");
            result = CANCELLED;
        }
    } else if (error == NULL) {
        fprintf(stderr, "todo_attach: reading %s: %s\n", arguments->path,
                read_error != 0 ? strerror(read_error) : "the file has been truncated");
        gu_session_discard(session, cancel, NULL);
    } else {
        show_error(doing, error);
        /* This program does not continue sessions, so it deletes this one, unless the file may be stored. */
        if (session != NULL && !gu_error_in_doubt(error)) gu_session_discard(session, cancel, NULL);
    }
    on_interrupt = NULL;
    gu_item_free(item);
    gu_error_free(error);
    gu_session_free(session);
    gu_target_free(target);
    gu_client_free(client);
    gu_cancel_free(cancel);
    return result;
}

/* ---- command line -------------------------------------------------------------------------------------------- */

static int usage(const char *wrong) {
    if (wrong != NULL) fprintf(stderr, "todo_attach: %s\n", wrong);
    fprintf(stderr, "usage: GRAPH_TOKEN=... todo_attach [options] LIST TASK FILE\n"
                    "  --base-url URL     another Microsoft Graph, or a local simulator\n"
                    "  --ca-file PEM      trust these certificate authorities too\n"
                    "  --user ID          owner of the task, if not the signed-in user\n"
                    "  --content-type T   media type, such as application/pdf\n"
                    "  --name N           name of the attachment, if not the file's\n"
                    "  --beta             the beta version of Microsoft Graph\n"
                    "  --verbose          print each request\n");
    return USAGE;
}

/* Returns NULL or the error. */
static const char *parse(int argc, char **argv, struct arguments *arguments) {
    struct { const char *name; const char **value; } options[5];
    const char **places[3];
    int at, places_taken = 0, only_places = 0;
    size_t option;
    options[0].name = "--base-url", options[0].value = &arguments->base_url;
    options[1].name = "--ca-file", options[1].value = &arguments->ca_file;
    options[2].name = "--user", options[2].value = &arguments->user;
    options[3].name = "--content-type", options[3].value = &arguments->content_type;
    options[4].name = "--name", options[4].value = &arguments->name;
    places[0] = &arguments->list, places[1] = &arguments->task, places[2] = &arguments->path;
    for (at = 1; at < argc; at++) {
        const char *word = argv[at];
        if (only_places || word[0] != '-') {
            if (places_taken == 3) return "too many arguments";
            *places[places_taken++] = word;
            continue;
        }
        if (strcmp(word, "--") == 0) { only_places = 1; continue; }
        if (strcmp(word, "--beta") == 0) { arguments->beta = 1; continue; }
        if (strcmp(word, "--verbose") == 0) { arguments->verbose = 1; continue; }
        for (option = 0; option < 5 && strcmp(word, options[option].name) != 0; option++) {}
        if (option == 5) return "unknown option";
        if (at + 1 == argc) return "an option needs a value";
        *options[option].value = argv[++at];
    }
    if (places_taken < 3) return "LIST, TASK and FILE are required";
    if (getenv("GRAPH_TOKEN") == NULL) return "the environment variable GRAPH_TOKEN must hold an access token";
    return NULL;
}

int main(int argc, char **argv) {
    struct arguments arguments;
    struct stat about;
    const char *wrong, *slash;
    FILE *file;
    int result;
    memset(&arguments, 0, sizeof arguments);
    if (argc == 2 && strcmp(argv[1], "--help") == 0) return usage(NULL), STORED;
    wrong = parse(argc, argv, &arguments);
    if (wrong != NULL) return usage(wrong);
    slash = strrchr(arguments.path, '/');
    if (arguments.name == NULL) arguments.name = slash != NULL ? slash + 1 : arguments.path;
    file = fopen(arguments.path, "rb");
    if (file == NULL || fstat(fileno(file), &about) != 0) {
        fprintf(stderr, "todo_attach: %s: %s\n", arguments.path, strerror(errno));
        if (file != NULL) fclose(file);
        return FAILED;
    }
    if (!S_ISREG(about.st_mode)) {
        fprintf(stderr, "todo_attach: %s: not a file\n", arguments.path);
        fclose(file);
        return FAILED;
    }
    result = attach(&arguments, file, (uint64_t)about.st_size);
    fclose(file);
    return result;
}
