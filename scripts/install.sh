#!/bin/bash
# Puts the programs and adapters below $DESTDIR$PREFIX. All of them lie in one folder, lib/portolan, as they do where
# they are built, so that the program finds the rest beside itself; bin/portolan leads there.
set -euo pipefail
cd "$(dirname "$0")/.."

from=".build/${CONFIG:-release}"
to="${DESTDIR:-}${PREFIX:-/usr/local}"
[ -x "$from/portolan" ] || { echo "Nothing is built in $from: run make build first." >&2; exit 1; }

install -d "$to/bin" "$to/lib/portolan" "$to/include/portolan" "$to/share/doc/portolan"
install -m 0755 "$from/portolan" "$from/portolan-adapter-worker" "$to/lib/portolan/"
install -m 0644 adapters.json "$to/lib/portolan/"
for library in "$from"/libPortolan*.so; do
    install -m 0644 "$library" "$to/lib/portolan/"
done
install -m 0644 Sources/CPortolan/include/portolan/adapter.h "$to/include/portolan/"
install -m 0644 README.md CHANGELOG.md LICENSE "$to/share/doc/portolan/"
ln -sfn ../lib/portolan/portolan "$to/bin/portolan"
echo "Installed below $to. Try: $to/bin/portolan adapters list"
