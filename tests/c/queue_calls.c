/*
 * Each call of queues and jobs with live objects and arguments that are in order, for memory checkers; see calls.c for the
 * others. Against the simulator. A line "stored: drive FILE_SIZE ID" names each file.
 *
 * The argument is a folder for a file, and for what a queue saves.
 */
#include "check.h"
#include "files.h"

/* A call that succeeds. */
#define DONE(call) EXPECT(GU_OK, call)

enum { FILE_SIZE = 1000 };

static int destroyed = 0;

static void on_destroy(void *context) {
    CHECK(context == &destroyed);
    destroyed++;
}

static gu_upload *new_upload(const uint8_t *bytes) {
    gu_upload *upload = NULL;
    DONE(gu_upload_new(&upload, &failure));
    DONE(gu_upload_set_memory(upload, bytes, FILE_SIZE, NULL, NULL, &failure));
    return upload;
}

/* The numbers of a queue and its job that are paused before anything was sent. */
static void at_rest(const gu_queue *queue, const gu_job *job) {
    CHECK(gu_queue_handle(queue) >= 0 && gu_queue_jobs(queue, GU_QUEUE_PAUSED) == 1);
    CHECK(gu_queue_sent(queue) == 0 && gu_queue_confirmed(queue) == 0 && gu_queue_total(queue) == FILE_SIZE);
    CHECK(gu_queue_bytes_per_second(queue) == 0 && gu_queue_time_left_ms(queue) == -1);
    CHECK(gu_job_id(job) == 1 && gu_job_stage(job) == GU_STAGE_PAUSED && gu_job_status(job) == GU_ERR_BUSY);
    CHECK(gu_job_item(job) == NULL && gu_job_error(job) == NULL && gu_job_total(job) == FILE_SIZE);
    CHECK(gu_job_sent(job) == 0 && gu_job_confirmed(job) == 0 && gu_job_bytes_per_second(job) == 0);
    CHECK(gu_job_late_by_ms(job) == -1);
    CHECK(gu_job_time_left_ms(job) == -1 && gu_job_waits_ms(job) == 0 && gu_job_waits_for(job) == GU_WAIT_NOTHING);
}

static void stored(gu_job *job) {
    const gu_item *item = gu_job_item(job);
    CHECK(gu_job_status(job) == GU_OK && gu_job_error(job) == NULL && gu_job_context(job) == &destroyed);
    CHECK(gu_job_stage(job) == GU_STAGE_ENDED && gu_job_confirmed(job) == FILE_SIZE);
    if (CHECK(item != NULL && item == gu_job_item(job))) printf("stored: drive %d %s\n", FILE_SIZE, gu_item_id(item));
    gu_job_free(job);
}

static void cancelled(gu_job *job) {
    DONE(gu_job_cancel(job, &failure));
    CHECK(gu_job_status(job) == GU_ERR_CANCELLED && gu_job_item(job) == NULL);
    CHECK(gu_error_status(gu_job_error(job)) == GU_ERR_CANCELLED && gu_job_error(job) == gu_job_error(job));
    gu_job_free(job);
}

static gu_job *submit(const gu_queue *queue, const gu_upload *upload, const char *name) {
    gu_target *target = NULL;
    gu_job *job = NULL;
    DONE(gu_target_drive_path(NULL, name, &target, &failure));
    DONE(gu_queue_submit(queue, upload, target, &destroyed, on_destroy, &job, &failure));
    gu_target_free(target);
    return job;
}

static void full(const gu_queue *queue, const gu_upload *upload) {
    gu_target *target = NULL;
    DONE(gu_target_drive_path(NULL, "never", &target, &failure));
    EXPECT(GU_ERR_BUSY, gu_queue_submit(queue, upload, target, &destroyed, on_destroy, NULL, &failure));
    gu_target_free(target);
}

/* A queue that is paused until both have been submitted and the second put in front. */
static void two_jobs(const gu_queue *queue, const gu_upload *upload) {
    gu_cancel *cancel = NULL;
    gu_job *first, *second, *next = NULL;
    DONE(gu_cancel_new(&cancel, &failure));
    DONE(gu_queue_set_room(queue, 2, 0, &failure));
    DONE(gu_queue_pause(queue, &failure));
    first = submit(queue, upload, "first");
    at_rest(queue, first);
    second = submit(queue, upload, "second");
    full(queue, upload);
    DONE(gu_job_pause(first, &failure));
    DONE(gu_job_continue(first, &failure));
    DONE(gu_job_move_to_front(second, &failure));
    DONE(gu_queue_continue(queue, &failure));
    DONE(gu_job_wait(first, UINT32_MAX, cancel, &failure));
    DONE(gu_queue_next(queue, UINT32_MAX, cancel, &next, &failure));
    CHECK(gu_job_id(next) == gu_job_id(second) && gu_job_id(next) == 2);
    gu_job_free(next);
    stored(first);
    stored(second);
    DONE(gu_queue_next(queue, UINT32_MAX, NULL, &next, &failure));
    CHECK(next == NULL && gu_queue_jobs(queue, GU_QUEUE_STORED) == 2);
    gu_cancel_free(cancel);
}

static gu_upload *new_file(const char *path, const uint8_t *bytes) {
    gu_upload *upload = NULL;
    FILE *file = create_file(path);
    if (!CHECK(file != NULL)) exit(1);
    CHECK(fwrite(bytes, 1, FILE_SIZE, file) == FILE_SIZE && fclose(file) == 0);
    DONE(gu_upload_new(&upload, &failure));
    DONE(gu_upload_set_file(upload, path, &failure));
    return upload;
}

/* A job that its first queue leaves and the second takes up; then one whose file is stored already. */
static void saved(const gu_client *client, const char *folder, const uint8_t *bytes) {
    static const uint8_t key[32] = {7};
    char path[512], state[512];
    gu_upload *upload;
    gu_queue *queue = NULL;
    gu_job *job = NULL;
    int life;
    snprintf(path, sizeof path, "%s/saved", folder);
    snprintf(state, sizeof state, "%s/saved-state", folder);
    upload = new_file(path, bytes);
    for (life = 0; life < 2; life++) {
        DONE(gu_queue_new(client, 2, &queue, &failure));
        DONE(gu_queue_pause(queue, &failure));
        DONE(gu_queue_set_state_folder(queue, state, key, sizeof key, &failure));
        if (life == 0) {
            job = submit(queue, upload, "saved");
        } else {
            DONE(gu_queue_continue(queue, &failure));
            DONE(gu_queue_next(queue, UINT32_MAX, NULL, &job, &failure));
        }
        /* The second life has it as the system writes it from the root on. */
        CHECK(strcmp(gu_job_path(job), path) == 0 || (life == 1 && strstr(gu_job_path(job), "saved") != NULL));
        CHECK(gu_job_path(job) == gu_job_path(job));
        CHECK((gu_job_context(job) == NULL) == (life == 1));
        CHECK(gu_job_status(job) == (life == 0 ? GU_ERR_BUSY : GU_OK));
        if (life == 1) stored(submit(queue, upload, "saved"));
        gu_queue_free(queue);
        CHECK(gu_job_status(job) == (life == 0 ? GU_ERR_CANCELLED : GU_OK));
        gu_job_free(job);
    }
    gu_upload_free(upload);
}

int main(int argc, char **argv) {
    uint8_t *bytes = new_bytes(0, FILE_SIZE);
    gu_client *client = new_client();
    gu_upload *upload = new_upload(bytes);
    gu_queue *queue = NULL;
    DONE(gu_queue_new(client, 2, &queue, &failure));
    if (CHECK(argc == 2)) saved(client, argv[1], bytes);
    gu_client_free(client); /* the queue keeps what it needs */
    two_jobs(queue, upload);
    DONE(gu_queue_pause(queue, &failure));
    cancelled(submit(queue, upload, "never"));
    DONE(gu_queue_cancel(queue, &failure));
    gu_upload_free(upload);
    gu_queue_free(queue);
    CHECK(destroyed == 6);
    free(bytes);
    return checked();
}
