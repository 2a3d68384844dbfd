#define _GNU_SOURCE
#include "sandbox.h"

#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* A Swift or Go runtime reserves far more address space than it uses. */
#define MEMORY_MAX (UINT64_C(4) << 30)
/* Enough for the loader, which opens one library after the other. */
#define FILES_WHILE_LOADING 16
/* The socket is the last one. */
#define FILES_WHILE_SERVING 4
/* A step may use at least this much; the host's wall clock usually comes first. */
#define STEP_CPU_SECONDS 30

static bool limit(int resource, rlim_t value) {
    struct rlimit both = {.rlim_cur = value, .rlim_max = value};
    return setrlimit(resource, &both) == 0;
}

bool sandbox_before_load(pid_t host, const char *library) {
    (void)library; /* for Landlock */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return false;
    /* Asked after the line above, or a host that died in between would go unnoticed. */
    if (getppid() != host)
        return false;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return false;
    return limit(RLIMIT_AS, MEMORY_MAX) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) &&
           limit(RLIMIT_NOFILE, FILES_WHILE_LOADING);
}

bool sandbox_after_load(void) { return limit(RLIMIT_NOFILE, FILES_WHILE_SERVING); }

void sandbox_begin_step(void) {
    static time_t armed;
    struct timespec used;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0 || used.tv_sec + STEP_CPU_SECONDS < armed)
        return;
    /* The limit counts over the whole life of the process, so it is moved along. */
    armed = used.tv_sec + 2 * STEP_CPU_SECONDS;
    struct rlimit cpu = {.rlim_cur = (rlim_t)armed, .rlim_max = RLIM_INFINITY};
    setrlimit(RLIMIT_CPU, &cpu);
}
