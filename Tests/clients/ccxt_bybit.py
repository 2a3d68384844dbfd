#!/usr/bin/env python3
"""Reads the simulated Bybit through ccxt and compares all of it with the simulator's truth. See comparison.py."""

from decimal import Decimal

import ccxt

import comparison

DAY = 86_400_000
STATUSES = {"final": "ok", "pending": "pending", "void": "failed"}


def windows(run, days, reach):
    """Windows of so many days over the last `reach` days, oldest first."""
    now = int(run.truth["milliseconds"])
    start = now - reach * DAY
    while start < now:
        end = min(start + days * DAY, now)
        yield start, end
        start = end + 1


def pages(run, fetch, days, reach, limit, **params):
    """Every page of every window, by the cursor that ccxt hands on in the last raw row."""
    rows = {}
    for start, end in windows(run, days, reach):
        cursor = None
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = fetch(since=start, limit=limit, params={"until": end, "endTime": end, **params, **more})
            for row in page:
                rows[str(row["info"])] = row
            cursor = next((row["info"]["nextPageCursor"] for row in page if row["info"].get("nextPageCursor")), None)
            if not page or not cursor:
                break
    return list(rows.values())


def since(run, rows, days):
    """The rows of the truth that lie in the last so many days."""
    first = int(run.truth["milliseconds"]) - days * DAY
    return [row for row in rows if int(row["milliseconds"]) >= first]


def raw(run, where, row, true):
    """The raw row, member by member; ccxt adds the cursor."""
    for name, value in true["body"].items():
        run.same(where, name, row["info"].get(name), value)


def check(run):
    credentials = {"apiKey": run.credentials["key"], "secret": run.credentials["secret"]}
    options = {"fetchMarkets": {"types": ["spot", "linear"]}, "recvWindow": 5000}
    exchange = run.client(ccxt.bybit, credentials, **options)
    # The simulator's clock is not this machine's.
    exchange.options["timeDifference"] = exchange.milliseconds() - int(exchange.fetch_time())
    exchange.nonce = lambda: exchange.milliseconds() - exchange.options["timeDifference"]
    exchange.load_markets()

    everything = 3 * 366
    for name, fetch in (("deposits", exchange.fetch_deposits), ("withdrawals", exchange.fetch_withdrawals)):
        # Without withdrawType 2 those to other users are left out.
        got = pages(run, fetch, 29, everything, 50, **({"withdrawType": 2} if name == "withdrawals" else {}))
        key = "id" if name == "deposits" else "withdrawId"
        for where, row, true in run.matched(name, got, run.rows(name), lambda row: row["info"][key]):
            raw(run, where, row, true)
            body = true["body"]
            run.same_number(where, "amount", row["amount"], body["amount"])
            run.same_number(where, "fee", (row["fee"] or {}).get("cost") or "0", body.get("withdrawFee") or "0")
            run.same(where, "currency", row["currency"], body["coin"])
            run.same(where, "timestamp", row["timestamp"], int(true["milliseconds"]))
            run.same(where, "status", row["status"], STATUSES[true["state"]])
            run.same(where, "txid", row["txid"] or "", body["txID"])
            run.same(where, "address", row["addressTo"], body["toAddress"])

    got = pages(run, exchange.fetch_transfers, 7, everything, 50)
    for where, row, true in run.matched("transfers", got, run.rows("transfers")):
        raw(run, where, row, true)
        run.same_number(where, "amount", row["amount"], true["body"]["amount"])
        run.same(where, "currency", row["currency"], true["body"]["coin"])
        run.same(where, "timestamp", row["timestamp"], int(true["milliseconds"]))
        run.same(where, "status", row["status"], "ok")

    two_years = 729
    for category in ("spot", "linear"):
        got = pages(run, lambda **more: exchange.fetch_my_trades(None, **more), 7, two_years, 100, category=category)
        expected = since(run, run.rows("executions", unit=category), two_years)
        for where, row, true in run.matched(f"{category} trades", got, expected):
            raw(run, where, row, true)
            body = true["body"]
            for field, name in (("price", "execPrice"), ("amount", "execQty"), ("cost", "execValue")):
                run.same_number(where, field, row[field], body[name])
            run.same(where, "side", row["side"], body["side"].lower())
            run.same(where, "order", row["order"], body["orderId"])
            run.same(where, "taker or maker", row["takerOrMaker"], "maker" if body["isMaker"] else "taker")
            run.same(where, "timestamp", row["timestamp"], int(true["milliseconds"]))
            # The coin of the fee by ccxt's own rule, which is Bybit's; ccxt does not look at `feeCurrency`, where fees
            # paid in a third coin are told.
            fees = {move["asset"]: move["amount"] for move in true["movements"] if move["fee"]}
            own = next((coin for coin in fees if body["symbol"].startswith(coin) or body["symbol"].endswith(coin)), None)
            if own and body["symbol"] in exchange.markets_by_id:
                run.same(where, "fee currency", row["fee"]["currency"], own)
                run.same_number(where, "fee", row["fee"]["cost"], fees[own])

    def ledger(**more):
        return exchange.fetch_ledger(None, **more)

    got = pages(run, ledger, 7, two_years, 50)
    expected = since(run, run.rows("unified-log"), two_years)

    def identity(info):
        return (info["id"], info["type"], info["transactionTime"], info["tradeId"], info["currency"])

    for where, row, true in run.matched(
            "ledger", got, expected, lambda row: identity(row["info"]), lambda row: identity(row["body"])):
        raw(run, where, row, true)
        change = Decimal(true["body"]["change"])
        run.same_number(where, "amount", row["amount"], abs(change))
        run.same(where, "currency", row["currency"], true["body"]["currency"])
        run.same(where, "timestamp", row["timestamp"], int(true["milliseconds"]))
        run.same(where, "direction", row["direction"], "out" if change < 0 else "in")
        run.same_number(where, "after", row["after"], true["body"]["cashBalance"])

    got = []
    for index in range(1, 100):
        page = exchange.fetch_convert_trade_history(limit=100, params={"index": index})
        got += page
        if len(page) < 100:
            break
    for where, row, true in run.matched("conversions", got, run.rows("conversions")):
        raw(run, where, row, true)
        run.same(where, "from", row["fromCurrency"], true["body"]["fromCoin"])
        run.same(where, "into", row["toCurrency"], true["body"]["toCoin"])
        run.same_number(where, "from amount", row["fromAmount"], true["body"]["fromAmount"])
        run.same_number(where, "into amount", row["toAmount"], true["body"]["toAmount"])
        run.same(where, "timestamp", row["timestamp"], int(true["milliseconds"]))

    # What both wallets hold together is what the histories add up to; a log's rows that only tell more about others
    # move the wallet too, so each wallet is the sum of its own log.
    for history, params in (("unified-log", {}), ("funding-log", {"type": "fund"})):
        held = {}
        for row in run.rows(history):
            body = row["body"]
            coin = body["currency"]
            change = Decimal(body["change"]) if "change" in body else (
                Decimal(body["txnAmt"]) * (1 if body["ioDirection"] == "I" else -1))
            held[coin] = held.get(coin, Decimal(0)) + change
        got = exchange.fetch_balance(params)["total"]
        for coin in held.keys() | got.keys():
            run.same_number(f"{history} balance {coin}", "total", got.get(coin) or "0", held.get(coin, Decimal(0)))
        run.counts[f"{history} balances"] = len(held)

    stranger = run.client(ccxt.bybit, {**credentials, "apiKey": "synthetic-stranger"}, **options)
    forger = run.client(ccxt.bybit, {**credentials, "secret": "synthetic"}, **options)
    late = run.client(ccxt.bybit, credentials, **options)
    for who in (stranger, forger):
        who.nonce = exchange.nonce
    late.nonce = lambda: exchange.nonce() - 60_000
    call = lambda who: who.privateGetV5UserQueryApi()
    run.refused(stranger, call, ccxt.AuthenticationError, "10003")
    run.refused(forger, call, ccxt.AuthenticationError, "10004")
    run.refused(late, call, ccxt.InvalidNonce, "10002")
    # Ranges wider than Bybit takes, and behind what it serves.
    now = int(run.truth["milliseconds"])
    wide = {"category": "spot", "startTime": now - 8 * DAY, "endTime": now}
    run.refused(exchange, lambda who: who.privateGetV5ExecutionList(wide), ccxt.BadRequest, "10001")
    deep = {"category": "spot", "startTime": now - 740 * DAY, "endTime": now - 735 * DAY}
    run.refused(exchange, lambda who: who.privateGetV5ExecutionList(deep), ccxt.BadRequest, "10001")
    # Without a range only the default span is answered, and nothing says so.
    last = since(run, run.rows("deposits"), 30)
    run.same("deposits without a range", "rows", len(exchange.fetch_deposits()), min(50, len(last)))


if __name__ == "__main__":
    comparison.main(check)
