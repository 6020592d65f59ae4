/* The C driver of the conformance suite: carries out the scenario on standard input. See ../../README.md. */
#include "driver.h"

#include <signal.h>

static char *read_line(void) {
    char *line = NULL;
    size_t size = 0;
    if (getline(&line, &size, stdin) < 0) broken("standard input", "no scenario");
    return line;
}

int main(void) {
    const struct json *scenario = json_read(read_line());
    if (scenario == NULL) broken("standard input", "not JSON");
    signal(SIGPIPE, SIG_IGN);
    steps_run(json_member(scenario, "service"), json_member(scenario, "steps"));
    steps_end();
    event_begin("done", NULL);
    event_end();
    return 0;
}
