#define _POSIX_C_SOURCE 200809L
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader { const char *at; int failed; };

static struct json *value(struct reader *reader);

static void *made(size_t size) {
    void *memory = calloc(1, size);
    if (memory == NULL) abort();
    return memory;
}

static void space(struct reader *reader) {
    reader->at += strspn(reader->at, " \t\r\n");
}

static int take(struct reader *reader, const char *word) {
    size_t length = strlen(word);
    space(reader);
    if (strncmp(reader->at, word, length) != 0) return 0;
    reader->at += length;
    return 1;
}

static unsigned long hex(struct reader *reader) {
    char digits[5] = {0}, *end;
    unsigned long code;
    memcpy(digits, reader->at, strnlen(reader->at, 4));
    code = strtoul(digits, &end, 16);
    if (end != digits + 4) { reader->failed = 1; return 0; }
    reader->at += 4;
    return code;
}

static char *put(char *end, unsigned long code) {
    if (code < 0x80) { *end++ = (char)code; return end; }
    if (code < 0x800) *end++ = (char)(0xC0 | code >> 6);
    else {
        if (code < 0x10000) *end++ = (char)(0xE0 | code >> 12);
        else {
            *end++ = (char)(0xF0 | code >> 18);
            *end++ = (char)(0x80 | (code >> 12 & 63));
        }
        *end++ = (char)(0x80 | (code >> 6 & 63));
    }
    *end++ = (char)(0x80 | (code & 63));
    return end;
}

static char *escape(struct reader *reader, char *end) {
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *found;
    char letter = *reader->at++;
    unsigned long code;
    if (letter == 'u') {
        code = hex(reader);
        if (code >= 0xD800 && code < 0xDC00 && strncmp(reader->at, "\\u", 2) == 0) {
            reader->at += 2;
            code = 0x10000 + ((code - 0xD800) << 10) + (hex(reader) - 0xDC00);
        }
        return put(end, code);
    }
    found = letter == '\0' ? NULL : strchr(names, letter);
    if (found == NULL) { reader->failed = 1; return end; }
    *end++ = values[found - names];
    return end;
}

static char *text(struct reader *reader) {
    /* No escape is shorter than what it stands for. */
    char *start = made(strlen(reader->at) + 1), *end = start;
    while (!reader->failed && *reader->at != '"') {
        if (*reader->at == '\0') reader->failed = 1;
        else if (*reader->at == '\\') { reader->at++; end = escape(reader, end); }
        else *end++ = *reader->at++;
    }
    if (!reader->failed) reader->at++;
    *end = '\0';
    return start;
}

static struct json *members(struct reader *reader, struct json *whole, const char *close) {
    struct json **last = &whole->first;
    char *name;
    if (take(reader, close)) return whole;
    do {
        name = NULL;
        if (whole->type == JSON_OBJECT) {
            if (!take(reader, "\"")) { reader->failed = 1; return whole; }
            name = text(reader);
            if (!take(reader, ":")) reader->failed = 1;
        }
        *last = value(reader);
        (*last)->name = name;
        last = &(*last)->next;
    } while (!reader->failed && take(reader, ","));
    if (!take(reader, close)) reader->failed = 1;
    return whole;
}

static struct json *value(struct reader *reader) {
    struct json *one = made(sizeof *one);
    char *end;
    if (take(reader, "null")) return one;
    if (take(reader, "{")) { one->type = JSON_OBJECT; return members(reader, one, "}"); }
    if (take(reader, "[")) { one->type = JSON_LIST; return members(reader, one, "]"); }
    if (take(reader, "\"")) { one->type = JSON_TEXT; one->text = text(reader); return one; }
    one->type = JSON_BOOL;
    if (take(reader, "false")) return one;
    one->number = 1;
    if (take(reader, "true")) return one;
    one->type = JSON_NUMBER;
    one->number = strtoll(reader->at, &end, 10);
    if (end == reader->at) reader->failed = 1;
    reader->at = end;
    return one;
}

struct json *json_read(const char *text) {
    struct reader reader = {text, 0};
    struct json *one = value(&reader);
    space(&reader);
    return reader.failed || *reader.at != '\0' ? NULL : one;
}

const struct json *json_member(const struct json *object, const char *name) {
    const struct json *one = object == NULL ? NULL : object->first;
    while (one != NULL && (one->name == NULL || strcmp(one->name, name) != 0)) one = one->next;
    return one == NULL || one->type == JSON_NULL ? NULL : one;
}

const char *json_text(const struct json *object, const char *name, const char *otherwise) {
    const struct json *one = json_member(object, name);
    return one == NULL || one->type != JSON_TEXT ? otherwise : one->text;
}

int64_t json_number(const struct json *object, const char *name, int64_t otherwise) {
    const struct json *one = json_member(object, name);
    return one == NULL || one->type != JSON_NUMBER ? otherwise : one->number;
}

int json_true(const struct json *object, const char *name) {
    const struct json *one = json_member(object, name);
    return one != NULL && one->number != 0;
}

void json_print(const char *text) {
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') printf("\\%c", *text);
        else if ((unsigned char)*text < 0x20) printf("\\u%04x", (unsigned char)*text);
        else putchar(*text);
    }
    putchar('"');
}
