#!/usr/bin/env python3
"""Runs floor, ccxt and our store in turns and prints ratios of neighbouring runs.

    run.py [--rows N] [--rounds N] [--ccxt-python PYTHON] [--job COMMAND]

Absolute rates on a shared machine drift by a third; ratios inside one round do not. `--job` adds a whole job of
ours: a shell command in which {url}, {rows} and {db} are replaced. Without a Python that has ccxt, that part is
left out. Needs g++, libcurl, libsimdjson and libsqlite3 with their headers.
"""

import argparse
import json
import os
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def build(folder: str) -> dict:
    floor, server = os.path.join(folder, "floor"), os.path.join(folder, "server")
    subprocess.run(["g++", "-O2", "-std=c++17", f"{HERE}/floor/floor.cpp", "-o", floor, "-lcurl", "-lsimdjson",
                    "-lsqlite3"], check=True)
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", f"{HERE}/server/server.c", "-o", server, "-lpthread"], check=True)
    package = os.path.dirname(HERE)
    swift = ["swift", "build", "-c", "release", "--package-path", package]
    subprocess.run(swift + ["--product", "StoreBench"], check=True, stdout=subprocess.DEVNULL)
    place = subprocess.run(swift + ["--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()
    return {"floor": floor, "server": server, "store": os.path.join(place, "StoreBench")}


def lines(command: list) -> list:
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode:
        sys.exit(f"{shlex.join(command)} failed: {answer.stderr}{answer.stdout}")
    return [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]


class Bench:
    def __init__(self, folder: str, rows: int):
        self.folder, self.rows, self.samples = folder, rows, {}

    def database(self) -> str:
        path = os.path.join(self.folder, "bench.db")
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)
        return path

    def note(self, name: str, line: dict) -> dict:
        self.samples.setdefault(name, []).append(line)
        return line

    def two_passes(self, name: str, command: list) -> None:
        for line in lines(command):
            self.note(f"{name}, {line['what']}", line)

    def ratio(self, label: str, over: str, under: str, gate: float, key: str = "cpu_per_million") -> None:
        if over not in self.samples or under not in self.samples:
            return
        ratios = [a[key] / b[key] for a, b in zip(self.samples[over], self.samples[under])]
        verdict = "ok" if statistics.median(ratios) <= gate else "MISSED"
        print(f"{label:58} {statistics.median(ratios):6.2f} [{min(ratios):.2f}-{max(ratios):.2f}]"
              f"  goal <= {gate:.2f}  {verdict}")

    def table(self) -> None:
        print(f"{'':38} {'CPU s per million':>22} {'wall s':>8} {'peak MB':>8}")
        for name, samples in self.samples.items():
            cpu = [sample["cpu_per_million"] for sample in samples]
            print(f"{name:38} {statistics.median(cpu):8.2f} [{min(cpu):.2f}-{max(cpu):.2f}]".ljust(62)
                  + f"{statistics.median(s['wall'] for s in samples):8.2f}"
                  + f"{max(s['peak_mb'] for s in samples):9.1f}")


def serve(server: str, rows: int) -> tuple:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([server, str(port), str(rows)])
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, f"http://127.0.0.1:{port}"
        time.sleep(0.02)
    sys.exit("the server did not start")


def measured(command: str, rows: int) -> dict:
    """CPU, wall and peak of a shell command, for jobs that do not print them."""
    start = time.monotonic()
    process = subprocess.Popen(shlex.split(command), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    cpu = usage.ru_utime + usage.ru_stime
    return {"cpu_per_million": cpu * 1e6 / rows, "wall": time.monotonic() - start, "peak_mb": usage.ru_maxrss / 1024}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ccxt-python")
    parser.add_argument("--ccxt-rows", type=int, default=100_000)
    parser.add_argument("--job")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tools = build(folder)
        bench = Bench(folder, options.rows)
        rows = str(options.rows)
        process, url = serve(tools["server"], options.rows)
        small, small_url = serve(tools["server"], options.ccxt_rows)
        try:
            for _ in range(options.rounds):
                bench.two_passes("floor insert", [tools["floor"], "insert", rows, bench.database()])
                bench.two_passes("store", [tools["store"], rows, bench.database()])
                bench.two_passes("store without pages",
                                 [tools["store"], rows, bench.database(), "trades", "1000", "nopages"])
                bench.two_passes("floor insert, hash ids by 50",
                                 [tools["floor"], "insert", rows, bench.database(), "hash", "50"])
                bench.two_passes("store, hash ids by 50", [tools["store"], rows, bench.database(), "hash", "50"])
                bench.two_passes("store, ascending ids by 50", [tools["store"], rows, bench.database(), "trades", "50"])
                path = bench.database()
                for what in ("first", "again"):
                    bench.note(f"floor sync, {what}", lines([tools["floor"], "sync", url, rows, path])[0])
                if options.job:
                    command = options.job.format(url=url, rows=rows, db=bench.database())
                    bench.note("our sync, first", measured(command, options.rows))
                    bench.note("our sync, again", measured(command, options.rows))
                if options.ccxt_python:
                    bench.note("ccxt", lines([options.ccxt_python, f"{HERE}/ccxt_sync.py", small_url,
                                              str(options.ccxt_rows), bench.database()])[0])
        finally:
            process.terminate()
            small.terminate()
        bench.table()
        print()
        bench.ratio("store over floor insert, first", "store, first", "floor insert, first", 1.5)
        bench.ratio("store over floor insert, wall", "store, first", "floor insert, first", 1.5, "wall")
        bench.ratio("store without pages over floor insert", "store without pages, first", "floor insert, first", 1.5)
        bench.ratio("hash ids by 50 over ascending by 1,000", "store, hash ids by 50, first", "store, first", 1.5)
        bench.ratio("hash ids by 50 over ascending by 50", "store, hash ids by 50, first",
                    "store, ascending ids by 50, first", 1.5)
        bench.ratio("second pass over first", "store, again", "store, first", 0.7)
        bench.ratio("second pass over first, hash ids", "store, hash ids by 50, again", "store, hash ids by 50, first",
                    0.7)
        bench.ratio("our sync over floor sync, first", "our sync, first", "floor sync, first", 1.5)
        bench.ratio("our sync over floor sync, wall", "our sync, first", "floor sync, first", 1.5, "wall")
        bench.ratio("our second sync over our first", "our sync, again", "our sync, first", 0.7)
        bench.ratio("our sync over ccxt", "our sync, first", "ccxt", 1 / 6)
        bench.ratio("floor sync over ccxt", "floor sync, first", "ccxt", 1 / 6)


if __name__ == "__main__":
    main()
