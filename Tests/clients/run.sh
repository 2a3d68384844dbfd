#!/usr/bin/env bash
# Drives the simulator with clients that strangers wrote and compares what they read with its truth.
# usage: Tests/clients/run.sh [path of portolan-simulator]
# exit: 0 equal, 1 differs, 2 failed, 77 skipped because the client could not be installed
set -euo pipefail
cd "$(dirname "$0")/../.."

ccxt_version=4.5.90
venv=.build/venv
simulator=${1:-.build/debug/portolan-simulator}

if [[ ! -x $simulator ]]; then
    echo "There is no $simulator: run swift build --product portolan-simulator first." >&2
    exit 2
fi
if ! "$venv/bin/python" -c "import ccxt; assert ccxt.__version__ == '$ccxt_version'" 2>/dev/null; then
    mkdir -p .build
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check \
        "ccxt==$ccxt_version"; } >.build/venv.log 2>&1; then
        echo "skipped: ccxt $ccxt_version could not be installed ($(tail -n 1 .build/venv.log))"
        exit 77
    fi
fi

result=0
check() {
    local ready pid fifo
    fifo=$(mktemp -u)
    mkfifo "$fifo"
    # The simulator ends with this shell: its standard input is a pipe only this shell holds open.
    exec 9> >(exec "$simulator" --exit-with-stdin --tier off "$@" >"$fifo")
    read -r ready <"$fifo"
    rm -f "$fifo"
    "$venv/bin/python" - "$ready" <<'PY' || result=$?
import json, subprocess, sys
ready = json.loads(sys.argv[1])
sys.exit(subprocess.call([sys.executable, "Tests/clients/ccxt_kraken.py", ready["url"], ready["key"], ready["secret"]]))
PY
    exec 9>&-
}

check --seed 7 --size 2000 --now 2026-06-01T12:00:00Z
check --seed 8 --size 3000 --full-pages --ties-at-page-edges --now 2026-06-01T12:00:00Z
exit "$result"
