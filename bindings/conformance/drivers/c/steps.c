#include "driver.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_THINGS = 256, FOREVER = -1 };

/* What a step has made, by its name. */
struct thing {
    char name[64];
    const struct json *step;
    gu_client *client;
    gu_queue *queue;
    gu_session *session;
    gu_upload *upload;
    gu_job *job;
    gu_cancel *cancel;
    pthread_t thread;
    int threaded;   /* its thread was not joined */
    int told;       /* the result was printed */
};

static struct thing things[MAX_THINGS];
static int thing_count;
static const struct json *service;
static gu_cancel *volatile current;      /* of the step that the main thread waits for */
static volatile sig_atomic_t interrupted;

/* ---- things */

static struct thing *find(const char *name) {
    int i;
    for (i = thing_count; name != NULL && i-- > 0;)
        if (strcmp(things[i].name, name) == 0) return &things[i];
    broken("no such thing", name == NULL ? "without a name" : name);
}

static struct thing *of(const struct json *step, const char *member) {
    return find(json_text(step, member, NULL));
}

static gu_client *client_of(const struct json *step) {
    return of(step, "client")->client;
}

static struct thing *thing_new(const struct json *step) {
    struct thing *thing = &things[thing_count];
    if (thing_count == MAX_THINGS) broken("step", "too many");
    thing_count++;
    thing->step = step;
    snprintf(thing->name, sizeof thing->name, "%s", json_text(step, "as", json_text(step, "do", "")));
    if (gu_cancel_new(&thing->cancel, NULL) != GU_OK) broken("step", "no flag");
    return thing;
}

/* ---- steps that talk to the service; also on threads */

static void upload(struct thing *thing) {
    const struct json *step = thing->step;
    gu_target *target = NULL;
    gu_item *item = NULL;
    gu_error *error = NULL;
    int64_t ms = json_number(step, "timeout_ms", 0);
    gu_status status = target_made(json_member(step, "target"), &target, &error);
    if (status == GU_OK) status = upload_made(step, thing->name, thing->cancel, &thing->upload, &error);
    if (ms > 0 && status == GU_OK) status = gu_cancel_set_deadline_ms(thing->cancel, (uint64_t)ms, &error);
    if (status == GU_OK)
        status = gu_upload_run(thing->upload, client_of(step), target, thing->cancel, &item, &error);
    event_result(thing->name, status, item, error);
    gu_item_free(item);
    gu_target_free(target);
    gu_upload_free(thing->upload);
    thing->upload = NULL;
}

static void session(struct thing *thing) {
    gu_target *target = NULL;
    gu_error *error = NULL;
    gu_status status = target_made(json_member(thing->step, "target"), &target, &error);
    if (status == GU_OK)
        status = gu_session_create(client_of(thing->step), target, (uint64_t)json_number(thing->step, "size", 0),
                                   thing->cancel, &thing->session, &error);
    event_result(thing->name, status, NULL, error);
    gu_target_free(target);
}

static void resume(struct thing *thing) {
    gu_target *target = NULL;
    gu_error *error = NULL;
    uint64_t length;
    uint8_t key[32], *data = file_bytes(json_text(thing->step, "from", ""), &length);
    gu_status status = target_made(json_member(thing->step, "target"), &target, &error);
    if (status == GU_OK)
        status = gu_session_resume(client_of(thing->step), target, data, length, key_bytes(thing->step, key), sizeof key,
                                   thing->cancel, &thing->session, &error);
    event_result(thing->name, status, NULL, error);
    gu_target_free(target);
    free(data);
}

static void put(struct thing *thing) {
    const struct json *step = thing->step;
    gu_error *error = NULL;
    uint64_t length, offset = (uint64_t)json_number(step, "offset", 0);
    uint8_t *bytes = file_bytes(json_text(step, "file", ""), &length);
    uint64_t wanted = (uint64_t)json_number(step, "length", (int64_t)(length - offset));
    gu_status status = gu_put_chunk(of(step, "session")->session, offset, bytes + offset, wanted, thing->cancel, &error);
    event_result(thing->name, status, NULL, error);
    free(bytes);
}

static void finish(struct thing *thing) {
    gu_item *item = NULL;
    gu_error *error = NULL;
    gu_status status = gu_finish(of(thing->step, "session")->session, thing->cancel, &item, &error);
    event_result(thing->name, status, item, error);
    gu_item_free(item);
}

static void discard(struct thing *thing) {
    gu_error *error = NULL;
    event_result(thing->name, gu_session_discard(of(thing->step, "session")->session, thing->cancel, &error), NULL, error);
}

static void refresh(struct thing *thing) {
    gu_error *error = NULL;
    event_result(thing->name, gu_session_refresh(of(thing->step, "session")->session, thing->cancel, &error), NULL, error);
}

/* A file without a size: it cannot be sought in. */
static void read_a_little(const char *path) {
    char bytes[512];
    FILE *file = fopen(path, "rb");
    if (file == NULL || fread(bytes, 1, sizeof bytes, file) == 0) broken("file", path);
    fclose(file);
}

static void ticks(struct thing *thing) {
    struct timespec pause = {0, 10 * 1000 * 1000}, last, now, start;
    int64_t longest = 0, took, ms = json_number(thing->step, "ms", 0);
    clock_gettime(CLOCK_MONOTONIC, &start);
    now = start;
    while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < ms) {
        last = now;
        nanosleep(&pause, NULL);
        read_a_little("/proc/self/stat");
        clock_gettime(CLOCK_MONOTONIC, &now);
        took = (now.tv_sec - last.tv_sec) * 1000 + (now.tv_nsec - last.tv_nsec) / 1000000;
        if (took > longest) longest = took;
    }
    event_begin("ticks", thing->name);
    event_number("longest_ms", longest);
    event_end();
}

/* ---- queues */

static void queue(struct thing *thing) {
    const struct json *step = thing->step, *room = json_member(step, "room");
    const char *folder = json_text(step, "state_folder", NULL);
    gu_error *error = NULL;
    uint8_t key[32];
    const uint8_t *sealing = key_bytes(step, key);
    gu_status status = gu_queue_new(client_of(step), (uint32_t)json_number(step, "at_once", 1), &thing->queue, &error);
    if (status == GU_OK && room != NULL)
        status = gu_queue_set_room(thing->queue, (uint32_t)json_number(room, "most", 0),
                                   (uint32_t)json_number(room, "wait_ms", 0), &error);
    if (status == GU_OK && folder != NULL)
        status = gu_queue_set_state_folder(thing->queue, folder, sealing, sealing == NULL ? 0 : sizeof key, &error);
    event_result(thing->name, status, NULL, error);
}

static void submit(struct thing *thing) {
    const struct json *step = thing->step;
    gu_target *target = NULL;
    gu_upload *made = NULL;
    gu_error *error = NULL;
    gu_status status = target_made(json_member(step, "target"), &target, &error);
    if (status == GU_OK) status = upload_made(step, thing->name, thing->cancel, &made, &error);
    if (status == GU_OK)
        status = gu_queue_submit(of(step, "queue")->queue, made, target, given_new("context", thing->name, NULL),
                                 given_released, &thing->job, &error);
    if (status != GU_OK) event_result(thing->name, status, NULL, error);
    gu_target_free(target);
    gu_upload_free(made);
}

static const char *job_name(const gu_job *job) {
    const struct given *given = gu_job_context(job);
    const char *slash = strrchr(gu_job_path(job), '/');
    return given != NULL ? given->of : slash != NULL ? slash + 1 : gu_job_path(job);
}

static void drain(struct thing *thing) {
    gu_queue *from = of(thing->step, "queue")->queue;
    gu_job *job = NULL;
    gu_error *error = NULL;
    gu_status status;
    while ((status = gu_queue_next(from, UINT32_MAX, thing->cancel, &job, &error)) == GU_OK && job != NULL) {
        event_job(job_name(job), job);
        gu_job_free(job);
    }
    if (status != GU_OK) event_result(thing->name, status, NULL, error);
}

static void wait_for(struct thing *thing) {
    struct thing *other = of(thing->step, "of");
    gu_error *error = NULL;
    gu_status status;
    if (other->threaded) pthread_join(other->thread, NULL);
    other->threaded = 0;
    if (other->job == NULL || other->told) return;
    status = gu_job_wait(other->job, UINT32_MAX, thing->cancel, &error);
    if (status == GU_OK) event_job(other->name, other->job);
    else event_result(other->name, status, NULL, error);
    other->told = 1;
}

static void counts(const struct thing *thing) {
    static const char *const names[] = {"waiting", "running", "paused", "stored", "failed"};
    int32_t i;
    event_begin("counts", thing->name);
    for (i = GU_QUEUE_WAITING; i <= GU_QUEUE_FAILED; i++) event_number(names[i], (int64_t)gu_queue_jobs(thing->queue, i));
    event_end();
}

/* ---- the rest */

static void result(const char *name, gu_status status, gu_error *error) {
    event_result(name, status, NULL, error);
}

/* Sources of its jobs that hang end, or it would wait for them. */
static void end_sources(const struct thing *from) {
    int i;
    for (i = 0; i < thing_count; i++)
        if (things[i].job != NULL && of(things[i].step, "queue") == from) gu_cancel_request(things[i].cancel);
}

static void close_thing(struct thing *thing) {
    if (thing->queue != NULL) end_sources(thing);
    gu_session_free(thing->session);
    gu_job_free(thing->job);
    gu_queue_free(thing->queue);
    gu_client_free(thing->client);
    thing->session = NULL;
    thing->job = NULL;
    thing->queue = NULL;
    thing->client = NULL;
}

static void change(const char *verb, const struct thing *thing) {
    gu_error *error = NULL;
    gu_status status;
    if (strcmp(verb, "front") == 0) status = gu_job_move_to_front(thing->job, &error);
    else if (strcmp(verb, "pause") == 0)
        status = thing->queue != NULL ? gu_queue_pause(thing->queue, &error) : gu_job_pause(thing->job, &error);
    else status = thing->queue != NULL ? gu_queue_continue(thing->queue, &error) : gu_job_continue(thing->job, &error);
    result(verb, status, error);
}

static void cancel(const struct thing *thing) {
    gu_error *error = NULL;
    gu_status status = GU_OK;
    gu_cancel_request(thing->cancel);
    if (thing->job != NULL) status = gu_job_cancel(thing->job, &error);
    if (thing->queue != NULL) status = gu_queue_cancel(thing->queue, &error);
    result("cancel", status, error);
}

static void save(const struct json *step) {
    gu_state *state = NULL;
    gu_error *error = NULL;
    uint8_t key[32];
    FILE *file;
    gu_status status = gu_session_save(of(step, "session")->session, key_bytes(step, key), sizeof key, &state, &error);
    if (status == GU_OK) {
        file = fopen(json_text(step, "to", ""), "wb");
        if (file == NULL) broken("save", json_text(step, "to", ""));
        fwrite(gu_state_data(state), 1, (size_t)gu_state_length(state), file);
        fclose(file);
    }
    gu_state_free(state);
    result("save", status, error);
}

static int64_t entries(const char *folder) {
    int64_t count = 0;
    DIR *open = opendir(folder);
    if (open == NULL) return -1;
    while (readdir(open) != NULL) count++;
    closedir(open);
    return count - 2;
}

static void resources(const char *name) {
    event_begin("resources", name);
    event_number("descriptors", entries("/proc/self/fd"));
    event_number("threads", entries("/proc/self/task"));
    event_end();
}

static void drop(const struct json *step) {
    int64_t i;
    for (i = 0; i < json_number(step, "count", 0); i++) {
        struct json empty = {JSON_OBJECT, NULL, NULL, 0, NULL, NULL};
        gu_client *client = NULL;
        gu_target *target = NULL;
        gu_queue *made = NULL;
        gu_upload *upload = NULL;
        gu_error *error = NULL;
        struct given *source = given_new("source", "drop", NULL);
        if (client_made(service, &empty, &client, &error) != GU_OK ||
            gu_target_drive_path(NULL, "never", &target, &error) != GU_OK ||
            gu_queue_new(client, 1, &made, &error) != GU_OK || gu_upload_new(&upload, &error) != GU_OK ||
            gu_upload_set_memory(upload, NULL, 0, source, given_released, &error) != GU_OK)
            broken("drop", gu_error_message(error));
        gu_client_free(client);
        gu_target_free(target);
        gu_queue_free(made);
        gu_upload_free(upload);
    }
}

static void sync_with_runner(const char *name) {
    char line[256];
    event_begin("sync", NULL);
    event_text("name", name);
    event_end();
    if (fgets(line, sizeof line, stdin) == NULL) broken("sync", name);
}

static void fork_child(const struct json *step) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        event_in_child();
        steps_run(service, json_member(step, "steps"));
        event_begin("done", NULL);
        event_end();
        exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) broken("fork", "failed");
    event_begin("child", NULL);
    event_number("exit", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
    event_end();
}

/* ---- the order of things */

static const struct verb { const char *name; void (*run)(struct thing *); } VERBS[] = {
    {"upload", upload}, {"session", session}, {"resume", resume}, {"put", put}, {"finish", finish}, {"discard", discard},
    {"refresh", refresh}, {"ticks", ticks}, {"queue", queue}, {"submit", submit}, {"drain", drain}, {"wait", wait_for},
};

static const struct verb *verb_of(const char *name) {
    size_t i;
    for (i = 0; i < sizeof VERBS / sizeof *VERBS; i++)
        if (strcmp(VERBS[i].name, name) == 0) return &VERBS[i];
    return NULL;
}

static void *on_thread(void *context) {
    struct thing *thing = context;
    verb_of(json_text(thing->step, "do", ""))->run(thing);
    return NULL;
}

static void on_interrupt(int number) {
    (void)number;
    interrupted = 1;
    gu_cancel_request(current);
}

static void run_verb(const struct verb *verb, const struct json *step) {
    struct thing *thing = thing_new(step);
    if (json_true(step, "background")) {
        thing->threaded = 1;
        if (pthread_create(&thing->thread, NULL, on_thread, thing) != 0) broken("step", "no thread");
        return;
    }
    current = thing->cancel;
    verb->run(thing);
    current = NULL;
    if (interrupted) {
        event_begin("interrupted", NULL);
        event_end();
        interrupted = 0;
    }
}

static void client(const struct json *step) {
    struct thing *thing = thing_new(step);
    gu_error *error = NULL;
    gu_status status = client_made(service, step, &thing->client, &error);
    event_result(thing->name, status, NULL, error);
}

static void session_offset(const struct thing *thing) {
    event_begin("offset", thing->name);
    event_number("next", (int64_t)gu_session_next_offset(thing->session));
    event_number("confirmed", (int64_t)gu_session_confirmed(thing->session));
    event_number("size", (int64_t)gu_session_size(thing->session));
    event_end();
}

static void run_step(const struct json *step) {
    const char *verb = json_text(step, "do", "");
    gu_error *error = NULL;
#define IS(name) (strcmp(verb, name) == 0)
    event_begin("step", json_text(step, "of", json_text(step, "as", verb)));
    event_text("do", verb);
    event_end();
    if (verb_of(verb) != NULL) run_verb(verb_of(verb), step);
    else if (IS("client")) client(step);
    else if (IS("cancel")) cancel(of(step, "of"));
    else if (IS("close") || IS("forget")) {
        close_thing(of(step, "of"));
        if (IS("close")) result(verb, GU_OK, NULL);
    }
    else if (IS("pause") || IS("continue") || IS("front")) change(verb, of(step, "of"));
    else if (IS("counts")) counts(of(step, "of"));
    else if (IS("save")) save(step);
    else if (IS("offset")) session_offset(of(step, "of"));
    else if (IS("set_token")) {
        gu_status status = gu_client_set_token(client_of(step), json_text(step, "token", NULL), &error);
        result(verb, status, error);
    }
    else if (IS("sync")) sync_with_runner(json_text(step, "name", ""));
    else if (IS("collect")) {}
    else if (IS("drop")) drop(step);
    else if (IS("resources")) resources(json_text(step, "as", verb));
    else if (IS("fork")) fork_child(step);
    else if (IS("exit")) exit((int)json_number(step, "status", 0));
    else broken("verb", verb);
#undef IS
}

void steps_run(const struct json *of_service, const struct json *steps) {
    const struct json *step;
    struct sigaction action = {0};
    action.sa_handler = on_interrupt;
    sigaction(SIGINT, &action, NULL);
    service = of_service;
    for (step = steps->first; step != NULL; step = step->next) run_step(step);
}

void steps_end(void) {
    int i;
    for (i = 0; i < thing_count; i++)
        if (things[i].threaded) pthread_join(things[i].thread, NULL);
    for (i = 0; i < thing_count; i++) {
        gu_cancel_request(things[i].cancel);
        close_thing(&things[i]);
    }
    sources_end();
    for (i = 0; i < thing_count; i++) gu_cancel_free(things[i].cancel);
}
