/* The shortest program that attaches a file to a To Do task:  GRAPH_TOKEN=... ./attach LIST TASK FILE */
#include <graph_upload.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    gu_options *options = NULL;
    gu_client *client = NULL;
    gu_target *target = NULL;
    gu_item *item = NULL;
    gu_error *error = NULL;
    if (argc != 4 || getenv("GRAPH_TOKEN") == NULL) {
        fputs("usage: GRAPH_TOKEN=... attach LIST TASK FILE\n", stderr);
        return 2;
    }
    const char *list = argv[1], *task = argv[2], *file = argv[3];
    const char *name = strrchr(file, '/') != NULL ? strrchr(file, '/') + 1 : file;

    gu_status status = gu_options_new(&options, &error);
    if (status == GU_OK) status = gu_options_set_token(options, getenv("GRAPH_TOKEN"), &error);
    if (status == GU_OK) status = gu_client_new(options, &client, &error);
    if (status == GU_OK) status = gu_target_todo_task(NULL, list, task, name, &target, &error);
    if (status == GU_OK) status = gu_upload_file(client, target, file, &item, &error);

    if (status == GU_OK) puts(gu_item_id(item));
    else fprintf(stderr, "%s\n", gu_error_message(error));
    gu_error_free(error);
    gu_item_free(item);
    gu_target_free(target);
    gu_client_free(client);
    gu_options_free(options);
    return status == GU_OK ? 0 : 1;
}
