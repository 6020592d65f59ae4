/*
 * Puts a folder, with all that is below it, into a drive, eight files at a time. Whatever ends it (Ctrl-C, a kill, a power
 * cut), the same command goes on where it was: what is stored is not sent again, unless its size or time has changed, and
 * a file that was begun goes on in its upload session.
 *
 *   GRAPH_TOKEN=... upload_folder [--state DIR] [--drive DRIVE] FOLDER PATH
 *
 * upload_folder --help tells more. A line "FILE ID" on stdout names each stored file, everything else goes to stderr.
 * Exit status: 0 all files are stored, 1 some are not, 2 wrong usage, 130 interrupted.
 *
 *   cc -std=c99 upload_folder.c -lgraph_upload -o upload_folder     or, for Windows: x86_64-w64-mingw32-gcc ...
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* sigaction, lstat, isatty */
#endif

#include <graph_upload.h>

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORED = 0, FAILED = 1, USAGE = 2, INTERRUPTED = 130 };
enum { AT_ONCE = 8, WAITING = 1000, LOOK_MS = 200 };

static void *checked(void *memory) {
    if (memory == NULL) fputs("upload_folder: no memory\n", stderr), exit(FAILED);
    return memory;
}

/* The three texts after one another, for the caller to free. */
static char *join(const char *one, const char *two, const char *three) {
    const size_t size = strlen(one) + strlen(two) + strlen(three) + 1;
    char *text = (char *)checked(malloc(size));
    snprintf(text, size, "%s%s%s", one, two, three);
    return text;
}

/* ---- what is asked of the system -------------------------------------------------------------------------------- */

enum kind { NOTHING, A_FILE, A_FOLDER, A_LINK, OTHER };

/* The flag that Ctrl-C raises. gu_cancel_request() is the only call allowed in a signal handler. */
static gu_cancel *volatile on_interrupt = NULL;

static void interrupted(int number) {
    const int saved = errno;
    (void)number;
    gu_cancel_request(on_interrupt);
    errno = saved;
}

#ifdef _WIN32
#include <io.h>
#include <windows.h>
/* After it. */
#include <shellapi.h>

struct listing {
    HANDLE handle;
    WIN32_FIND_DATAW found;
    int is_first;
    char name[4 * MAX_PATH];
};

static wchar_t *wide(const char *text) {
    const int length = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
    wchar_t *to = (wchar_t *)checked(calloc((size_t)length + 1, sizeof *to));
    MultiByteToWideChar(CP_UTF8, 0, text, -1, to, length);
    return to;
}

static char *narrow(const wchar_t *text) {
    const int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *to = (char *)checked(calloc((size_t)size + 1, 1));
    WideCharToMultiByte(CP_UTF8, 0, text, -1, to, size, NULL, NULL);
    return to;
}

static int begin_list(struct listing *listing, const char *folder) {
    char *pattern = join(folder, "/*", "");
    wchar_t *text = wide(pattern);
    listing->handle = FindFirstFileW(text, &listing->found);
    listing->is_first = 1;
    free(text);
    free(pattern);
    return listing->handle != INVALID_HANDLE_VALUE;
}

static const char *next_name(struct listing *listing) {
    char *name;
    if (!listing->is_first && !FindNextFileW(listing->handle, &listing->found)) return NULL;
    listing->is_first = 0;
    name = narrow(listing->found.cFileName);
    snprintf(listing->name, sizeof listing->name, "%s", name);
    free(name);
    return listing->name;
}

static void end_list(struct listing *listing) { FindClose(listing->handle); }

static enum kind kind_of(const char *path) {
    wchar_t *text = wide(path);
    const DWORD what = GetFileAttributesW(text);
    free(text);
    if (what == INVALID_FILE_ATTRIBUTES) return NOTHING;
    if (what & FILE_ATTRIBUTE_REPARSE_POINT) return A_LINK;
    return what & FILE_ATTRIBUTE_DIRECTORY ? A_FOLDER : A_FILE;
}

static char *absolute(const char *path) {
    wchar_t *text = wide(path), whole[4096];
    const DWORD length = GetFullPathNameW(text, 4096, whole, NULL);
    free(text);
    return length > 0 && length < 4096 ? narrow(whole) : NULL;
}

static char *state_home(void) {
    const wchar_t *home = _wgetenv(L"LOCALAPPDATA");
    return home != NULL ? narrow(home) : NULL;
}

static void watch_for_interrupts(void) {
    signal(SIGINT, interrupted); /* once; Windows calls it on a thread of its own */
    signal(SIGBREAK, interrupted);
}

/* The arguments in UTF-8; main() gets them in the user's code page. */
static char **prepare(int *count, char **arguments) {
    wchar_t **texts = CommandLineToArgvW(GetCommandLineW(), count);
    int at;
    (void)arguments;
    arguments = (char **)checked(calloc((size_t)*count + 1, sizeof *arguments));
    for (at = 0; at < *count; at++) arguments[at] = narrow(texts[at]);
    LocalFree(texts);
    SetConsoleOutputCP(CP_UTF8);
    return arguments;
}

static int is_terminal(void) {
    const HANDLE console = GetStdHandle(STD_ERROR_HANDLE);
    DWORD mode;
    return GetConsoleMode(console, &mode) && SetConsoleMode(console, mode | 4); /* takes escape sequences */
}
#else
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

struct listing {
    DIR *folder;
};

static int begin_list(struct listing *listing, const char *folder) {
    listing->folder = opendir(folder);
    return listing->folder != NULL;
}

static const char *next_name(struct listing *listing) {
    const struct dirent *entry = readdir(listing->folder);
    return entry != NULL ? entry->d_name : NULL;
}

static void end_list(struct listing *listing) { closedir(listing->folder); }

static enum kind kind_of(const char *path) {
    struct stat found;
    if (lstat(path, &found) != 0) return NOTHING;
    if (S_ISLNK(found.st_mode)) return A_LINK;
    return S_ISDIR(found.st_mode) ? A_FOLDER : S_ISREG(found.st_mode) ? A_FILE : OTHER;
}

static char *absolute(const char *path) {
    char here[4096];
    if (path[0] == '/') return join(path, "", "");
    return getcwd(here, sizeof here) != NULL ? join(here, "/", path) : NULL;
}

static char *state_home(void) {
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state != NULL && state[0] == '/') return join(state, "", "");
    return home != NULL ? join(home, "/.local/state", "") : NULL;
}

/* The first Ctrl-C leaves all in order, the second ends the program at once. */
static void watch_for_interrupts(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = interrupted;
    action.sa_flags = (int)SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static char **prepare(int *count, char **arguments) { return (void)count, arguments; }

static int is_terminal(void) { return isatty(STDERR_FILENO); }
#endif

/* ---- what it does and says -------------------------------------------------------------------------------------- */

struct run {
    gu_queue *queue;
    gu_cancel *cancel;
    gu_upload *upload;
    gu_job **jobs; /* handles of those that have not ended */
    size_t count, room;
    const char *drive, *base; /* `base` is FOLDER, from the root on */
    uint64_t stored, failed, left, empty, passed_over;
    int terminal, lines; /* lines on the terminal that are drawn anew */
    int broken;          /* there is no use in going on */
};

static int is_interrupted(const struct run *run) { return gu_cancel_is_requested(run->cancel) != 0; }

static void erase(struct run *run) {
    if (run->lines > 0) fprintf(stderr, "\033[%dA\033[J", run->lines);
    run->lines = 0;
}

static void say(struct run *run, const char *format, ...) {
    va_list values;
    va_start(values, format);
    erase(run);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
}

static void say_error(struct run *run, const char *path, const gu_error *error) {
    say(run, "%s: %s: %s", path, gu_status_name(gu_error_status(error)), gu_error_message(error));
    if (gu_error_in_doubt(error)) say(run, "  It may be stored; the same command finds out.");
}

static void job_ended(struct run *run, const gu_job *job) {
    const gu_status status = gu_job_status(job);
    if (status == GU_OK) {
        run->stored++;
        erase(run);
        printf("%s %s\n", gu_job_path(job), gu_item_id(gu_job_item(job)));
        fflush(stdout);
    } else if (status == GU_ERR_CANCELLED) {
        run->left++; /* by gu_queue_free() */
    } else {
        run->failed++;
        say_error(run, gu_job_path(job), gu_job_error(job));
        if (status == GU_ERR_SIGN_IN) run->broken = 1;
    }
}

/* The end of a path, from a whole character on, so that it fits into a line. */
static const char *shortened(const char *path) {
    const size_t length = strlen(path);
    if (length > 50) path += length - 50;
    while (((unsigned char)*path & 0xC0) == 0x80) path++;
    return path;
}

static void draw_job(struct run *run, const gu_job *job) {
    const uint64_t total = gu_job_total(job), waits = gu_job_waits_ms(job);
    fprintf(stderr, "%3d %%  %s", total > 0 ? (int)((double)gu_job_sent(job) / (double)total * 100) : 0,
            shortened(gu_job_path(job)));
    if (waits > 0) fprintf(stderr, "  waits %" PRIu64 " s", (waits + 999) / 1000);
    fputc('\n', stderr);
    run->lines++;
}

static void draw_total(struct run *run) {
    const gu_queue *queue = run->queue;
    fprintf(stderr, "%" PRIu64 " stored, %" PRIu64 " failed, %u left; %.1f of %.1f MB, %.1f MB/s\n", run->stored, run->failed,
            (unsigned)run->count, (double)gu_queue_sent(queue) / 1e6, (double)gu_queue_total(queue) / 1e6,
            (double)gu_queue_bytes_per_second(queue) / 1e6);
    run->lines++;
}

/* Reports the jobs that have ended, and draws those that run. */
static void look(struct run *run) {
    size_t at, kept = 0;
    for (at = 0; at < run->count; at++) {
        gu_job *job = run->jobs[at];
        if (gu_job_stage(job) != GU_STAGE_ENDED) run->jobs[kept++] = job;
        else job_ended(run, job), gu_job_free(job);
    }
    run->count = kept;
    if (!run->terminal) return;
    erase(run);
    for (at = 0; at < run->count; at++)
        if (gu_job_stage(run->jobs[at]) == GU_STAGE_RUNNING) draw_job(run, run->jobs[at]);
    draw_total(run);
}

/* Waits a little for a job to end. Jobs are reported from their handles: what an earlier run has left ends here too. */
static void wait_a_little(struct run *run) {
    gu_job *job = NULL;
    gu_queue_next(run->queue, LOOK_MS, run->cancel, &job, NULL);
    do gu_job_free(job);
    while (gu_queue_next(run->queue, 0, run->cancel, &job, NULL) == GU_OK && job != NULL);
    look(run);
}

/* ---- the files -------------------------------------------------------------------------------------------------- */

static void keep(struct run *run, gu_job *job) {
    if (run->count == run->room) {
        run->room = 2 * run->room + 64;
        run->jobs = (gu_job **)checked(realloc(run->jobs, run->room * sizeof *run->jobs));
    }
    run->jobs[run->count++] = job;
}

/* What the library does not take, such as a name that a drive does not allow, is told; the rest goes on. */
static void submit(struct run *run, const char *path, const char *to) {
    gu_target *target = NULL;
    gu_job *job = NULL;
    gu_error *error = NULL;
    gu_status status = gu_target_drive_path(run->drive, to, &target, &error);
    if (status == GU_OK) status = gu_target_set_conflict(target, GU_CONFLICT_REPLACE, &error);
    if (status == GU_OK) status = gu_upload_set_file(run->upload, path, &error);
    if (status == GU_OK) {
        /* Until there is room: a tree of any size takes little memory. */
        while ((status = gu_queue_submit(run->queue, run->upload, target, NULL, NULL, &job, &error)) == GU_ERR_BUSY &&
               !is_interrupted(run)) {
            gu_error_free(error);
            wait_a_little(run);
        }
        run->broken = status != GU_OK && status != GU_ERR_BUSY;
    }
    if (status == GU_OK) keep(run, job);
    else if (status != GU_ERR_BUSY) run->failed++, say_error(run, path, error);
    gu_error_free(error);
    gu_target_free(target);
}

static void walk(struct run *run, const char *folder, const char *to);

static void visit(struct run *run, const char *path, const char *to) {
    switch (kind_of(path)) {
    case A_FILE: submit(run, path, to); break;
    case A_FOLDER: walk(run, path, to); break;
    case A_LINK:
        run->passed_over++;
        say(run, "%s: a symbolic link, which is not followed", path);
        break;
    case OTHER:
        run->passed_over++;
        say(run, "%s: neither a file nor a folder", path);
        break;
    case NOTHING: say(run, "%s: gone meanwhile", path); break;
    }
}

/* The service makes the folders that the path of a file names. */
static void walk(struct run *run, const char *folder, const char *to) {
    struct listing listing;
    const char *name;
    int is_empty = 1;
    if (!begin_list(&listing, folder)) {
        run->failed++;
        say(run, "%s: cannot be read", folder);
        return;
    }
    while (!run->broken && !is_interrupted(run) && (name = next_name(&listing)) != NULL) {
        char *path, *below;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
        is_empty = 0;
        path = join(folder, "/", name);
        below = to[0] == '\0' ? join("", "", name) : join(to, "/", name);
        visit(run, path, below);
        free(below);
        free(path);
    }
    end_list(&listing);
    if (is_empty && !is_interrupted(run)) run->empty++;
}

/* ---- the program ------------------------------------------------------------------------------------------------ */

static int help(void) {
    puts("usage: GRAPH_TOKEN=... upload_folder [--state DIR] [--drive DRIVE] FOLDER PATH\n\n"
         "Puts all files below FOLDER into the drive, below the folder PATH; \"\" is the root of the drive. A file that is\n"
         "there already is replaced. Empty folders, symbolic links and what is no file are passed over.\n\n"
         "  --drive DRIVE  /drives/ID, /sites/ID/drive or another form that gu_target_drive_path() takes; default: /me/drive\n"
         "  --state DIR    where the state is kept, by which the same command goes on. Default: a folder of its own for each\n"
         "                 FOLDER and PATH in $XDG_STATE_HOME/graph-upload or ~/.local/state/graph-upload, on Windows in\n"
         "                 %LOCALAPPDATA%. To send again what was sent before, remove the file \"done\" there");
    return STORED;
}

/* A name for what is uploaded from where to where: FNV-1a, of 64 bits. */
static char *default_state(const struct run *run, const char *to) {
    const char *texts[3] = {run->base, run->drive != NULL ? run->drive : "", to};
    uint64_t hash = UINT64_C(14695981039346656037);
    char name[40], *home = state_home(), *path;
    int at;
    if (home == NULL) return NULL;
    for (at = 0; at < 3; at++) {
        const char *byte = texts[at];
        do hash = (hash ^ (unsigned char)*byte) * UINT64_C(1099511628211);
        while (*byte++ != '\0');
    }
    snprintf(name, sizeof name, "/graph-upload/%016" PRIx64, hash);
    path = join(home, name, "");
    free(home);
    return path;
}

static gu_status new_queue(struct run *run, const char *state, gu_error **error) {
    gu_options *options = NULL;
    gu_client *client = NULL;
    gu_status status = gu_options_new(&options, error);
    if (status == GU_OK) status = gu_options_set_token(options, getenv("GRAPH_TOKEN"), error);
    if (status == GU_OK) status = gu_client_new(options, &client, error);
    if (status == GU_OK) status = gu_queue_new(client, AT_ONCE, &run->queue, error);
    if (status == GU_OK) status = gu_queue_set_room(run->queue, WAITING, 0, error);
    if (status == GU_OK) status = gu_queue_set_state_folder(run->queue, state, NULL, 0, error);
    if (status == GU_OK) status = gu_upload_new(&run->upload, error);
    gu_client_free(client);
    gu_options_free(options);
    return status;
}

/* Begins, or goes on. */
static int upload(struct run *run, const char *state, const char *to) {
    gu_error *error = NULL;
    gu_status status = gu_cancel_new(&run->cancel, &error);
    if (status == GU_OK) on_interrupt = run->cancel, watch_for_interrupts();
    if (status == GU_OK) status = new_queue(run, state, &error);
    if (status == GU_OK) walk(run, run->base, to);
    else run->broken = 1, say_error(run, state, error);
    while (run->count > 0 && !run->broken && !is_interrupted(run)) wait_a_little(run);
    erase(run);
    run->terminal = 0;
    gu_queue_free(run->queue); /* what has not ended stays in the state folder */
    look(run);
    gu_error_free(error);
    return is_interrupted(run) ? INTERRUPTED : run->failed > 0 || run->broken ? FAILED : STORED;
}

int main(int argc, char **argv) {
    static struct run run;
    const char *state = NULL, *places[2] = {NULL, NULL};
    char *whole, *own = NULL;
    int at, count = 0, wrong = 0, result;
    argv = prepare(&argc, argv);
    if (argc == 2 && strcmp(argv[1], "--help") == 0) return help();
    for (at = 1; at < argc; at++) {
        if (strcmp(argv[at], "--state") == 0 && at + 1 < argc) state = argv[++at];
        else if (strcmp(argv[at], "--drive") == 0 && at + 1 < argc) run.drive = argv[++at];
        else if (count < 2 && strncmp(argv[at], "--", 2) != 0) places[count++] = argv[at];
        else wrong = 1;
    }
    if (wrong || count != 2) return fputs("usage: upload_folder [--state DIR] [--drive DRIVE] FOLDER PATH\n", stderr), USAGE;
    whole = absolute(places[0]);
    if (whole == NULL || kind_of(whole) != A_FOLDER) return fprintf(stderr, "%s: no folder\n", places[0]), USAGE;
    run.base = whole;
    if (state == NULL) state = own = default_state(&run, places[1]);
    if (state == NULL) return fputs("upload_folder: there is no home for its state; see --state\n", stderr), USAGE;
    run.terminal = is_terminal();
    result = upload(&run, state, places[1]);
    fprintf(stderr, "%" PRIu64 " stored, %" PRIu64 " failed, %" PRIu64 " left; %" PRIu64 " empty folders and %" PRIu64 " others passed over\n",
            run.stored, run.failed, run.left, run.empty, run.passed_over);
    if (result == INTERRUPTED) fputs("interrupted: the same command goes on\n", stderr);
    gu_upload_free(run.upload);
    gu_cancel_free(run.cancel);
    free(run.jobs);
    free(own);
    free(whole);
    return result;
}
