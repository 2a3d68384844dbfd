#!/usr/bin/env python3
"""Many connections in one sync, over all exchanges, each with an account, a key and a latency of its own.

    connections.py --bin FOLDER [--connections 200] [--latency 50] [--slow 1000] [--size 100] [--years 1]

Prints how long one sync of all takes, what memory it holds, and whether a slow exchange delays the others: a full sync
in which one exchange answers `--slow` milliseconds late is compared with the first. The clocks of both
sides run so fast that rate limits cost no time: what is measured is the program, not the exchanges' patience.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from play import Exchange, Home, Memory, exchange_ids, instant

# Simulators start seconds apart: their clocks then differ by minutes, which a sync sets right by itself.
SPEED = 200


def clock(exchange: Exchange) -> dict:
    """The program's clock begins at the exchange's time."""
    return {"PORTOLAN_NOW": exchange.ask("time")["now"]}


def synced(home: Home, exchanges: list, *more: str) -> dict:
    """Total time, memory, and by exchange id the time at which its last connection asked its last question."""
    starts = {exchange.url: instant(exchange.ask("time")["now"]) for exchange in exchanges}
    began = time.monotonic()
    process = home.start("sync", "--json", *more, environment=clock(exchanges[len(exchanges) // 2]))
    memory = Memory(process.pid)
    memory.start()
    output = process.stdout.read()
    process.wait()
    memory.done = True
    total = time.monotonic() - began
    outcomes = json.loads(output)
    states = {}
    for outcome in outcomes:
        states[outcome["state"]] = states.get(outcome["state"], 0) + 1
    if process.returncode != 0:
        raise SystemExit(f"sync ended with {process.returncode}: {states} "
                         f"{[o.get('message') for o in outcomes if o['state'] != 'complete'][:3]}")
    ends, requests = {}, 0
    for exchange in exchanges:
        entries = exchange.ask("log")["entries"]
        start = starts[exchange.url]
        asked = [instant(entry["at"]) - start for entry in entries if instant(entry["at"]) >= start]
        requests += len(asked)
        ends.setdefault(exchange.id, []).append(max(asked, default=0) / SPEED)
    rows = sum(stream["added"] + stream["changed"] + stream["unchanged"] for o in outcomes for stream in o["streams"])
    return {"total": total, "peak": memory.peak, "alone": memory.peak_alone, "requests": requests, "rows": rows,
            "ends": {name: max(values) for name, values in ends.items()}}


def tell(name: str, run: dict) -> None:
    print(f"  {name}: {run['total']:.1f} s, {run['requests']} requests, {run['rows']} rows, "
          f"{run['alone']:.0f} MB the program, {run['peak']:.0f} MB with its workers", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--latency", type=int, default=50)
    parser.add_argument("--slow", type=int, default=1000)
    parser.add_argument("--size", type=int, default=100)
    parser.add_argument("--years", type=int, default=1)
    options = parser.parse_args()
    folder = os.path.abspath(options.bin)
    ids = exchange_ids(folder)
    with tempfile.TemporaryDirectory() as home_folder:
        home = Home(folder, home_folder, SPEED)

        def started(number: int) -> Exchange:
            return Exchange(folder, ids[number % len(ids)], "--seed", str(number + 1), "--size", str(options.size),
                            "--years", str(options.years), "--tier", "off", "--speed", str(SPEED))

        with ThreadPoolExecutor(16) as pool:
            exchanges = list(pool.map(started, range(options.connections)))
        try:
            for number, exchange in enumerate(exchanges):
                home.connect(exchange, f"{exchange.id}-{number}", clock(exchange))

            def delay(late=None) -> None:
                for exchange in exchanges:
                    wait = options.slow if exchange.id == late else options.latency
                    exchange.ask("faults", {"latencyEvery": 1, "latencyMilliseconds": wait})

            delay()
            print(f"{options.connections} connections over {len(ids)} exchanges ({', '.join(ids)}), "
                  f"{options.latency} ms each", flush=True)
            first = synced(home, exchanges)
            tell("first sync", first)
            late = min(first["ends"], key=first["ends"].get)
            delay(late)
            slow = synced(home, exchanges, "--full")
            tell(f"full sync, {late} at {options.slow} ms", slow)
        finally:
            for exchange in exchanges:
                exchange.stop()
    print("  last question by exchange, first sync → with the slow one:")
    ratios = []
    for name in ids:
        ratio = slow["ends"][name] / max(first["ends"][name], 0.001)
        if name != late:
            ratios.append(ratio)
        print(f"    {name}: {first['ends'][name]:.1f} s → {slow['ends'][name]:.1f} s ({ratio:.2f}x)")
    if ratios:
        print(f"  the others: {statistics.median(ratios):.2f}x (median), {max(ratios):.2f}x (worst)")


if __name__ == "__main__":
    main()
