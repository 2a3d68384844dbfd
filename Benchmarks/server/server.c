/* A loopback exchange that is faster than any client: trades in the shape of Binance's myTrades (264 bytes
 * each, ascending ids), and ledger entries in the shape of Kraken's Ledgers (ids like hashes, 50 a page,
 * newest first). Rows are a function of their number, so nothing is kept in memory.
 *
 *     server PORT ROWS
 *
 * GET  /api/v3/myTrades?fromId=N&limit=1000      ids FIRST_ID ... FIRST_ID + ROWS - 1
 * POST /0/private/Ledgers  (form: ofs=N)         */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FIRST_ID UINT64_C(1000000000)
#define FIRST_TIME_MS UINT64_C(1500000000000)
#define LEDGER_PAGE 50

static uint64_t rows;

static uint64_t mixed(uint64_t x) {
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static void digits(char *at, int width, uint64_t value) {
    for (int i = width - 1; i >= 0; i--, value /= 10) at[i] = (char)('0' + value % 10);
}

/* '#' stands for a digit that differs from row to row. */
static const char trade_form[] =
    "{\"symbol\":\"BTCUSDT\",\"id\":##########,\"orderId\":###########,\"orderListId\":-1,\"price\":\"4####.##0000\","
    "\"qty\":\"0.0####000\",\"quoteQty\":\"#####.##0000\",\"commission\":\"0.0000####\",\"commissionAsset\":\"BNB\","
    "\"time\":#############,\"isBuyer\":true,\"isMaker\":false,\"isBestMatch\":true}";
#define TRADE_SIZE (sizeof trade_form - 1)

static char *write_trade(char *out, uint64_t n) {
    static int place[16], width[16], fields;
    if (!fields) {
        int count = 0;
        for (int i = 0; trade_form[i]; i++)
            if (trade_form[i] == '#') {
                place[count] = i;
                while (trade_form[i] == '#') i++;
                width[count] = i - place[count];
                count++;
            }
        fields = count;
    }
    memcpy(out, trade_form, TRADE_SIZE);
    uint64_t r = mixed(n);
    for (int f = 0; f < fields; f++) {
        uint64_t value = r >> (f * 5);
        if (width[f] == 10) value = FIRST_ID + n;
        if (width[f] == 11) value = UINT64_C(20000000000) + n;
        if (width[f] == 13) value = FIRST_TIME_MS + n * 137;
        digits(out + place[f], width[f], value);
    }
    return out + TRADE_SIZE;
}

static char *write_name(char *out, char first, uint64_t r) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    *out++ = first;
    for (int i = 0; i < 16; i++, r = r >> 4 ^ r << 60) {
        if (i == 5 || i == 10) *out++ = '-';
        *out++ = letters[r & 31];
    }
    return out;
}

static char *write_ledger(char *out, uint64_t n) {
    uint64_t r = mixed(n);
    *out++ = '"';
    out = write_name(out, 'L', r);
    out += sprintf(out, "\":{\"refid\":\"");
    out = write_name(out, 'T', mixed(n / 2 + 77));
    out += sprintf(out,
                   "\",\"time\":%llu.%04llu,\"type\":\"trade\",\"subtype\":\"\",\"aclass\":\"currency\",\"asset\":\"%s\","
                   "\"amount\":\"%s%llu.%08llu\",\"fee\":\"0.%08llu\",\"balance\":\"%llu.%08llu\"}",
                   (unsigned long long)(1500000000 + n / 2), (unsigned long long)(r % 10000), n & 1 ? "XXBT" : "ZEUR",
                   n & 1 ? "" : "-", (unsigned long long)(r % 100), (unsigned long long)(r >> 8) % 100000000,
                   (unsigned long long)(r >> 20) % 1000000, (unsigned long long)(r >> 30) % 1000,
                   (unsigned long long)(r >> 12) % 100000000);
    return out;
}

static int send_all(int fd, const char *data, size_t count) {
    while (count > 0) {
        ssize_t sent = send(fd, data, count, MSG_NOSIGNAL);
        if (sent <= 0) return -1;
        data += sent;
        count -= (size_t)sent;
    }
    return 0;
}

static uint64_t number(const char *text, const char *name, uint64_t otherwise) {
    const char *found = strstr(text, name);
    return found ? strtoull(found + strlen(name), NULL, 10) : otherwise;
}

static void *serve(void *argument) {
    int fd = (int)(intptr_t)argument, one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    static const size_t room = 512 + 1000 * (TRADE_SIZE + 1);
    char *out = malloc(room), in[8192];
    size_t have = 0;
    for (;;) {
        in[have] = 0;
        char *end = strstr(in, "\r\n\r\n");
        size_t body = end ? number(in, "Content-Length: ", number(in, "content-length: ", 0)) : 0;
        if (!end || have < (size_t)(end + 4 - in) + body) {
            ssize_t got = have < sizeof in - 1 ? recv(fd, in + have, sizeof in - 1 - have, 0) : 0;
            if (got <= 0) break;
            have += (size_t)got;
            continue;
        }
        char *start = out + 128, *at = start;
        if (strstr(in, "/Ledgers")) {
            uint64_t from = number(end, "ofs=", 0);
            at += sprintf(at, "{\"error\":[],\"result\":{\"ledger\":{");
            for (uint64_t n = from; n < from + LEDGER_PAGE && n < rows; n++) {
                if (n > from) *at++ = ',';
                at = write_ledger(at, rows - 1 - n);
            }
            at += sprintf(at, "},\"count\":%llu}}", (unsigned long long)rows);
        } else {
            uint64_t from = number(in, "fromId=", FIRST_ID), limit = number(in, "limit=", 1000);
            from = from < FIRST_ID ? 0 : from - FIRST_ID;
            if (limit > 1000) limit = 1000;
            *at++ = '[';
            for (uint64_t n = from; n < from + limit && n < rows; n++) {
                if (n > from) *at++ = ',';
                at = write_trade(at, n);
            }
            *at++ = ']';
        }
        char head[128];
        int length = snprintf(head, sizeof head,
                              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                              (size_t)(at - start));
        memcpy(start - length, head, (size_t)length);
        if (send_all(fd, start - length, (size_t)(at - start + length))) break;
        size_t used = (size_t)(end + 4 - in) + body;
        memmove(in, in + used, have - used);
        have -= used;
    }
    free(out);
    close(fd);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: server PORT ROWS\n");
        return 2;
    }
    rows = strtoull(arguments[2], NULL, 10);
    char warm[512];
    write_trade(warm, 0);
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[1])),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 1024)) {
        perror("server");
        return 1;
    }
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 256 << 10);
    for (;;) {
        int connection = accept(fd, NULL, NULL);
        pthread_t thread;
        if (connection >= 0 && pthread_create(&thread, &small, serve, (void *)(intptr_t)connection) == 0)
            pthread_detach(thread);
    }
}
