/* Loading the library while the program runs. */
#ifndef GU_GO_LOAD_H
#define GU_GO_LOAD_H

/* Loads the library at a path. Returns NULL, or why not, in a text that the caller frees. */
char *go_gu_load(const char *path);

/* Finds all functions. Returns NULL, or the name of the first one that is missing. */
const char *go_gu_resolve(void *library);

/* What the system does. It is never closed: its threads may still run when the program ends. */
void *go_gu_open(const char *path, char **message);
void *go_gu_symbol(void *library, const char *name);

#endif
