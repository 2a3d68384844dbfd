#!/bin/bash
# Prints the folder of a Swift toolchain that is new enough, or says what to do and fails.
set -euo pipefail

wanted_major=6
wanted_minor=3

candidates=()
if path=$(command -v swift 2>/dev/null); then candidates+=("$(dirname "$path")"); fi
candidates+=("/opt/swift/usr/bin" "${HOME:-/nonexistent}/.local/share/swiftly/bin" "/usr/libexec/swift/bin")

found=""
for folder in "${candidates[@]}"; do
    [ -x "$folder/swift" ] || continue
    version=$("$folder/swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] || continue
    IFS=. read -r major minor _ <<<"$version.0.0"
    if [ "$major" -gt "$wanted_major" ] || { [ "$major" -eq "$wanted_major" ] && [ "$minor" -ge "$wanted_minor" ]; }; then
        echo "$folder"
        exit 0
    fi
    found="$found  $folder/swift is version $version"$'\n'
done

{
    echo "Portolan needs the Swift toolchain, version $wanted_major.$wanted_minor or newer."
    if [ -n "$found" ]; then printf 'Found, but too old:\n%s' "$found"; else echo "None was found."; fi
    cat <<'TEXT'
Install it from https://www.swift.org/install/linux/ in one of two ways:
  - with swiftly, which puts it into ~/.local/share/swiftly;
  - by unpacking the archive for your distribution, for example into /opt/swift,
    so that /opt/swift/usr/bin/swift exists.
Then run the same command again. Any other place works when `swift` is on the PATH.
TEXT
} >&2
exit 1
