/*
 * Put before every program that runs under Wine (-include): Wine 8 knows no certificate authorities beside those of the
 * system, as CertCreateCertificateChainEngine() refuses the structure that Windows has had for them since version 8. So
 * a CA file takes their place.
 */
#ifndef WINE_H
#define WINE_H

#include <graph_upload.h>

static inline gu_status wine_ca_file(gu_options *options, const char *path, gu_error **error) {
    gu_status status = gu_options_add_ca_file(options, path, error);
    return status == GU_OK ? gu_options_set_platform_roots(options, 0, error) : status;
}

#define gu_options_add_ca_file wine_ca_file

#endif
