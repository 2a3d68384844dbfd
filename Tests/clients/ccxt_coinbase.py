"""Everything ccxt reads of Coinbase, compared with the simulator's truth.

ccxt's fetch_deposits and fetch_withdrawals read fiat payments, or with currencyType=crypto a wallet's transactions. It counts
on the real time and the real address when it signs: both are put in their place here.
"""

from datetime import datetime
from decimal import Decimal

import ccxt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import comparison


def client(run, secret=None, name=None):
    class Placed(ccxt.coinbase):
        def seconds(self):
            # The simulator's clock stands elsewhere.
            now = run.get("/_simulator/time")["now"]
            return int(datetime.fromisoformat(now[:19] + "+00:00").timestamp())

        def create_auth_token(self, seconds, method=None, url=None, useEddsa=False):
            real = url.replace(run.url, "https://api.coinbase.com") if url else url
            return super().create_auth_token(seconds, method, real, useEddsa)

    credentials = {
        "apiKey": name or run.credentials["key"],
        "secret": secret or run.credentials["secret"],
    }
    exchange = run.client(Placed, credentials, fetchAccounts="fetchAccountsV2")
    return exchange


def milliseconds(row):
    return int(row["milliseconds"])


def wallets(run, exchange):
    """Every wallet, page by page, as ccxt hands the next id on."""
    rows, after = [], None
    while True:
        page = exchange.fetch_accounts({} if after is None else {"starting_after": after})
        rows += page
        after = page[-1]["info"].get("next_starting_after")
        if not after:
            return rows


def pages(fetch, account):
    rows, after = [], None
    while True:
        params = {"account_id": account, "order": "asc"}
        if after:
            params["starting_after"] = after
        page = fetch(None, None, 100, params)
        rows += page
        after = page[-1]["info"].get("next_starting_after") if page else None
        if not after:
            return rows


def check_ledger(run, exchange, accounts):
    got = [row for account in accounts for row in pages(exchange.fetch_ledger, account["id"])]
    for where, row, true in run.matched("ledger rows", got, run.rows("transactions")):
        body = true["body"]
        for field in ("id", "type", "status", "amount", "native_amount", "created_at", "resource_path", "network", "to",
                      "buy", "sell", "trade", "advanced_trade_fill"):
            run.same(where, field, row["info"].get(field), body.get(field))
        run.same_number(where, "amount", row["amount"], Decimal(body["amount"]["amount"]).copy_abs())
        run.same(where, "direction", row["direction"], "out" if Decimal(body["amount"]["amount"]) < 0 else "in")
        run.same(where, "currency", row["currency"], body["amount"]["currency"])
        run.same(where, "account", row["account"], true["unit"])
        run.same(where, "timestamp", row["timestamp"], milliseconds(true))
        run.same(where, "status", row["status"], {"completed": "ok"}.get(body["status"], body["status"]))
        fee = body.get("network", {}).get("transaction_fee")
        if fee is not None:
            run.same_number(where, "fee", row["fee"]["cost"], fee["amount"])
        # Balance: what the row moves is what it says, but for the sign of some sales and for commissions.
        moved = sum(Decimal(m["amount"]) - 2 * Decimal(m["amount"]) * (m["fee"] is True) for m in true["movements"]
                    if m["asset"] == body["amount"]["currency"] and not (m["fee"] and body["type"] == "advanced_trade_fill"))
        sign = -1 if body["type"] == "sell" and moved < 0 < Decimal(body["amount"]["amount"]) else 1
        run.same_number(where, "movement", str(sign * moved), body["amount"]["amount"])


def check_payments(run, name, fetch, accounts, sign):
    """Fiat payments of the fiat wallets."""
    got = [row for account in accounts for row in fetch(None, None, 100, {"account_id": account["id"], "order": "asc"})]
    # One page of each: ccxt does not page here.
    expected = []
    for account in accounts:
        page = fetch(None, None, 100, {"account_id": account["id"], "order": "asc"})
        expected += run.rows(name, account["id"])[:len(page)]
    for where, row, true in run.matched(name, got, expected):
        body = true["body"]
        for field in ("status", "amount", "subtotal", "fee", "transaction", "created_at"):
            run.same(where, field, row["info"][field], body[field])
        run.same_number(where, "amount", row["amount"], body["subtotal"]["amount"])
        run.same_number(where, "fee", row["fee"]["cost"], body["fee"]["amount"])
        run.same(where, "currency", row["currency"], body["amount"]["currency"])
        run.same(where, "type", row["type"], name[:-1])
        run.same(where, "timestamp", row["timestamp"], milliseconds(true))
        expected_status = {"created": "pending", "completed": "ok", "canceled": "canceled"}[body["status"]]
        run.same(where, "status", row["status"], expected_status)
        # The wallet's own row moves by the subtotal.
        moved = [t for t in run.rows("transactions") if t["id"] == body["transaction"]["id"]]
        if not moved and milliseconds(true) < milliseconds(run.rows("transactions", true["unit"])[0]):
            continue  # made away with so that pages are full
        run.same(where, "transactions", len(moved), 1)
        for transaction in moved:
            run.same_number(where, "moved", transaction["body"]["amount"]["amount"],
                            str(sign * Decimal(body["subtotal"]["amount"])))


def check_crypto(run, exchange, accounts):
    """A wallet's transactions as deposits and withdrawals: by sign."""
    for name, fetch, sign in (("crypto deposits", exchange.fetch_deposits, 1),
                              ("crypto withdrawals", exchange.fetch_withdrawals, -1)):
        got, expected = [], []
        for account in accounts:
            query = {"account_id": account["id"], "order": "asc", "currencyType": "crypto"}
            both = exchange.fetch_deposits_withdrawals(None, None, 100, {"account_id": account["id"], "order": "asc"})
            got += fetch(None, None, 100, query)
            expected += [row for row in run.rows("transactions", account["id"])[:max(99, len(both))]
                         if row["id"] in {r["id"] for r in both} and
                         Decimal(row["body"]["amount"]["amount"]) * sign > 0]
        shown = {row["id"] for row in got}
        # Every third page is a row short, and one of the two calls may meet it.
        edge = [row for row in expected if row["id"] in shown]
        for where, row, true in run.matched(name, [r for r in got if r["id"] in {e["id"] for e in edge}], edge):
            body = true["body"]
            network = body.get("network", {})
            amount = network.get("transaction_amount", body["amount"]) if body["type"] == "send" else body["amount"]
            run.same_number(where, "amount", row["amount"], Decimal(amount["amount"]).copy_abs())
            run.same(where, "txid", row["txid"], network.get("hash", row["id"]))
            run.same(where, "address", row["address"], body.get("to", {}).get("address"))
            run.same(where, "timestamp", row["timestamp"], milliseconds(true))


def check_trades(run, exchange):
    got, cursor = [], None
    while True:
        page = exchange.fetch_my_trades(None, None, 100, {} if cursor is None else {"cursor": cursor})
        got += page
        # ccxt hands the cursor on in the first raw row.
        cursor = next((row["info"]["cursor"] for row in page if row["info"].get("cursor")), None)
        if not cursor:
            break
    for where, row, true in run.matched("fills", got, run.rows("fills"), key=lambda row: row["info"]["entry_id"]):
        body = true["body"]
        for field in ("trade_id", "order_id", "trade_time", "price", "size", "commission", "product_id",
                      "sequence_timestamp", "liquidity_indicator", "size_in_quote", "side"):
            run.same(where, field, row["info"][field], body[field])
        run.same(where, "order", row["order"], body["order_id"])
        run.same(where, "side", row["side"], body["side"].lower())
        run.same(where, "takerOrMaker", row["takerOrMaker"], body["liquidity_indicator"].lower())
        run.same(where, "timestamp", row["timestamp"], milliseconds(true))
        run.same_number(where, "fee", row["fee"]["cost"], body["commission"])
        if body["size_in_quote"]:
            # The base is a quotient, which ccxt cuts after so many digits; so is the cost it makes of it again.
            for field, expected in (("amount", Decimal(body["size"]) / Decimal(body["price"])), ("cost", body["size"])):
                if abs(Decimal(row[field]) - Decimal(expected)) > Decimal("0.0001"):
                    run.differ(where, field, row[field], str(expected))
        else:
            run.same_number(where, "amount", row["amount"], body["size"])
            run.same_number(where, "cost", row["cost"], Decimal(body["size"]) * Decimal(body["price"]))


def check_windows(run, exchange):
    """A range of fills gives exactly those booked within it."""
    rows = run.rows("fills")
    since, until = milliseconds(rows[len(rows) // 3]), milliseconds(rows[len(rows) // 3 + 20])
    got = exchange.fetch_my_trades(None, since, 100, {"until": until})

    def booked(row):
        return datetime.fromisoformat(row["body"]["sequence_timestamp"][:26].rstrip("Z") + "+00:00").timestamp() * 1000

    # ccxt leaves out what happened before the range and was booked in it.
    inside = [row for row in rows if since <= booked(row) <= until and milliseconds(row) >= since]
    run.same("window", "rows", sorted(row["info"]["entry_id"] for row in got), sorted(row["id"] for row in inside))
    run.same("window", "filled", len(got) > 5, True)


def check_balances(run, exchange):
    # Through v3: of v2 ccxt reads one page, and asks for more rows than a page has. See check_v2_balances.
    got = exchange.fetch_balance({"v3": True})
    held = {asset: amount for asset, amount in got["total"].items() if Decimal(amount) != 0}
    run.counts["balances"] = len(held)
    for asset, amount in run.truth["balances"].items():
        run.same_number(f"balance {asset}", "total", held.get(asset, "0"), amount)
    for extra in held.keys() - run.truth["balances"].keys():
        run.differ(f"balance {extra}", "total", held[extra], None)


def check_v2_balances(run, accounts):
    total = {}
    for account in accounts:
        balance = account["info"]["balance"]
        total[balance["currency"]] = total.get(balance["currency"], Decimal(0)) + Decimal(balance["amount"])
    for asset, amount in run.truth["balances"].items():
        run.same_number(f"wallets of {asset}", "total", str(total.get(asset, 0)), amount)


def check(run):
    exchange = client(run)
    exchange.load_markets()
    now = run.get("/_simulator/time")["now"][:19]
    for method in ("v2PublicGetTime", "v3PublicGetBrokerageTime"):
        seconds = exchange.fetch_time({"method": method}) // 1000
        run.same("time", method, seconds - exchange.seconds() in (0, -1), True)
    run.same("time", "length", len(now), 19)
    accounts = wallets(run, exchange)
    run.counts["wallets"] = len(accounts)
    run.same("wallets", "twice", len({account["id"] for account in accounts}), len(accounts))
    units = {row["unit"] for row in run.rows("transactions")}
    run.same("wallets", "of rows", sorted(units - {account["id"] for account in accounts}), [])
    used = [account for account in accounts if account["id"] in units]
    check_ledger(run, exchange, used)
    fiat = [account for account in used if account["info"]["currency"]["type"] == "fiat"]
    check_payments(run, "deposits", exchange.fetch_deposits, fiat, 1)
    check_payments(run, "withdrawals", exchange.fetch_withdrawals, fiat, -1)
    check_crypto(run, exchange, [account for account in used if account not in fiat])
    check_trades(run, exchange)
    check_windows(run, exchange)
    check_balances(run, exchange)
    check_v2_balances(run, accounts)
    stranger = client(run, name="organizations/0/apiKeys/0")
    stranger.set_markets(exchange.markets, exchange.currencies)
    run.refused(stranger, lambda it: it.fetch_accounts(), ccxt.AuthenticationError, "authentication_error")
    run.refused(stranger, lambda it: it.fetch_my_trades(), ccxt.AuthenticationError, "401")
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()).decode()
    forger = client(run, secret=other)
    forger.set_markets(exchange.markets, exchange.currencies)
    run.refused(forger, lambda it: it.fetch_accounts(), ccxt.AuthenticationError, "authentication_error")


if __name__ == "__main__":
    comparison.main(check)
