/* The version of the header, of the library that is running, and of the package are one. */
#include "check.h"

#ifndef PACKAGE_VERSION
#error "compile with -DPACKAGE_VERSION=\"x.y.z\""
#endif

int main(void) {
    char text[64];
    snprintf(text, sizeof text, "%d.%d.%d", GU_VERSION_MAJOR, GU_VERSION_MINOR, GU_VERSION_PATCH);
    CHECK(strncmp(PACKAGE_VERSION, text, strlen(text)) == 0);
    CHECK(strcmp(gu_version_string(), PACKAGE_VERSION) == 0);
    CHECK(gu_version_number() == GU_VERSION_NUMBER);
    CHECK(GU_VERSION_NUMBER == GU_VERSION_MAJOR * 1000000 + GU_VERSION_MINOR * 1000 + GU_VERSION_PATCH);
    return checked();
}
