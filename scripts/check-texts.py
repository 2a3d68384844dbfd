#!/usr/bin/env python3
"""Checks that no file of the repository names a path of one particular machine or person."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Written in pieces, so that this file does not find itself.
FORBIDDEN = re.compile(
    "|".join(["(?<![\\w.])/" + "work/", "/tmp/" + "wt", "(?<![\\w.])/" + "root/", "/" + "home/[a-z]", "/" + "Users/[A-Za-z]"])
)


def main():
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode().split("\0")
    problems = []
    for name in filter(None, names):
        file = ROOT / name
        if not file.is_file() or file.is_symlink():
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if found := FORBIDDEN.search(line):
                problems.append(f"{name}:{number}: names a path of one machine: {found.group(0)}")
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
