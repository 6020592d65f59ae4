/* Reads JSON: what the driver needs of it. A document lives until the process ends. */
#ifndef JSON_H
#define JSON_H

#include <stdint.h>

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };

/* A value. Members of an object and of a list are linked. */
struct json {
    enum json_type type;
    char *name;           /* of a member, else NULL */
    char *text;           /* of a text, UTF-8 */
    int64_t number;       /* of a number, or 1 for true */
    struct json *first;   /* of a list or an object */
    struct json *next;
};

/* The value, or NULL for what is not JSON. Numbers are integers. */
struct json *json_read(const char *text);

/* A member of an object; NULL if there is none, if it is null, and for NULL. */
const struct json *json_member(const struct json *object, const char *name);

/* Text, number and truth of a member, or what is given for one that is absent. */
const char *json_text(const struct json *object, const char *name, const char *otherwise);
int64_t json_number(const struct json *object, const char *name, int64_t otherwise);
int json_true(const struct json *object, const char *name);

/* Writes a text with quotes and escapes to standard output. */
void json_print(const char *text);

#endif
