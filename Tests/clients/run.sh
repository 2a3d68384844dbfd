#!/usr/bin/env bash
# Drives the simulator with clients that strangers wrote and compares what they read with its truth.
# usage: Tests/clients/run.sh [path of portolan-simulator]; a new exchange is a file ccxt_ID.py beside this one
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
# check ID OPTION…: plays that exchange and runs ccxt_ID.py against it.
check() {
    local id=$1 ready fifo status=0
    shift
    fifo=$(mktemp -u)
    mkfifo "$fifo"
    # The simulator ends with this shell: its standard input is a pipe only this shell holds open.
    exec 9> >(exec "$simulator" --exit-with-stdin --exchange "$id" --tier off "$@" >"$fifo")
    read -r ready <"$fifo"
    rm -f "$fifo"
    "$venv/bin/python" "Tests/clients/ccxt_$id.py" "$ready" || status=$?
    exec 9>&-
    if [[ $status -gt $result ]]; then result=$status; fi
}

now=2026-06-01T12:00:00Z
check kraken --seed 7 --size 2000 --now "$now"
check kraken --seed 8 --size 3000 --full-pages --ties-at-page-edges --now "$now"
for client in Tests/clients/ccxt_*.py; do
    id=$(basename "$client" .py)
    id=${id#ccxt_}
    if [[ $id == kraken ]]; then continue; fi
    check "$id" --seed 7 --size 1200 --years 3 --now "$now"
    check "$id" --seed 8 --size 1500 --years 3 --full-pages --ties-at-page-edges --now "$now"
done
exit "$result"
