/*
 * The least that an upload costs: correct requests, whose bodies the kernel takes from the file, and their responses
 * read. Without TLS.
 *
 *   floor file PATH PIECE    the file at a path, in pieces of so many bytes, by a session
 *   floor looked PATH PIECE  the same, and each byte is read besides, as a program must that makes a hash
 *   floor copied PATH PIECE  the same, read into a buffer and sent from there
 *   floor small PATH COUNT   so many files with the same bytes, one after the other, each by a session
 *   floor whole PATH COUNT   the same, each in one request
 *
 * BASE_URL is the service, such as http://localhost:1234.
 */
#include "program.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

static int service = -1;
static const char *authority;
static int looks, copies;
static char response[16384];

static void dial(const char *origin) {
    static char connected[256];
    char host[256];
    const char *colon = strchr(authority = origin + strlen("http://"), ':');
    struct addrinfo wanted = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    int one = 1;
    if (strcmp(connected, origin) == 0) return;
    if (strncmp(origin, "http://", 7) != 0 || colon == NULL) die("not an origin: %s", origin);
    snprintf(connected, sizeof connected, "%s", origin);
    authority = connected + strlen("http://");
    snprintf(host, sizeof host, "%.*s", (int)(colon - origin - 7), origin + 7);
    if (getaddrinfo(host, colon + 1, &wanted, &found) != 0) die("no host %s", host);
    if (service >= 0) close(service);
    for (struct addrinfo *at = found; at != NULL; at = at->ai_next) {
        service = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (service >= 0 && connect(service, at->ai_addr, at->ai_addrlen) == 0) break;
        close(service);
        service = -1;
    }
    freeaddrinfo(found);
    if (service < 0) die("no connection to %s", origin);
    setsockopt(service, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static void say(const char *text, size_t length, int more) {
    while (length > 0) {
        ssize_t sent = send(service, text, length, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
        if (sent <= 0) die("cannot send");
        text += sent;
        length -= (size_t)sent;
    }
}

/* Reads a response, whose status is one of these. */
static void hear(const char *one, const char *other) {
    size_t length = 0, whole = sizeof response;
    response[0] = '\0';
    while (length < whole) {
        ssize_t got = recv(service, response + length, sizeof response - 1 - length, 0);
        if (got <= 0) die("no response");
        length += (size_t)got;
        response[length] = '\0';
        const char *body = strstr(response, "\r\n\r\n"), *announced = strcasestr(response, "\r\ncontent-length:");
        if (body == NULL) continue;
        if (announced == NULL || announced > body) die("a response without a length");
        whole = (size_t)(body + 4 - response) + strtoul(announced + 17, NULL, 10);
    }
    if (strncmp(response + 9, one, 3) != 0 && strncmp(response + 9, other, 3) != 0) die("not this response: %s", response);
}

static uint64_t room[(192 << 10) / sizeof(uint64_t)], sum;

static size_t read_some(int file, uint64_t offset, uint64_t length) {
    ssize_t got = pread(file, room, sizeof room < length ? sizeof room : length, (off_t)offset);
    if (got <= 0) die("cannot read the file");
    for (size_t word = 0; looks && word < (size_t)got / sizeof *room; word++) sum ^= room[word];
    return (size_t)got;
}

static void send_file(int file, uint64_t offset, uint64_t length) {
    off_t at = (off_t)offset;
    while (length > 0) {
        size_t some = looks || copies ? read_some(file, (uint64_t)at, length) : length;
        length -= some;
        if (copies) {
            say((const char *)room, some, 0);
            at += (off_t)some;
            continue;
        }
        while (some > 0) {
            ssize_t sent = sendfile(service, file, &at, some);
            if (sent <= 0) die("cannot send the file");
            some -= (size_t)sent;
        }
    }
}

/* Creates a session, and connects to where it is; the path there is written to `path`. */
static void create(const char *origin, unsigned name, char *path, size_t room) {
    static const char body[] = "{\"item\":{\"@microsoft.graph.conflictBehavior\":\"fail\"}}", member[] = "\"uploadUrl\":\"";
    char text[8192];
    dial(origin);
    int length = snprintf(text, sizeof text,
                          "POST /v1.0/me/drive/root:/f%u:/createUploadSession HTTP/1.1\r\nHost: %s\r\n"
                          "Authorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                          name, authority, setting("TOKEN"), strlen(body), body);
    say(text, (size_t)length, 0);
    hear("200", "201");
    char *url = strstr(response, member), *end = url == NULL ? NULL : strchr(url + strlen(member), '"');
    if (end == NULL) die("no upload URL");
    *end = '\0';
    url += strlen(member);
    char *slash = strchr(url + strlen("http://"), '/');
    if (slash == NULL) die("no path");
    snprintf(path, room, "%s", slash);
    *slash = '\0';
    dial(url);
}

static void upload(const char *origin, const char *from, unsigned name, uint64_t piece) {
    char path[4096], text[8192];
    int file = open_file(from);
    uint64_t size = size_of(file);
    create(origin, name, path, sizeof path);
    for (uint64_t offset = 0; offset < size;) {
        uint64_t length = size - offset < piece ? size - offset : piece;
        int head = snprintf(text, sizeof text,
                            "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %llu\r\n"
                            "Content-Range: bytes %llu-%llu/%llu\r\n\r\n",
                            path, authority, (unsigned long long)length, (unsigned long long)offset,
                            (unsigned long long)(offset + length - 1), (unsigned long long)size);
        say(text, (size_t)head, 1);
        send_file(file, offset, length);
        offset += length;
        hear(offset < size ? "202" : "201", offset < size ? "202" : "200");
    }
    close(file);
}

static void whole(const char *origin, const char *from, unsigned name) {
    char text[8192];
    int file = open_file(from);
    uint64_t size = size_of(file);
    dial(origin);
    int head = snprintf(text, sizeof text,
                        "PUT /v1.0/me/drive/root:/f%u:/content HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
                        "Content-Type: application/octet-stream\r\nContent-Length: %llu\r\n\r\n",
                        name, authority, setting("TOKEN"), (unsigned long long)size);
    say(text, (size_t)head, 1);
    send_file(file, 0, size);
    hear("200", "201");
    close(file);
}

int main(int argc, char **argv) {
    if (argc != 4) die("floor MODE PATH NUMBER");
    const char *mode = argv[1], *path = argv[2], *origin = setting("BASE_URL");
    uint64_t value = number(argv[3]);
    looks = strcmp(mode, "looked") == 0;
    copies = strcmp(mode, "copied") == 0;
    if (strcmp(mode, "file") == 0 || looks || copies)
        upload(origin, path, 0, value);
    else if (strcmp(mode, "small") == 0)
        for (unsigned file = 0; file < value; file++) upload(origin, path, file, UINT64_MAX);
    else if (strcmp(mode, "whole") == 0)
        for (unsigned file = 0; file < value; file++) whole(origin, path, file);
    else
        die("no such mode: %s", mode);
    if (sum != 0) fprintf(stderr, "sum %llx\n", (unsigned long long)sum);
    say_peak();
    return 0;
}
