#!/bin/sh
# Compiles portolan/adapter.h alone, as every language a third party may write an adapter in, with
# the strictest warnings of both compilers. Usage: Tests/abi/header.sh [repository]
set -eu
root=${1:-$(cd "$(dirname "$0")/../.." && pwd)}
include=$root/Sources/CPortolan/include
for tool in gcc g++ clang clang++; do
    command -v "$tool" >/dev/null 2>&1 || {
        echo "header: $tool is missing. Install gcc, g++ and clang (Debian: apt-get install g++ clang)." >&2
        exit 1
    }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo '#include "portolan/adapter.h"
extern const ptl_adapter *use(void);
const ptl_adapter *use(void) { return portolan_adapter_v1(0); }' >"$work/alone.c"
cp "$work/alone.c" "$work/alone.cc"

gcc_c="-Wall -Wextra -Wpadded -pedantic -Werror"
check() {
    echo "header: $*"
    "$@" -I"$include" -o "$work/alone.o"
}
for standard in c11 c17; do
    # shellcheck disable=SC2086
    check gcc -std=$standard $gcc_c -c "$work/alone.c"
    check clang -std=$standard -Weverything -Werror -c "$work/alone.c"
    check gcc -std=$standard -Wall -Wextra -pedantic -Werror -c "$root/Sources/CPortolan/layout.c"
    check clang -std=$standard -Weverything -Wno-pre-c11-compat -Werror -c "$root/Sources/CPortolan/layout.c"
done
check g++ -std=c++17 -Wall -Wextra -Wpadded -pedantic -Werror -c "$work/alone.cc"
check clang++ -std=c++17 -Wall -Wextra -pedantic -Werror -c "$work/alone.cc"
echo "header: compiles alone as C11, C17 and C++17 with gcc and clang"
