/*
 * The loop around libcurl that a program would have without the library: handles whose connections are kept, no Expect,
 * the file read straight into libcurl's upload buffer, and responses that are looked at.
 *
 *   libcurl file PATH PIECE             the file at a path, in pieces of so many bytes
 *   libcurl small PATH COUNT            so many files with the same bytes, one after the other, each by a session
 *   libcurl whole PATH COUNT            the same, each in one request
 *   libcurl multi PATH COUNT AT_ONCE    the same, so many at once by curl_multi
 *   libcurl version                     which libcurl it is, and with what TLS library
 *
 * A PATH that ends in a slash is a folder of files f0, f1 and so on. BASE_URL is the service, CA_BUNDLE the trusted
 * certificate authorities, BUFFER the size of the upload buffer, ADDRESSES the service's if they are not to be looked up.
 */
#include "program.h"

#include <curl/curl.h>

/* The part of a file that is a request's body. libcurl sends all that it is given, also beyond the announced size. */
struct part {
    int file;
    uint64_t at, end;
};

/* A handle with what its request and its response need. */
struct transfer {
    CURL *curl;
    struct part part;
    struct curl_slist *headers, *addresses;
    char url[4096], response[16384];
    size_t answered;
};

static void check(CURLcode code, const char *what) {
    if (code != CURLE_OK) die("%s: %s", what, curl_easy_strerror(code));
}

static void check_multi(CURLMcode code, const char *what) {
    if (code != CURLM_OK) die("%s: %s", what, curl_multi_strerror(code));
}

#define SET(option, value) check(curl_easy_setopt(one->curl, option, value), #option)

static size_t take(char *bytes, size_t size, size_t count, void *user) {
    struct transfer *one = user;
    if (size * count >= sizeof one->response - one->answered) return 0;
    memcpy(one->response + one->answered, bytes, size * count);
    one->answered += size * count;
    one->response[one->answered] = '\0';
    return size * count;
}

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

/* Where the service is; the system's resolver is not asked, since libcurl does not ask it for localhost. */
static void set_addresses(struct transfer *one, const char *addresses) {
    char text[4096];
    const char *base = setting("BASE_URL"), *host = strstr(base, "://");
    if (host == NULL) die("not a base URL: %s", base);
    snprintf(text, sizeof text, "%s:%s", host + 3, addresses);
    one->addresses = curl_slist_append(NULL, text);
    if (one->addresses == NULL) die("no memory");
    SET(CURLOPT_RESOLVE, one->addresses);
}

static struct transfer *begin(void) {
    struct transfer *one = calloc(1, sizeof *one);
    if (one == NULL || (one->curl = curl_easy_init()) == NULL) die("no handle");
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_NOPROXY, "*");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_UPLOAD_BUFFERSIZE, (long)number(setting("BUFFER")));
    SET(CURLOPT_WRITEFUNCTION, take);
    SET(CURLOPT_WRITEDATA, one);
    SET(CURLOPT_READFUNCTION, give);
    SET(CURLOPT_READDATA, &one->part);
    SET(CURLOPT_SEEKFUNCTION, no_seeking);
    SET(CURLOPT_PRIVATE, one);
    if (getenv("CA_BUNDLE") != NULL) SET(CURLOPT_CAINFO, getenv("CA_BUNDLE"));
    if (getenv("ADDRESSES") != NULL) set_addresses(one, getenv("ADDRESSES"));
    return one;
}

static void end(struct transfer *one) {
    curl_easy_cleanup(one->curl);
    curl_slist_free_all(one->addresses);
    free(one);
}

static void header(struct transfer *one, const char *text) {
    one->headers = curl_slist_append(one->headers, text);
    if (one->headers == NULL) die("no memory");
}

static void token(struct transfer *one) {
    char text[4096];
    snprintf(text, sizeof text, "Authorization: Bearer %s", setting("TOKEN"));
    header(one, text);
}

/* The request is all set. */
static void prepare(struct transfer *one) {
    one->answered = 0;
    one->response[0] = '\0';
    SET(CURLOPT_URL, one->url);
    SET(CURLOPT_HTTPHEADER, one->headers);
}

/* The request is done; its response has the one status or the other. */
static long ended(struct transfer *one, CURLcode code, long first, long second) {
    long status = 0;
    check(code, one->url);
    check(curl_easy_getinfo(one->curl, CURLINFO_RESPONSE_CODE, &status), "status");
    if (status != first && status != second) die("status %ld: %s", status, one->response);
    curl_slist_free_all(one->headers);
    one->headers = NULL;
    return status;
}

static long perform(struct transfer *one, long first, long second) {
    prepare(one);
    return ended(one, curl_easy_perform(one->curl), first, second);
}

/* Creates a session, whose upload URL is the next request's. */
static void create(struct transfer *one, unsigned file) {
    static const char body[] = "{\"item\":{\"@microsoft.graph.conflictBehavior\":\"fail\"}}", member[] = "\"uploadUrl\":\"";
    header(one, "Content-Type: application/json");
    token(one);
    snprintf(one->url, sizeof one->url, "%s/v1.0/me/drive/root:/f%u:/createUploadSession", setting("BASE_URL"), file);
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDS, body);
    perform(one, 200, 201);
    const char *from = strstr(one->response, member), *to = from == NULL ? NULL : strchr(from + strlen(member), '"');
    if (to == NULL) die("no upload URL");
    from += strlen(member);
    snprintf(one->url, sizeof one->url, "%.*s", (int)(to - from), from);
    SET(CURLOPT_UPLOAD, 1L);
}

/* Whether the response asks for the bytes from this offset on. */
static int expects(const struct transfer *one, uint64_t offset) {
    char range[64];
    snprintf(range, sizeof range, "\"nextExpectedRanges\":[\"%llu-", (unsigned long long)offset);
    return strstr(one->response, range) != NULL;
}

static void send_pieces(struct transfer *one, int file, uint64_t size, uint64_t piece) {
    one->part = (struct part){file, 0, 0};
    for (uint64_t offset = 0; offset < size;) {
        uint64_t length = size - offset < piece ? size - offset : piece;
        char range[128];
        snprintf(range, sizeof range, "Content-Range: bytes %llu-%llu/%llu", (unsigned long long)offset,
                 (unsigned long long)(offset + length - 1), (unsigned long long)size);
        header(one, "Expect:");
        header(one, range);
        SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
        offset += length;
        one->part.end = offset;
        long status = perform(one, offset < size ? 202 : 201, offset < size ? 202 : 200);
        if (status == 202 ? !expects(one, offset) : strstr(one->response, "\"id\":") == NULL) {
            die("not this response: %s", one->response);
        }
    }
}

static void upload(struct transfer *one, const char *path, unsigned name, uint64_t piece) {
    char room[4096];
    int file = open_file(nth(path, name, room, sizeof room));
    create(one, name);
    send_pieces(one, file, size_of(file), piece);
    close(file);
}

/* A file in one request. */
static void begin_whole(struct transfer *one, const char *path, unsigned name) {
    char room[4096];
    int file = open_file(nth(path, name, room, sizeof room));
    one->part = (struct part){file, 0, size_of(file)};
    header(one, "Expect:");
    header(one, "Content-Type: application/octet-stream");
    token(one);
    snprintf(one->url, sizeof one->url, "%s/v1.0/me/drive/root:/f%u:/content", setting("BASE_URL"), name);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)one->part.end);
    prepare(one);
}

static void end_whole(struct transfer *one, CURLcode code) {
    ended(one, code, 200, 201);
    if (strstr(one->response, "\"id\":") == NULL) die("not this response: %s", one->response);
    close(one->part.file);
}

static void whole(struct transfer *one, const char *path, unsigned name) {
    begin_whole(one, path, name);
    end_whole(one, curl_easy_perform(one->curl));
}

/* A handle takes the next file as soon as it has ended one. */
static void multi(const char *path, unsigned count, unsigned at_once) {
    CURLM *all = curl_multi_init();
    struct transfer **handles = calloc(at_once, sizeof *handles);
    unsigned next = 0, done = 0;
    if (all == NULL || handles == NULL) die("no memory");
    for (unsigned handle = 0; handle < at_once; handle++) {
        handles[handle] = begin();
        if (next == count) continue;
        begin_whole(handles[handle], path, next++);
        check_multi(curl_multi_add_handle(all, handles[handle]->curl), "add");
    }
    while (done < count) {
        int running, left;
        CURLMsg *message;
        check_multi(curl_multi_perform(all, &running), "perform");
        while ((message = curl_multi_info_read(all, &left)) != NULL) {
            struct transfer *one = NULL;
            CURLcode code = message->data.result;
            check(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &one), "private");
            check_multi(curl_multi_remove_handle(all, one->curl), "remove");
            end_whole(one, code);
            done++;
            if (next == count) continue;
            begin_whole(one, path, next++);
            check_multi(curl_multi_add_handle(all, one->curl), "add");
        }
        if (done < count) check_multi(curl_multi_poll(all, NULL, 0, 1000, NULL), "poll");
    }
    for (unsigned handle = 0; handle < at_once; handle++) end(handles[handle]);
    free(handles);
    curl_multi_cleanup(all);
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "version") == 0) return puts(curl_version()) < 0;
    if (argc < 4) die("libcurl MODE PATH NUMBER...");
    const char *mode = argv[1], *path = argv[2];
    uint64_t value = number(argv[3]);
    check(curl_global_init(CURL_GLOBAL_DEFAULT), "start");
    struct transfer *one = begin();
    if (heap_begin != NULL) heap_begin();
    if (strcmp(mode, "file") == 0)
        upload(one, path, 0, value);
    else if (strcmp(mode, "small") == 0)
        for (unsigned file = 0; file < value; file++) upload(one, path, file, UINT64_MAX);
    else if (strcmp(mode, "whole") == 0)
        for (unsigned file = 0; file < value; file++) whole(one, path, file);
    else if (strcmp(mode, "multi") == 0 && argc == 5)
        multi(path, (unsigned)value, (unsigned)number(argv[4]));
    else
        die("no such mode: %s", mode);
    end(one);
    curl_global_cleanup();
    say_peak();
    return 0;
}
