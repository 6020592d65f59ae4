/*
 * The loop around libcurl that a program would have without the library: one handle whose connection is kept, no
 * Expect, the file read straight into libcurl's upload buffer, and replies that are looked at.
 *
 *   libcurl file PATH PIECE    the file at a path, in pieces of so many bytes
 *   libcurl small PATH COUNT   so many files with the same bytes, one after the other, each by a session
 *   libcurl whole PATH COUNT   the same, each in one request
 *   libcurl version            which libcurl it is, and with what TLS library
 *
 * BASE_URL is the service, CA_BUNDLE the trusted certificate authorities, BUFFER the size of the upload buffer.
 */
#include "program.h"

#include <curl/curl.h>

static CURL *curl;
static char reply[16384];
static size_t replied;

static void check(CURLcode code, const char *what) {
    if (code != CURLE_OK) die("%s: %s", what, curl_easy_strerror(code));
}

#define SET(option, value) check(curl_easy_setopt(curl, option, value), #option)

static size_t take(char *bytes, size_t size, size_t count, void *user) {
    (void)user;
    if (size * count >= sizeof reply - replied) return 0;
    memcpy(reply + replied, bytes, size * count);
    replied += size * count;
    reply[replied] = '\0';
    return size * count;
}

/* The part of a file that is a request's body. libcurl sends all that it is given, also beyond the announced size. */
struct part {
    int file;
    uint64_t at, end;
};

static size_t give(char *room, size_t size, size_t count, void *user) {
    struct part *part = user;
    uint64_t left = part->end - part->at;
    ssize_t got = pread(part->file, room, size * count < left ? size * count : left, (off_t)part->at);
    if (got < 0) return CURL_READFUNC_ABORT;
    part->at += (uint64_t)got;
    return (size_t)got;
}

/* A body that has to be sent again would begin at its start, and no request here is repeated. */
static int no_seeking(void *user, curl_off_t offset, int origin) {
    (void)user, (void)offset, (void)origin;
    return CURL_SEEKFUNC_FAIL;
}

static void begin(void) {
    check(curl_global_init(CURL_GLOBAL_DEFAULT), "start");
    curl = curl_easy_init();
    if (curl == NULL) die("no handle");
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_NOPROXY, "*");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_UPLOAD_BUFFERSIZE, (long)number(setting("BUFFER")));
    SET(CURLOPT_WRITEFUNCTION, take);
    SET(CURLOPT_READFUNCTION, give);
    SET(CURLOPT_SEEKFUNCTION, no_seeking);
    if (getenv("CA_BUNDLE") != NULL) SET(CURLOPT_CAINFO, getenv("CA_BUNDLE"));
    if (heap_begin != NULL) heap_begin();
}

/* Makes a request; its reply has the one status or the other. */
static long perform(const char *url, struct curl_slist *headers, long one, long other) {
    long status = 0;
    replied = 0;
    reply[0] = '\0';
    SET(CURLOPT_URL, url);
    SET(CURLOPT_HTTPHEADER, headers);
    check(curl_easy_perform(curl), url);
    check(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status), "status");
    if (status != one && status != other) die("status %ld: %s", status, reply);
    return status;
}

static struct curl_slist *header(struct curl_slist *list, const char *text) {
    list = curl_slist_append(list, text);
    if (list == NULL) die("no memory");
    return list;
}

static struct curl_slist *token(struct curl_slist *list) {
    char text[4096];
    snprintf(text, sizeof text, "Authorization: Bearer %s", setting("TOKEN"));
    return header(list, text);
}

/* Creates a session; its upload URL is written to `url`. */
static void create(unsigned file, char *url, size_t room) {
    static const char body[] = "{\"item\":{\"@microsoft.graph.conflictBehavior\":\"fail\"}}", member[] = "\"uploadUrl\":\"";
    struct curl_slist *headers = token(header(NULL, "Content-Type: application/json"));
    snprintf(url, room, "%s/v1.0/me/drive/root:/f%u:/createUploadSession", setting("BASE_URL"), file);
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDS, body);
    perform(url, headers, 200, 201);
    curl_slist_free_all(headers);
    const char *from = strstr(reply, member), *to = from == NULL ? NULL : strchr(from + strlen(member), '"');
    if (to == NULL) die("no upload URL");
    from += strlen(member);
    snprintf(url, room, "%.*s", (int)(to - from), from);
    SET(CURLOPT_UPLOAD, 1L);
}

/* Whether the reply asks for the bytes from this offset on. */
static int expects(uint64_t offset) {
    char range[64];
    snprintf(range, sizeof range, "\"nextExpectedRanges\":[\"%llu-", (unsigned long long)offset);
    return strstr(reply, range) != NULL;
}

static void send_pieces(int file, const char *url, uint64_t size, uint64_t piece) {
    struct part part = {file, 0, 0};
    SET(CURLOPT_READDATA, &part);
    for (uint64_t offset = 0; offset < size;) {
        uint64_t length = size - offset < piece ? size - offset : piece;
        char range[128];
        snprintf(range, sizeof range, "Content-Range: bytes %llu-%llu/%llu", (unsigned long long)offset,
                 (unsigned long long)(offset + length - 1), (unsigned long long)size);
        struct curl_slist *headers = header(header(NULL, "Expect:"), range);
        SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
        offset += length;
        part.end = offset;
        long status = perform(url, headers, offset < size ? 202 : 201, offset < size ? 202 : 200);
        curl_slist_free_all(headers);
        if (status == 202 ? !expects(offset) : strstr(reply, "\"id\":") == NULL) die("not this reply: %s", reply);
    }
}

static void upload(const char *path, unsigned name, uint64_t piece) {
    char url[4096];
    int file = open_file(path);
    create(name, url, sizeof url);
    send_pieces(file, url, size_of(file), piece);
    close(file);
}

static void whole(const char *path, unsigned name) {
    char url[4096];
    int file = open_file(path);
    struct part part = {file, 0, size_of(file)};
    struct curl_slist *headers = token(header(header(NULL, "Expect:"), "Content-Type: application/octet-stream"));
    snprintf(url, sizeof url, "%s/v1.0/me/drive/root:/f%u:/content", setting("BASE_URL"), name);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_READDATA, &part);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)part.end);
    perform(url, headers, 200, 201);
    if (strstr(reply, "\"id\":") == NULL) die("not this reply: %s", reply);
    curl_slist_free_all(headers);
    close(file);
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "version") == 0) return puts(curl_version()) < 0;
    if (argc != 4) die("libcurl MODE PATH NUMBER");
    const char *mode = argv[1], *path = argv[2];
    uint64_t value = number(argv[3]);
    begin();
    if (strcmp(mode, "file") == 0)
        upload(path, 0, value);
    else if (strcmp(mode, "small") == 0)
        for (unsigned file = 0; file < value; file++) upload(path, file, UINT64_MAX);
    else if (strcmp(mode, "whole") == 0)
        for (unsigned file = 0; file < value; file++) whole(path, file);
    else
        die("no such mode: %s", mode);
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    say_peak();
    return 0;
}
