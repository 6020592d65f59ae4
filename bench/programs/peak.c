/*
 * Runs a program that does not say its memory itself, and says the most that it has had.
 *
 *   peak PROGRAM ARGUMENT...
 *
 * What wait4() tells of a child is at least what its parent had when it began; this parent has next to nothing.
 */
#include "program.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

int main(int argc, char **argv) {
    struct rusage usage;
    int status;
    if (argc < 2) die("peak PROGRAM ARGUMENT...");
    pid_t parent = getpid(), child = fork();
    if (child < 0) die("no process");
    if (child == 0) {
        /* It ends with this one, however that ends. */
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(1);
        execvp(argv[1], argv + 1);
        die("cannot run %s", argv[1]);
    }
    if (wait4(child, &status, 0, &usage) != child) die("it cannot be waited for");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) die("%s ended with %d", argv[1], status);
    printf("peak_kib %ld\n", usage.ru_maxrss);
    return 0;
}
