#!/bin/bash
# All tests. What is not Swift comes first, so that the summary of `swift test` stands last.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$(scripts/toolchain.sh):$PATH"
export PATH

say() { printf '\n== %s\n' "$*"; }

say "Building everything, tests included"
swift build --build-tests

# Checks in other languages: Tests/<name>/run.sh, which says what it does and fails with a reason.
shopt -s nullglob
for check in Tests/*/run.sh; do
    say "$check"
    status=0
    bash "$check" || status=$?
    # 77: it said why it could not run here.
    if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then exit "$status"; fi
done

say "swift test"
swift test --skip-build "$@"
