#!/usr/bin/env python3
"""A first sync of a Binance account: 2,500 markets, a dozen of them used, under Binance's real weight limits.

    markets.py --bin FOLDER [--markets 2500] [--speed 400] [--interrupts 6]

Plays it twice, with clocks that run `--speed` times as fast on both sides: once to its end, once killed or interrupted
again and again and taken up each time. Prints requests and time on the exchange's clock of both, what of it the trades
took, after how many requests the last used market was read, and whether both stores hold exactly what is true.
"""

import argparse
import json
import os
import signal
import tempfile
import time

from play import Exchange, Home, instant


def truth_of(exchange: Exchange) -> set:
    rows = exchange.ask("truth")["rows"]
    return {(row["history"], row["unit"], row["id"]) for row in rows if row["history"] == "trades" and not row["future"]}


def stored(home: Home) -> set:
    export = json.loads(home.run("transactions", "export", "--format", "json"))
    records = [record for transaction in export for record in transaction["records"] if record["stream"] == "trades"]
    return {("trades", record.get("unit", ""), record["key"].split("/")[-1]) for record in records}


def told(name: str, exchange: Exchange, home: Home, pieces: int) -> dict:
    log = exchange.ask("log")
    entries = log["entries"]
    trades = [entry for entry in entries if entry["path"] == "/api/v3/myTrades"]
    # What counts against the weights of /api/v3: markets, time, trades.
    weights = sum(int(entry["cost"]) for entry in entries if entry["path"].startswith("/api/v3"))
    span = instant(entries[-1]["at"]) - instant(entries[0]["at"])
    markets = {entry["arguments"]["symbol"] for entry in trades}
    with_rows = [number for number, entry in enumerate(trades, 1) if int(entry["rows"] or 0) > 0]
    refused = [entry for entry in entries if entry["errors"]]
    true, held = truth_of(exchange), stored(home)
    coverage = json.loads(home.run("coverage", "--json"))[0]["streams"]
    states = {}
    for stream in coverage:
        if stream["name"] == "trades":
            states[stream["state"]] = states.get(stream["state"], 0) + 1
    print(f"{name}: {len(entries)} requests in {pieces} piece{'s' if pieces > 1 else ''}, {span / 60:.1f} minutes of the "
          f"exchange's clock; {len(trades)} for trades over {len(markets)} markets, weight {weights} of /api/v3")
    print(f"  the last market with trades was read after {with_rows[-1] if with_rows else 0} of {len(trades)} requests; "
          f"{len(refused)} requests refused, {log['violations']} not allowed")
    print(f"  {len(held)} trades stored, {len(true)} true, {len(true ^ held)} differ; markets by state: {states}")
    return {"requests": len(entries), "minutes": span / 60}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--markets", type=int, default=2500)
    parser.add_argument("--speed", type=int, default=25)
    parser.add_argument("--interrupts", type=int, default=6)
    parser.add_argument("--size", type=int, default=1200)
    options = parser.parse_args()
    folder = os.path.abspath(options.bin)

    def exchange() -> Exchange:
        return Exchange(folder, "binance", "--seed", "7", "--size", str(options.size), "--years", "3", "--speed",
                        str(options.speed), "--option", f"markets={options.markets}")

    with tempfile.TemporaryDirectory() as home_folder:
        played = exchange()
        home = Home(folder, home_folder, options.speed)
        home.connect(played, "binance")
        home.run("sync", "--json")
        whole = told("in one go", played, home, 1)
        played.stop()

    with tempfile.TemporaryDirectory() as home_folder:
        played = exchange()
        home = Home(folder, home_folder, options.speed)
        home.connect(played, "binance")
        # Spread over the whole of it; every other time without a chance to say goodbye.
        for number in range(options.interrupts):
            process = home.start("sync", "--json")
            goal = whole["requests"] * (number + 1) // (options.interrupts + 1)
            while process.poll() is None and int(played.ask("count")["requests"]) < goal:
                time.sleep(0.05)
            if process.poll() is not None:
                raise SystemExit(f"the sync ended with {process.returncode} before interruption {number + 1}")
            process.send_signal(signal.SIGKILL if number % 2 else signal.SIGINT)
            process.wait()
        home.run("sync", "--json")
        cut = told(f"interrupted {options.interrupts} times", played, home, options.interrupts + 1)
        played.stop()
    print(f"interruptions cost {cut['requests'] / whole['requests']:.3f}x the requests, "
          f"{cut['minutes'] / whole['minutes']:.3f}x the time")


if __name__ == "__main__":
    main()
