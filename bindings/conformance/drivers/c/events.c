#include "driver.h"

static pthread_mutex_t printing = PTHREAD_MUTEX_INITIALIZER;
static int in_child;

void event_begin(const char *name, const char *of) {
    pthread_mutex_lock(&printing);
    printf("{\"event\":\"%s\"", name);
    if (of != NULL) event_text("of", of);
    if (in_child) event_text("process", "child");
}

void event_text(const char *name, const char *text) {
    printf(",\"%s\":", name);
    json_print(text);
}

void event_number(const char *name, int64_t number) {
    printf(",\"%s\":%lld", name, (long long)number);
}

void event_end(void) {
    puts("}");
    fflush(stdout);
    pthread_mutex_unlock(&printing);
}

void event_in_child(void) {
    in_child = 1;
}

void broken(const char *what, const char *detail) {
    fprintf(stderr, "%s: %s\n", what, detail);
    _Exit(70);
}

static void yes_or_no(const char *name, uint32_t yes) {
    printf(",\"%s\":%s", name, yes ? "true" : "false");
}

static void print_codes(const char *codes) {
    const char *separator = "";
    char text[1024], *code, *rest = NULL;
    snprintf(text, sizeof text, "%s", codes);
    printf(",\"service_codes\":[");
    for (code = strtok_r(text, " ", &rest); code != NULL; code = strtok_r(NULL, " ", &rest)) {
        printf("%s", separator);
        json_print(code);
        separator = ",";
    }
    putchar(']');
}

static void print_error(const gu_error *error) {
    printf(",\"error\":{\"status\":%d", gu_error_status(error));
    event_text("status_name", gu_status_name(gu_error_status(error)));
    event_text("message", gu_error_message(error));
    event_number("http_status", gu_error_http_status(error));
    print_codes(gu_error_service_codes(error));
    event_text("request_id", gu_error_request_id(error));
    event_text("host", gu_error_host(error));
    event_text("diagnostics", gu_error_diagnostics(error));
    event_text("claims", gu_error_claims(error));
    event_number("retry_after_ms", (int64_t)gu_error_retry_after_ms(error));
    event_number("os_error", gu_error_os_error(error));
    yes_or_no("retryable", gu_error_is_retryable(error));
    yes_or_no("in_doubt", gu_error_in_doubt(error));
    yes_or_no("session_kept", gu_error_session_kept(error));
    event_number("offset", (int64_t)gu_error_offset(error));
    event_number("attempts", gu_error_attempts(error));
    putchar('}');
}

static void print_item(const gu_item *item) {
    static const char *const integrity[] = {"?", "unverifiable", "verified", "differs"};
    printf(",\"item\":{\"id\":");
    json_print(gu_item_id(item));
    event_text("name", gu_item_name(item));
    event_number("size", gu_item_size(item));
    event_text("etag", gu_item_etag(item));
    event_text("web_url", gu_item_web_url(item));
    event_text("integrity", integrity[gu_item_integrity(item)]);
    yes_or_no("recovered", gu_item_recovered(item));
    putchar('}');
}

void event_result(const char *of, gu_status status, const gu_item *item, gu_error *error) {
    event_begin("result", of);
    event_text("status", gu_status_name(status));
    if (item != NULL) print_item(item);
    if (error != NULL) print_error(error);
    event_end();
    gu_error_free(error);
}

void event_job(const char *of, const gu_job *job) {
    event_begin("result", of);
    event_text("status", gu_status_name(gu_job_status(job)));
    if (gu_job_item(job) != NULL) print_item(gu_job_item(job));
    if (gu_job_error(job) != NULL) print_error(gu_job_error(job));
    event_end();
}
