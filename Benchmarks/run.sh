#!/bin/bash
# Builds what is measured, then measures it: see bench.py. `run.sh --quick` for a first look.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$(scripts/toolchain.sh):$PATH"
export PATH

if ! echo '#include <simdjson.h>' | g++ -std=c++17 -x c++ -fsyntax-only - 2>/dev/null; then
    echo "The floor program needs simdjson: apt-get install libsimdjson-dev" >&2
    exit 1
fi
for product in portolan portolan-adapter-worker PortolanBench WorkerBench; do
    swift build -c release --static-swift-stdlib --product "$product" >&2
done
bin=$(swift build -c release --static-swift-stdlib --show-bin-path)

# The same ccxt as in the tests.
venv=.venv
ccxt_version=$(sed -n 's/^ccxt_version=//p' Tests/clients/run.sh)
ccxt=()
if "$venv/bin/python" -c "import ccxt; assert ccxt.__version__ == '$ccxt_version'" 2>/dev/null ||
    { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet "ccxt==$ccxt_version"; } >&2; then
    ccxt=(--ccxt-python "$PWD/$venv/bin/python")
else
    echo "ccxt could not be installed: point (b) is left out." >&2
fi
exec python3 Benchmarks/bench.py --bin "$bin" "${ccxt[@]}" "$@"
