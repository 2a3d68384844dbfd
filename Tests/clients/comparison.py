"""What the checks of all exchanges share: reading the simulator's truth, comparing, reporting.

A check is a file ccxt_ID.py with `check(run)`: it reads everything ccxt can read of that exchange through `run.client(...)`
and compares it with `run.truth`, row by row. ccxt knows the exchanges from years of use against the real ones and shares
no code with Portolan: where the two disagree about the simulator, the simulator is wrong, unless a comment says why ccxt
is.

usage: ccxt_ID.py READY  (READY is the line of JSON that portolan-simulator prints)
exit: 0 all equal, 1 something differs (each difference on a line), 2 the check itself failed
"""

import json
import sys
import urllib.request
from decimal import Decimal

import ccxt


class Run:
    def __init__(self, ready):
        ready = json.loads(ready)
        self.url = ready["url"]
        self.credentials = ready["credentials"]
        self.differences = []
        self.counts = {}
        self.truth = self.get("/_simulator/truth")

    def get(self, path):
        with urllib.request.urlopen(self.url + path) as answer:
            # Number texts stay texts.
            return json.load(answer, parse_float=str, parse_int=str)

    def rows(self, history, unit=None, state=None):
        """The rows of a history that can be seen now, oldest first."""
        return [
            row for row in self.truth["rows"]
            if row["history"] == history and not row["future"] and unit in (None, row["unit"])
            and state in (None, row["state"])
        ]

    def client(self, kind, credentials, **options):
        """A ccxt client of that class that talks to the simulator alone and keeps numbers as text.

        `credentials` are ccxt's names: apiKey, secret, password.
        """
        class Exact(kind):
            @staticmethod
            def parse_json(text):
                # ccxt would make binary floats of JSON numbers, and times would lose their exact text.
                # What is no JSON is none, as ccxt itself takes it.
                try:
                    return json.loads(text, parse_float=str, parse_int=str)
                except ValueError:
                    return None

        # The simulator's own rate limit is off in this check, and ccxt's would only wait.
        exchange = Exact({"enableRateLimit": False, **credentials, "options": options})
        exchange.urls["api"] = redirected(exchange.urls["api"], self.url)
        exchange.number = str  # amounts as text: ccxt's default is a binary float
        return exchange

    def differ(self, where, field, got, expected):
        self.differences.append(f"{where}: {field} is {got!r}, the truth is {expected!r}")

    def same(self, where, field, got, expected):
        if got != expected:
            self.differ(where, field, got, expected)

    def same_number(self, where, field, got, expected):
        if got is None or Decimal(got) != Decimal(expected):
            self.differ(where, field, got, expected)

    def matched(self, name, got, expected, key=lambda row: row["id"], true_key=lambda row: row["id"]):
        """Counts and pairs rows with equal ids; what one side alone has is a difference."""
        self.counts[name] = len(got)
        left, right = {}, {}
        for row in got:
            if key(row) in left:
                self.differ(f"{name} {key(row)}", "row", "twice", "once")
            left[key(row)] = row
        for row in expected:
            right[true_key(row)] = row
        for missing in right.keys() - left.keys():
            self.differ(f"{name} {missing}", "row", None, "present")
        for extra in left.keys() - right.keys():
            self.differ(f"{name} {extra}", "row", "present", None)
        return [(f"{name} {id}", left[id], right[id]) for id in left.keys() & right.keys()]

    def refused(self, exchange, call, kind, words):
        """The call must fail with that class of ccxt error, and these words of the exchange."""
        try:
            call(exchange)
            self.differ("refusal", "answer", "accepted", words)
        except kind as error:
            if words not in str(error):
                self.differ("refusal", "error", str(error), words)


def redirected(urls, url):
    """Every origin replaced, every path kept."""
    if isinstance(urls, dict):
        return {name: redirected(value, url) for name, value in urls.items()}
    scheme, rest = urls.split("://", 1)
    path = rest.split("/", 1)[1] if "/" in rest else ""
    return url + ("/" + path if path else "")


def main(check):
    try:
        run = Run(sys.argv[1])
        check(run)
        run.same("request log", "violations", run.get("/_simulator/log")["violations"], "0")
    except ccxt.BaseError as error:
        print(f"ccxt failed: {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(2)
    for line in run.differences[:200]:
        print(line)
    if len(run.differences) > 200:
        print(f"… and {len(run.differences) - 200} more")
    counts = ", ".join(f"{count} {name}" for name, count in run.counts.items())
    print(f"ccxt {ccxt.__version__} {run.truth['exchange']}: {counts} compared, {len(run.differences)} differences")
    sys.exit(1 if run.differences else 0)
