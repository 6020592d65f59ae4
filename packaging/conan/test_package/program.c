#include <graph_upload.h>
#include <stdio.h>

int main(void) {
    printf("graph-upload %s\n", gu_version_string());
    return gu_version_number() == GU_VERSION_NUMBER ? 0 : 1;
}
