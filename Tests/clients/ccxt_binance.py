"""Binance through ccxt. Accepted differences, each with its reason, stand beside the comparison."""

from decimal import Decimal

import ccxt

import comparison

DAY = 86_400_000
START = 1_500_001_200_000


def body(row):
    return row["body"]


def windows(run, span):
    now = int(run.truth["milliseconds"])
    begin = START
    while begin <= now:
        yield begin, min(begin + span - 1, now)
        begin += span


def unique(rows, key=lambda row: row["id"]):
    return list({key(row): row for row in rows}.values())


def client(run, credentials):
    """Goes by the simulator's clock, of which Binance allows a few seconds of difference."""
    exchange = run.client(
        ccxt.binance, credentials, fetchMarkets={"types": ["spot"]}, fetchCurrencies=False)
    exchange.load_time_difference()
    return exchange


def check(run):
    credentials = {"apiKey": run.credentials["key"], "secret": run.credentials["secret"]}
    exchange = client(run, credentials)
    markets = exchange.load_markets()
    symbols = {market["id"]: market["symbol"] for market in markets.values() if market["spot"]}

    # Trades, market by market, from the first id on.
    got = []
    for row_unit in sorted({row["unit"] for row in run.rows("trades")}):
        first = "0"
        while True:
            page = exchange.fetch_my_trades(symbols[row_unit], limit=1000, params={"fromId": first})
            got += [{**trade, "key": row_unit + ":" + trade["id"]} for trade in page]
            if len(page) < 1000:
                break
            first = str(int(page[-1]["id"]) + 1)
    for where, mine, true in run.matched(
        "trades", got, run.rows("trades"), key=lambda row: row["key"], true_key=lambda row: row["unit"] + ":" + row["id"]
    ):
        run.same(where, "timestamp", mine["timestamp"], int(true["milliseconds"]))
        run.same(where, "side", mine["side"], "buy" if body(true)["isBuyer"] else "sell")
        run.same(where, "order", mine["order"], body(true)["orderId"])
        for ours, theirs in [("price", "price"), ("amount", "qty"), ("cost", "quoteQty")]:
            run.same_number(where, ours, mine[ours], body(true)[theirs])
        run.same_number(where, "fee", mine["fee"]["cost"], body(true)["commission"])
        run.same(where, "fee asset", mine["fee"]["currency"], body(true)["commissionAsset"])

    # Deposits and withdrawals, in windows.
    states = {"final": "ok", "pending": "pending", "void": "failed"}
    for name, call in [("deposits", exchange.fetch_deposits), ("withdrawals", exchange.fetch_withdrawals)]:
        got = []
        for begin, end in windows(run, 89 * DAY):
            got += call(None, begin, 1000, {"endTime": end, "startTime": begin})
        for where, mine, true in run.matched(name, unique(got), run.rows(name)):
            run.same(where, "timestamp", mine["timestamp"], int(true["milliseconds"]))
            run.same(where, "currency", mine["currency"], body(true)["coin"])
            run.same_number(where, "amount", mine["amount"], body(true)["amount"])
            run.same(where, "txid", mine["txid"], body(true)["txId"])
            run.same(where, "status", mine["status"], states[true["state"]])
            if name == "withdrawals":
                run.same_number(where, "fee", mine["fee"]["cost"], body(true)["transactionFee"])

    # Fiat orders, through the same calls.
    for name, unit, call in [
        ("fiat deposits", "0", exchange.fetch_deposits), ("fiat withdrawals", "1", exchange.fetch_withdrawals)
    ]:
        got = []
        for begin, end in windows(run, 89 * DAY):
            got += call(None, begin, None, {"fiat": True, "until": end})
        for where, mine, true in run.matched(name, unique(got), run.rows("fiat-orders", unit)):
            run.same(where, "timestamp", mine["timestamp"], int(true["milliseconds"]))
            run.same(where, "currency", mine["currency"], body(true)["fiatCurrency"])
            run.same_number(where, "amount", mine["amount"], body(true)["amount"])
            run.same_number(where, "fee", mine["fee"]["cost"], body(true)["totalFee"])
            run.same(where, "status", mine["status"], states[true["state"]])

    # Conversions, in windows of thirty days.
    got = []
    for begin, end in windows(run, 30 * DAY):
        got += exchange.fetch_convert_trade_history(None, begin, 1000, {"endTime": end})
    for where, mine, true in run.matched("conversions", unique(got), run.rows("conversions")):
        run.same(where, "timestamp", mine["timestamp"], int(true["milliseconds"]))
        run.same(where, "from", mine["fromCurrency"], body(true)["fromAsset"])
        run.same(where, "to", mine["toCurrency"], body(true)["toAsset"])
        run.same_number(where, "fromAmount", mine["fromAmount"], body(true)["fromAmount"])
        run.same_number(where, "toAmount", mine["toAmount"], body(true)["toAmount"])

    # Dust: only the newest hundred. ccxt names a row after the coin, not the sweep.
    got = exchange.fetch_my_dust_trades(params={"accountType": "SPOT"})
    for where, mine, true in run.matched(
        "dust", got, run.rows("dust")[-100:], key=lambda row: row["order"],
        true_key=lambda row: row["id"].split(":")[1]
    ):
        run.same(where, "timestamp", mine["timestamp"], int(true["milliseconds"]))
        run.same(where, "coin", mine["info"]["fromAsset"], body(true)["fromAsset"])
        run.same_number(where, "charge", mine["fee"]["cost"], body(true)["serviceChargeAmount"])

    # Universal transfers: six months.
    now = int(run.truth["milliseconds"])
    half = exchange.parse8601(run.truth["now"]) - 180 * DAY
    for types, unit in [(("spot", "funding"), "MAIN_FUNDING"), (("funding", "spot"), "FUNDING_MAIN")]:
        rows = exchange.fetch_transfers(None, half, 100, {"fromAccount": types[0], "toAccount": types[1], "until": now})
        true_rows = [row for row in run.rows("transfers", unit) if int(row["milliseconds"]) >= half]
        for where, mine, true in run.matched("transfers " + unit, rows, true_rows):
            run.same(where, "timestamp", mine["timestamp"], int(true["milliseconds"]))
            run.same(where, "currency", mine["currency"], body(true)["asset"])
            run.same_number(where, "amount", mine["amount"], body(true)["amount"])

    # Interest of cross margin: ninety days.
    got = []
    for begin in range(now - 89 * DAY, now, 29 * DAY):
        got += exchange.fetch_borrow_interest(None, None, begin, 100, {"endTime": min(begin + 29 * DAY, now)})
    true_rows = [row for row in run.rows("margin-interest") if int(row["milliseconds"]) >= now - 89 * DAY]
    for where, mine, true in run.matched(
        "interest", unique(got, lambda row: row["info"]["txId"]), true_rows, key=lambda row: row["info"]["txId"]
    ):
        run.same(where, "timestamp", mine["timestamp"], int(true["milliseconds"]))
        run.same_number(where, "interest", mine["interest"], body(true)["interest"])

    # Balances: what is below zero in a made-up life is not shown.
    balance = exchange.fetch_balance()
    true_balances = {asset: amount for asset, amount in run.truth["balances"].items() if Decimal(amount) > 0}
    run.counts["balances"] = len(balance["free"])
    run.same("balances", "assets", sorted(balance["free"]), sorted(true_balances))
    # The truth is of the account as a whole; what the margin account owns, less what it owes, is a part of it.
    margin = exchange.fetch_balance({"type": "margin"})["info"]["userAssets"]
    owned = {row["asset"]: Decimal(row["netAsset"]) for row in margin}
    for asset, amount in true_balances.items():
        held = Decimal(str(balance["free"].get(asset))) + owned.get(asset, 0)
        run.same_number("balance " + asset, "free and in margin", str(held), amount)

    # What must be refused.
    run.refused(
        client(run, {**credentials, "secret": "another"}), lambda client: client.fetch_balance(), ccxt.AuthenticationError, "-1022")
    run.refused(
        client(run, {**credentials, "apiKey": "another"}), lambda client: client.fetch_balance(), ccxt.AuthenticationError, "-2015")
    run.refused(exchange, lambda client: client.fetch_deposits(None, START, 10, {"endTime": START + 91 * DAY}),
                ccxt.ExchangeError, "-1100")
    run.refused(exchange, lambda client: client.privateGetMyTrades({"symbol": "NOSUCH"}), ccxt.BadSymbol, "-1121")
    run.refused(exchange, lambda client: client.privateGetMyTrades({"symbol": "BTCEUR", "fromId": "1", "startTime": "1"}),
                ccxt.ExchangeError, "-1128")


comparison.main(check)
