/* libcurl as Swift can call it, loaded when it is first wanted.
 *
 * libcurl brings some twenty-five libraries along: loading them takes longer than everything else a command such as
 * `adapters list` does. So nothing is linked against it; `ptl_curl_load` comes before any other call. libcurl's option
 * setters are variadic, which Swift cannot call: each argument type gets a function. */
#ifndef PORTOLAN_CCURL_H
#define PORTOLAN_CCURL_H

/* The system's types keep belonging to Swift's own module for them; else every file that uses one would have to import
 * this module too. */
#ifdef __swift__
#pragma clang module import SwiftGlibc
#endif

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

/* 0 when libcurl is there and started. Safe from any thread, as often as wanted. */
int ptl_curl_load(void);

CURL *ptl_curl_easy_init(void);
void ptl_curl_easy_cleanup(CURL *easy);
struct curl_slist *ptl_curl_slist_append(struct curl_slist *list, const char *line);
void ptl_curl_slist_free_all(struct curl_slist *list);

CURLcode ptl_curl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ptl_curl_set_size(CURL *easy, CURLoption option, curl_off_t value);
/* libcurl copies the text, except for CURLOPT_POSTFIELDS, which is not used. */
CURLcode ptl_curl_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode ptl_curl_set_pointer(CURL *easy, CURLoption option, void *value);
/* The bytes must live until the transfer has ended. */
CURLcode ptl_curl_set_post(CURL *easy, const void *bytes, curl_off_t count);
typedef size_t (*ptl_curl_data_function)(char *bytes, size_t size, size_t count, void *context);
CURLcode ptl_curl_set_data_function(CURL *easy, CURLoption option, ptl_curl_data_function function);

long ptl_curl_response_code(CURL *easy);
/* Bytes of the request that were written to the connection; 0: nothing can have arrived. */
long ptl_curl_request_size(CURL *easy);
/* The operating system's error number of a failed connection, or 0. */
long ptl_curl_os_error(CURL *easy);
void *ptl_curl_private(CURL *easy);

CURLM *ptl_curl_multi_init(void);
void ptl_curl_multi_cleanup(CURLM *multi);
CURLMcode ptl_curl_multi_add(CURLM *multi, CURL *easy);
CURLMcode ptl_curl_multi_remove(CURLM *multi, CURL *easy);
CURLMcode ptl_curl_multi_assign(CURLM *multi, curl_socket_t socket, void *mark);
CURLMcode ptl_curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int mask, int *running);
CURLMcode ptl_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode ptl_curl_multi_set_callbacks(
    CURLM *multi, int (*socket)(CURL *, curl_socket_t, int, void *, void *), int (*timer)(CURLM *, long, void *),
    void *context);
/* The next transfer that has ended; 0 when there is none. */
int ptl_curl_multi_next_done(CURLM *multi, CURL **easy, CURLcode *code);

/* ---- watching libcurl's sockets ---- */

int ptl_watch_open(void);
int ptl_bell_open(void);
/* `what` is one of CURL_POLL_IN, _OUT, _INOUT, _REMOVE. */
int ptl_watch_set(int watch, int socket, int what, int is_known);

#define PTL_WATCH_MAX 64
/* Sockets with something to do, and what, as CURL_CSELECT_ bits. */
typedef struct {
    int count;
    int sockets[PTL_WATCH_MAX];
    int masks[PTL_WATCH_MAX];
} ptl_watch_events;

void ptl_watch_wait(int watch, int milliseconds, ptl_watch_events *found);
static inline int ptl_watch_socket(const ptl_watch_events *found, int index) { return found->sockets[index]; }
static inline int ptl_watch_mask(const ptl_watch_events *found, int index) { return found->masks[index]; }

#endif
