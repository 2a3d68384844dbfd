#!/bin/bash
# Puts the programs and adapters below $DESTDIR$PREFIX. All of them lie in one folder, lib/portolan, as they do where
# they are built, so that the program finds the rest beside itself; bin/portolan leads there. With --uninstall it takes
# away what it put there, and nothing else: the history in your home folder stays.
set -euo pipefail
cd "$(dirname "$0")/.."

to="${DESTDIR:-}${PREFIX:-/usr/local}"
header=Sources/CPortolan/include/portolan/adapter.h
documents=(README.md CHANGELOG.md LICENSE)
# One library for each adapter of the list, from the product of the same name.
mapfile -t libraries < <(sed -n 's/.*"library": *"\(lib[A-Za-z0-9]*\.so\)".*/\1/p' adapters.json | sort -u)

if [ "${1:-}" = --uninstall ]; then
    rm -f "$to/bin/portolan" "$to/lib/portolan"/{portolan,portolan-adapter-worker,adapters.json} \
        "${libraries[@]/#/$to/lib/portolan/}" "$to/include/portolan/adapter.h" "${documents[@]/#/$to/share/doc/portolan/}"
    for folder in lib/portolan include/portolan share/doc/portolan; do
        rmdir "$to/$folder" 2>/dev/null || [ ! -e "$to/$folder" ] || echo "$to/$folder is not empty: it stays." >&2
    done
    echo "Taken away from $to. Your history and keys are untouched."
    exit 0
fi

swift="$(scripts/toolchain.sh)/swift"
from=".build/${CONFIG:-release}"
[ -x "$from/portolan" ] || { echo "Nothing is built in $from: run make build first." >&2; exit 1; }

# An adapter that is installed carries its part of the standard library and shows one function. In a folder of their own,
# since these flags would build everything else anew.
adapters=.build/adapters
for library in "${libraries[@]}"; do
    product=${library#lib}
    "$swift" build -c release --product "${product%.so}" --scratch-path "$adapters" -Xswiftc -static-stdlib \
        -Xlinker "--version-script=$PWD/Plugins/exports.map" -Xlinker --gc-sections -Xlinker -s
done

if ! install -d "$to/bin" "$to/lib/portolan" "$to/include/portolan" "$to/share/doc/portolan"; then
    echo "$to cannot be written. Choose another place, as in: make install PREFIX=\"\$HOME/.local\"" >&2
    exit 1
fi
install -s -m 0755 "$from/portolan" "$from/portolan-adapter-worker" "$to/lib/portolan/"
install -m 0644 adapters.json "$to/lib/portolan/"
for library in "${libraries[@]}"; do
    install -m 0644 "$adapters/release/$library" "$to/lib/portolan/"
done
install -m 0644 "$header" "$to/include/portolan/"
install -m 0644 "${documents[@]}" "$to/share/doc/portolan/"
ln -sfn ../lib/portolan/portolan "$to/bin/portolan"

# What was installed must run without the toolchain and without the environment of whoever built it.
if [ -z "${DESTDIR:-}" ] &&
    ! env -i HOME=/nonexistent PATH=/usr/bin:/bin "$to/bin/portolan" adapters list >/dev/null; then
    echo "Installed below $to, but it does not run there; the lines above say why." >&2
    exit 1
fi
echo "Installed below $to. Try: $to/bin/portolan adapters list"
