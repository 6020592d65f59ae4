/* A test of an upload, with libcurl, on POSIX systems:
 *
 *     cc upload_test.c -lcurl -o upload_test && ./upload_test [path of graph-upload-simulator]
 */
#define _POSIX_C_SOURCE 200809L
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE 327680u
#define SIZE 512000u
#define WISH "{\"item\":{\"@microsoft.graph.conflictBehavior\":\"replace\"}}"
#define CHECK(condition) \
    do { if (!(condition)) { fprintf(stderr, "line %d: %s\n", __LINE__, #condition); exit(1); } } while (0)

struct response { long status; size_t length; char *body; };
struct simulator { pid_t pid; int input; char base[256], control[256], token[256], ca_file[1024]; };

/* The text of a member of JSON; enough for what has no escapes. */
static void member(const char *json, const char *name, char *text, size_t size) {
    char key[64];
    const char *start;
    snprintf(key, sizeof key, "\"%s\":\"", name);
    start = strstr(json, key);
    CHECK(start != NULL);
    start += strlen(key);
    CHECK(strcspn(start, "\"") < size);
    snprintf(text, size, "%.*s", (int)strcspn(start, "\""), start);
}

static struct simulator start(const char *program) {
    struct simulator simulator = {0};
    static char ready[65536];
    char number[16];
    int told[2], input[2];
    size_t length = 0;
    ssize_t count;
    CHECK(pipe(told) == 0 && pipe(input) == 0);
    snprintf(number, sizeof number, "%d", told[1]);
    simulator.pid = fork();
    CHECK(simulator.pid >= 0);
    if (simulator.pid == 0) {
        dup2(input[0], 0);
        CHECK(freopen("/dev/null", "w", stdout) != NULL);
        close(input[0]), close(input[1]), close(told[0]);
        execlp(program, program, "--ready-fd", number, "--until-stdin-closes", "--quiet", "--strict", (char *)NULL);
        perror(program);
        _exit(127);
    }
    close(told[1]), close(input[0]);
    simulator.input = input[1];
    /* One line, after which the simulator closes its end. */
    while ((count = read(told[0], ready + length, sizeof ready - 1 - length)) > 0) length += (size_t)count;
    close(told[0]);
    member(ready, "baseUrl", simulator.base, sizeof simulator.base);
    member(ready, "controlUrl", simulator.control, sizeof simulator.control);
    member(ready, "token", simulator.token, sizeof simulator.token);
    member(ready, "caFile", simulator.ca_file, sizeof simulator.ca_file);
    return simulator;
}

static void stop(struct simulator *simulator) {
    int status;
    close(simulator->input);
    CHECK(waitpid(simulator->pid, &status, 0) == simulator->pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    struct response *response = context;
    response->body = realloc(response->body, response->length + count + 1);
    CHECK(size == 1 && response->body != NULL);
    memcpy(response->body + response->length, bytes, count);
    response->length += count;
    response->body[response->length] = '\0';
    return count;
}

/* Sends a request; `header` may be NULL. The body of the response is to be freed. */
static struct response send_to(const struct simulator *simulator, const char *method, const char *url,
                               const char *header, const char *body, size_t length) {
    struct response response = {0, 0, NULL};
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    CURL *curl = curl_easy_init();
    CHECK(curl != NULL);
    receive("", 1, 0, &response);
    if (header != NULL) headers = curl_slist_append(headers, header);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_CAINFO, simulator->ca_file);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)length);
    }
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response);
    CHECK(curl_easy_perform(curl) == CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response.status);
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    return response;
}

static struct response control(const struct simulator *simulator, const char *method, const char *resource,
                               const char *body) {
    char url[512];
    struct response response;
    snprintf(url, sizeof url, "%s%s", simulator->control, resource);
    response = send_to(simulator, method, url, NULL, body, body == NULL ? 0 : strlen(body));
    CHECK(response.status >= 200 && response.status < 300);
    return response;
}

/* The client under test: pieces in order, each sent again after a 503. */
static void upload(const struct simulator *simulator, const char *path, const char *content, size_t size) {
    char url[4096], header[512];
    size_t offset = 0, length;
    struct response response;
    snprintf(url, sizeof url, "%s/me/drive/root:/%s:/createUploadSession", simulator->base, path);
    snprintf(header, sizeof header, "Authorization: Bearer %s", simulator->token);
    response = send_to(simulator, "POST", url, header, WISH, sizeof WISH - 1);
    member(response.body, "uploadUrl", url, sizeof url);
    free(response.body);
    while (offset < size) {
        length = size - offset < PIECE ? size - offset : PIECE;
        snprintf(header, sizeof header, "Content-Range: bytes %zu-%zu/%zu", offset, offset + length - 1, size);
        response = send_to(simulator, "PUT", url, header, content + offset, length);
        free(response.body);
        if (response.status != 503) offset += length;
    }
}

int main(int count, char **arguments) {
    static char content[SIZE];
    char file[512], resource[600];
    struct simulator simulator = start(count > 1 ? arguments[1] : "graph-upload-simulator");
    struct response response;
    size_t i;
    for (i = 0; i < SIZE; i++) content[i] = (char)(i % 251);

    free(control(&simulator, "POST", "/faults", "{\"fault\":\"piece:2=503;retry-after: 0\"}").body);
    upload(&simulator, "report.pdf", content, SIZE);

    response = control(&simulator, "GET", "/requests", NULL);
    CHECK(strstr(response.body, "\"fault\":\"piece:2=503;retry-after: 0\"") != NULL);
    free(response.body);
    response = control(&simulator, "GET", "/state", NULL);
    CHECK(strstr(response.body, "\"violations\":[]") != NULL);
    CHECK(strstr(response.body, "\"address\":\"me/drive/root:/report.pdf\"") != NULL);
    free(response.body);
    response = control(&simulator, "GET", "/files", NULL);
    member(response.body, "id", file, sizeof file);
    free(response.body);
    snprintf(resource, sizeof resource, "/files/%s", file);
    response = control(&simulator, "GET", resource, NULL);
    CHECK(response.length == SIZE && memcmp(response.body, content, SIZE) == 0);
    free(response.body);
    stop(&simulator);
    puts("ok");
    return 0;
}
