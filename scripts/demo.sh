#!/bin/bash
# Three years at every simulated exchange: read, stored, explained. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/.."

bin="$PWD/.build/${CONFIG:-release}"
portolan="$bin/portolan"
home=$(mktemp -d "${TMPDIR:-/tmp}/portolan-demo.XXXXXX")
export PORTOLAN_HOME="$home/home"
# The simulators' clocks and that of their connections run 2000 times as fast, or the rate limits would take hours.
speed=2000
export PORTOLAN_CLOCK_SPEED=$speed

pids=()
stop() {
    trap - EXIT INT TERM
    exec 9>&- 2>/dev/null || true
    for pid in "${pids[@]:-}"; do
        [ -n "$pid" ] || continue
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
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
# Of the line a simulator prints when it is ready: its address, and what the owner of its key would type.
address() { sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$home/$1.ready"; }
credentials() { sed -n 's/.*"credentials":\({.*}\)}$/\1/p' "$home/$1.ready"; }

started=$(date +%s%N)
# As adapters.json lists them.
exchanges=$(sed -n 's/.*"id": "\([a-z]*\)".*/\1/p' adapters.json)
played=$("$bin/portolan-simulator" --list)

chapter "1. Exchanges to read from, simulated on this machine"
mkfifo "$home/stdin"
chosen=()
for exchange in $exchanges; do
    grep -qx "$exchange" <<<"$played" || continue
    chosen+=("$exchange")
    # The kraken has been there for six years, the others for three.
    years=3 size=900
    if [ "$exchange" = kraken ]; then years=6 size=1500; fi
    "$bin/portolan-simulator" --exchange "$exchange" --port 0 --seed 7 --years "$years" --size "$size" \
        --speed "$speed" --exit-with-stdin <"$home/stdin" >"$home/$exchange.ready" 2>"$home/$exchange.log" &
    pids+=($!)
done
exec 9>"$home/stdin"
for exchange in "${chosen[@]}"; do
    for _ in $(seq 200); do
        if grep -q '}$' "$home/$exchange.ready"; then break; fi
        sleep 0.05
    done
    if ! grep -q '}$' "$home/$exchange.ready"; then
        echo "The simulator of $exchange did not start:" >&2
        cat "$home/$exchange.log" >&2
        exit 1
    fi
    printf '  %-10s %s\n' "$exchange" "$(address "$exchange")"
done
say "Each has a made-up account of some years, a key that may only read, and the real" \
    "exchange's limits. The clocks run $speed times as fast."

chapter "2. What can be read, and what cannot"
show adapters list
say "" "\"Unknown\" means: nobody has established how far back the exchange serves it, so" \
    "Portolan never calls it complete. One of them in full:"
echo
show adapters show bitstamp

chapter "3. Connect: each key is checked, and stored encrypted"
for exchange in "${chosen[@]}"; do
    # What it says before the first request, the limits and addresses to approve, was shown in chapter 2.
    if ! credentials "$exchange" | "$portolan" connect "$exchange" --simulator "$(address "$exchange")" \
        --credentials-stdin --yes 2>"$home/connect.log"; then
        cat "$home/connect.log" >&2
        exit 1
    fi
done

chapter "4. Sync: all of them at once, everything since the accounts were opened"
# Progress is for a terminal; elsewhere it would be hundreds of lines.
if [ -t 2 ]; then show sync; else show sync 2>/dev/null; fi

chapter "5. Coverage: what is known, in dates"
show coverage --table
say "" "And as a picture, for one of them:"
echo
show coverage kraken --timeline
say "" "What lies beyond a limit is said to be out of reach, not passed over in silence."

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
chapter "Done in $((tenths / 10)).$((tenths % 10)) seconds; the simulators are stopped, what they made is deleted"
folder=.build/${CONFIG:-release}
cat <<TEXT
What to try next, with your own account:
  PATH=\$PWD/$folder:\$PATH
  portolan adapters guide kraken    how to make a key that can only read
  portolan connect kraken           asks for the key, checks it, keeps it encrypted
  portolan sync                     Ctrl-C stops cleanly, the next sync goes on
  portolan coverage                 what is known, what is not, and why
Without one: docs/simulator.md shows how to play an exchange, and break it.
TEXT
