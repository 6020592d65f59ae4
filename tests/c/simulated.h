/* Put before a program that only knows the real service (-include): its client goes to the one of the environment. */
#ifndef SIMULATED_H
#define SIMULATED_H

#include <graph_upload.h>
#include <stdlib.h>

static gu_status simulated_client(const gu_options *chosen, gu_client **client, gu_error **error) {
    gu_options *options = (gu_options *)chosen; /* the callers' are none that must not change */
    gu_status status = gu_options_set_base_url(options, getenv("GU_URL"), error);
    if (status == GU_OK) status = gu_options_allow_loopback(options, 1, error);
    if (status == GU_OK && getenv("GU_CA") != NULL) status = gu_options_add_ca_file(options, getenv("GU_CA"), error);
    return status == GU_OK ? gu_client_new(options, client, error) : status;
}

#undef gu_client_new /* of hasty.h, before it */
#define gu_client_new simulated_client

#endif
