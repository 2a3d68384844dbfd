#!/usr/bin/env python3
"""The same job with ccxt: trades from the loopback server into SQLite, one transaction a page.

    ccxt_sync.py URL ROWS DB

Prints one line like the floor program. Needs the package `ccxt`.
"""

import json
import resource
import sqlite3
import sys
import time

import ccxt

MARKET = {
    "id": "BTCUSDT", "symbol": "BTC/USDT", "base": "BTC", "quote": "USDT", "baseId": "BTC", "quoteId": "USDT",
    "type": "spot", "spot": True, "margin": False, "swap": False, "future": False, "option": False,
    "contract": False, "active": True, "linear": None, "inverse": None, "settle": None, "settleId": None,
    "contractSize": None, "expiry": None, "strike": None, "optionType": None, "taker": 0.001, "maker": 0.001,
    "precision": {"amount": 1e-5, "price": 0.01}, "limits": {}, "info": {},
}


def main() -> None:
    url, rows, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    exchange = ccxt.binance({"apiKey": "key", "secret": "secret", "enableRateLimit": False})
    exchange.set_markets([MARKET])
    api = exchange.urls["api"]
    for name, address in api.items():
        if isinstance(address, str) and "api.binance.com/api/" in address:
            api[name] = url + "/api/" + address.rsplit("/", 1)[1]
    cpu, wall = time.process_time(), time.monotonic()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute(
        "CREATE TABLE IF NOT EXISTS trade (id INTEGER PRIMARY KEY, connection INTEGER NOT NULL, ts INTEGER NOT NULL,"
        " ext_id TEXT NOT NULL, order_id TEXT, symbol TEXT, price TEXT, qty TEXT, quote_qty TEXT, fee TEXT,"
        " fee_asset TEXT, is_buyer INTEGER, is_maker INTEGER, UNIQUE (connection, ts, ext_id))")
    sql = "INSERT OR IGNORE INTO trade VALUES (NULL,1,?,?,?,?,?,?,?,?,?,?,?)"
    following, total = 0, 0
    while True:
        trades = exchange.fetch_my_trades("BTC/USDT", limit=1000, params={"fromId": following})
        db.execute("BEGIN IMMEDIATE")
        db.executemany(sql, [
            (t["timestamp"], t["id"], t["order"], t["symbol"], t["info"]["price"], t["info"]["qty"],
             t["info"]["quoteQty"], t["info"]["commission"], t["fee"]["currency"], t["side"] == "buy",
             t["takerOrMaker"] == "maker") for t in trades])
        db.execute("COMMIT")
        total += len(trades)
        if len(trades) < 1000:
            break
        following = int(trades[-1]["id"]) + 1
    db.close()
    if total != rows:
        sys.exit(f"ccxt: {total} rows instead of {rows}")
    print(json.dumps({
        "what": "ccxt", "rows": total, "cpu_per_million": round((time.process_time() - cpu) * 1e6 / total, 3),
        "wall": round(time.monotonic() - wall, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)}))


if __name__ == "__main__":
    main()
