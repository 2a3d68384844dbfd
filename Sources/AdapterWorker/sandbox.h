/* What the worker gives up before it lets foreign code run.
 *
 * Today: it dies with the host, gains no privileges, cannot be traced or dumped, and has limits on
 * memory, files and processor time. Still to come in these same two places:
 *   sandbox_before_load: Landlock (read and execute the library and the system's library folders,
 *       nothing else, no TCP), then seccomp stage 1 (no sockets, no exec, no ptrace, no fork);
 *   sandbox_after_load: seccomp stage 2 (read, write, memory without exec, futex, exit).
 * Nothing else in the worker needs to change for them. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

/* False when the host is already gone or the kernel refuses one of the limits. */
bool sandbox_before_load(pid_t host, const char *library);
bool sandbox_after_load(void);

/* Gives the step that begins now its share of processor time. */
void sandbox_begin_step(void);

#endif
