#!/bin/bash
# Everything that can be said about the sources without running them.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$(scripts/toolchain.sh):$PATH" || exit 1
export PATH

failed=()
step() {
    local name=$1
    shift
    if "$@"; then echo "ok      $name"; else
        echo "FAILED  $name"
        failed+=("$name")
    fi
}

swift_files() {
    local folders=()
    for folder in Sources Tests Plugins Benchmarks; do [ -d "$folder" ] && folders+=("$folder"); done
    swift format lint --strict --parallel --recursive Package.swift "${folders[@]}"
}
shell_scripts() {
    local bad=0
    while IFS= read -r file; do
        case "$(head -n 1 "$file")" in
        '#!/bin/bash'* | '#!/usr/bin/env bash'*) bash -n "$file" || bad=1 ;;
        '#!/bin/sh'*) sh -n "$file" || bad=1 ;;
        esac
    done < <(git ls-files -- '*.sh' .ci/run)
    if command -v shellcheck >/dev/null; then
        git ls-files -- '*.sh' .ci/run | xargs shellcheck || bad=1
    fi
    return $bad
}
header() { [ ! -e Tests/abi/header.sh ] || bash Tests/abi/header.sh; }

step "swift format" swift_files
step "imports keep to the house's arrows" python3 scripts/check-imports.py
step "no text speaks of one machine" python3 scripts/check-texts.py
step "shell scripts parse" shell_scripts
step "the header compiles alone in C and C++" header

if [ ${#failed[@]} -gt 0 ]; then
    printf 'lint failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
