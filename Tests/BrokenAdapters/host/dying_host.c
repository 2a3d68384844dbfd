/* A host that starts one worker, prints the worker's process id, and waits to be killed.
 * Arguments: worker, library, file to write the id to. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    int pair[2];
    char self[32];
    if (argc != 4 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return 1;
    snprintf(self, sizeof self, "%d", (int)getpid());
    pid_t child = fork();
    if (child == 0) {
        char *const environment[] = {NULL};
        dup2(pair[1], 3);
        execle(argv[1], argv[1], argv[2], self, (char *)NULL, environment);
        _exit(1);
    }
    FILE *out = fopen(argv[3], "w");
    if (out == NULL)
        return 1;
    fprintf(out, "%d\n", (int)child);
    fclose(out);
    for (;;)
        pause();
}
