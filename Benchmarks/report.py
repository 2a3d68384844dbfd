#!/usr/bin/env python3
"""The report of a year with 100,000 transactions: how long each format takes, and what memory it holds.

    report.py --bin FOLDER [--transactions 100000] [--rounds 3] [--keep FOLDER]

The transactions are synthetic: a made-up file in Koinly's universal layout, imported into a connection to a simulated
exchange. Half of them are trades against fiat, valued by their own fiat side; the others are valued by the daily closes
of simulated price sources. Prints time and peak memory of `portolan report` in each format, round by round.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

from play import Exchange, Home

YEAR = 2025
NOW = "2026-03-01T12:00:00Z"
HEADER = ("Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,Net Worth Amount,"
          "Net Worth Currency,Label,Description,TxHash")


def amount(units: int, digits: int) -> str:
    text = str(units).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}"


def row(number: int, moment: datetime, chance: random.Random) -> str:
    """Trades of two coins, rewards and withdrawals beside trades against fiat; the first deposits pay for them."""
    at = moment.strftime("%Y-%m-%d %H:%M:%S UTC")
    coin = chance.choice(["BTC", "ETH", "SOL", "ADA"])
    some, few = amount(chance.randrange(1, 10**7), 8), amount(chance.randrange(1, 300), 2)
    fee = amount(chance.randrange(1, 99), 2)
    if number < 5:
        asset = ["EUR", "BTC", "ETH", "SOL", "ADA"][number]
        sides = ("", "", "100000000", asset, "", "", "")
    elif number % 2 == 0:
        sides = (few, "EUR", some, coin, fee, "EUR", "")
    elif number % 10 == 1:
        sides = (some, coin, "", "", amount(chance.randrange(1, 999), 8), coin, "")
    elif number % 10 == 3:
        sides = ("", "", some, coin, "", "", "staking")
    else:
        other = {"BTC": "ETH", "ETH": "SOL", "SOL": "ADA", "ADA": "BTC"}[coin]
        sides = (some, coin, some, other, amount(chance.randrange(1, 999), 8), coin, "")
    sent, sent_asset, received, received_asset, paid, paid_asset, label = sides
    return f"{at},{sent},{sent_asset},{received},{received_asset},{paid},{paid_asset},,,{label},synthetic,T{number:08d}"


def write_file(path: str, count: int) -> None:
    chance = random.Random(7)
    begin = datetime(YEAR, 1, 1, tzinfo=timezone.utc)
    step = timedelta(days=364) / count
    with open(path, "w") as file:
        file.write(HEADER + "\n")
        for number in range(count):
            file.write(row(number, begin + step * number, chance) + "\n")


def measured(home: Home, form: str, target: str) -> tuple:
    """Seconds and peak megabytes of one report; run by a small process of its own, whose only child it is."""
    code = ("import resource, subprocess, sys, time; began = time.monotonic(); "
            "ended = subprocess.run(sys.argv[1:], stderr=subprocess.PIPE, text=True); took = time.monotonic() - began; "
            "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
            "print(ended.returncode, took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, ended.stderr)")
    answer = subprocess.run(
        [sys.executable, "-c", code, home.program, "report", "--year", str(YEAR), "--format", form, "-o", target],
        capture_output=True, text=True, env=home.environment, check=True)
    status, took, processor, peak, said = answer.stdout.split(" ", 4)
    if status != "0":
        raise SystemExit(f"portolan report ended with {status}: {said}")
    return float(took), float(processor), float(peak)


def prepared(folder: str, home_folder: str, count: int) -> Home:
    # Beside it: nothing is written into the folder of the history.
    home = Home(folder, os.path.join(home_folder, "home"), 200)
    home.environment["PORTOLAN_NOW"] = NOW
    exchange = Exchange(folder, "kraken", "--seed", "3", "--size", "50", "--years", "1", "--speed", "200", "--tier",
                        "off", "--now", NOW)
    prices = Exchange(folder, "prices", "--speed", "200", "--tier", "off", "--now", NOW)
    try:
        home.connect(exchange, "kraken")
        source = os.path.join(home_folder, "synthetic.csv")
        write_file(source, count)
        began = time.monotonic()
        home.run("import", source, "--account", "kraken", "--format", "koinly")
        print(f"import: {time.monotonic() - began:.1f} s", flush=True)
        home.run("sync", "kraken", "--json", "--from", "all")
        began = time.monotonic()
        home.environment["PORTOLAN_PRICES_SIMULATOR"] = prices.url
        valued = json.loads(home.run("value", "--json", ok=(0, 5)))
        print(f"value: {time.monotonic() - began:.1f} s, {valued['valued']} of {valued['transactions']} transactions",
              flush=True)
    finally:
        exchange.stop()
        prices.stop()
    return home


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--transactions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", help="leave home folder and reports there")
    options = parser.parse_args()
    folder = os.path.abspath(options.bin)
    with tempfile.TemporaryDirectory() as temporary:
        home_folder = os.path.abspath(options.keep or temporary)
        os.makedirs(home_folder, exist_ok=True)
        home = prepared(folder, home_folder, options.transactions)
        for form in ["html", "csv", "json"]:
            target = os.path.join(home_folder, f"report.{form}")
            runs = [measured(home, form, target) for _ in range(options.rounds)]
            walls = " ".join(f"{run[0]:.2f}" for run in runs)
            print(f"{form}: {walls} s, median {statistics.median(run[0] for run in runs):.2f} s, CPU "
                  f"{statistics.median(run[1] for run in runs):.2f} s, peak {max(run[2] for run in runs):.0f} MB, "
                  f"{os.path.getsize(target) / 1e6:.1f} MB written", flush=True)


if __name__ == "__main__":
    main()
