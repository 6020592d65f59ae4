/*
 * Attaches a file to a draft message of the signed-in user:
 *
 *   GRAPH_TOKEN=... ./message_attach MESSAGE FILE [CONTENT_ID]
 *
 * With a content id the attachment is shown inside the message's text, which refers to it as "cid:CONTENT_ID".
 * The token needs Mail.ReadWrite. todo_attach.c shows progress, going back and cancelling.
 */
#include <graph_upload.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int upload(gu_client *client, gu_target *target, FILE *file, uint64_t size);

int main(int argc, char **argv) {
    gu_options *options = NULL;
    gu_client *client = NULL;
    gu_target *target = NULL;
    gu_error *error = NULL;
    FILE *file;
    const char *name;
    long size;
    int failed = 1;

    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: message_attach MESSAGE FILE [CONTENT_ID]\n");
        return 2;
    }
    file = fopen(argv[2], "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) {
        fprintf(stderr, "%s cannot be read\n", argv[2]);
        return 2;
    }
    rewind(file);
    name = strrchr(argv[2], '/') != NULL ? strrchr(argv[2], '/') + 1 : argv[2];

    if (gu_options_new(&options, &error) == GU_OK
        && gu_options_set_token(options, getenv("GRAPH_TOKEN"), &error) == GU_OK
        && gu_client_new(options, &client, &error) == GU_OK
        && gu_target_message(NULL, NULL, argv[1], name, &target, &error) == GU_OK
        && (argc == 3
            || (gu_target_set_inline(target, 1, &error) == GU_OK
                && gu_target_set_content_id(target, argv[3], &error) == GU_OK))) {
        failed = upload(client, target, file, (uint64_t)size);
    } else {
        fprintf(stderr, "%s\n", gu_error_message(error));
    }
    gu_error_free(error);
    gu_target_free(target);
    gu_client_free(client);
    gu_options_free(options);
    fclose(file);
    return failed;
}

/* The same for every kind of target. Files below 3000000 bytes go in one request, with the same calls. */
static int upload(gu_client *client, gu_target *target, FILE *file, uint64_t size) {
    static uint8_t bytes[1 << 20];
    gu_session *session = NULL;
    gu_item *item = NULL;
    gu_error *error = NULL;
    gu_status status = gu_session_create(client, target, size, NULL, &session, &error);
    uint64_t offset = 0;
    size_t length;

    while (status == GU_OK && (length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        status = gu_put_chunk(session, offset, bytes, length, NULL, &error);
        offset += length;
    }
    if (status == GU_OK) status = gu_finish(session, NULL, &item, &error);
    if (status == GU_OK) {
        printf("%s\n", gu_item_id(item));
    } else {
        fprintf(stderr, "%s: %s\n", gu_status_name(status), gu_error_message(error));
    }
    gu_item_free(item);
    gu_error_free(error);
    gu_session_free(session);
    return status == GU_OK ? 0 : 1;
}
