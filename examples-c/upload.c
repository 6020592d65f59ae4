/*
 * Uploads a file to any place that Microsoft Graph takes files at, in one call. Made to be copied.
 *
 *   GRAPH_TOKEN=... upload [options] FILE TARGET
 *
 * upload --help tells what TARGET may be. The id of what is stored goes to stdout, everything else to stderr.
 * Exit status: 0 stored, 1 failed, 2 wrong usage, 3 the file may be stored or not, 130 cancelled with Ctrl-C.
 *
 *   cc -std=c99 upload.c -lgraph_upload -o upload      or, for Windows: x86_64-w64-mingw32-gcc ... -o upload.exe
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* sigaction, poll, isatty */
#endif

#include <graph_upload.h>

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
/* After it. */
#include <shellapi.h>
#else
#include <poll.h>
#include <unistd.h>
#endif

enum { STORED = 0, FAILED = 1, USAGE = 2, IN_DOUBT = 3, CANCELLED = 130 };

static int wrong(const char *format, ...) {
    va_list values;
    va_start(values, format);
    fputs("upload: ", stderr);
    vfprintf(stderr, format, values);
    fputs("\nsee upload --help\n", stderr);
    va_end(values);
    return 0;
}

/* ---- options ------------------------------------------------------------------------------------------------- */

struct arguments {
    char *file, *target, *base_url, *ca_file, *user, *content_type, *conflict, *size_text, *state_file, *key_file;
    int keep_on_cancel, differs_is_error, verbose;
    uint64_t size; /* of standard input */
};

static int help(void) {
    puts("usage: GRAPH_TOKEN=... upload [options] FILE TARGET\n\n"
         "FILE is a path, or - for standard input together with --size. TARGET is one of\n"
         "  todo:LIST/TASK[/NAME]\n"
         "  message:MESSAGE[/NAME]\n"
         "  event:EVENT[/NAME]\n"
         "  post:GROUP/THREAD/POST[/NAME]\n"
         "  print:PRINTER/JOB/DOCUMENT[/NAME]\n"
         "  share:PRINTER-SHARE/JOB/DOCUMENT[/NAME]\n"
         "  drive:[DRIVE:]/PATH\n"
         "  item:[DRIVE:]ITEM");
    puts("Its parts are percent-encoded as in a URL: %2F for a / in an id. Without NAME, or if PATH ends in a slash,\n"
         "the file's own name is used. DRIVE is /me/drive (the default), /drives/ID,\n"
         "/sites/ID/drives/ID or another form that gu_target_drive_path() takes.\n\n"
         "  --user ID            owner of the task, message or event, if not the signed-in user\n"
         "  --content-type TYPE  media type of an attachment or document, such as application/pdf\n"
         "  --conflict WHAT      fail, replace or rename: what to do if the drive has a file of that name\n"
         "  --size BYTES         size of standard input\n"
         "  --state-file PATH    save the upload there: the same command resumes it after a crash, a kill or Ctrl-C\n"
         "  --sealing-key-file PATH  seal the state file with the 32 bytes of this file\n"
         "  --keep-on-cancel     leave the upload session to expire instead of deleting it\n"
         "  --differs-is-error   fail if the service reports another size or hash than that of the bytes sent\n"
         "  --base-url URL       another Microsoft Graph, or a local simulator\n"
         "  --ca-file PEM        trust these certificate authorities too\n"
         "  --verbose            print each request");
    return STORED;
}

static int check(struct arguments *arguments) {
    const char *size = arguments->size_text;
    if (arguments->target == NULL) return wrong("FILE and TARGET are required");
    if (getenv("GRAPH_TOKEN") == NULL) return wrong("the environment variable GRAPH_TOKEN must hold an access token");
    if ((strcmp(arguments->file, "-") == 0) != (size != NULL)) return wrong("--size and - as FILE require each other");
    if (arguments->key_file != NULL && arguments->state_file == NULL)
        return wrong("--sealing-key-file requires --state-file");
    if (size == NULL) return 1;
    errno = 0;
    arguments->size = strtoull(size, NULL, 10);
    if (*size == '\0' || size[strspn(size, "0123456789")] != '\0' || errno != 0)
        return wrong("--size must be a number of bytes, not %s", size);
    return 1;
}

static int parse(int argc, char **argv, struct arguments *arguments) {
    const struct { const char *word; char **value; int *flag; } options[] = {
        {"--base-url", &arguments->base_url, NULL},
        {"--ca-file", &arguments->ca_file, NULL},
        {"--user", &arguments->user, NULL},
        {"--content-type", &arguments->content_type, NULL},
        {"--conflict", &arguments->conflict, NULL},
        {"--size", &arguments->size_text, NULL},
        {"--state-file", &arguments->state_file, NULL},
        {"--sealing-key-file", &arguments->key_file, NULL},
        {"--keep-on-cancel", NULL, &arguments->keep_on_cancel},
        {"--differs-is-error", NULL, &arguments->differs_is_error},
        {"--verbose", NULL, &arguments->verbose},
    };
    size_t option, count = sizeof options / sizeof options[0];
    int at, only_places = 0;
    for (at = 1; at < argc; at++) {
        if (only_places || argv[at][0] != '-' || argv[at][1] == '\0') {
            if (arguments->target != NULL) return wrong("unexpected argument: %s", argv[at]);
            *(arguments->file == NULL ? &arguments->file : &arguments->target) = argv[at];
        } else if (strcmp(argv[at], "--") == 0) {
            only_places = 1;
        } else {
            for (option = 0; option < count && strcmp(argv[at], options[option].word) != 0; option++) {}
            if (option == count) return wrong("unknown option %s", argv[at]);
            if (options[option].flag != NULL) *options[option].flag = 1;
            else if (at + 1 == argc) return wrong("%s needs a value", argv[at]);
            else *options[option].value = argv[++at];
        }
    }
    return check(arguments);
}

/* ---- progress and messages ------------------------------------------------------------------------------------- */

struct bar {
    int terminal; /* redraws a bar, instead of printing a line per tenth */
    int tenths;   /* last printed; -1: none yet */
    int waiting;  /* last printed */
};

static void describe_pace(const gu_progress *progress, char *text, size_t size) {
    uint64_t waits = gu_progress_waits_ms(progress);
    int64_t left = gu_progress_time_left_ms(progress);
    double speed = (double)gu_progress_bytes_per_second(progress) / 1e6;
    text[0] = '\0';
    if (waits != 0) snprintf(text, size, "  waiting %" PRIu64 " s", (waits + 999) / 1000);
    else if (left >= 0) snprintf(text, size, "  %.1f MB/s, %" PRId64 " s left", speed, (left + 999) / 1000);
}

/* Called at most ten times a second. Any value but 0 would cancel the upload. */
static int32_t show_progress(const gu_progress *progress, void *context) {
    struct bar *bar = (struct bar *)context;
    double total = (double)gu_progress_total(progress), sent = (double)gu_progress_sent(progress);
    int percent = total > 0 ? (int)(sent / total * 100.0) : 100, waiting = gu_progress_waits_ms(progress) != 0;
    char pace[64];
    describe_pace(progress, pace, sizeof pace);
    if (bar->terminal)
        fprintf(stderr, "\r[%-20.*s] %3d %%  %.1f of %.1f MB%-28s", percent / 5, "####################", percent,
                sent / 1e6, total / 1e6, pace);
    else if (percent / 10 != bar->tenths || (waiting && !bar->waiting))
        fprintf(stderr, "%3d %%  %.1f of %.1f MB%s\n", percent, sent / 1e6, total / 1e6, pace);
    bar->tenths = percent / 10;
    bar->waiting = waiting;
    return 0;
}

static void show_log(const gu_log_record *record, void *context) {
    (void)context;
    fprintf(stderr, "%s: %s\n", gu_log_record_level(record) == GU_LOG_WARNING ? "warning" : "info",
            gu_log_record_message(record));
}

static const char *verdict(gu_integrity integrity) {
    switch (integrity) {
    case GU_INTEGRITY_VERIFIED: return "verified: the service reports the size and hash of the bytes sent";
    case GU_INTEGRITY_UNVERIFIABLE: return "not verifiable: the service reports no hash";
    case GU_INTEGRITY_DIFFERS: return "differs: the service reports another size or hash than that of the bytes sent";
    default: return "unknown";
    }
}

static void show_item(const gu_item *item) {
    const char *name = gu_item_name(item); /* usually empty for attachments */
    fprintf(stderr, "stored%s%s%s\n", name[0] == '\0' ? "" : " as ", name,
            gu_item_recovered(item) ? ", found after its last response was lost" : "");
    fprintf(stderr, "integrity: %s\n", verdict(gu_item_integrity(item)));
    printf("%s\n", gu_item_id(item));
}

/* Prints what the user, or the service's support, needs to know. */
static void show_error(const gu_error *error) {
    fprintf(stderr, "upload: %s: %s\n", gu_status_name(gu_error_status(error)), gu_error_message(error));
    if (gu_error_http_status(error) != 0)
        fprintf(stderr, "  HTTP status  %" PRIu32 " %s\n", gu_error_http_status(error), gu_error_service_code(error));
    if (gu_error_request_id(error)[0] != '\0') fprintf(stderr, "  request id   %s\n", gu_error_request_id(error));
    if (gu_error_retry_after_ms(error) != 0)
        fprintf(stderr, "  retry after  %.1f s\n", (double)gu_error_retry_after_ms(error) / 1000.0);
    if (gu_error_is_retryable(error)) fprintf(stderr, "  The same command may succeed later.\n");
    if (gu_error_in_doubt(error))
        fprintf(stderr, "  The file may be stored nevertheless: check before uploading it again.\n");
}

/* ---- client and upload --------------------------------------------------------------------------------------- */

struct job {
    gu_client *client;
    gu_target *target;
    gu_upload *upload;
    gu_cancel *cancel;
    struct bar bar;
    uint64_t unread; /* bytes of standard input left to read */
};

static gu_status make_client(const struct arguments *arguments, gu_client **client, gu_error **error) {
    gu_options *options = NULL;
    gu_status status = gu_options_new(&options, error);
    if (status == GU_OK) status = gu_options_set_token(options, getenv("GRAPH_TOKEN"), error);
    if (status == GU_OK) status = gu_options_set_user_agent(options, "NONISV|graph-upload|upload/1.0", error);
    if (status == GU_OK && arguments->base_url != NULL) {
        char *version = strstr(arguments->base_url, "/v1.0"); /* servers often print it too */
        if (version != NULL) *version = '\0';
        status = gu_options_set_base_url(options, arguments->base_url, error);
        /* For a simulator; other hosts are not affected. */
        if (status == GU_OK) status = gu_options_allow_loopback(options, 1, error);
    }
    if (status == GU_OK && arguments->ca_file != NULL)
        status = gu_options_add_ca_file(options, arguments->ca_file, error);
    if (status == GU_OK && arguments->verbose)
        status = gu_options_set_log_callback(options, show_log, NULL, NULL, error);
    if (status == GU_OK) status = gu_client_new(options, client, error);
    gu_options_free(options); /* the client has its own copy */
    return status;
}

/* Waits briefly for standard input: 1 if it has bytes or has ended, 0 if neither, or -1. */
#ifdef _WIN32
static int await_input(const gu_cancel *cancel) {
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    DWORD bytes = 1; /* unchanged for a file, and for a pipe that has ended */
    if (GetFileType(input) == FILE_TYPE_PIPE) PeekNamedPipe(input, NULL, 0, NULL, &bytes, NULL);
    if (bytes == 0) gu_cancel_wait(cancel, 20);
    return bytes != 0;
}
#else
static int await_input(const gu_cancel *cancel) {
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    (void)cancel; /* whose signal ends it */
    return poll(&input, 1, 100);
}
#endif

/* In short steps, so that Ctrl-C ends the wait for a silent pipe. */
static int32_t take_input(uint8_t *buffer, uint32_t length, uint32_t *count, const gu_cancel *cancel) {
    while (!gu_cancel_is_requested(cancel)) {
        int ready = await_input(cancel);
        int32_t taken = ready > 0 ? (int32_t)read(fileno(stdin), buffer, length) : ready;
        *count = taken > 0 ? (uint32_t)taken : 0;
        if (taken > 0 || (taken == 0 && ready > 0)) return 0;
        if (taken < 0 && errno != EINTR && errno != EAGAIN) return GU_READ_FAILED;
    }
    return GU_READ_STOP;
}

static int32_t read_input(uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    struct job *job = (struct job *)context;
    int32_t answer = take_input(buffer, length, count, job->cancel);
    uint8_t surplus;
    uint32_t more = 0;
    if (answer != 0 || *count == 0 || (job->unread -= *count) != 0) return answer;
    answer = take_input(&surplus, 1, &more, job->cancel);
    if (more == 0) return answer;
    fputs("upload: standard input has more bytes than --size says\n", stderr);
    return GU_READ_FAILED;
}

/* Overwrites a secret; through volatile, so that no compiler removes the store. */
static void wipe(uint8_t *bytes, size_t length) {
    volatile uint8_t *at = bytes;
    while (length-- > 0) *at++ = 0;
}

/* An unreadable file yields no bytes, and the library reports that a key must have 32. */
static gu_status set_sealing_key(gu_upload *upload, const char *path, gu_error **error) {
    uint8_t key[33]; /* one more, to detect a longer file */
    size_t length = 0;
    gu_status status;
    FILE *file = fopen(path, "rb");
    if (file != NULL) {
        setvbuf(file, NULL, _IONBF, 0); /* no further copy */
        length = fread(key, 1, sizeof key, file);
        fclose(file);
    }
    status = gu_upload_set_sealing_key(upload, key, length, error);
    wipe(key, sizeof key);
    return status;
}

static gu_status make_upload(const struct arguments *arguments, struct job *job, gu_error **error) {
    gu_status status = gu_upload_new(&job->upload, error);
    if (status == GU_OK)
        status = arguments->size_text != NULL
                     ? gu_upload_set_read(job->upload, arguments->size, read_input, job, NULL, error)
                     : gu_upload_set_file(job->upload, arguments->file, error);
    if (status == GU_OK) status = gu_upload_set_progress(job->upload, show_progress, &job->bar, NULL, error);
    if (status == GU_OK && arguments->state_file != NULL)
        status = gu_upload_set_state_file(job->upload, arguments->state_file, error);
    if (status == GU_OK && arguments->key_file != NULL)
        status = set_sealing_key(job->upload, arguments->key_file, error);
    if (status == GU_OK && arguments->keep_on_cancel) status = gu_upload_set_keep_on_cancel(job->upload, 1, error);
    if (status == GU_OK && arguments->differs_is_error) status = gu_upload_set_differs_is_error(job->upload, 1, error);
    return status;
}

static gu_status make_target(const struct arguments *arguments, const char *name, gu_target **target,
                             gu_error **error) {
    gu_status status = gu_target_parse(arguments->target, arguments->user, name, target, error);
    if (status == GU_OK && arguments->content_type != NULL)
        status = gu_target_set(*target, "content_type", arguments->content_type, error);
    if (status == GU_OK && arguments->conflict != NULL)
        status = gu_target_set(*target, "conflict", arguments->conflict, error);
    return status;
}

/* ---- the upload ---------------------------------------------------------------------------------------------- */

/* The flag that Ctrl-C raises. gu_cancel_request() is the only call allowed in a signal handler. */
static gu_cancel *volatile on_interrupt = NULL;

static void interrupted(int signal_number) {
    int saved = errno;
    (void)signal_number;
    gu_cancel_request(on_interrupt);
    errno = saved;
}

/* The first Ctrl-C cleans up at the service; the second ends the program at once. */
static void watch_for_interrupts(gu_cancel *cancel) {
#ifdef _WIN32
    on_interrupt = cancel;
    signal(SIGINT, interrupted); /* once; Windows calls it on a thread of its own */
    signal(SIGBREAK, interrupted);
#else
    struct sigaction action;
    on_interrupt = cancel;
    memset(&action, 0, sizeof action);
    action.sa_handler = interrupted;
    action.sa_flags = (int)SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
#endif
}

static int upload(const struct arguments *arguments, const char *name, struct job *job) {
    gu_item *item = NULL;
    gu_error *error = NULL;
    int result = USAGE, in_doubt;
    gu_status status = gu_cancel_new(&job->cancel, &error);
    if (status == GU_OK) status = make_client(arguments, &job->client, &error);
    if (status == GU_OK) status = make_target(arguments, name, &job->target, &error);
    if (status == GU_OK) status = make_upload(arguments, job, &error);
    if (status == GU_OK) {
        watch_for_interrupts(job->cancel);
        status = gu_upload_run(job->upload, job->client, job->target, job->cancel, &item, &error);
        in_doubt = gu_error_in_doubt(error) != 0;
        result = status == GU_OK ? STORED : in_doubt ? IN_DOUBT : status == GU_ERR_CANCELLED ? CANCELLED : FAILED;
        on_interrupt = NULL;
    }
    if (job->bar.terminal && job->bar.tenths >= 0) fputc('\n', stderr);
    if (item != NULL) show_item(item); /* also set with GU_ERR_DIFFERS */
    if (status != GU_OK) show_error(error);
    gu_item_free(item);
    gu_error_free(error);
    return result;
}

#ifdef _WIN32
/* The arguments in UTF-8, which the library takes on every system; main() gets them in the user's code page. */
static char **in_utf8(int *count, char **usual) {
    int at, found = 0;
    wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), &found);
    char **texts = wide == NULL ? NULL : (char **)calloc((size_t)found + 1, sizeof *texts);
    if (texts == NULL) return usual;
    for (at = 0; at < found; at++) {
        int size = WideCharToMultiByte(CP_UTF8, 0, wide[at], -1, NULL, 0, NULL, NULL);
        texts[at] = (char *)calloc((size_t)size + 1, 1);
        if (texts[at] == NULL) return usual;
        WideCharToMultiByte(CP_UTF8, 0, wide[at], -1, texts[at], size, NULL, NULL);
    }
    LocalFree(wide);
    *count = found;
    return texts;
}
#endif

static const char *name_of(const char *path) {
    const char *name = path;
    for (; *path != '\0'; path++) {
        if (*path == '/') name = path + 1;
#ifdef _WIN32
        if (*path == '\\' || *path == ':') name = path + 1;
#endif
    }
    return name;
}

int main(int argc, char **argv) {
    static struct arguments arguments;
    static struct job job;
    const char *name = NULL;
    int result;
#ifdef _WIN32
    argv = in_utf8(&argc, argv);
    SetConsoleOutputCP(CP_UTF8);
    _setmode(_fileno(stdin), _O_BINARY);
#endif
    if (argc == 2 && strcmp(argv[1], "--help") == 0) return help();
    if (!parse(argc, argv, &arguments)) return USAGE;
    if (arguments.size_text == NULL) name = name_of(arguments.file);
    job.unread = arguments.size;
    job.bar.terminal = isatty(fileno(stderr)) && !arguments.verbose;
    job.bar.tenths = -1;
    result = upload(&arguments, name, &job);
    gu_upload_free(job.upload);
    gu_target_free(job.target);
    gu_client_free(job.client);
    gu_cancel_free(job.cancel);
    return result;
}
