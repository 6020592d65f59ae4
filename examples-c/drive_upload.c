/*
 * Uploads a file to OneDrive or SharePoint, and shows what a drive has that attachments do not: what happens to a file of
 * the same name, the time of the last change, and a commit of its own.
 *
 *   GRAPH_TOKEN=... ./drive_upload PATH FILE [DRIVE]
 *
 * DRIVE is /me/drive (the default), /drives/ID, /users/ID/drive, /groups/ID/drive, /sites/ID/drive or
 * /sites/ID/drives/ID. The token needs Files.ReadWrite, or Sites.ReadWrite.All for SharePoint.
 */
#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64 /* files beyond 2 GiB, which stat() refuses where long has 32 bits */
#endif

#include <graph_upload.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int main(int argc, char **argv) {
    gu_options *options = NULL;
    gu_client *client = NULL;
    gu_target *target = NULL;
    gu_upload *upload = NULL;
    gu_item *item = NULL;
    gu_error *error = NULL;
    struct stat facts;
    gu_status status;

    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: drive_upload PATH FILE [DRIVE]\n");
        return 2;
    }
    if (stat(argv[2], &facts) != 0) {
        fprintf(stderr, "%s cannot be read\n", argv[2]);
        return 2;
    }

    /* Each call runs only if all before it succeeded: status keeps the first failure. */
    status = gu_options_new(&options, &error);
    if (status == GU_OK) status = gu_options_set_token(options, getenv("GRAPH_TOKEN"), &error);
    if (status == GU_OK) status = gu_client_new(options, &client, &error);
    if (status == GU_OK) status = gu_target_drive_path(argc == 4 ? argv[3] : NULL, argv[1], &target, &error);
    /* An existing file keeps its name; the new one becomes "name 1.ext". */
    if (status == GU_OK) status = gu_target_set_conflict(target, GU_CONFLICT_RENAME, &error);
    if (status == GU_OK) status = gu_target_set_modified_ms(target, (uint64_t)facts.st_mtime * 1000, &error);
    /* The file appears in the drive only after all bytes have arrived and been committed. */
    if (status == GU_OK && facts.st_size > 0) status = gu_target_set_commit(target, GU_COMMIT_BY_HOST, &error);
    if (status == GU_OK) status = gu_upload_new(&upload, &error);
    if (status == GU_OK) status = gu_upload_set_file(upload, argv[2], &error);
    if (status == GU_OK) status = gu_upload_run(upload, client, target, NULL, &item, &error);

    if (status == GU_OK) {
        printf("%s is stored as %s\n", gu_item_name(item), gu_item_id(item));
    } else {
        fprintf(stderr, "%s: %s\n", gu_status_name(status), gu_error_message(error));
        if (gu_error_in_doubt(error)) fputs("It may be stored: check before uploading it again.\n", stderr);
    }
    gu_item_free(item);
    gu_error_free(error);
    gu_upload_free(upload);
    gu_target_free(target);
    gu_client_free(client);
    gu_options_free(options);
    return status == GU_OK ? 0 : 1;
}
