/*
 * Gives a document of a Universal Print job its content:
 *
 *   GRAPH_TOKEN=... ./print_document PRINTER JOB DOCUMENT FILE.pdf
 *
 * The job and its document are created before, and the job is started after, with requests of your own to Graph.
 */
#include <graph_upload.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    static uint8_t bytes[1 << 20];
    gu_options *options = NULL;
    gu_client *client = NULL;
    gu_target *target = NULL;
    gu_session *session = NULL;
    gu_error *error = NULL;
    FILE *file = argc == 5 ? fopen(argv[4], "rb") : NULL;
    long size = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    uint64_t offset = 0;
    size_t length;
    gu_status status;

    if (size < 0) {
        fprintf(stderr, "usage: print_document PRINTER JOB DOCUMENT FILE.pdf\n");
        return 2;
    }
    rewind(file);
    status = gu_options_new(&options, &error);
    if (status == GU_OK) status = gu_options_set_token(options, getenv("GRAPH_TOKEN"), &error);
    if (status == GU_OK) status = gu_client_new(options, &client, &error);
    if (status == GU_OK) {
        status = gu_target_print_document(argv[1], argv[2], argv[3], "document.pdf", &target, &error);
    }
    if (status == GU_OK) status = gu_target_set_content_type(target, "application/pdf", &error);
    if (status == GU_OK) status = gu_session_create(client, target, (uint64_t)size, NULL, &session, &error);
    while (status == GU_OK && (length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        status = gu_put_chunk(session, offset, bytes, length, NULL, &error);
        offset += length;
    }
    if (status == GU_OK) status = gu_finish(session, NULL, NULL, &error);

    if (status == GU_OK) {
        printf("the document is uploaded\n");
    } else {
        fprintf(stderr, "%s: %s\n", gu_status_name(status), gu_error_message(error));
    }
    gu_error_free(error);
    gu_session_free(session);
    gu_target_free(target);
    gu_client_free(client);
    gu_options_free(options);
    fclose(file);
    return status == GU_OK ? 0 : 1;
}
