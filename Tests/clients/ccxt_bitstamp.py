"""What ccxt reads of Bitstamp, against the simulator's truth. How to run it: comparison.py."""

from decimal import Decimal

import ccxt

import comparison

SITE = "https://www.bitstamp.net"


class Bitstamp(ccxt.bitstamp):
    """Signs for Bitstamp's own host, as ccxt joins the address without its scheme to what it signs, and for the
    simulator's time."""

    def milliseconds(self):
        return self.options["now"]

    def fetch(self, url, method="GET", headers=None, body=None):
        return super().fetch(url.replace(SITE, self.options["simulator"]), method, headers, body)


def client(run, secret=None):
    credentials = {"apiKey": run.credentials["key"], "secret": secret or run.credentials["secret"]}
    exchange = run.client(Bitstamp, credentials, simulator=run.url, now=int(run.truth["milliseconds"]))
    exchange.urls["api"] = {"public": SITE + "/api", "private": SITE + "/api"}
    return exchange


def all_rows(run, fetch):
    """Every row by offset, a hundred at a time. ccxt drops rows of other types, so an empty page is not the end."""
    total = len(run.rows("transactions"))
    return [row for offset in range(0, total + 100, 100) for row in fetch({"offset": offset, "limit": 100, "sort": "asc"})]


def amounts(row):
    return {m["asset"]: Decimal(m["amount"]) for m in row["movements"] if not m["fee"]}


def fee(row):
    return sum(Decimal(m["amount"]) for m in row["movements"] if m["fee"])


def check_amount(run, where, row, asset, moved):
    # ccxt looks for the currency with a whole number under its name, so it overlooks less than one: its mistake.
    if abs(moved) < 1:
        run.same(where, "currency", row["currency"], None)
        return
    run.same(where, "currency", row["currency"], asset)
    run.same_number(where, "amount", row["amount"], abs(moved))


def check_raw(run, where, info, true):
    for field in ("id", "type", "datetime", "fee", "order_id"):
        run.same(where, field, info[field], true["body"][field])


def check_trades(run, exchange, truth):
    got = all_rows(run, lambda params: exchange.fetch_my_trades(params=params))
    for where, row, true in run.matched("trades", got, [row for row in truth if row["body"]["type"] == "2"]):
        base, quote = row["symbol"].split("/")
        moved = amounts(true)
        check_raw(run, where, row["info"], true)
        run.same_number(where, "amount", row["amount"], abs(moved[base]))
        run.same(where, "side", row["side"], "buy" if moved[base] > 0 else "sell")
        run.same_number(where, "cost", row["cost"], abs(moved[quote]))
        run.same_number(where, "price", row["price"], true["body"][f"{base}_{quote}".lower()])
        run.same_number(where, "fee cost", row["fee"]["cost"], fee(true))
        if fee(true):
            run.same(where, "fee currency", row["fee"]["currency"], next(m["asset"] for m in true["movements"] if m["fee"]))
        run.same(where, "order", row["order"], true["body"]["order_id"])
        run.same(where, "timestamp", row["timestamp"], int(true["milliseconds"]))


def check_movements(run, exchange, truth):
    got = all_rows(run, lambda params: exchange.fetch_deposits_withdrawals(params=params))
    expected = [row for row in truth if row["body"]["type"] in ("0", "1")]
    for where, row, true in run.matched("deposits and withdrawals", got, expected):
        (asset, moved), = amounts(true).items()
        check_raw(run, where, row["info"], true)
        run.same(where, "type", row["type"], "deposit" if moved > 0 else "withdrawal")
        check_amount(run, where, row, asset, moved)
        run.same_number(where, "fee cost", row["fee"]["cost"], fee(true))
        run.same(where, "timestamp", row["timestamp"], int(true["milliseconds"]))


def check_ledger(run, exchange, truth):
    got = all_rows(run, lambda params: exchange.fetch_ledger(params=params))
    for where, row, true in run.matched("ledger rows", got, truth):
        check_raw(run, where, row["info"], true)
        run.same(where, "timestamp", row["timestamp"], int(true["milliseconds"]))
        if true["body"]["type"] in ("2", "36"):
            continue
        (asset, moved), = amounts(true).items()
        check_amount(run, where, row, asset, moved)


def check_requests(run, exchange):
    # ccxt asks for the 50,000,000 seconds that Bitstamp looks back.
    floor = int(run.truth["milliseconds"]) - 50_000_000_000
    expected = [row for row in run.rows("withdrawal-requests") if int(row["milliseconds"]) >= floor]
    words = {"final": "ok", "void": "failed", "pending": "pending"}
    for where, row, true in run.matched("withdrawal requests", exchange.fetch_withdrawals(), expected):
        (asset, moved), = amounts(true).items()
        run.same(where, "currency", row["currency"], asset)
        run.same_number(where, "amount", row["amount"], -moved)
        run.same(where, "status", row["status"], words[true["state"]])
        run.same(where, "txid", row["txid"], true["body"].get("transaction_id"))
        run.same(where, "address", row["address"], true["body"]["address"])
        run.same(where, "timestamp", row["timestamp"], int(true["milliseconds"]))


def check_coins(run, exchange):
    """ccxt has the call without a reading of its own: the raw rows, and when they are equal nothing is lost."""
    lists, offset = {"deposits": [], "withdrawals": []}, 0
    while True:
        answer = exchange.privatePostCryptoTransactions({"offset": offset, "limit": 100})
        if not any(answer[name] for name in lists):
            break
        for name, rows in lists.items():
            rows += answer[name]
        offset += 100
    for name, rows in lists.items():
        expected = [row for row in run.rows("crypto-transactions") if row["id"].startswith(name)]
        key = lambda row: (row["txid"], row["destinationAddress"], row["amount"])
        for where, row, true in run.matched(f"coin {name}", rows, expected, key, lambda row: key(row["body"])):
            run.same(where, "row", row, true["body"])


def check_balance(run, exchange):
    got = exchange.fetch_balance()["total"]
    truth = {asset: Decimal(amount) for asset, amount in run.truth["balances"].items()}
    run.counts["balances"] = len(got)
    for asset, amount in got.items():
        run.same_number(f"balance {asset}", "total", amount, truth.pop(asset, Decimal(0)))
    run.same("balances", "left over", truth, {})


def check(run):
    exchange = client(run)
    exchange.load_markets()
    truth = run.rows("transactions")
    check_trades(run, exchange, truth)
    check_movements(run, exchange, truth)
    check_ledger(run, exchange, truth)
    check_requests(run, exchange)
    check_coins(run, exchange)
    check_balance(run, exchange)
    stranger = client(run)
    stranger.apiKey = "syntheticStrangerKey000000000000"
    run.refused(stranger, lambda e: e.fetch_balance(), ccxt.AuthenticationError, "API key not found")
    run.refused(
        client(run, "syntheticForgedSecret0000000000"), lambda e: e.fetch_balance(), ccxt.AuthenticationError,
        "invalid signature")


if __name__ == "__main__":
    comparison.main(check)
