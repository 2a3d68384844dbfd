#!/usr/bin/env python3
"""Portolan's ratios: what a sync costs against the least a program can spend, in one interleaved run.

    bench.py [--quick] [--rows N] [--rounds N] --bin FOLDER --ccxt-python PYTHON

Absolute rates on a shared machine drift by a third from minute to minute; ratios of neighbouring runs do not. So
every round measures everything once, a ratio is taken inside its round, and the table shows the median of the
rounds with the lowest and the highest. CPU is user and system time of a program and of the workers it has waited
for. `run.sh` builds what is needed and calls this.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
LISTED = 30


class Cost:
    """What one run of a program took."""

    def __init__(self, user: float, system: float, wall: float, peak_kilobytes: int):
        self.cpu, self.wall, self.peak = user + system, wall, peak_kilobytes / 1024


def compile_c(compiler: str, flags: list, source: str, target: str, libraries: list) -> str:
    include = f"-I{ROOT}/Sources/CPortolan/include"
    subprocess.run([compiler, "-O2", include, *flags, f"{HERE}/{source}", "-o", target, *libraries], check=True)
    return target


class Tools:
    """The programs that are measured, in a folder of their own: no adapter but those of the measurement."""

    def __init__(self, folder: str, built: str):
        self.folder = folder
        bin_folder = os.path.join(folder, "bin")
        self.adapters = os.path.join(folder, "adapters")
        self.listing = os.path.join(folder, "listing")
        for path in (bin_folder, self.adapters, self.listing):
            os.mkdir(path)
        for name in ("portolan", "portolan-adapter-worker"):
            shutil.copy(os.path.join(built, name), bin_folder)
        self.portolan = os.path.join(bin_folder, "portolan")
        library = shutil.copy(os.path.join(built, "libPortolanBench.so"), self.adapters)
        self.register(self.adapters, {name: library for name in ("bench", "bench-ascending", "bench-hashed")})
        self.measure = compile_c("gcc", ["-Wall", "-Wextra"], "measure.c", f"{folder}/measure", [])
        self.server = compile_c("gcc", ["-Wall", "-Wextra"], "server/server.c", f"{folder}/server", ["-lpthread"])
        self.floor = compile_c("g++", ["-std=c++17"], "floor/floor.cpp", f"{folder}/floor",
                               ["-lcurl", "-lsimdjson", "-lsqlite3"])
        self.lister = compile_c("gcc", ["-std=gnu11"], "listing/host.c", f"{folder}/lister", ["-ldl"])
        self.libraries = {}
        for number in range(1, LISTED + 1):
            self.libraries[f"listed-{number:02}"] = compile_c(
                "gcc", ["-std=gnu11", "-shared", "-fPIC", f'-DNUMBER="{number:02}"'], "listing/adapter.c",
                f"{self.listing}/liblisted{number:02}.so", [])
        self.register(self.listing, self.libraries)
        self.records = compile_c("gcc", ["-std=gnu11", "-shared", "-fPIC"], "../Tests/BrokenAdapters/bench.c",
                                 f"{folder}/librecords.so", [])
        self.worker_bench = os.path.join(built, "WorkerBench")
        self.worker = os.path.join(bin_folder, "portolan-adapter-worker")

    @staticmethod
    def register(folder: str, libraries: dict) -> None:
        entries = []
        for name, path in libraries.items():
            with open(path, "rb") as file:
                pin = hashlib.sha256(file.read()).hexdigest()
            entries.append({"id": name, "library": os.path.basename(path), "sha256": pin, "enabled": True})
        with open(os.path.join(folder, "adapters.json"), "w") as file:
            json.dump(entries, file)

    def run(self, command: list, settle: bool = False, **environment: str) -> Cost:
        if settle:
            # What the job before left to be written is not this one's to wait for.
            os.sync()
        done = subprocess.run([self.measure, *command], env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(command)} failed: {done.stderr}")
        user, system, wall, peak = done.stderr.splitlines()[-1].split()[1:]
        return Cost(float(user), float(system), float(wall), int(peak))


class Server:
    """The loopback exchange with a number of rows."""

    def __init__(self, program: str, rows: int):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.rows, self.url = rows, f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([program, str(port), str(rows)])
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.02)
        sys.exit("the server did not start")


class Bench:
    def __init__(self, tools: Tools, options: argparse.Namespace):
        self.tools, self.options = tools, options
        self.samples = {}
        self.servers = {name: Server(tools.server, rows) for name, rows in
                        {"all": options.rows, "small": 10_000, "ccxt": options.ccxt_rows}.items()}

    def stop(self) -> None:
        for server in self.servers.values():
            server.process.terminate()

    def keep(self, name: str, cost: Cost, rows: int = 0) -> Cost:
        cost.rows = rows
        self.samples.setdefault(name, []).append(cost)
        return cost

    def fresh(self, name: str) -> str:
        path = os.path.join(self.tools.folder, name)
        shutil.rmtree(path, ignore_errors=True)
        os.mkdir(path)
        return path

    # MARK: Jobs

    def floor(self) -> None:
        server = self.servers["all"]
        home = self.fresh("floor-home")
        command = [self.tools.floor, "sync", server.url, str(server.rows), f"{home}/floor.db"]
        self.keep("floor", self.tools.run(command, settle=True), server.rows)

    def sync(self, name: str, adapter: str, server: Server, again: bool = False) -> None:
        home = self.fresh("home")
        environment = {"PORTOLAN_HOME": home, "PORTOLAN_ADAPTERS": self.tools.adapters}
        subprocess.run(
            [self.tools.portolan, "connect", adapter, "--simulator", server.url, "--credentials-stdin", "--yes"],
            input='{"key":"measured-key","secret":"measured-secret"}', env={**os.environ, **environment}, text=True,
            check=True, capture_output=True)
        command = [self.tools.portolan, "sync"]
        self.keep(name, self.tools.run(command, settle=True, **environment), server.rows)
        if again:
            self.keep(f"{name}, again", self.tools.run(command + ["--full"], settle=True, **environment), server.rows)
        listed = subprocess.run([self.tools.portolan, "connections", "show", adapter, "--json"], text=True,
                                env={**os.environ, **environment}, check=True, capture_output=True)
        if json.loads(listed.stdout)["records"] != server.rows:
            sys.exit(f"{name} holds other than {server.rows} records: {listed.stdout}")

    def ccxt(self) -> None:
        server = self.servers["ccxt"]
        home = self.fresh("ccxt-home")
        answer = subprocess.run(
            [self.options.ccxt_python, f"{HERE}/ccxt_sync.py", server.url, str(server.rows), f"{home}/ccxt.db"],
            check=True, capture_output=True, text=True)
        line = json.loads(answer.stdout)
        cpu = line["cpu_per_million"] * server.rows / 1e6
        self.keep("ccxt", Cost(cpu, 0, line["wall"], int(line["peak_mb"] * 1024)), server.rows)

    def list_adapters(self) -> None:
        home = os.path.join(self.tools.folder, "listing-home")
        command = [self.tools.portolan, "adapters", "list"]
        environment = {"PORTOLAN_HOME": home, "PORTOLAN_ADAPTERS": self.tools.listing}
        if not os.path.exists(home):
            self.tools.run(command, **environment)
            shown = subprocess.run(command + ["--json"], env={**os.environ, **environment}, capture_output=True,
                                   check=True, text=True)
            if len(json.loads(shown.stdout)) != LISTED:
                sys.exit(f"not {LISTED} adapters: {shown.stdout}")
        # From now on a worker could not be started if one were wanted.
        environment["PORTOLAN_WORKER"] = "/nonexistent"
        floors, ours = [], []
        for _ in range(15):
            floors.append(self.tools.run([self.tools.lister, *self.tools.libraries.values()]))
            ours.append(self.tools.run(command, **environment))
        for name, costs in (("listing floor", floors), ("listing", ours)):
            cost = Cost(statistics.median(c.cpu for c in costs), 0, statistics.median(c.wall for c in costs), 0)
            cost.peak = max(c.peak for c in costs)
            self.keep(name, cost)

    def worker(self) -> None:
        answer = subprocess.run([self.tools.worker_bench, self.tools.worker, self.tools.records], check=True,
                                capture_output=True, text=True)
        self.samples.setdefault("worker", []).append(float(answer.stdout))

    def round(self) -> None:
        self.floor()
        self.sync("sync", "bench", self.servers["all"], again=True)
        self.sync("small sync", "bench", self.servers["small"])
        if self.options.ccxt_python:
            self.ccxt()
        self.sync("ascending", "bench-ascending", self.servers["all"])
        self.sync("hashed", "bench-hashed", self.servers["all"])
        self.list_adapters()
        self.worker()

    # MARK: Results

    def each(self, value) -> list:
        """A figure of every round; nothing when a part was left out."""
        names = [name for name in self.samples]
        rounds = len(self.samples["sync"])
        try:
            return [value({name: self.samples[name][index] for name in names}) for index in range(rounds)]
        except KeyError:
            return []

    def row(self, point: str, what: str, values: list, gate: float, aim: float, unit: str, least=False) -> None:
        if not values:
            print(f"| {point} | {what} | {gate:g}{unit} | {aim:g}{unit} | not measured | |")
            return
        middle = statistics.median(values)
        meets = middle >= gate if least else middle <= gate
        reaches = middle >= aim if least else middle <= aim
        verdict = "aim" if reaches else "gate" if meets else "**missed**"
        digits = 0 if unit == " ns" else 1 if middle >= 5 else 2
        relation = "≥" if least else "≤"
        print(f"| {point} | {what} | {relation} {gate:g}{unit} | {relation} {aim:g}{unit} | {middle:.{digits}f}{unit}"
              f" ({min(values):.{digits}f}–{max(values):.{digits}f}) | {verdict} |")

    def report(self) -> None:
        rows = f"{self.options.rows:,}"
        print("| | What | Gate | Aim | Measured, median (lowest–highest) | Reaches |")
        print("|---|---|---|---|---|---|")
        each = self.each
        self.row("a", f"Sync of {rows} rows against the floor, CPU", each(lambda s: s["sync"].cpu / s["floor"].cpu),
                 1.5, 1.15, "×")
        self.row("a", "The same, wall clock", each(lambda s: s["sync"].wall / s["floor"].wall), 1.5, 1.15, "×")
        self.row("b", "Records a second against ccxt and SQLite",
                 each(lambda s: (s["sync"].rows / s["sync"].wall) / (s["ccxt"].rows / s["ccxt"].wall)), 6, 9, "×",
                 least=True)
        self.row("c", "Ids like hashes against ascending ids, 50 a page, CPU",
                 each(lambda s: s["hashed"].cpu / s["ascending"].cpu), 1.5, 1.2, "×")
        self.row("c", "The same, wall clock", each(lambda s: s["hashed"].wall / s["ascending"].wall), 1.5, 1.2, "×")
        self.row("d", "Second full sync against the first, CPU", each(lambda s: s["sync, again"].cpu / s["sync"].cpu),
                 0.7, 0.6, "×")
        self.row("e", f"`adapters list`, {LISTED} adapters, against a C program, CPU",
                 each(lambda s: s["listing"].cpu / s["listing floor"].cpu), 6, 3, "×")
        self.row("e", "The same, peak memory", each(lambda s: s["listing"].peak), 20, 12, " MB")
        self.row("f", f"Peak memory at {rows} rows against 10,000", each(lambda s: s["sync"].peak / s["small sync"].peak),
                 1.25, 1.1, "×")
        self.row("f", f"Peak memory at {rows} rows", each(lambda s: s["sync"].peak), 64, 40, " MB")
        self.row("g", "A record through the worker", self.samples["worker"], 300, 150, " ns")
        print("\n| Absolute | CPU s | Wall s | Records/s | CPU s a million | Peak MB |")
        print("|---|---|---|---|---|---|")
        for name, costs in self.samples.items():
            if name == "worker":
                continue
            cpu, wall = statistics.median(c.cpu for c in costs), statistics.median(c.wall for c in costs)
            peak = max(c.peak for c in costs)
            count = costs[0].rows
            rate = f"{count / wall:,.0f} | {cpu * 1e6 / count:.2f}" if count else "— | —"
            digits = 2 if cpu >= 0.1 else 4
            print(f"| {name} | {cpu:.{digits}f} | {wall:.{digits}f} | {rate} | {peak:.1f} |")


def machine() -> str:
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    with open("/etc/os-release") as file:
        system = next((line.split("=", 1)[1].strip().strip('"') for line in file if line.startswith("PRETTY")), "Linux")
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, {system}, Linux {platform.release()}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, help="folder of the built programs")
    parser.add_argument("--ccxt-python", help="a Python that has ccxt")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--quick", action="store_true", help="100,000 rows, one round: a first look")
    options = parser.parse_args()
    options.rows = options.rows or (100_000 if options.quick else 1_000_000)
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.ccxt_rows = min(options.rows, 20_000 if options.quick else 100_000)
    with tempfile.TemporaryDirectory(prefix="portolan-bench.") as folder:
        bench = Bench(Tools(folder, options.bin), options)
        started = time.monotonic()
        loads = []
        try:
            for number in range(options.rounds):
                print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
                bench.round()
                loads.append(os.getloadavg()[0])
        finally:
            bench.stop()
        print(f"{machine()}; load {min(loads):.1f}–{max(loads):.1f}")
        print(f"{options.rounds} rounds in {time.monotonic() - started:.0f} s; ccxt on {options.ccxt_rows:,} rows,"
              " compared by its rate\n")
        if options.rows < 1_000_000:
            print("The goals are for 1,000,000 rows: with fewer, starting up weighs more.\n")
        bench.report()


if __name__ == "__main__":
    main()
