/* Without a C library: Visual Studio's is not to be had on other systems. */
#include <stddef.h>

#include <graph_upload.h>

__declspec(dllimport) void *__stdcall GetStdHandle(unsigned long which);
__declspec(dllimport) int __stdcall WriteFile(void *file, const void *bytes, unsigned long count, unsigned long *written, void *later);
__declspec(dllimport) void __stdcall ExitProcess(unsigned int status);

/* A refused option: an error object crosses the boundary, too. */
static int is_refused(void) {
    gu_options *options = NULL;
    gu_error *error = NULL;
    int refused = gu_options_new(&options, NULL) == GU_OK;
    refused = refused && gu_options_set(options, "no_such_option", "1", &error) == GU_ERR_ARGUMENT;
    refused = refused && gu_error_status(error) == GU_ERR_ARGUMENT && gu_error_message(error)[0] != '\0';
    gu_error_free(error);
    gu_options_free(options);
    return refused;
}

void start(void) {
    const char *version = gu_version_string();
    unsigned long length = 0, written;
    while (version[length] != '\0') length++;
    if (!is_refused()) ExitProcess(1);
    WriteFile(GetStdHandle(-11), version, length, &written, NULL);
    WriteFile(GetStdHandle(-11), "\n", 1, &written, NULL);
    ExitProcess(0);
}
