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
echo "It listens on $url, with six years of history and a key that may only read."

chapter "2. What can be read, and what cannot"
show adapters list
echo
show adapters show kraken

chapter "3. Connect: the key is checked, and stored encrypted"
echo '$ portolan connect kraken --label demo --simulator '"$url"' --credentials-stdin --yes'
printf '{"%s":"%s","%s":"%s"}' key "$(field key)" secret "$(field secret)" |
    "$portolan" connect kraken --label demo --simulator "$url" --credentials-stdin --yes

chapter "4. Sync: everything since the account was opened"
show sync demo

chapter "5. Coverage: what is known, in words and as a picture"
show coverage demo
echo
show coverage demo --timeline

chapter "6. The history itself"
show transactions list --limit 12
export_file="$home/kraken.csv"
show transactions export --format csv --output "$export_file"
sed -n 1,4p "$export_file"
echo "… $(($(wc -l <"$export_file") - 1)) rows in all"

finished=$(date +%s%N)
chapter "Done in $(((finished - started) / 1000000000)).$(((finished - started) / 100000000 % 10)) seconds. What to try next"
cat <<TEXT
  .build/${CONFIG:-release}/portolan adapters guide kraken    how to make a read-only key for a real account
  .build/${CONFIG:-release}/portolan connect kraken           connect it; the key is asked for, and checked before it is kept
  .build/${CONFIG:-release}/portolan sync                     read it; Ctrl-C stops cleanly, the next sync goes on
  .build/${CONFIG:-release}/portolan coverage                 see what is known and what is not
  make test                          run all tests
TEXT
