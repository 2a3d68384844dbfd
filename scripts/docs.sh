#!/bin/bash
# Writes into docs/limits.md and the adapters' READMEs what the adapters declare, between the marks
# `<!-- declared -->` and `<!-- /declared -->`. With --check it only compares. Needs a built portolan.
set -euo pipefail
cd "$(dirname "$0")/.."

check=""
if [ "${1:-}" = --check ]; then check=yes; fi
portolan=".build/${CONFIG:-debug}/portolan"
[ -x "$portolan" ] || { echo "There is no $portolan: run make build CONFIG=${CONFIG:-debug} first." >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Only what this source tree declares: no home of yours, no folder of the environment.
unset PORTOLAN_ADAPTERS
export PORTOLAN_HOME="$work/home"

stale=0
fill() {
    local page=$1
    shift
    "$portolan" "$@" >"$work/declared"
    awk -v declared="$work/declared" '
        /^<!-- declared -->$/ {
            print; print ""
            while ((getline line < declared) > 0) print line
            print ""
            skipping = 1; found++
        }
        /^<!-- \/declared -->$/ { skipping = 0 }
        !skipping { print }
        END { if (found != 1 || skipping) exit 3 }
    ' "$page" >"$work/page" || { echo "$page: the marks are missing" >&2; exit 2; }
    if cmp -s "$work/page" "$page"; then return; fi
    if [ -n "$check" ]; then
        diff -u "$page" "$work/page" >&2 || true
        stale=1
    else
        cp "$work/page" "$page"
        echo "Wrote $page."
    fi
}

fill docs/limits.md adapters list --markdown
for page in Plugins/*/README.md; do
    grep -q '^<!-- declared -->$' "$page" || continue
    folder=$(basename "$(dirname "$page")")
    fill "$page" adapters show "${folder,,}" --markdown
done
if [ "$stale" -ne 0 ]; then
    echo "What the adapters declare and what the pages say differ: run make docs, and look at the difference." >&2
    exit 1
fi
