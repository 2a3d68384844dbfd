// The least a program can spend on the job: libcurl, simdjson, one prepared statement, one thread.
//
//     floor sync URL ROWS DB            download, parse, insert; again with the same DB: all duplicates
//     floor insert ROWS DB [trades|hash] [ROWS A PAGE]
//                                       only the insert stage, twice: first pass, then all duplicates
//
// The table has 12 columns and UNIQUE(connection, ts, ext_id); WAL, synchronous=NORMAL, 1,000 rows a transaction.
// Prints CPU seconds per million rows, wall seconds and the peak of resident memory.
#include <curl/curl.h>
#include <simdjson.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

namespace {

double clock_seconds(clockid_t id) {
    timespec t;
    clock_gettime(id, &t);
    return double(t.tv_sec) + double(t.tv_nsec) * 1e-9;
}
double cpu() { return clock_seconds(CLOCK_PROCESS_CPUTIME_ID); }
double wall() { return clock_seconds(CLOCK_MONOTONIC); }
long peak_kilobytes() {
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

struct Row {
    int64_t time;
    bool is_buyer, is_maker;
    std::string_view id, order, symbol, price, quantity, quote, fee, fee_asset;
};

struct Store {
    sqlite3 *db = nullptr;
    sqlite3_stmt *insert = nullptr;

    void run(const char *sql) {
        char *message = nullptr;
        if (sqlite3_exec(db, sql, nullptr, nullptr, &message) != SQLITE_OK) {
            fprintf(stderr, "%s: %s\n", sql, message);
            exit(1);
        }
    }
    explicit Store(const char *path) {
        if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr)) exit(1);
        run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "CREATE TABLE IF NOT EXISTS trade (id INTEGER PRIMARY KEY, connection INTEGER NOT NULL, ts INTEGER NOT NULL,"
            " ext_id TEXT NOT NULL, order_id TEXT, symbol TEXT, price TEXT, qty TEXT, quote_qty TEXT, fee TEXT,"
            " fee_asset TEXT, is_buyer INTEGER, is_maker INTEGER, UNIQUE (connection, ts, ext_id))");
        const char *sql = "INSERT OR IGNORE INTO trade (connection, ts, ext_id, order_id, symbol, price, qty, quote_qty,"
                          " fee, fee_asset, is_buyer, is_maker) VALUES (1,?,?,?,?,?,?,?,?,?,?,?)";
        if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &insert, nullptr)) exit(1);
    }
    ~Store() {
        sqlite3_finalize(insert);
        sqlite3_close(db);
    }
    void text(int index, std::string_view value) {
        sqlite3_bind_text(insert, index, value.data(), int(value.size()), SQLITE_STATIC);
    }
    void add(const Row &row) {
        sqlite3_bind_int64(insert, 1, row.time);
        text(2, row.id);
        text(3, row.order);
        text(4, row.symbol);
        text(5, row.price);
        text(6, row.quantity);
        text(7, row.quote);
        text(8, row.fee);
        text(9, row.fee_asset);
        sqlite3_bind_int(insert, 10, row.is_buyer);
        sqlite3_bind_int(insert, 11, row.is_maker);
        if (sqlite3_step(insert) != SQLITE_DONE) {
            fprintf(stderr, "%s\n", sqlite3_errmsg(db));
            exit(1);
        }
        sqlite3_reset(insert);
    }
};

void report(const char *what, double cpu_seconds, double wall_seconds, long rows) {
    printf("{\"what\":\"%s\",\"rows\":%ld,\"cpu_per_million\":%.3f,\"wall\":%.3f,\"peak_mb\":%.1f}\n", what, rows,
           cpu_seconds * 1e6 / double(rows), wall_seconds, double(peak_kilobytes()) / 1024);
    fflush(stdout);
}

size_t collect(char *data, size_t size, size_t count, void *target) {
    static_cast<std::string *>(target)->append(data, size * count);
    return size * count;
}

void sync(const std::string &url, long rows, const char *path) {
    double cpu_start = cpu(), wall_start = wall();
    Store store(path);
    CURL *curl = curl_easy_init();
    std::string body;
    simdjson::ondemand::parser parser;
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    uint64_t next = 0;
    long total = 0;
    char order[24], id[24];
    for (;;) {
        body.clear();
        std::string address = url + "/api/v3/myTrades?symbol=BTCUSDT&limit=1000&fromId=" + std::to_string(next);
        curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
        if (curl_easy_perform(curl) != CURLE_OK) exit(1);
        body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
        auto document = parser.iterate(body.data(), body.size(), body.capacity());
        store.run("BEGIN IMMEDIATE");
        long count = 0;
        for (auto object : document.get_array()) {
            Row row;
            row.symbol = object["symbol"];
            uint64_t number = object["id"];
            uint64_t order_number = object["orderId"];
            row.price = object["price"];
            row.quantity = object["qty"];
            row.quote = object["quoteQty"];
            row.fee = object["commission"];
            row.fee_asset = object["commissionAsset"];
            row.time = object["time"];
            row.is_buyer = object["isBuyer"];
            row.is_maker = object["isMaker"];
            row.id = std::string_view(id, size_t(snprintf(id, sizeof id, "%llu", (unsigned long long)number)));
            row.order = std::string_view(order, size_t(snprintf(order, sizeof order, "%llu", (unsigned long long)order_number)));
            store.add(row);
            next = number + 1;
            count++;
        }
        store.run("COMMIT");
        total += count;
        if (count < 1000) break;
    }
    curl_easy_cleanup(curl);
    if (total != rows) fprintf(stderr, "floor: %ld rows instead of %ld\n", total, rows);
    report("sync", cpu() - cpu_start, wall() - wall_start, total);
}

uint64_t mixed(uint64_t x) {
    x += 0x9E3779B97F4A7C15ull;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

void insert(long rows, const char *path, bool hash, long page) {
    Store store(path);
    struct Made { char id[24], order[16], price[20], quantity[16], quote[20], fee[16]; };
    std::vector<Made> made(static_cast<size_t>(page));
    std::vector<Row> batch(static_cast<size_t>(page));
    for (int pass = 0; pass < 2; pass++) {
        double cpu_spent = 0, wall_spent = 0;
        long open = 0;
        for (long start = 0; start < rows; start += page) {
            for (long i = 0; i < page; i++) {
                uint64_t n = uint64_t(start + i), r = mixed(n);
                Made &m = made[size_t(i)];
                if (hash)
                    snprintf(m.id, sizeof m.id, "L%05X-%05X-%06X", int(r & 0xFFFFF), int(r >> 20 & 0xFFFFF), int(r >> 40));
                else
                    snprintf(m.id, sizeof m.id, "%llu", 1000000000ull + n);
                snprintf(m.order, sizeof m.order, "%llu", 20000000000ull + n);
                snprintf(m.price, sizeof m.price, "4%04d.%02d0000", int(r % 10000), int(r >> 20 & 63));
                snprintf(m.quantity, sizeof m.quantity, "0.0%04d000", int(r >> 8 & 8191));
                snprintf(m.quote, sizeof m.quote, "%05d.%02d0000", int(r >> 30 & 65535), int(r >> 12 & 63));
                snprintf(m.fee, sizeof m.fee, "0.0000%04d", int(r >> 16 & 8191));
                batch[size_t(i)] = Row{int64_t(1500000000000ull + n * 137), true, false, m.id, m.order, "BTCUSDT",
                                       m.price, m.quantity, m.quote, m.fee, "BNB"};
            }
            double cpu_start = cpu(), wall_start = wall();
            if (open == 0) store.run("BEGIN IMMEDIATE");
            for (const Row &row : batch) store.add(row);
            open += page;
            if (open >= 1000 || start + page >= rows) {
                store.run("COMMIT");
                open = 0;
            }
            cpu_spent += cpu() - cpu_start;
            wall_spent += wall() - wall_start;
        }
        report(pass == 0 ? "first" : "again", cpu_spent, wall_spent, rows);
    }
}

}  // namespace

int main(int count, char **arguments) {
    if (count >= 5 && !strcmp(arguments[1], "sync")) {
        sync(arguments[2], atol(arguments[3]), arguments[4]);
    } else if (count >= 4 && !strcmp(arguments[1], "insert")) {
        bool hash = count > 4 && !strcmp(arguments[4], "hash");
        insert(atol(arguments[2]), arguments[3], hash, count > 5 ? atol(arguments[5]) : 1000);
    } else {
        fprintf(stderr, "usage: floor sync URL ROWS DB | floor insert ROWS DB [trades|hash] [ROWS A PAGE]\n");
        return 2;
    }
}
