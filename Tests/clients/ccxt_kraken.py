#!/usr/bin/env python3
"""Reads the simulated Kraken through ccxt and compares all of it with the simulator's truth.

ccxt knows Kraken from years of use against the real one, and shares no code with Portolan: where the two
disagree about the simulator, the simulator is wrong, unless a comment here says why ccxt is.

usage: ccxt_kraken.py READY  (READY is the line of JSON that portolan-simulator prints)
exit: 0 all equal, 1 something differs (each difference on a line), 2 the check itself failed
"""

import json
import sys
import urllib.request
from decimal import Decimal

import ccxt

READY = json.loads(sys.argv[1])
URL, KEY, SECRET = READY["url"], READY["key"], READY["secret"]

CODES = {
    "ZEUR": "EUR", "ZUSD": "USD", "XXBT": "BTC", "XETH": "ETH", "XXRP": "XRP", "XLTC": "LTC", "XXDG": "DOGE",
    # Kraken's altname is REP; ccxt renames the old token so that it is not taken for the new one.
    "XREP": "REPV1",
}
SYMBOLS = {
    "XXBTZEUR": "BTC/EUR", "XETHZEUR": "ETH/EUR", "XETHXXBT": "ETH/BTC", "XXRPZEUR": "XRP/EUR", "ADAEUR": "ADA/EUR",
    "DOTUSD": "DOT/USD", "XBTUSDT": "BTC/USDT", "XLTCZUSD": "LTC/USD", "XDGEUR": "DOGE/EUR", "XTZEUR": "XTZ/EUR",
    # XREPZEUR is delisted: it is missing from AssetPairs, so ccxt cannot name it and it is not compared.
}
# ccxt folds Kraken's types into its own; every other type it passes through.
LEDGER_TYPES = {"deposit": "transaction", "withdrawal": "transaction"}
STATUSES = {"Success": "ok", "Failure": "failed", "Pending": "pending"}

differences = []


def differ(where, field, got, expected):
    differences.append(f"{where}: {field} is {got!r}, the truth is {expected!r}")


def same(where, field, got, expected):
    if got != expected:
        differ(where, field, got, expected)


def same_number(where, field, got, expected):
    if got is None or Decimal(got) != Decimal(expected):
        differ(where, field, got, expected)


def same_milliseconds(where, got, text):
    # ccxt multiplies seconds by 1000 in binary floating point and cuts, so it may be one millisecond early.
    expected = int(Decimal(text) * 1000)
    if got not in (expected, expected - 1):
        differ(where, "timestamp", got, expected)


def code(asset):
    return CODES.get(asset, asset)


def matched(name, got, expected, key="id"):
    """Pairs of rows with equal ids; what one side alone has is a difference."""
    if len(got) != len({row[key] for row in got}):
        differ(name, "ids", "with repetitions", "unique")
    left = {row[key]: row for row in got}
    right = {row["id" if key == "id" and "id" in row else "refid"]: row for row in expected}
    for missing in right.keys() - left.keys():
        differ(f"{name} {missing}", "row", None, "present")
    for extra in left.keys() - right.keys():
        differ(f"{name} {extra}", "row", "present", None)
    return [(name + " " + id, left[id], right[id]) for id in sorted(left.keys() & right.keys())]


def get(path):
    with urllib.request.urlopen(URL + path) as answer:
        # Number texts stay texts.
        return json.load(answer, parse_float=str, parse_int=str)


class ExactKraken(ccxt.kraken):
    @staticmethod
    def parse_json(text):
        # ccxt would make binary floats of JSON numbers, and times would lose their exact text.
        return json.loads(text, parse_float=str, parse_int=str)


def client():
    # The simulator's own rate limit is off in this check, and ccxt's one request a second would only wait.
    exchange = ExactKraken({"apiKey": KEY, "secret": SECRET, "enableRateLimit": False})
    for api in ("public", "private", "zendesk"):
        exchange.urls["api"][api] = URL
    exchange.number = str  # amounts as text: ccxt's default is a binary float
    return exchange


def all_pages(fetch, **params):
    rows, offset = [], 0
    while True:
        page = fetch(params={**params, "ofs": offset})
        if not page:
            return rows
        rows += page
        offset += len(page)


def check_ledger(exchange, truth):
    got = all_pages(exchange.fetch_ledger, end=truth["unixNow"])
    expected = [row for row in truth["ledger"] if not row["future"]]
    for where, row, true in matched("ledger", got, expected):
        # The raw row, text for text. ccxt puts the id into it.
        for field in ("refid", "time", "type", "subtype", "aclass", "asset", "amount", "fee", "balance"):
            same(where, field, row["info"][field], true[field])
        same(where, "time text", row["info"]["time"], true["time_text"])
        # And what ccxt makes of it.
        same_number(where, "amount", row["amount"], Decimal(true["amount"]).copy_abs())
        same(where, "direction", row["direction"], "out" if Decimal(true["amount"]) < 0 else "in")
        same_number(where, "fee cost", row["fee"]["cost"], true["fee"])
        same_number(where, "after", row["after"], true["balance"])
        same(where, "currency", row["currency"], code(true["asset"]))
        same(where, "type", row["type"], LEDGER_TYPES.get(true["type"], true["type"]))
        same(where, "reference", row["referenceId"], true["refid"])
        same_milliseconds(where, row["timestamp"], true["time_text"])
    return len(got)


def check_trades(exchange, truth):
    got = all_pages(exchange.fetch_my_trades, end=truth["unixNow"], ledgers=True)
    expected = [row for row in truth["trades"] if not row["future"]]
    for where, row, true in matched("trade", got, expected):
        for field in ("ordertxid", "pair", "time", "type", "ordertype", "price", "cost", "fee", "vol", "maker", "ledgers"):
            same(where, field, row["info"][field], true[field])
        for field, name in (("price", "price"), ("cost", "cost"), ("amount", "vol")):
            same_number(where, field, row[field], true[name])
        same_number(where, "fee cost", row["fee"]["cost"], true["fee"])
        same(where, "order", row["order"], true["ordertxid"])
        same(where, "side", row["side"], true["type"])
        same(where, "taker or maker", row["takerOrMaker"], "maker" if true["maker"] else "taker")
        if true["pair"] in SYMBOLS:
            same(where, "symbol", row["symbol"], SYMBOLS[true["pair"]])
        same_milliseconds(where, row["timestamp"], true["time_text"])
    return len(got)


def check_funding(name, got, truth_rows):
    for where, row, true in matched(name, got, truth_rows):
        for field in ("method", "asset", "refid", "txid", "info", "amount", "fee", "time", "status"):
            same(where, field, row["info"][field], true[field])
        same_number(where, "amount", row["amount"], true["amount"])
        same_number(where, "fee cost", row["fee"]["cost"], true["fee"])
        same(where, "currency", row["currency"], code(true["asset"]))
        same(where, "status", row["status"], STATUSES[true["status"]])
        same(where, "txid", row["txid"], true["txid"])
        same(where, "address", row["address"], true["info"])
        same(where, "timestamp", row["timestamp"], int(true["time"]) * 1000)
    return len(got)


def all_deposits(exchange):
    # ccxt's fetch_deposits has no cursor (it reads only the plain array), so walk back in time. A window ends
    # with the second of its oldest row: rows of that second come twice and are told apart by refid.
    rows, end = {}, None
    while True:
        page = exchange.fetch_deposits(params={} if end is None else {"end": end})
        fresh = [row for row in page if row["id"] not in rows]
        if not fresh:
            return list(rows.values())
        rows.update((row["id"], row) for row in fresh)
        end = str(min(row["timestamp"] for row in page) // 1000)


def all_withdrawals(exchange):
    # By hand rather than with ccxt's `paginate`, which stops after ten calls.
    rows, cursor = [], "true"
    while cursor:
        page = exchange.fetch_withdrawals(params={"cursor": cursor})
        rows += page
        # ccxt hands the cursor on in the last raw row.
        cursor = next((row["info"]["next_cursor"] for row in page if row["info"].get("next_cursor")), None)
    return rows


def check_balance(exchange, truth):
    got = exchange.fetch_balance()
    for asset, amount in truth["balances"].items():
        same_number(f"balance {asset}", "total", got["total"].get(code(asset)), amount)
    held = {code(asset) for asset in truth["balances"]}
    for extra in got["total"].keys() - held:
        differ(f"balance {extra}", "total", got["total"][extra], None)
    return len(got["total"])


def check_refusals():
    stranger = client()
    stranger.apiKey = "synthetic-stranger"
    forger = client()
    forger.secret = "c3ludGhldGlj"
    # ccxt names the wrong key; a wrong signature is a plain error to it, known by Kraken's words alone.
    for who, kind, words in (
        (stranger, ccxt.AuthenticationError, "EAPI:Invalid key"),
        (forger, ccxt.ExchangeError, "EAPI:Invalid signature"),
    ):
        try:
            who.fetch_balance()
            differ("refusal", "answer", "accepted", words)
        except kind as error:
            if words not in str(error):
                differ("refusal", "error", str(error), words)


def main():
    exchange = client()
    exchange.load_markets()
    same("markets", "symbols", sorted(exchange.symbols), sorted(SYMBOLS.values()))
    truth = get("/_simulator/truth")
    counts = {
        "ledger rows": check_ledger(exchange, truth),
        "trades": check_trades(exchange, truth),
        "deposits": check_funding("deposit", all_deposits(exchange), truth["deposits"]),
        "withdrawals": check_funding("withdrawal", all_withdrawals(exchange), truth["withdrawals"]),
        "balances": check_balance(exchange, truth),
    }
    check_refusals()
    same("request log", "violations", get("/_simulator/log")["violations"], "0")
    for line in differences[:200]:
        print(line)
    if len(differences) > 200:
        print(f"… and {len(differences) - 200} more")
    print(f"ccxt {ccxt.__version__} kraken: " + ", ".join(f"{count} {name}" for name, count in counts.items())
          + f" compared, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ccxt.BaseError as error:
        print(f"ccxt failed: {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(2)
