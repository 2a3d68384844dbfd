"""OKX through ccxt: fills, both ledgers, deposits, withdrawals, conversions, transfers, balances, refusals."""

from decimal import Decimal

import ccxt
from comparison import main

MONTHS = 92 * 86_400_000  # The simulated present is 1 June: three calendar months.
STATES = {"2": "ok", "0": "pending", "-1": "failed"}
LEDGER_TYPES = {"1": "transfer", "2": "trade", "8": "fee", "11": "trade"}


def credentials(run, **changed):
    known = run.credentials
    return {
        "apiKey": known["key"], "secret": known["secret"], "password": known["passphrase"], **changed,
    }


def client(run, **changed):
    # Signatures age within seconds, and the simulated present is another one.
    exchange = run.client(ccxt.okx, credentials(run, **changed), fetchMarkets={"types": ["spot"]})
    exchange.load_time_difference()
    exchange.options["adjustForTimeDifference"] = True
    return exchange


def by_id(fetch, id_of, name="after", **params):
    """Pages by id: `after` is the last id of the page before."""
    rows, last = [], None
    while True:
        page = fetch(params={**params, **({name: last} if last else {})})
        if not page:
            return rows
        rows += page
        # ccxt turns pages round: the oldest row is the one with the smallest id.
        last = str(min(int(id_of(row)) for row in page))


def by_time(fetch, **params):
    """Pages by time, which is exclusive: the instant of the oldest row is asked for again."""
    rows, after = {}, None
    while True:
        page = fetch(params={**params, **({"after": str(after)} if after else {})})
        fresh = {row["info"].get("depId") or row["info"].get("wdId") or row["info"].get("tradeId")
                 or row["info"]["billId"]: row for row in page}
        if not fresh.keys() - rows.keys():
            return list(rows.values())
        rows.update(fresh)
        after = min(row["timestamp"] for row in page) + 1


def movement(true, asset, fee=False):
    return sum((Decimal(each["amount"]) for each in true["movements"] if each["asset"] == asset and each["fee"] == fee),
               Decimal(0))


def check_info(run, where, row, true):
    """The raw row, text for text."""
    for field, value in true["body"].items():
        run.same(where, field, row["info"].get(field), value)


def check_trades(run, exchange, since):
    got = by_id(exchange.fetch_my_trades, lambda row: row["info"]["billId"], type="spot")
    expected = [row for row in run.rows("fills", unit="SPOT") if int(row["body"]["ts"]) >= since]
    for where, row, true in run.matched("fills", got, expected, key=lambda row: row["info"]["billId"]):
        body = true["body"]
        check_info(run, where, row, true)
        run.same(where, "side", row["side"], body["side"])
        run.same(where, "order", row["order"], body["ordId"])
        run.same(where, "timestamp", row["timestamp"], int(body["ts"]))
        base, quote = body["instId"].split("-")
        run.same_number(where, "amount", row["amount"], abs(movement(true, base)))
        run.same_number(where, "cost", Decimal(row["amount"]) * Decimal(row["price"]), abs(movement(true, quote)))
        run.same_number(where, "fee", row["fee"]["cost"], movement(true, body["feeCcy"], fee=True))
        run.same(where, "maker", row["takerOrMaker"], "maker" if body["execType"] == "M" else "taker")


def check_ledger(run, name, got, expected):
    for where, row, true in run.matched(name, got, expected):
        body = true["body"]
        check_info(run, where, row, true)
        run.same(where, "currency", row["currency"], body["ccy"])
        change = movement(true, body["ccy"]) - movement(true, body["ccy"], fee=True)
        run.same_number(where, "amount", row["amount"], change)
        run.same_number(where, "after", row["after"], body["bal"])
        run.same(where, "timestamp", row["timestamp"], int(body["ts"]))
        run.same(where, "type", row["type"], LEDGER_TYPES.get(body["type"], row["type"]))


def check_moves(run, name, got, expected):
    for where, row, true in run.matched(name, got, expected):
        body = true["body"]
        check_info(run, where, row, true)
        run.same_number(where, "amount", row["amount"], abs(movement(true, body["ccy"])))
        run.same(where, "currency", row["currency"], body["ccy"])
        run.same(where, "status", row["status"], STATES[body["state"]])
        run.same(where, "txid", row["txid"], body["txId"] or None)
        run.same(where, "address", row["address"], body["to"])
        run.same(where, "timestamp", row["timestamp"], int(body["ts"]))
        if "fee" in body:
            run.same_number(where, "fee", row["fee"]["cost"], movement(true, body["feeCcy"], fee=True))


def check_conversions(run, exchange):
    # ccxt names base and quote, whichever side was sold.
    got = by_time(exchange.fetch_convert_trade_history)
    for where, row, true in run.matched("conversions", got, run.rows("conversions")):
        body = true["body"]
        check_info(run, where, row, true)
        run.same_number(where, "base", row["fromAmount"], abs(movement(true, body["baseCcy"])))
        run.same_number(where, "quote", row["toAmount"], abs(movement(true, body["quoteCcy"])))
        run.same(where, "timestamp", row["timestamp"], int(body["ts"]))


def check_transfers(run, exchange, since):
    got = by_id(exchange.fetch_transfers, lambda row: row["info"]["billId"])
    expected = [row for row in run.rows("trading-ledger")
                if row["body"]["type"] == "1" and int(row["body"]["ts"]) >= since]
    for where, row, true in run.matched("transfers", got, expected, key=lambda row: row["info"]["billId"]):
        check_info(run, where, row, true)
        way = ("funding", "trading") if movement(true, true["body"]["ccy"]) > 0 else ("trading", "funding")
        run.same(where, "way", (row["fromAccount"], row["toAccount"]), way)


def check_balances(run, exchange):
    """Both wallets together are what the account holds."""
    held = {}
    for wallet in ("trading", "funding"):
        for asset, amount in exchange.fetch_balance({"type": wallet})["total"].items():
            held[asset] = held.get(asset, Decimal(0)) + Decimal(amount)
    run.counts["balances"] = len(held)
    for asset, amount in run.truth["balances"].items():
        run.same_number(f"balance {asset}", "total", held.pop(asset, Decimal(0)), amount)
    for asset, amount in held.items():
        run.differ(f"balance {asset}", "total", amount, None)


def check(run):
    exchange = client(run)
    exchange.load_markets()
    since = int(run.truth["milliseconds"]) - MONTHS
    check_trades(run, exchange, since)
    recent = [row for row in run.rows("trading-ledger") if int(row["body"]["ts"]) >= since]
    # ccxt asks for one class of products at a time; what belongs to none, and the whole history of the funding account,
    # only its raw calls give.
    for kind in ("spot", "margin", "swap"):
        got = by_id(exchange.fetch_ledger, lambda row: row["id"], type=kind, method="privateGetAccountBillsArchive")
        check_ledger(run, kind + " bills", got,
                     [row for row in recent if row["body"]["instType"].lower() == kind])
    for name, call, options, expected in (
        ("bills", exchange.private_get_account_bills_archive, {}, recent),
        ("funding bills", exchange.private_get_asset_bills_history, {"pagingType": "2"}, run.rows("funding-ledger")),
    ):
        raw = by_id(lambda params: call(params)["data"], lambda row: row["billId"], **options)
        check_ledger(run, name, exchange.parse_ledger(raw), expected)
    check_moves(run, "deposits", by_time(exchange.fetch_deposits), run.rows("deposits"))
    check_moves(run, "withdrawals", by_time(exchange.fetch_withdrawals), run.rows("withdrawals"))
    check_conversions(run, exchange)
    check_transfers(run, exchange, since)
    check_balances(run, exchange)
    for changed, kind, words in (
        ({"apiKey": "stranger"}, ccxt.AuthenticationError, "50111"),
        ({"secret": "forged"}, ccxt.AuthenticationError, "50113"),
        ({"password": "wrong"}, ccxt.AuthenticationError, "50105"),
    ):
        run.refused(client(run, **changed), lambda exchange: exchange.private_get_asset_balances(), kind, words)


main(check)
