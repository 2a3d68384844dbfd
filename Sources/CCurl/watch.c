#include "ccurl.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

int ptl_watch_open(void) { return epoll_create1(EPOLL_CLOEXEC); }
int ptl_bell_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int ptl_watch_set(int watch, int socket, int what, int is_known) {
    struct epoll_event event = {0, {0}};
    if (what == CURL_POLL_REMOVE)
        return epoll_ctl(watch, EPOLL_CTL_DEL, socket, &event);
    if (what & CURL_POLL_IN)
        event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT)
        event.events |= EPOLLOUT;
    event.data.fd = socket;
    return epoll_ctl(watch, is_known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
}

void ptl_watch_wait(int watch, int milliseconds, ptl_watch_events *found) {
    struct epoll_event events[PTL_WATCH_MAX];
    found->count = epoll_wait(watch, events, PTL_WATCH_MAX, milliseconds);
    for (int index = 0; index < found->count; index++) {
        int mask = 0;
        if (events[index].events & EPOLLIN)
            mask |= CURL_CSELECT_IN;
        if (events[index].events & EPOLLOUT)
            mask |= CURL_CSELECT_OUT;
        if (events[index].events & (EPOLLERR | EPOLLHUP))
            mask |= CURL_CSELECT_IN | CURL_CSELECT_ERR;
        found->sockets[index] = events[index].data.fd;
        found->masks[index] = mask;
    }
}
