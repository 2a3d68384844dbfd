#!/bin/bash
# Six years of a simulated Kraken account: read, stored, explained. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/.."

bin="$PWD/.build/${CONFIG:-release}"
portolan="$bin/portolan"
home=$(mktemp -d "${TMPDIR:-/tmp}/portolan-demo.XXXXXX")
export PORTOLAN_HOME="$home/home"
# The simulator's clock and that of its connections run 200 times as fast, or the rate limit alone would take minutes.
speed=200
export PORTOLAN_CLOCK_SPEED=$speed

simulator_pid=""
stop() {
    trap - EXIT INT TERM
    exec 9>&- 2>/dev/null || true
    if [ -n "$simulator_pid" ]; then
        kill "$simulator_pid" 2>/dev/null || true
        wait "$simulator_pid" 2>/dev/null || true
    fi
    rm -rf "$home"
}
trap stop EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM

if [ -t 1 ]; then bold=$'\033[1m' plain=$'\033[0m'; else bold="" plain=""; fi
chapter() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
show() {
    printf '$ portolan %s\n' "$*"
    "$portolan" "$@"
}
say() { printf '%s\n' "$@"; }
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$announcement"; }

started=$(date +%s%N)
chapter "1. An exchange to read from: Kraken, simulated on this machine"
mkfifo "$home/stdin" "$home/stdout"
"$bin/portolan-simulator" --exchange kraken --port 0 --seed 7 --years 6 --size 1500 --speed "$speed" \
    --exit-with-stdin <"$home/stdin" >"$home/stdout" 2>"$home/simulator.log" &
simulator_pid=$!
exec 9>"$home/stdin"
if ! read -r -t 10 announcement <"$home/stdout"; then
    echo "The simulator did not start:" >&2
    cat "$home/simulator.log" >&2
    exit 1
fi
url=$(field url)
say "It listens on $url, with six years of made-up history and a key" \
    "that may only read. Its limits are Kraken's; its clock runs $speed times as fast."

chapter "2. What can be read, and what cannot"
show adapters list
say "" "\"Unknown\" means: nobody has established how far back Kraken serves it, so" \
    "Portolan never calls it complete. Here only details are concerned (hash and" \
    "address); the ledger has every movement."
echo
show adapters show kraken

chapter "3. Connect: the key is checked, and stored encrypted"
say '$ portolan connect kraken --label demo --simulator '"$url"' \' '      --credentials-stdin --yes'
# What it says before the first request, the limits and addresses to approve, was shown in chapter 2.
if ! printf '{"%s":"%s","%s":"%s"}' key "$(field key)" secret "$(field secret)" |
    "$portolan" connect kraken --label demo --simulator "$url" --credentials-stdin --yes 2>"$home/connect.log"; then
    cat "$home/connect.log" >&2
    exit 1
fi

chapter "4. Sync: everything since the account was opened"
show sync demo

chapter "5. Coverage: what is known, in words and as a picture"
show coverage demo
echo
show coverage demo --timeline
say "" "The ledger is whole. The details of deposits and withdrawals reach back 90 days" \
    "at most: what is older is said to be out of reach, not passed over in silence."

chapter "6. The history itself"
show transactions list --limit 12
echo
(
    cd "$home"
    show transactions export --format csv --output history.csv
    cut -c 1-79 history.csv | sed -n 1,4p
)

finished=$(date +%s%N)
tenths=$(((finished - started) / 100000000))
chapter "Done in $((tenths / 10)).$((tenths % 10)) seconds; the simulator is stopped, what it made is deleted"
folder=.build/${CONFIG:-release}
cat <<TEXT
What to try next, with your own account:
  PATH=\$PWD/$folder:\$PATH
  portolan adapters guide kraken    how to make a key that can only read
  portolan connect kraken           asks for the key, checks it, keeps it encrypted
  portolan sync                     Ctrl-C stops cleanly, the next sync goes on
  portolan coverage                 what is known, what is not, and why
Without one: docs/simulator.md shows how to play an exchange, and how to break it.
TEXT
