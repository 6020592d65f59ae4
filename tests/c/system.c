/*
 * What operating systems do differently, seen through the library: large files, state files, and files that change.
 * The arguments name the scenario:
 *
 *   large FOLDER         a file beyond 4 GiB, which the driver has made, cancelled behind there
 *   resume FOLDER        the same from there on, by a handle
 *   changing FOLDER      files that change while they are uploaded
 *   proxy                a session at the service itself, which the system's proxy denies
 */
/* What open() needs for large files where long has 32 bits. */
#define _FILE_OFFSET_BITS 64

#include "check.h"
#include "files.h"

/* "gr\u00F6\u00DFe-\u540D", which no code page but UTF-8 has all letters of. */
#define NAME "gr\xC3\xB6\xC3\x9F" "e-\xE5\x90\x8D"

static void path_of(char *path, size_t size, const char *folder, const char *suffix) {
    snprintf(path, size, "%s/%s%s", folder, NAME, suffix);
}

static gu_target *new_target(void) {
    gu_target *target = NULL;
    EXPECT(GU_OK, gu_target_drive_path(NULL, NAME, &target, &failure));
    return target;
}

/* ---- large --------------------------------------------------------------------------------------------------- */

struct life {
    uint64_t begin, end; /* what was confirmed at first and at last */
    uint64_t stop;       /* it is cancelled when so much is confirmed */
    int calls;
    gu_cancel *cancel;
};

static int32_t live(const gu_progress *progress, void *user) {
    struct life *life = (struct life *)user;
    life->end = gu_progress_confirmed(progress);
    if (life->calls++ == 0) life->begin = life->end;
    if (life->end >= life->stop) gu_cancel_request(life->cancel);
    return 0;
}

static void run_large(const gu_client *client, const char *folder, struct life *life, int resumes) {
    char path[512];
    gu_status status = resumes ? GU_OK : GU_ERR_CANCELLED;
    gu_upload *upload = NULL;
    gu_item *item = NULL;
    gu_target *target = new_target();
    EXPECT(GU_OK, gu_cancel_new(&life->cancel, &failure));
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    path_of(path, sizeof path, folder, "");
    if (resumes) {
        const uint64_t handle = open_handle(path);
        EXPECT(GU_OK, gu_upload_set_file_handle(upload, handle, &failure));
        close_handle(handle); /* the library has one of its own */
    } else {
        EXPECT(GU_OK, gu_upload_set_file(upload, path, &failure));
    }
    path_of(path, sizeof path, folder, ".state");
    EXPECT(GU_OK, gu_upload_set_state_file(upload, path, &failure));
    EXPECT(GU_OK, gu_upload_set_keep_on_cancel(upload, 1, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(upload, live, life, NULL, &failure));
    EXPECT(status, gu_upload_run(upload, client, target, life->cancel, &item, &failure));
    if (status == GU_OK) {
        CHECK(gu_item_integrity(item) == GU_INTEGRITY_VERIFIED);
        printf("stored: %s\n", gu_item_json(item));
    }
    gu_item_free(item);
    gu_target_free(target);
    gu_upload_free(upload);
    gu_cancel_free(life->cancel);
}

static void large(const char *folder, int resumes) {
    gu_client *client = new_client();
    struct life life;
    memset(&life, 0, sizeof life);
    life.stop = resumes ? UINT64_MAX : UINT64_C(0x100000000) + 1;
    run_large(client, folder, &life, resumes);
    printf("from: %" PRIu64 "\nto: %" PRIu64 "\n", life.begin, life.end);
    gu_client_free(client);
}

/* ---- changing ------------------------------------------------------------------------------------------------ */

static void write_file(const char *path, uint64_t size) {
    FILE *file = create_file(path);
    uint8_t *bytes = new_bytes(0, size);
    if (!CHECK(file != NULL)) exit(1);
    CHECK(fwrite(bytes, 1, (size_t)size, file) == size && fclose(file) == 0);
    free(bytes);
}

enum change { APPENDED, REPLACED, REMOVED };

struct changing {
    const char *folder;
    enum change change;
    int done;
};

enum { FILE_BYTES = 12000000 };

/* All of these can be done on Windows to a file that the library has open. */
static int32_t change(const gu_progress *progress, void *user) {
    struct changing *changing = (struct changing *)user;
    char path[512], other[512];
    (void)progress;
    if (changing->done++ > 0) return 0;
    path_of(path, sizeof path, changing->folder, "");
    path_of(other, sizeof other, changing->folder, ".old");
    switch (changing->change) {
    case APPENDED: write_file(path, FILE_BYTES + 1); break;
    case REPLACED:
        CHECK(move_file(path, other) == 0);
        write_file(path, FILE_BYTES);
        break;
    default: CHECK(move_file(path, other) == 0);
    }
    return 0;
}

static void changes_are_noticed(const gu_client *client, const char *folder, enum change what, const char *words) {
    struct changing changing;
    char path[512];
    gu_target *target = new_target();
    gu_upload *upload = NULL;
    gu_item *item = NULL;
    memset(&changing, 0, sizeof changing);
    changing.folder = folder;
    changing.change = what;
    path_of(path, sizeof path, folder, "");
    write_file(path, FILE_BYTES);
    EXPECT(GU_OK, gu_upload_new(&upload, &failure));
    EXPECT(GU_OK, gu_upload_set_file(upload, path, &failure));
    EXPECT(GU_OK, gu_upload_set_progress(upload, change, &changing, NULL, &failure));
    EXPECT(GU_ERR_SOURCE_CHANGED, gu_upload_run(upload, client, target, NULL, &item, &failure));
    if (!CHECK(strstr(gu_error_message(failure), words) != NULL)) fprintf(stderr, "%s\n", gu_error_message(failure));
    CHECK(changing.done > 0 && item == NULL);
    gu_upload_free(upload);
    gu_target_free(target);
    remove_file(path);
    path_of(path, sizeof path, folder, ".old");
    remove_file(path);
}

static void refuse(const gu_client *client, const char *path, gu_status status, const char *words) {
    gu_target *target = new_target();
    EXPECT(status, gu_upload_file(client, target, path, NULL, &failure));
    if (!CHECK(strstr(gu_error_message(failure), words) != NULL)) fprintf(stderr, "%s\n", gu_error_message(failure));
    gu_target_free(target);
}

static void changing(const char *folder) {
    gu_client *client = new_client();
    changes_are_noticed(client, folder, APPENDED, "now has 12000001");
    changes_are_noticed(client, folder, REPLACED, "replaced by another file");
    changes_are_noticed(client, folder, REMOVED, "can no longer be examined");
    refuse(client, folder, GU_ERR_ARGUMENT, "it is a folder");
#ifdef _WIN32
    refuse(client, "NUL", GU_ERR_ARGUMENT, "length is not known");
#else
    refuse(client, "/dev/null", GU_ERR_ARGUMENT, "length is not known");
#endif
    gu_client_free(client);
}

/* ---- proxy --------------------------------------------------------------------------------------------------- */

/* The service's own address, which nothing but the proxy is asked for. */
static void use_proxy(void) {
    gu_options *options = NULL;
    gu_client *client = NULL;
    gu_target *target = new_target();
    gu_session *session = NULL;
    EXPECT(GU_OK, gu_options_new(&options, &failure));
    EXPECT(GU_OK, gu_options_set_token(options, "token", &failure));
    EXPECT(GU_OK, gu_options_set_retry_budget(options, 1, 1000, &failure));
    EXPECT(GU_OK, gu_client_new(options, &client, &failure));
    EXPECT(GU_ERR_NETWORK, gu_session_create(client, target, 10, NULL, &session, &failure));
    printf("message: %s\n", gu_error_message(failure));
    gu_session_free(session);
    gu_target_free(target);
    gu_client_free(client);
    gu_options_free(options);
}

int main(int argc, char **argv) {
    const char *scenario = argc > 1 ? argv[1] : "";
    if (strcmp(scenario, "large") == 0 && argc == 3) large(argv[2], 0);
    else if (strcmp(scenario, "resume") == 0 && argc == 3) large(argv[2], 1);
    else if (strcmp(scenario, "changing") == 0 && argc == 3) changing(argv[2]);
    else if (strcmp(scenario, "proxy") == 0 && argc == 2) use_proxy();
    else return fprintf(stderr, "no such scenario: %s\n", scenario), 2;
    return checked();
}
