/* The shortest program that attaches a file to a To Do task:  GRAPH_TOKEN=... ./attach LIST TASK FILE */
#include <graph_upload.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    static uint8_t bytes[65536];
    gu_options *options = NULL; gu_client *client = NULL; gu_target *target = NULL;
    gu_session *session = NULL; gu_item *item = NULL; gu_error *error = NULL;
    if (argc != 4 || getenv("GRAPH_TOKEN") == NULL) return fputs("usage: GRAPH_TOKEN=... attach LIST TASK FILE\n", stderr), 2;
    FILE *file = fopen(argv[3], "rb");
    long size = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (size < 0) return perror(argv[3]), 2;
    rewind(file);
    const char *name = strrchr(argv[3], '/') != NULL ? strrchr(argv[3], '/') + 1 : argv[3];
    if (gu_options_new(&options, &error) == GU_OK
        && gu_options_set_token(options, getenv("GRAPH_TOKEN"), &error) == GU_OK
        && gu_client_new(options, &client, &error) == GU_OK
        && gu_target_todo_task(NULL, argv[1], argv[2], name, &target, &error) == GU_OK
        && gu_session_create(client, target, (uint64_t)size, NULL, &session, &error) == GU_OK) {
        uint64_t n, at = 0;
        while ((n = fread(bytes, 1, sizeof bytes, file)) > 0 && gu_put_chunk(session, at, bytes, n, NULL, &error) == GU_OK) at += n;
        if (error == NULL) gu_finish(session, NULL, &item, &error);
    }
    if (item != NULL) puts(gu_item_id(item));
    else fprintf(stderr, "%s\n", gu_error_message(error));
    fclose(file); gu_error_free(error); gu_session_free(session); gu_target_free(target); gu_client_free(client); gu_options_free(options);
    return item != NULL ? (gu_item_free(item), 0) : 1;
}
