/* libcurl as Swift can call it: its option setters are variadic, so each argument type gets a function. */
#ifndef PORTOLAN_CCURL_SHIM_H
#define PORTOLAN_CCURL_SHIM_H

/* The system's types keep belonging to Swift's own module for them; else every file that uses one would have to import
 * this module too. */
#ifdef __swift__
#pragma clang module import SwiftGlibc
#endif

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static inline CURLcode ptl_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ptl_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
/* libcurl copies the text, except for CURLOPT_POSTFIELDS, which is not used. */
static inline CURLcode ptl_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ptl_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}
/* The bytes must live until the transfer has ended. */
static inline CURLcode ptl_curl_set_post(CURL *easy, const void *bytes, curl_off_t count) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_POSTFIELDS, (const char *)bytes);
}
typedef size_t (*ptl_curl_data_function)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode ptl_curl_set_data_function(CURL *easy, CURLoption option, ptl_curl_data_function function) {
    return curl_easy_setopt(easy, option, function);
}
static inline long ptl_curl_response_code(CURL *easy) {
    long code = 0;
    return curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK ? code : 0;
}
/* Bytes of the request that were written to the connection; 0: nothing can have arrived. */
static inline long ptl_curl_request_size(CURL *easy) {
    long size = 0;
    return curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &size) == CURLE_OK ? size : 0;
}
/* The operating system's error number of a failed connection, or 0. */
static inline long ptl_curl_os_error(CURL *easy) {
    long number = 0;
    return curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number) == CURLE_OK ? number : 0;
}
static inline void *ptl_curl_private(CURL *easy) {
    char *pointer = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &pointer);
    return pointer;
}
static inline CURLMcode ptl_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ptl_curl_multi_set_callbacks(
    CURLM *multi, int (*socket)(CURL *, curl_socket_t, int, void *, void *), int (*timer)(CURLM *, long, void *),
    void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context) : code;
}
/* The next transfer that has ended; 0 when there is none. */
static inline int ptl_curl_multi_next_done(CURLM *multi, CURL **easy, CURLcode *code) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *easy = message->easy_handle;
            *code = message->data.result;
            return 1;
        }
    }
    return 0;
}

/* ---- watching libcurl's sockets ---- */

static inline int ptl_watch_open(void) { return epoll_create1(EPOLL_CLOEXEC); }
static inline int ptl_bell_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/* `what` is one of CURL_POLL_IN, _OUT, _INOUT, _REMOVE. */
static inline int ptl_watch_set(int watch, int socket, int what, int is_known) {
    struct epoll_event event = {0, {0}};
    if (what == CURL_POLL_REMOVE) return epoll_ctl(watch, EPOLL_CTL_DEL, socket, &event);
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    event.data.fd = socket;
    return epoll_ctl(watch, is_known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
}

#define PTL_WATCH_MAX 64
/* Sockets with something to do, and what, as CURL_CSELECT_ bits. */
typedef struct {
    int count;
    int sockets[PTL_WATCH_MAX];
    int masks[PTL_WATCH_MAX];
} ptl_watch_events;

static inline void ptl_watch_wait(int watch, int milliseconds, ptl_watch_events *found) {
    struct epoll_event events[PTL_WATCH_MAX];
    found->count = epoll_wait(watch, events, PTL_WATCH_MAX, milliseconds);
    for (int index = 0; index < found->count; index++) {
        int mask = 0;
        if (events[index].events & EPOLLIN) mask |= CURL_CSELECT_IN;
        if (events[index].events & EPOLLOUT) mask |= CURL_CSELECT_OUT;
        if (events[index].events & (EPOLLERR | EPOLLHUP)) mask |= CURL_CSELECT_IN | CURL_CSELECT_ERR;
        found->sockets[index] = events[index].data.fd;
        found->masks[index] = mask;
    }
}
static inline int ptl_watch_socket(const ptl_watch_events *found, int index) { return found->sockets[index]; }
static inline int ptl_watch_mask(const ptl_watch_events *found, int index) { return found->masks[index]; }

#endif
