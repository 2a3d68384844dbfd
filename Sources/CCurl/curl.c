#define _GNU_SOURCE
#include "ccurl.h"

#include <dlfcn.h>
#include <pthread.h>

/* The functions in use, under their own names and types. */
#define FUNCTIONS(ENTRY)                                                                           \
    ENTRY(curl_global_init)                                                                        \
    ENTRY(curl_easy_init)                                                                          \
    ENTRY(curl_easy_cleanup)                                                                       \
    ENTRY(curl_easy_setopt)                                                                        \
    ENTRY(curl_easy_getinfo)                                                                       \
    ENTRY(curl_slist_append)                                                                       \
    ENTRY(curl_slist_free_all)                                                                     \
    ENTRY(curl_multi_init)                                                                         \
    ENTRY(curl_multi_cleanup)                                                                      \
    ENTRY(curl_multi_add_handle)                                                                   \
    ENTRY(curl_multi_remove_handle)                                                                \
    ENTRY(curl_multi_assign)                                                                       \
    ENTRY(curl_multi_socket_action)                                                                \
    ENTRY(curl_multi_setopt)                                                                       \
    ENTRY(curl_multi_info_read)

#define FIELD(name) __typeof__(name) *name##_;
static struct {
    FUNCTIONS(FIELD)
} lib;
static int is_loaded;

static void load(void) {
    /* The number is part of libcurl's promise: it has not changed since 2006. */
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return;
#define RESOLVE(name)                                                                              \
    *(void **)&lib.name##_ = dlsym(library, #name);                                                \
    if (!lib.name##_)                                                                              \
        return;
    FUNCTIONS(RESOLVE)
    is_loaded = lib.curl_global_init_(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

int ptl_curl_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded ? 0 : -1;
}

/* ---- requests ---- */

CURL *ptl_curl_easy_init(void) { return lib.curl_easy_init_(); }
void ptl_curl_easy_cleanup(CURL *easy) { lib.curl_easy_cleanup_(easy); }
struct curl_slist *ptl_curl_slist_append(struct curl_slist *list, const char *line) {
    return lib.curl_slist_append_(list, line);
}
void ptl_curl_slist_free_all(struct curl_slist *list) { lib.curl_slist_free_all_(list); }

CURLcode ptl_curl_set_long(CURL *easy, CURLoption option, long value) {
    return lib.curl_easy_setopt_(easy, option, value);
}
CURLcode ptl_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return lib.curl_easy_setopt_(easy, option, value);
}
CURLcode ptl_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return lib.curl_easy_setopt_(easy, option, value);
}
CURLcode ptl_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return lib.curl_easy_setopt_(easy, option, value);
}
CURLcode ptl_curl_set_post(CURL *easy, const void *bytes, curl_off_t count) {
    CURLcode code = lib.curl_easy_setopt_(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
    return code != CURLE_OK ? code : lib.curl_easy_setopt_(easy, CURLOPT_POSTFIELDS, (const char *)bytes);
}
CURLcode ptl_curl_set_data_function(CURL *easy, CURLoption option, ptl_curl_data_function function) {
    return lib.curl_easy_setopt_(easy, option, function);
}

static long number(CURL *easy, CURLINFO info) {
    long value = 0;
    return lib.curl_easy_getinfo_(easy, info, &value) == CURLE_OK ? value : 0;
}
long ptl_curl_response_code(CURL *easy) { return number(easy, CURLINFO_RESPONSE_CODE); }
long ptl_curl_request_size(CURL *easy) { return number(easy, CURLINFO_REQUEST_SIZE); }
long ptl_curl_os_error(CURL *easy) { return number(easy, CURLINFO_OS_ERRNO); }
void *ptl_curl_private(CURL *easy) {
    char *pointer = NULL;
    lib.curl_easy_getinfo_(easy, CURLINFO_PRIVATE, &pointer);
    return pointer;
}

/* ---- many requests at once ---- */

CURLM *ptl_curl_multi_init(void) { return lib.curl_multi_init_(); }
void ptl_curl_multi_cleanup(CURLM *multi) { lib.curl_multi_cleanup_(multi); }
CURLMcode ptl_curl_multi_add(CURLM *multi, CURL *easy) { return lib.curl_multi_add_handle_(multi, easy); }
CURLMcode ptl_curl_multi_remove(CURLM *multi, CURL *easy) { return lib.curl_multi_remove_handle_(multi, easy); }
CURLMcode ptl_curl_multi_assign(CURLM *multi, curl_socket_t socket, void *mark) {
    return lib.curl_multi_assign_(multi, socket, mark);
}
CURLMcode ptl_curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int mask, int *running) {
    return lib.curl_multi_socket_action_(multi, socket, mask, running);
}
CURLMcode ptl_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return lib.curl_multi_setopt_(multi, option, value);
}
CURLMcode ptl_curl_multi_set_callbacks(
    CURLM *multi, int (*socket)(CURL *, curl_socket_t, int, void *, void *), int (*timer)(CURLM *, long, void *),
    void *context) {
    CURLMcode code = lib.curl_multi_setopt_(multi, CURLMOPT_SOCKETFUNCTION, socket);
    if (code == CURLM_OK)
        code = lib.curl_multi_setopt_(multi, CURLMOPT_SOCKETDATA, context);
    if (code == CURLM_OK)
        code = lib.curl_multi_setopt_(multi, CURLMOPT_TIMERFUNCTION, timer);
    return code == CURLM_OK ? lib.curl_multi_setopt_(multi, CURLMOPT_TIMERDATA, context) : code;
}
int ptl_curl_multi_next_done(CURLM *multi, CURL **easy, CURLcode *code) {
    int left = 0;
    CURLMsg *message;
    while ((message = lib.curl_multi_info_read_(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *easy = message->easy_handle;
            *code = message->data.result;
            return 1;
        }
    }
    return 0;
}
