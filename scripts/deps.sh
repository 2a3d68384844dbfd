#!/bin/bash
# Installs the Debian packages the build needs and that are missing, and checks the Swift toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
    gcc g++ make git pkg-config python3 python3-venv
    libsqlite3-dev libssl-dev libcurl4-openssl-dev libzstd-dev libseccomp-dev
)

is_installed() {
    [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = "install ok installed" ]
}

if command -v dpkg-query >/dev/null; then
    missing=()
    for package in "${packages[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        echo "All Debian packages are installed."
    else
        echo "Missing: ${missing[*]}"
        as_root=()
        if [ "$(id -u)" -ne 0 ]; then
            if ! command -v sudo >/dev/null; then
                echo "Run this as root, then again: apt-get install -y ${missing[*]}" >&2
                exit 1
            fi
            as_root=(sudo)
        fi
        export DEBIAN_FRONTEND=noninteractive
        # The lists are fetched only when they do not know a package.
        if ! "${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}"; then
            "${as_root[@]}" apt-get update
            "${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}"
        fi
    fi
else
    echo "This is no Debian: install what corresponds to ${packages[*]} yourself."
fi

folder=$(scripts/toolchain.sh)
echo "Swift: $("$folder/swift" --version 2>/dev/null | sed -n 1p) in $folder"
