/* portolan-adapter-worker: runs one adapter library, apart from the host.
 *
 * Started by the host alone, with the library's path and the host's process id as arguments and a
 * socket on descriptor 3. It answers frames until the host closes the socket or dies. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"
#include "sandbox.h"
#include "step.h"

int main(int argc, char **argv) {
    int type;
    socklen_t size = sizeof type;
    if (argc != 3 || getsockopt(PW_FD, SOL_SOCKET, SO_TYPE, &type, &size) != 0)
        return PW_EXIT_USAGE;
    /* Whatever the host had open is not for the adapter. */
    close_range(PW_FD + 1, ~0u, 0);
    if (!sandbox_before_load((pid_t)atol(argv[2]), argv[1]))
        return PW_EXIT_USAGE;
    static library loaded;
    if (!load(&loaded, argv[1]) || !sandbox_after_load())
        return PW_EXIT_USAGE;
    static buffer payload;
    for (;;) {
        pw_frame frame = frame_receive(&payload);
        sandbox_begin_step();
        answer(&loaded, frame, &payload);
    }
}
