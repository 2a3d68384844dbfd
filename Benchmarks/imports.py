#!/usr/bin/env python3
"""Import of large files: time and memory, alone and beside what the exchange's interface told.

    imports.py --bin FOLDER [--rows 1000000] [--small 10000] [--api 100000] [--only kraken|waltio]

Writes synthetic files in the layouts of Kraken's ledgers (with ids) and of Waltio (without), and imports each into a
fresh home folder: into a connection that was never read, and into one that holds `--api` records read from a simulated
Kraken account, every other of which the file tells as well (the small file: as many as are half of it). Prints wall time, peak memory, and the ratio of peaks between the large
file and the small one; memory is flat below 1.25.
"""

import argparse
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone

from play import Exchange, Home

YEARS = 4
NOW = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)
SPEED = 1000
KRAKEN_HEADER = '"txid","refid","time","type","subtype","aclass","asset","wallet","amount","fee","balance"\n'
WALTIO_HEADER = ("Type,Date,Fuseau horaire,Montant reçu,Monnaie ou jeton reçu,Montant envoyé,Monnaie ou jeton envoyé,Frais,"
                 "Monnaie ou jeton des frais,Exchange / Plateforme,Description,Label,Prix du jeton du montant envoyé,"
                 "Prix du jeton du montant recu,Prix du jeton des frais,Adresse,Transaction hash,ID Externe\n")


def measured(program: str, arguments: list, environment: dict) -> dict:
    """Seconds and peak megabytes of a run, started by a process too small to leave its own peak to it."""
    answer = subprocess.run([sys.executable, "-S", "-E", os.path.abspath(__file__), "--measure", program, *arguments],
                            env=environment, capture_output=True, text=True)
    if answer.returncode != 0:
        raise SystemExit(f"{program} {' '.join(arguments)} ended with {answer.returncode}:\n{answer.stderr}")
    cost = json.loads(answer.stderr.strip().splitlines()[-1])
    return {"outcome": json.loads(answer.stdout), **cost}


def measure(arguments: list) -> None:
    import time
    began = time.monotonic()
    child = os.posix_spawn(arguments[0], arguments, os.environ)
    _, status, usage = os.wait4(child, 0)
    print(json.dumps({"wall": time.monotonic() - began, "cpu": usage.ru_utime + usage.ru_stime,
                      "peak": usage.ru_maxrss / 1024}), file=sys.stderr)
    sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)


class Exports:
    """Synthetic rows over the life of the account; `told` are rows of the account, mixed in where their time is."""

    def __init__(self, rows: int, told: list):
        self.rows, self.told = rows, told

    def events(self, each: int):
        """Instants in order, in seconds: so many that the file has its rows, `each` to an event."""
        random.seed(7)
        count = max(0, (self.rows - len(self.told)) // each)
        start = NOW - timedelta(days=365 * YEARS)
        step = 365 * YEARS * 86400 / max(1, count)
        for number in range(count):
            yield number, start + timedelta(seconds=int(number * step + random.random() * step))

    def merged(self, made, told):
        """Two sequences of (time, text), each in order, in one order."""
        waiting = iter(told)
        next_told = next(waiting, None)
        for time, text in made:
            while next_told is not None and next_told[0] <= time:
                yield next_told[1]
                next_told = next(waiting, None)
            yield text
        while next_told is not None:
            yield next_told[1]
            next_told = next(waiting, None)

    def kraken(self, path: str) -> None:
        def made():
            for number, time in self.events(2):
                amount, price = random.randint(1, 10**8), random.randint(20000, 90000)
                text = ""
                for side, (asset, value) in enumerate((("ZEUR", f"-{amount * price // 10**8}.{amount % 10000:04}"),
                                                       ("XXBT", f"{amount / 10**8:.8f}"))):
                    text += (f'"LS{number:08}-{side}","TS{number:08}","{time:%Y-%m-%d %H:%M:%S}","trade","","currency",'
                             f'"{asset}","spot / main",{value},0.0000,0.0000\n')
                yield time.timestamp(), text

        told = [(float(row["time_text"]), ",".join(
            [f'"{row[name]}"' for name in ("id", "refid")] +
            [f'"{datetime.fromtimestamp(int(float(row["time_text"])), timezone.utc):%Y-%m-%d %H:%M:%S}"'] +
            [f'"{row[name]}"' for name in ("type", "subtype", "aclass", "asset")] + ['"spot / main"'] +
            [row[name] for name in ("amount", "fee", "balance")]) + "\n") for row in self.told]
        with open(path, "w") as file:
            file.write(KRAKEN_HEADER)
            file.writelines(self.merged(made(), told))

    def waltio(self, path: str) -> None:
        def row(time, sent, received) -> str:
            kind = "Échange" if sent and received else "Dépôt" if received else "Retrait"
            cells = [*(received or ("", "")), *(sent or ("", ""))]
            return f"{kind},{time:%d/%m/%Y %H:%M:%S},GMT,{','.join(cells)},,,KRAKEN,,,,,,,,\n"

        def made():
            for _, time in self.events(1):
                amount, price = random.randint(1, 10**8), random.randint(20000, 90000)
                yield time.timestamp(), row(time, (f"{amount * price // 10**8}.{amount % 10000:04}", "EUR"),
                                            (f"{amount / 10**8:.8f}", "BTC"))

        told = [(day_first(cells[1]).timestamp(), ",".join([*cells[:10], *[""] * 8]) + "\n") for cells in self.told]
        with open(path, "w") as file:
            file.write(WALTIO_HEADER)
            file.writelines(self.merged(made(), told))


def day_first(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M:%S").replace(tzinfo=timezone.utc)


def account(folder: str, home: Home, size: int) -> Exchange:
    exchange = Exchange(folder, "kraken", "--seed", "7", "--size", str(size), "--years", str(YEARS), "--tier", "off",
                        "--now", f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "--speed", str(SPEED))
    home.environment["PORTOLAN_NOW"] = exchange.ask("time")["now"]
    home.connect(exchange, "kraken")
    return exchange


def told_rows(layout: str, exchange: Exchange, home: Home) -> list:
    """Every other thing the account holds, as the file of that layout needs it."""
    if layout == "kraken":
        rows = [row for row in exchange.ask("truth")["ledger"] if float(row["time_text"]) < NOW.timestamp()]
        return sorted(rows, key=lambda row: float(row["time_text"]))[::2]
    # Without the ids that would make it easy: what is left to go by are times and amounts.
    rows = list(csv.reader(io.StringIO(home.run("transactions", "export", "--format", "waltio"))))[1:]
    return sorted((row for row in rows if day_first(row[1]) < NOW), key=lambda row: day_first(row[1]))[::2]


def run(folder: str, layout: str, rows: int, api: int) -> dict:
    with tempfile.TemporaryDirectory() as place:
        home = Home(folder, f"{place}/home", SPEED)
        exchange = account(folder, home, api or 10)
        told = []
        if api:
            home.run("sync", "--json", ok=(0, 5))
            told = told_rows(layout, exchange, home)[:rows // 2]
        exchange.stop()
        path = f"{place}/synthetic-{layout}-{rows}.csv"
        getattr(Exports(rows, told), layout)(path)
        del told
        cost = measured(home.program, ["import", path, "--account", "kraken", "--json"], home.environment)
        outcome = cost["outcome"]
        beside = f"{api:,} records of the interface" if api else "nothing"
        print(f"{layout}, {outcome['rows']:,} rows, {os.path.getsize(path) / 1e6:.0f} MB, beside {beside}: "
              f"{cost['wall']:.1f} s, {cost['cpu']:.1f} s of CPU, {outcome['rows'] / cost['wall']:,.0f} rows a second, "
              f"peak {cost['peak']:.1f} MB; {outcome['added']:,} added, {outcome['matched']:,} matched, "
              f"{outcome['questions']:,} to decide", flush=True)
        return cost


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--api", type=int, default=100_000)
    parser.add_argument("--only", choices=("kraken", "waltio"))
    options = parser.parse_args()
    folder = os.path.abspath(options.bin)
    for layout in ("kraken", "waltio"):
        if options.only not in (None, layout):
            continue
        for api in (0, options.api):
            small = run(folder, layout, options.small, api)
            large = run(folder, layout, options.rows, api)
            slower = (large["wall"] / large["outcome"]["rows"]) / (small["wall"] / small["outcome"]["rows"])
            print(f"  peak {large['peak'] / small['peak']:.2f}x, seconds a row {slower:.2f}x", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2:])
    main()
