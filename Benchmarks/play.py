"""Simulated exchanges and a home folder for measurements with the real programs."""

import json
import os
import subprocess
import threading
import time
import urllib.request
from datetime import datetime, timezone


def exchange_ids(folder: str) -> list:
    """The exchanges that have both an adapter and a simulation."""
    answer = subprocess.run([f"{folder}/portolan", "adapters", "list", "--json"], capture_output=True, text=True,
                            check=True)
    names = subprocess.run([f"{folder}/portolan-simulator", "--list"], capture_output=True, text=True,
                           check=True).stdout.split()
    return [row["id"] for row in json.loads(answer.stdout) if row["id"] in names]


def instant(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")[:26].rstrip("+")).replace(tzinfo=timezone.utc).timestamp()


class Exchange:
    """A running portolan-simulator. It ends with `stop`, or when this program dies."""

    def __init__(self, folder: str, exchange: str, *options: str):
        self.id = exchange
        self.process = subprocess.Popen(
            [f"{folder}/portolan-simulator", "--exchange", exchange, "--exit-with-stdin", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        ready = json.loads(self.process.stdout.readline())
        self.url, self.credentials = ready["url"], json.dumps(ready["credentials"])

    def ask(self, path: str, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + "/_simulator/" + path, data=data)) as answer:
            return json.load(answer, parse_float=str)

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait()


class Home:
    """Portolan with a home folder of its own; its clock runs `speed` times as fast, as the simulators' must."""

    def __init__(self, folder: str, home: str, speed: int):
        self.program = f"{folder}/portolan"
        self.environment = {**os.environ, "PORTOLAN_HOME": home, "PORTOLAN_CLOCK_SPEED": str(speed)}

    def run(self, *arguments: str, given: str = "", ok=(0,), environment=None) -> str:
        answer = subprocess.run([self.program, *arguments], input=given, capture_output=True, text=True,
                                env={**self.environment, **(environment or {})})
        if answer.returncode not in ok:
            raise SystemExit(f"portolan {' '.join(arguments)} ended with {answer.returncode}:\n{answer.stderr}")
        return answer.stdout

    def connect(self, exchange: Exchange, label: str, environment=None) -> None:
        self.run("connect", exchange.id, "--label", label, "--simulator", exchange.url, "--credentials-stdin", "--yes",
                 given=exchange.credentials, environment=environment)

    def start(self, *arguments: str, environment=None) -> subprocess.Popen:
        return subprocess.Popen([self.program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                env={**self.environment, **(environment or {})})


class Memory(threading.Thread):
    """Watches what a process and its children hold, shared pages counted once (PSS), in megabytes."""

    def __init__(self, process: int):
        super().__init__(daemon=True)
        self.process, self.peak, self.peak_alone, self.done = process, 0.0, 0.0, False

    @staticmethod
    def held(process: int) -> float:
        try:
            with open(f"/proc/{process}/smaps_rollup") as file:
                return sum(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024
        except OSError:
            return 0.0

    def run(self) -> None:
        while not self.done:
            children = []
            try:
                for task in os.listdir(f"/proc/{self.process}/task"):
                    with open(f"/proc/{self.process}/task/{task}/children") as file:
                        children += [int(child) for child in file.read().split()]
            except OSError:
                if not os.path.exists(f"/proc/{self.process}"):
                    return
            alone = self.held(self.process)
            self.peak_alone = max(self.peak_alone, alone)
            self.peak = max(self.peak, alone + sum(self.held(child) for child in children))
            time.sleep(0.1)
