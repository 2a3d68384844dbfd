#!/bin/bash
# Installs the Debian packages the build needs and that are missing, and checks the Swift toolchain. With --quiet it says
# nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

quiet=""
if [ "${1:-}" = --quiet ]; then quiet=yes; fi
note() { [ -n "$quiet" ] || echo "$*"; }

packages=(
    gcc g++ make git pkg-config python3 python3-venv
    libsqlite3-dev libssl-dev libcurl4-openssl-dev libzstd-dev libseccomp-dev
    # What the Swift toolchain itself runs on.
    libedit2 libncurses6 libxml2 zlib1g-dev
)

is_installed() {
    case "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" in *" ok installed") return 0 ;; esac
    return 1
}
install_missing() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }

if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    missing=()
    for package in "${packages[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        note "All Debian packages are installed."
    else
        echo "Missing Debian packages: ${missing[*]}"
        as_root=()
        if [ "$(id -u)" -ne 0 ]; then
            if ! command -v sudo >/dev/null; then
                echo "They can only be installed as root, and there is no sudo. As root, run:" >&2
                echo "  apt-get update && apt-get install -y ${missing[*]}" >&2
                echo "Then run make deps again." >&2
                exit 1
            fi
            as_root=(sudo)
        fi
        # The lists are fetched only when they do not know a package.
        if ! install_missing "${missing[@]}"; then
            echo "That did not work; once more with newer package lists."
            if ! "${as_root[@]}" apt-get update || ! install_missing "${missing[@]}"; then
                echo "The packages could not be installed: apt-get says why above. Mend it, then run make deps again." >&2
                exit 1
            fi
        fi
    fi
else
    note "This is no Debian. Install what corresponds to these packages yourself: ${packages[*]}"
fi

folder=$(scripts/toolchain.sh)
note "Swift: $("$folder/swift" --version 2>/dev/null | sed -n 1p) in $folder"
note "Ready. Next: make demo"
