/*
 * Uploads files to the user's drive from an event loop of one thread: the queue does the work and makes its descriptor
 * readable when a job has ended. A line with the queue's numbers comes every second. Ctrl-C cancels what has not ended.
 *
 *   GRAPH_TOKEN=... ./event_loop FOLDER FILE...
 *
 * The loop is epoll on Linux, poll on other Unix systems, and on Windows a wait for the queue's event.
 * Exit status: 0 all files are stored, 1 some are not, 2 wrong usage, 130 cancelled.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* clock_gettime(), also with -std=c99 */
#endif

#include <graph_upload.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- the loop's two questions to the system -------------------------------------------------------------------- */

#if defined(_WIN32)
#include <windows.h>

static int begin_loop(int64_t handle) { return handle != -1; }

static void wait_for(int64_t handle, int ms) { WaitForSingleObject((HANDLE)(intptr_t)handle, (DWORD)ms); }

static int64_t now_ms(void) { return (int64_t)GetTickCount64(); }
#else
#if defined(__linux__)
#include <sys/epoll.h>

static int loop = -1;

/* The other descriptors of a program are added in the same way. */
static int begin_loop(int64_t handle) {
    struct epoll_event watched;
    memset(&watched, 0, sizeof watched);
    watched.events = EPOLLIN;
    loop = epoll_create1(EPOLL_CLOEXEC);
    return loop != -1 && epoll_ctl(loop, EPOLL_CTL_ADD, (int)handle, &watched) == 0;
}

/* A signal ends the wait early, which does no harm: the caller looks what there is to do. */
static void wait_for(int64_t handle, int ms) {
    struct epoll_event ready;
    (void)handle;
    epoll_wait(loop, &ready, 1, ms);
}
#else
#include <poll.h>

static int begin_loop(int64_t handle) { return handle != -1; }

static void wait_for(int64_t handle, int ms) {
    struct pollfd watched;
    watched.fd = (int)handle, watched.events = POLLIN, watched.revents = 0;
    poll(&watched, 1, ms);
}
#endif

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
#endif

/* ---- events ----------------------------------------------------------------------------------------------------- */

static volatile sig_atomic_t interrupted = 0;

static void on_interrupt(int number) {
    (void)number;
    interrupted = 1;
}

static void on_timer(const gu_queue *queue) {
    const double megabyte = 1e6;
    fprintf(stderr, "%d running, %d stored, %d failed; %.1f of %.1f MB, %.1f MB/s", (int)gu_queue_jobs(queue, GU_QUEUE_RUNNING),
            (int)gu_queue_jobs(queue, GU_QUEUE_STORED), (int)gu_queue_jobs(queue, GU_QUEUE_FAILED),
            (double)gu_queue_sent(queue) / megabyte, (double)gu_queue_total(queue) / megabyte,
            (double)gu_queue_bytes_per_second(queue) / megabyte);
    if (gu_queue_time_left_ms(queue) >= 0) fprintf(stderr, ", %.0f s left", (double)gu_queue_time_left_ms(queue) / 1000);
    fputc('\n', stderr);
}

/* Fetches what has ended, without waiting, and returns how many. */
static int on_ended(const gu_queue *queue) {
    gu_job *job = NULL;
    int ended = 0;
    while (gu_queue_next(queue, 0, NULL, &job, NULL) == GU_OK && job != NULL) {
        const char *file = (const char *)gu_job_context(job);
        const gu_error *error = gu_job_error(job);
        if (gu_job_status(job) == GU_OK) printf("%s %s\n", file, gu_item_id(gu_job_item(job)));
        else fprintf(stderr, "%s: %s: %s\n", file, gu_status_name(gu_error_status(error)), gu_error_message(error));
        if (gu_error_in_doubt(error)) fputs("  It may be stored: look before you upload it again.\n", stderr);
        gu_job_free(job);
        ended++;
    }
    return ended;
}

static void run_loop(const gu_queue *queue, int jobs) {
    int64_t next_line = now_ms() + 1000;
    int is_cancelled = 0;
    while (jobs > 0) {
        const int64_t left = next_line - now_ms();
        wait_for(gu_queue_handle(queue), left > 0 ? (int)left : 0);
        jobs -= on_ended(queue);
        /* Not in the signal handler, which may call gu_cancel_request() and nothing else. */
        if (interrupted && !is_cancelled) is_cancelled = gu_queue_cancel(queue, NULL) == GU_OK;
        if (now_ms() >= next_line) on_timer(queue), next_line += 1000;
    }
    on_timer(queue);
}

/* ---- what to upload --------------------------------------------------------------------------------------------- */

static gu_status new_queue(gu_queue **queue, gu_error **error) {
    gu_options *options = NULL;
    gu_client *client = NULL;
    gu_status status = gu_options_new(&options, error);
    if (status == GU_OK) status = gu_options_set_token(options, getenv("GRAPH_TOKEN"), error);
    if (status == GU_OK) status = gu_client_new(options, &client, error);
    if (status == GU_OK) status = gu_queue_new(client, 4, queue, error); /* four at once */
    gu_client_free(client);
    gu_options_free(options);
    return status;
}

static gu_status submit(const gu_queue *queue, const char *folder, char *file, gu_error **error) {
    const char *slash = strrchr(file, '/');
    char path[1024];
    gu_target *target = NULL;
    gu_upload *upload = NULL;
    gu_status status;
    snprintf(path, sizeof path, "%s/%s", folder, slash != NULL ? slash + 1 : file);
    status = gu_target_drive_path(NULL, path, &target, error);
    if (status == GU_OK) status = gu_upload_new(&upload, error);
    if (status == GU_OK) status = gu_upload_set_file(upload, file, error);
    /* The queue copies what it needs of both; the context comes back with the job. */
    if (status == GU_OK) status = gu_queue_submit(queue, upload, target, file, NULL, NULL, error);
    gu_upload_free(upload);
    gu_target_free(target);
    return status;
}

int main(int argc, char **argv) {
    gu_queue *queue = NULL;
    gu_error *error = NULL;
    gu_status status;
    int at, stored;
    if (argc < 3) {
        fprintf(stderr, "usage: event_loop FOLDER FILE...\n");
        return 2;
    }
    signal(SIGINT, on_interrupt);
    status = new_queue(&queue, &error);
    for (at = 2; status == GU_OK && at < argc; at++) status = submit(queue, argv[1], argv[at], &error);
    if (status == GU_OK && begin_loop(gu_queue_handle(queue))) run_loop(queue, argc - 2);
    if (status != GU_OK) fprintf(stderr, "%s: %s\n", gu_status_name(status), gu_error_message(error));
    stored = (int)gu_queue_jobs(queue, GU_QUEUE_STORED);
    gu_queue_free(queue); /* cancels what has not ended */
    gu_error_free(error);
    return stored == argc - 2 ? 0 : interrupted ? 130 : 1;
}
