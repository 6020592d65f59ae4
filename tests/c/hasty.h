/* Put before a program that only knows the real service (-include): its client does not wait as long as that wants, and
 * uploads by session. */
#ifndef HASTY_H
#define HASTY_H

#include <graph_upload.h>

static gu_status hasty_client(gu_options *options, gu_client **client, gu_error **error) {
    gu_status status = gu_options_set_backoff_ms(options, 1, 20, error);
    if (status == GU_OK) status = gu_options_set_settle_ms(options, 500, error);
    if (status == GU_OK) status = gu_options_set_one_request_bytes(options, 0, error);
    return status == GU_OK ? gu_client_new(options, client, error) : status;
}

#define gu_client_new hasty_client

#endif
